from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue.models.res_partner import PERSONAL
from odoo.addons.public_revenue.moves import check_moves

SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
ACT = "refund"
#: Allowed moves of a refund order.
MOVES = {"draft": ("approved", "cancelled"), "approved": ("paid", "cancelled"), "paid": (), "cancelled": ()}
#: What is decided: written while the order is prepared, and no longer when a second person has it.
DECIDED = {"payee_id", "method", "decision", "grounds", "late_grounds", "target_id", "consent"}
#: What is known only when the money leaves.
PAYMENT = {"channel_id", "payment_reference", "payee_document"}
KEPT = {
    "number", "credit_id", "office_id", "company_id", "currency_id", "amount", "state", "paper", "paid_on",
    "paid_by_id", "session_id", "applied",
}


class RevenueRefund(models.Model):
    """An order to give money back that the treasury holds for a payer: prepared by one, approved by another, paid once.

        draft -> approved -> paid
        draft, approved -> cancelled

    What was presented for approval is what is paid. The money leaves in full, by desk or by bank.
    """

    _name = "revenue.refund"
    _description = "Refund Order"
    _inherit = ["revenue.approval.mixin", "revenue.paper.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    # === FIELDS === #

    number = fields.Char(required=True, readonly=True, copy=False)
    credit_id = fields.Many2one(
        "revenue.credit", required=True, ondelete="restrict", index=True,
        domain="[('balance', '>', 0), ('reason', '!=', 'for_others')]")
    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(readonly=True, help="All that is held of the credit.")
    payee_id = fields.Many2one("res.partner", string="Paid to", ondelete="restrict", index=True, tracking=True)
    decision = fields.Char(help="Number of the resolution that orders it.", tracking=True)
    grounds = fields.Text(help="Why the money was not due, and the papers that show it.")
    refund_until = fields.Date(related="credit_id.refund_until")
    is_late = fields.Boolean(compute="_compute_is_late")
    can_prepare = fields.Boolean(compute="_compute_can_prepare")
    late_grounds = fields.Char(help="Why it is paid although its term is over.")
    method = fields.Selection(
        [("cash", "Cash at a desk"), ("cheque", "Cheque"), ("transfer", "Transfer")], required=True, default="cash",
        tracking=True)
    channel_id = fields.Many2one(
        "revenue.channel", string="Paid from", ondelete="restrict", check_company=True,
        domain="[('kind', '=', 'bank'), ('company_id', '=', company_id)]")
    payment_reference = fields.Char("Number of Cheque or Transfer")
    payee_document = fields.Char("Document Shown", groups=PERSONAL, help="Identity document of who took the cash.")
    state = fields.Selection(
        [("draft", "Prepared"), ("approved", "Approved"), ("paid", "Paid"), ("cancelled", "Cancelled")],
        required=True, readonly=True, default="draft", index=True, copy=False, tracking=True)
    status = fields.Selection(
        [("draft", "Prepared"), ("waiting", "Waits for a second person"), ("refused", "Refused"),
         ("approved", "Approved"), ("paid", "Paid"), ("cancelled", "Cancelled")], compute="_compute_status")
    paid_on = fields.Date(readonly=True, copy=False)
    paid_by_id = fields.Many2one("res.users", string="Paid by", readonly=True, copy=False, ondelete="restrict")
    session_id = fields.Many2one(
        "revenue.desk.session", string="Desk Session", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null")
    paper = fields.Json(readonly=True, copy=False)

    _number_unique = models.UniqueIndex("(company_id, number)", "This number of a refund order is already used.")
    _credit_unique = models.UniqueIndex(
        "(credit_id) WHERE state IN ('draft', 'approved')", "There is already a refund order for this credit.")
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A refund order needs money to give back.")
    _paid_with_day = models.Constraint(
        "CHECK ((state = 'paid') = (paid_on IS NOT NULL))", "A refund is paid on a day.")

    # === COMPUTE METHODS === #

    @api.depends("refund_until", "paid_on")
    def _compute_is_late(self):
        for refund in self:
            day = refund.paid_on or (refund.office_id and refund.office_id._today())
            refund.is_late = bool(day and refund.refund_until and refund.refund_until < day)

    @api.depends("status")
    @api.depends_context("uid")
    def _compute_can_prepare(self):
        """Who pays orders does not say what they say."""
        may_create = self.has_access("create")
        for refund in self:
            refund.can_prepare = may_create and refund.status in ("draft", "refused")

    @api.depends("state", "revenue_approval_ids.state")
    def _compute_status(self):
        for refund in self:
            refund.status = refund._get_approval_status("draft")

    @api.onchange("credit_id")
    def _onchange_credit_id(self):
        """Propose who paid."""
        self.payee_id = self.credit_id.payer_id

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to prepare orders: the credit is chosen, what it holds follows.

        :raise UserError: when nothing is held, when it is held for another company, or when an order is under way
        """
        self.check_access("create")
        held = self.env["revenue.credit"].browse([vals.get("credit_id") for vals in vals_list]).exists()
        held.check_access("read")
        self._check_credits(held)
        by_id = {credit.id: credit for credit in held}
        return super().create([self._prepare_order(vals, by_id.get(vals.get("credit_id"))) for vals in vals_list])

    def write(self, vals):
        """Override to keep what acts have written, and what a second person has before the eyes."""
        for refund in self:
            free = (DECIDED if refund.can_prepare else set()) | (
                PAYMENT if refund.status in ("draft", "refused", "approved") else set())
            refused = (KEPT | DECIDED | PAYMENT) & set(vals) - free
            if refused:
                raise UserError(self.env._(
                    "%(field)s of the refund order %(order)s cannot be changed now.", order=refund.number,
                    field=self._fields[min(refused)]._description_string(self.env)))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A refund order cannot be deleted. Cancel it."))

    def _check_credits(self, held):
        for credit in held:
            if credit.reason == "for_others":
                raise UserError(self.env._("This money is held for another company: it is remitted, not refunded."))
            if not credit.balance:
                raise UserError(self.env._("Nothing is left of this credit."))
        busy = self.search([("credit_id", "in", held.ids), ("state", "in", ("draft", "approved"))], limit=1)
        if busy:
            raise UserError(self.env._("The refund order %s for this credit is under way.", busy.number))

    def _prepare_order(self, vals, credit):
        if not credit:
            raise UserError(self.env._("Choose the credit to be refunded."))
        # sudo: the sequence is not the clerk's to read.
        sequence_sudo = self.env["ir.sequence"].sudo()
        return {
            **{name: vals[name] for name in vals.keys() - KEPT},
            "payee_id": vals.get("payee_id") or credit.payer_id.id, "credit_id": credit.id, "amount": credit.balance,
            "number": sequence_sudo.next_by_code("revenue.refund"), "office_id": credit.office_id.id,
            "company_id": credit.company_id.id, "currency_id": credit.currency_id.id,
        }

    # === ACTION METHODS === #

    def action_request(self):
        """Button: present the order to a second person."""
        self.check_access("write")
        self.ensure_one()
        self._request(ACT, self.grounds)

    def action_pay_cash(self):
        """Button of a cashier: give the cash out of the own open session."""
        self.check_access("write")
        self.ensure_one()
        session = self.env["revenue.desk.session"]._get_mine()
        self._check_cash(session)
        self._pay(session.channel_id, session_id=session.id)

    def action_pay(self):
        """Button: the bank has the cheque or the order of transfer."""
        self.check_access("write")
        self.ensure_one()
        if self.method == "cash":
            raise UserError(self.env._("This order is paid in cash, by a cashier with an open session."))
        if not (self.channel_id and self.payment_reference):
            raise UserError(self.env._("Enter the account it is paid from and the number of the cheque or transfer."))
        if self.channel_id.kind != "bank":
            raise UserError(self.env._("%s is no bank account of this company.", self.channel_id.display_name))
        self._pay(self.channel_id)

    def action_cancel(self):
        """Button: the money is not given back by this order; it stays in the credit."""
        self.check_access("write")
        self.check_access("create")
        if any(refund.status == "waiting" for refund in self):
            raise UserError(self.env._("A second person has the order: withdraw the request first."))
        self._update_state("cancelled")

    def action_open_credit(self):
        """Smart button: the credit."""
        self.check_access("read")
        self.ensure_one()
        return self.credit_id.get_formview_action()

    # === DECIDING === #

    def _get_approval_actions(self):
        """Override of public_revenue: money leaves when two persons want it."""
        return {**super()._get_approval_actions(), ACT: (self.env._("Refund money"), SUPERVISOR)}

    def _request(self, action, reason):
        """Override of public_revenue: a whole order only, by who may prepare it."""
        self.check_access("create")
        self._check_complete()
        return super()._request(action, reason)

    def _on_approved(self, approval):
        """Override of public_revenue: from now on the order can be paid, and its paper stays as it is."""
        result = super()._on_approved(approval)
        if approval.action == ACT:
            self._check_complete()
            [paper] = self._freeze_papers()
            self._update_state("approved", {"paper": paper})
        return result

    def _check_complete(self):
        self.ensure_one()
        needed = ["payee_id", "decision", "grounds", *(["late_grounds"] if self.is_late else [])]
        missing = self._list_empty(needed)
        if missing:
            raise UserError(self.env._("The refund order %(order)s lacks: %(fields)s.", order=self.number,
                                       fields=", ".join(missing)))
        self._check_held()

    def _check_held(self):
        """The credit still holds what the order says: meanwhile it may have paid the debt it names."""
        if self.currency_id.compare_amounts(self.credit_id.balance, self.amount):
            raise UserError(self.env._(
                "The credit holds %(held)s now, the order %(order)s says %(amount)s. Cancel it and prepare a new one.",
                held=self.currency_id.format(self.credit_id.balance), order=self.number,
                amount=self.currency_id.format(self.amount)))

    # === PAYING === #

    def _check_cash(self, session):
        """Cash leaves a desk of the office that holds the credit, out of an open session of today."""
        if self.method != "cash":
            raise UserError(self.env._("This order is not paid in cash."))
        if not session:
            raise UserError(self.env._("Open a session at your desk first."))
        session._check_taking()
        if session.office_id != self.office_id:
            raise UserError(self.env._("This order is paid at a desk of %s.", self.office_id.name))
        if not self.payee_document:
            raise UserError(self.env._("Enter the identity document of the person who takes the cash."))

    def _pay(self, channel, **values):
        """Let the money leave, once.

        :param channel: whose money it is
        """
        self._update_state("paid", {"paid_on": self.office_id._today(), "paid_by_id": self.env.uid, **values})
        self.env.flush_all()
        self.credit_id._refund(self.method, self.decision, channel, self.amount)

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return super().write({**(vals or {}), "state": state})

    # === PAPER === #

    def _get_papers(self):
        """Override of public_revenue: as approved; a draft as it is now."""
        return [refund.paper or refund._prepare_paper() for refund in self]

    def _prepare_paper(self):
        office, methods = self.office_id, dict(self._fields["method"]._description_selection(self.env))
        rows = [
            [self.env._("Paid to"), self.payee_id.name or ""],
            [self.env._("Amount"), self.currency_id.format(self.amount)],
            [self.env._("How"), methods[self.method]],
            [self.env._("Resolution"), self.decision or ""],
            [self.env._("Receipt of the payment"), self.credit_id.receipt_id.display_name or ""],
            [self.env._("Day of the payment"), format_date(self.env, self.credit_id.value_date)],
            [self.env._("Grounds"), self.grounds or ""],
            *([[self.env._("Late because"), self.late_grounds]] if self.late_grounds else []),
        ]
        return {
            "size": "A5", "title": self.env._("Refund order"), "number": self.number, "barcode": self.number,
            "issuer": list(filter(None, [office.name, office.address])),
            "blocks": [
                {"kind": "fields", "rows": rows},
                {"kind": "signatures", "labels": [
                    self.env._("Approved: name, signature"),
                    self.env._("Received the money: name, document, signature, day")]}],
        }
