from odoo import api, fields, models
from odoo.exceptions import UserError

from ..evidence import check_document
from .fines_fine_annulment import SUPERVISOR
from .fines_fine_person import PERSONAL
from .fines_slip_mixin import PERSON_FIELDS

ACT = "change_debtor"


class FinesDebtorChange(models.Model):
    """A decision that another person is the debtor of a fine: reason and proof, carried out when a second one approves.

    What was presented for approval is what is carried out: it no longer changes.
    """

    _name = "fines.debtor.change"
    _description = "Change of Debtor"
    _inherit = ["revenue.approval.mixin"]
    _order = "id desc"
    _rec_name = "decision"

    fine_id = fields.Many2one(
        "fines.fine", required=True, ondelete="restrict", index=True,
        domain="[('state', 'in', ('registered', 'notified', 'closed'))]")
    office_id = fields.Many2one(related="fine_id.office_id")
    agency_id = fields.Many2one(related="fine_id.agency_id")
    debtor_before = fields.Char("Debtor so far", compute="_compute_debtor_before")
    decision = fields.Char(required=True, help="Number of the decision.")
    reason = fields.Text(required=True, help="Why it is not the person on the slip.")
    proof_text = fields.Char("Proof", required=True, help="The document that proves it, as it is cited.")
    proof = fields.Binary("Copy of the Proof", attachment=True, help="PDF, JPEG or PNG.")
    proof_name = fields.Char()
    offender_kind = fields.Selection(
        [("person", "Person"), ("company", "Legal person")], string="The Right Debtor Is", required=True,
        default="person")
    person_name = fields.Char("Name and Surnames", required=True)
    person_identity_type_id = fields.Many2one("revenue.identity.type", string="Identity Document", ondelete="restrict")
    person_identity = fields.Char("Identity Number", groups=PERSONAL)
    person_country_id = fields.Many2one("res.country", string="Issued by", ondelete="restrict")
    person_birth_date = fields.Date("Birth Date", groups=PERSONAL)
    person_address = fields.Char("Address", groups=PERSONAL)
    person_licence = fields.Char("Driving Licence", groups=PERSONAL)
    policy_clock = fields.Boolean("The Norm Says so", compute="_compute_policy_clock")
    clock = fields.Selection(
        [("original", "The original event"), ("notification", "The new notification")], string="Terms Run From",
        compute="_compute_clock", store=True, readonly=False,
        help="As the policy says; where it says nothing, the decision has to.")
    done_on = fields.Datetime("Carried out on", readonly=True, copy=False)
    version_id = fields.Many2one("fines.fine.version", readonly=True, copy=False, ondelete="restrict",
                                 index="btree_not_null")
    status = fields.Selection(
        [("draft", "Prepared"), ("waiting", "Waits for a second person"), ("refused", "Not approved"),
         ("done", "Carried out")], compute="_compute_status")

    @api.depends("fine_id")
    def _compute_debtor_before(self):
        for change in self:
            kept = change.version_id and change.version_id._get_content().get("persons")
            change.debtor_before = kept[0]["name"] if kept else change.fine_id.person_name

    @api.depends("fine_id")
    def _compute_policy_clock(self):
        for change in self:
            change.policy_clock = bool(change.fine_id and change.fine_id._get_debtor_clock())

    @api.depends("fine_id")
    def _compute_clock(self):
        for change in self:
            change.clock = (change.fine_id and change.fine_id._get_debtor_clock()) or change.clock

    @api.depends("done_on", "revenue_approval_ids.state")
    def _compute_status(self):
        for change in self:
            states = change.revenue_approval_ids.mapped("state")
            change.status = "done" if change.done_on else "waiting" if "requested" in states else \
                "refused" if "refused" in states else "draft"

    @api.constrains("proof")
    def _check_proof(self):
        for change in self.filtered("proof"):
            check_document(change)

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_outcome(name for name, value in vals.items() if value)
        changes = super().create(vals_list)
        changes.fine_id.check_access("write")
        return changes

    def write(self, vals):
        if any(change.status in ("waiting", "done") for change in self):
            raise UserError(self.env._("What was presented to the second person no longer changes."))
        self._check_outcome(vals)
        return super().write(vals)

    @api.model
    def _get_outcome_fields(self):
        """Fields that only the carrying out fills. Extended by modules that add such columns.

        :rtype: set[str]
        """
        return {"done_on", "version_id"}

    @api.model
    def _check_outcome(self, names):
        if self._get_outcome_fields() & set(names):
            raise UserError(self.env._("A decision is carried out when a second person approves it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(change.status != "draft" for change in self):
            raise UserError(self.env._("A decision that was presented is not deleted."))

    # ACTION METHODS

    def action_request(self):
        """Present the decision to a second person."""
        self.check_access("write")
        for change in self:
            change._check_complete()
            change._request(ACT, change.reason)

    def action_open_fine(self):
        """Open the fine (smart button)."""
        self.check_access("read")
        self.ensure_one()
        return self.fine_id.get_formview_action()

    # BUSINESS METHODS

    def _check_complete(self):
        self.ensure_one()
        self.fine_id._check_correctable({}, self.reason)
        if not self.clock:
            raise UserError(self.env._(
                "The policy does not say from when the terms of the right person run: the decision has to."))
        if self.done_on:
            raise UserError(self.env._("This decision has been carried out."))
        problems = self.env["fines.fine.person"]._get_problems(self.person_identity_type_id, self.person_identity)
        if problems:
            raise UserError("\n".join(problems))

    def _get_approval_actions(self):
        """Override of public_revenue: a change of debtor is decided by two persons."""
        return {**super()._get_approval_actions(), ACT: (self.env._("Change the debtor of a fine"), SUPERVISOR)}

    def _request(self, action, reason):
        """Override of public_revenue: only who may change the fine presents a decision on it."""
        self.fine_id.check_access("write")
        self._check_complete()
        return super()._request(action, reason)

    def _on_approved(self, approval):
        """Override of public_revenue to carry the decision out, as the second person."""
        result = super()._on_approved(approval)
        if approval.action == ACT:
            self._carry_out()
        return result

    def _carry_out(self):
        """Make the fine the right person's; what follows for its money happens in the same transaction."""
        self._check_complete()
        person = {name: self._fields[name].convert_to_write(self[name], self) for name in PERSON_FIELDS}
        clock = self.fine_id._get_debtor_clock() or self.clock
        version = self.fine_id._change_debtor(
            {**person, "offender_kind": self.offender_kind}, self.reason, self.decision, clock)
        self._remember(done_on=fields.Datetime.now(), version_id=version.id)

    def _remember(self, **values):
        """Note what the carrying out gave, past the rule that a decision no longer changes."""
        super().write(values)
