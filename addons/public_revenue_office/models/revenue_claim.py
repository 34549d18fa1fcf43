from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.models.res_partner import PERSONAL
from odoo.addons.public_revenue.moves import check_moves

SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
ACT = "claim"
#: Allowed moves of a claim.
MOVES = {
    "open": ("applied", "refunded", "rejected", "withdrawn"), "applied": (), "refunded": (), "rejected": (),
    "withdrawn": (),
}
#: Where each decision leads.
ENDS = {"apply": "applied", "move": "applied", "refund": "refunded", "reject": "rejected"}
#: What people write while the claim is open and no second person has it.
INPUT = {
    "kind", "claimant_id", "claimant", "contact", "came_by", "story", "obligation_ids", "proof_channel_id",
    "proof_number", "proof_date", "proof_amount", "document_ids", "outcome", "credit_id", "receipt_id", "wrong_id",
    "target_id", "consent", "grounds", "remedy", "remedy_until",
}
#: What each decision needs beside its grounds.
NEEDED = {
    "apply": ("credit_id", "target_id", "consent"), "move": ("receipt_id", "wrong_id", "target_id", "consent"),
    "refund": (), "reject": ("remedy", "remedy_until"),
}
#: What only the search may bring: money that nobody found cannot be named.
FOUND = {"credit_id", "receipt_id", "wrong_id"}
#: Days before the last one from which a deadline is near.
NEAR = 3


class RevenueClaim(models.Model):
    """Somebody says that the office's books are wrong about a payment: received, looked up, decided with reasons.

        open -> applied | refunded | rejected | withdrawn

    A clerk applies money that waits to the debt its payer names; everything else needs a second person. An open claim
    is shown on its debts and stops no term.
    """

    _name = "revenue.claim"
    _description = "Claim about Collection"
    _inherit = ["revenue.approval.mixin", "revenue.document.mixin", "revenue.paper.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "number"

    # === FIELDS === #

    number = fields.Char(required=True, readonly=True, copy=False)
    request_key = fields.Char(readonly=True, copy=False, help="Names the request of a citizen's page once and for all.")
    office_id = fields.Many2one(
        "revenue.office", required=True, ondelete="restrict", default=lambda self: self._get_default_office())
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection(
        [("not_shown", "Paid but shown as unpaid"), ("paid_twice", "Paid twice"),
         ("wrong_debt", "Paid for another debt"), ("after_annulment", "Paid after annulment"),
         ("wrong_amount", "Wrong amount")],
        required=True, default="not_shown", tracking=True)
    claimant_id = fields.Many2one("res.partner", string="Person", ondelete="restrict", index="btree_not_null")
    claimant_name = fields.Char("Claimant", compute="_compute_claimant_name")
    claimant = fields.Char("Name as Given", help="Who claims, where the person is not registered.")
    contact = fields.Char(groups=PERSONAL, help="Telephone or address for the answer.")
    came_by = fields.Selection(
        [("office", "At the office"), ("letter", "Letter"), ("phone", "Telephone"), ("portal", "Citizen's page")],
        required=True, default="office")
    received_on = fields.Date(required=True, default=lambda self: self._get_default_day())
    story = fields.Text("What the Claimant Says")
    obligation_ids = fields.Many2many(
        "revenue.obligation", "revenue_claim_obligation_rel", "claim_id", "obligation_id", string="Debts")
    proof_channel_id = fields.Many2one(
        "revenue.channel", string="Paid through", ondelete="restrict", domain="[('company_id', '=', company_id)]")
    proof_number = fields.Char(
        "Number on the Proof", help="Of the receipt, the transfer or the bill. Empty: it has none.")
    proof_date = fields.Date("Paid on")
    proof_amount = fields.Monetary("Amount Paid")
    missing_lists = fields.Text("Lists not yet Received", compute="_compute_missing_lists")
    found_ids = fields.One2many("revenue.claim.found", "claim_id", string="Money Found", readonly=True)
    entry_ids = fields.Many2many("revenue.entry", string="Entries of the Debts", compute="_compute_movements")
    credit_ids = fields.Many2many("revenue.credit", string="Credits", compute="_compute_movements")
    receipt_ids = fields.Many2many("revenue.receipt", string="Receipts", compute="_compute_movements")
    outcome = fields.Selection(
        [("apply", "Apply the money held to the debt"), ("move", "Move the payment to another debt"),
         ("refund", "Give the money back"), ("reject", "Reject")], string="Decision", tracking=True)
    credit_id = fields.Many2one("revenue.credit", string="Money Held", ondelete="restrict", index="btree_not_null")
    receipt_id = fields.Many2one("revenue.receipt", string="Receipt", ondelete="restrict", index="btree_not_null")
    wrong_id = fields.Many2one("revenue.obligation", string="Debt It Paid", ondelete="restrict", index="btree_not_null")
    target_id = fields.Many2one(
        "revenue.obligation", string="Debt to Be Paid", ondelete="restrict", index="btree_not_null",
        domain="[('id', 'in', obligation_ids)]")
    consent = fields.Char(
        "Consent or Norm", help="How the payer agreed that the money is used so, or the norm that says it.")
    grounds = fields.Text("Reasons", help="Why it is decided so, in words that the claimant understands.")
    remedy = fields.Text(help="What the claimant may do against the decision, and where.")
    remedy_until = fields.Date("Last Day of the Remedy")
    term_id = fields.Many2one("revenue.claim.term", string="Rules", readonly=True, ondelete="restrict")
    decide_until = fields.Date("Answer Due", readonly=True, help="Empty: no term is configured.")
    urgency = fields.Selection(
        [("passed", "Passed"), ("near", "Near"), ("later", "Later")], string="Deadline", compute="_compute_urgency")
    decided_on = fields.Date(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False, ondelete="restrict")
    refund_id = fields.Many2one("revenue.refund", string="Refund Order", readonly=True, copy=False, ondelete="restrict")
    paper = fields.Json(readonly=True, copy=False)
    state = fields.Selection(
        [("open", "Open"), ("applied", "Applied"), ("refunded", "To be refunded"), ("rejected", "Rejected"),
         ("withdrawn", "Withdrawn")], required=True, readonly=True, default="open", copy=False, tracking=True)
    status = fields.Selection(
        [("open", "Open"), ("waiting", "Waits for a second person"), ("refused", "Sent back"), ("applied", "Applied"),
         ("refunded", "To be refunded"), ("rejected", "Rejected"), ("withdrawn", "Withdrawn")],
        compute="_compute_status")
    can_edit = fields.Boolean(compute="_compute_status")

    _number_unique = models.UniqueIndex("(number)", "There is already a claim with this number.")
    _request_unique = models.UniqueIndex("(request_key)", "This request is already registered.")
    _office_lookup = models.Index("(office_id, id)")
    _due_lookup = models.Index("(decide_until) WHERE state = 'open'")
    _decided_whole = models.Constraint(
        "CHECK (state IN ('open', 'withdrawn') OR (decided_on IS NOT NULL AND grounds IS NOT NULL))",
        "A decision has its day and its reasons.")

    # === COMPUTE METHODS === #

    @api.model
    def _get_default_office(self):
        return self.env.user.revenue_office_ids[:1]

    def _get_default_day(self):
        office = self._get_default_office()
        return office._today() if office else fields.Date.context_today(self)

    @api.depends("proof_date", "proof_channel_id", "company_id")
    def _compute_missing_lists(self):
        channels = self.env["revenue.channel"]
        for claim in self:
            awaited = channels._get_awaited(claim.proof_date, claim.company_id) if claim.proof_date else []
            claim.missing_lists = "\n".join(
                self.env._("%(channel)s: what was paid on %(day)s has not arrived; awaited until %(until)s",
                           channel=channel.name, day=format_date(self.env, claim.proof_date),
                           until=format_date(self.env, until))
                for channel, until in awaited if claim.proof_channel_id in (channels, channel))

    @api.depends("claimant_id", "claimant")
    def _compute_claimant_name(self):
        for claim in self:
            claim.claimant_name = claim.claimant_id.name or claim.claimant

    @api.depends("obligation_ids", "claimant_id")
    def _compute_movements(self):
        """All that moved on the debts and for the person, as far as the user may read it."""
        for claim in self:  # loop: a form shows one; a payer may have any number, so each has limits of its own
            debts, person = claim.obligation_ids._origin, claim.claimant_id._origin
            paid = [("obligation_id", "in", debts.ids)]
            claim.entry_ids = self.env["revenue.entry"].search(paid, limit=200)
            claim.credit_ids = self.env["revenue.credit"].search(
                ["|", "|", *paid, ("payer_id", "in", person.ids),
                 ("key_ids.value", "in", debts.key_ids.mapped("value"))], limit=80)
            claim.receipt_ids = self.env["revenue.receipt"].search(
                ["|", ("entry_ids", "any", paid), ("payer_id", "in", person.ids)], limit=80)

    @api.depends("decide_until", "state", "office_id")
    def _compute_urgency(self):
        for claim in self:
            claim.urgency = claim.state == "open" and claim.office_id and rules.get_urgency(
                claim.decide_until, claim.office_id._today(), NEAR)

    @api.depends("state", "revenue_approval_ids.state")
    @api.depends_context("uid")
    def _compute_status(self):
        may_write = self.has_access("write")
        for claim in self:
            claim.status = claim._get_approval_status("open")
            claim.can_edit = may_write and claim.status in ("open", "refused")

    @api.onchange("outcome")
    def _onchange_outcome(self):
        """Propose what the norm says of refusals."""
        if self.outcome == "reject":
            self.remedy = self.remedy or self.term_id.remedy
            self.remedy_until = self.remedy_until or self.term_id._get_last_day(
                self.office_id._today(), self.office_id, "remedy_")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to give each claim its number and its term."""
        return super().create([self._prepare_claim(vals) for vals in vals_list])

    def write(self, vals):
        """Override to keep what acts have written, and what a second person has before the eyes."""
        if FOUND & {name for name, value in vals.items() if value}:
            raise UserError(self.env._("Look for the money and choose it among what was found."))
        for claim in self:
            refused = {name for name in vals if name in self._fields and not name.startswith("message_")} - (
                INPUT if claim.can_edit else set())
            if refused:
                raise UserError(self.env._(
                    "%(field)s of the claim %(claim)s cannot be changed now.", claim=claim.number,
                    field=self._fields[min(refused)]._description_string(self.env)))
        return super().write(vals)

    def _note(self, vals):
        """Write what an act brought about; never called with what a person typed into a field."""
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A claim is not deleted: record that it was withdrawn."))

    @api.model
    def _prepare_claim(self, vals):
        """Values of a claim with what follows from its office and its day."""
        if vals.keys() - INPUT - {"office_id", "received_on", "request_key"} or FOUND & vals.keys():
            raise UserError(self.env._("A claim begins with what the claimant says."))
        office = self.env["revenue.office"].browse(vals.get("office_id")) or self._get_default_office()
        if not office:
            raise UserError(self.env._("Say which office the claim goes to."))
        day = fields.Date.to_date(vals.get("received_on")) or office._today()
        if day > office._today():
            raise UserError(self.env._("The claim was received today or before."))
        term = self.env["revenue.claim.term"]._get_term(day)
        [number] = self.env["revenue.counter"]._draw(office, "R")
        return {
            **vals, "number": number, "office_id": office.id, "company_id": office.company_id.id, "received_on": day,
            "currency_id": office.company_id.currency_id.id, "term_id": term.id,
            "decide_until": term._get_last_day(day, office)}

    # === ACTION METHODS === #

    def action_decide(self):
        """Button: carry the decision out, or present it to a second person where money moves or is refused."""
        self.check_access("write")
        self.ensure_one()
        self._check_complete()
        if self._needs_second():
            self._request(ACT, self.grounds)
        else:
            self._carry_out()

    def action_withdraw(self):
        """Button: the claimant gives the claim up."""
        self.check_access("write")
        if any(claim.status == "waiting" for claim in self):
            raise UserError(self.env._("A second person has the claim: withdraw the request first."))
        self._update_state("withdrawn")

    def action_open_refund(self):
        """Smart button: the refund order that followed."""
        self.check_access("read")
        self.ensure_one()
        return self.refund_id.get_formview_action()

    # === DECIDING === #

    def _get_approval_actions(self):
        """Override of public_revenue: what takes money from a debt, gives it back or refuses it needs two persons."""
        return {**super()._get_approval_actions(), ACT: (self.env._("Decide a claim"), SUPERVISOR)}

    def _request(self, action, reason):
        """Override of public_revenue: a whole decision only, by who may prepare it."""
        self.check_access("create")
        self._check_complete()
        return super()._request(action, reason)

    def _on_approved(self, approval):
        """Override of public_revenue: carry the decision out."""
        result = super()._on_approved(approval)
        if approval.action == ACT:
            self._check_complete()
            self._carry_out()
        return result

    def _needs_second(self):
        """Money that waits, or that the claimant paid, is applied to the claimant's own debt by a clerk."""
        if self.outcome != "apply":
            return True
        return any(person and person != self.claimant_id.id for person in self._find_persons())

    def _check_complete(self):
        names = ["outcome", "grounds", *NEEDED.get(self.outcome, ())]
        missing = self._list_empty(names)
        if self.outcome == "refund" and not (self.credit_id or (self.receipt_id and self.wrong_id)):
            missing.append(self.env._("Money Held"))
        if missing:
            raise UserError(self.env._(
                "The decision of %(claim)s lacks: %(fields)s.", claim=self.number, fields=", ".join(missing)))

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return super().write({**(vals or {}), "state": state})
