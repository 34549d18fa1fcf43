from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.public_revenue.moves import check_moves

SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
ACT = "bounce"
#: Allowed moves of a notice.
MOVES = {"draft": ("done", "cancelled"), "done": (), "cancelled": ()}
#: What the bank says: written until a second person has it.
NOTICE = {"notice_date", "bank_reference", "reason", "note", "cost"}
KEPT = {"receipt_id", "office_id", "company_id", "currency_id", "amount", "state"}


class RevenueChequeBounce(models.Model):
    """The bank did not pay a cheque: one act that takes its receipt back, decided by a second person.

        draft -> done
        draft -> cancelled

    All debts that the receipt paid stand again, with the surcharges of their own days. What the bank charges may be put
    on the debt, where the company says how much.
    """

    _name = "revenue.cheque.bounce"
    _description = "Cheque Returned by the Bank"
    _inherit = ["revenue.approval.mixin", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    # === FIELDS === #

    receipt_id = fields.Many2one(
        "revenue.receipt", string="Receipt of the Cheque", required=True, ondelete="restrict", index=True)
    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(readonly=True)
    number = fields.Char(related="receipt_id.payment_reference", string="Number of the Cheque")
    bank = fields.Char(related="receipt_id.cheque_bank")
    drawer = fields.Char(related="receipt_id.cheque_drawer")
    notice_date = fields.Date(string="Day of the Notice", tracking=True, help="The day on which the bank returned it.")
    bank_reference = fields.Char(string="Reference of the Bank", tracking=True)
    reason = fields.Selection(
        [("funds", "No funds"), ("closed", "Account closed"), ("signature", "Signature does not agree"),
         ("stopped", "Payment stopped by the drawer"), ("form", "Error in the cheque"), ("other", "Other")],
        tracking=True)
    note = fields.Char(string="Remarks")
    cost = fields.Monetary(tracking=True, help="What the bank charges, put on the first of the debts. Empty: nothing.")
    state = fields.Selection(
        [("draft", "Noted"), ("done", "Bounced"), ("cancelled", "Cancelled")], required=True, readonly=True,
        default="draft", index=True, copy=False, tracking=True)
    status = fields.Selection(
        [("draft", "Noted"), ("waiting", "Waits for a second person"), ("refused", "Refused"), ("done", "Bounced"),
         ("cancelled", "Cancelled")], compute="_compute_status")
    can_prepare = fields.Boolean(compute="_compute_can_prepare")

    _receipt_unique = models.UniqueIndex(
        "(receipt_id) WHERE state IN ('draft', 'done')", "There is already a notice of the bank for this cheque.")
    _cost_positive = models.Constraint("CHECK (cost >= 0)", "What the bank charges cannot be negative.")

    # === COMPUTE METHODS === #

    @api.depends("receipt_id")
    def _compute_display_name(self):
        for bounce in self:
            bounce.display_name = " ".join(filter(None, [
                self.env._("Cheque"), bounce.number, bounce.bank])) if bounce.receipt_id else ""

    @api.depends("state", "revenue_approval_ids.state")
    def _compute_status(self):
        for bounce in self:
            bounce.status = bounce._get_approval_status("draft")

    @api.depends("status")
    @api.depends_context("uid")
    def _compute_can_prepare(self):
        may_write = self.has_access("write")
        for bounce in self:
            bounce.can_prepare = may_write and bounce.status in ("draft", "refused")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to note what the bank says: the cheque is chosen, what its receipt says follows.

        :raise UserError: when the receipt is for no cheque or no longer stands
        """
        self.check_access("create")
        receipts = self.env["revenue.receipt"].browse([vals.get("receipt_id") for vals in vals_list]).exists()
        receipts.check_access("read")
        by_id = {receipt.id: receipt for receipt in receipts}
        return super().create([self._prepare_notice(vals, by_id.get(vals.get("receipt_id"))) for vals in vals_list])

    def write(self, vals):
        """Override to keep what a second person has before the eyes, and what was decided."""
        for bounce in self:
            refused = (KEPT | (set() if bounce.can_prepare else NOTICE)) & set(vals)
            if refused:
                raise UserError(self.env._(
                    "%(field)s of the notice for %(cheque)s cannot be changed now.", cheque=bounce.display_name,
                    field=self._fields[min(refused)]._description_string(self.env)))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A notice of the bank cannot be deleted. Cancel it."))

    def _prepare_notice(self, vals, receipt):
        if not receipt or receipt.method != "cheque" or receipt.status != "issued":
            raise UserError(self.env._("Choose the receipt of a cheque that stands."))
        return {
            "cost": receipt.company_id.revenue_bounce_cost, "notice_date": receipt.office_id._today(),
            **{name: vals[name] for name in vals.keys() - KEPT}, "receipt_id": receipt.id, "amount": receipt.amount,
            "office_id": receipt.office_id.id, "company_id": receipt.company_id.id,
            "currency_id": receipt.currency_id.id,
        }

    # === ACTION METHODS === #

    def action_request(self):
        """Button: present the bank's notice to a second person."""
        self.check_access("write")
        self.ensure_one()
        self._request(ACT, self._tell_cause())

    def action_cancel(self):
        """Button: the bank paid the cheque after all, or the wrong one was noted."""
        self.check_access("write")
        if any(bounce.status == "waiting" for bounce in self):
            raise UserError(self.env._("A second person has the notice: withdraw the request first."))
        self._update_state("cancelled")

    def action_open_receipt(self):
        """Smart button: the receipt."""
        self.check_access("read")
        self.ensure_one()
        return self.receipt_id.get_formview_action()

    # === DECIDING === #

    def _get_approval_actions(self):
        """Override of public_revenue: a debt that was paid stands again when two persons say so."""
        return {**super()._get_approval_actions(), ACT: (self.env._("Bounced cheque"), SUPERVISOR)}

    def _request(self, action, reason):
        """Override of public_revenue: a whole notice only."""
        self.check_access("write")
        self._check_complete()
        return super()._request(action, reason)

    def _on_approved(self, approval):
        """Override of public_revenue: the receipt is taken back."""
        result = super()._on_approved(approval)
        if approval.action == ACT:
            self._check_complete()
            approval._update_state("used")
            self._update_state("done")
            self._take_back(self.env._("approval %s", approval.id))
        return result

    def _check_complete(self):
        self.ensure_one()
        missing = self._list_empty(("notice_date", "bank_reference", "reason"))
        if missing:
            raise UserError(self.env._("The notice for %(cheque)s lacks: %(fields)s.", cheque=self.display_name,
                                       fields=", ".join(missing)))
        if self.receipt_id.status != "issued":
            raise UserError(self.env._("Choose the receipt of a cheque that stands."))
        if self.notice_date > self.office_id._today():
            raise UserError(self.env._("The day of the bank's notice is in the future."))
        if self.cost and not self._get_debts():
            raise UserError(self.env._("This cheque paid no debt of its own company: nothing can carry the cost."))

    def _take_back(self, decision):
        """Reverse the receipt; put what the bank charges on the first debt it had paid."""
        cause, debts = self._tell_cause(), self._get_debts()
        self.receipt_id._reverse(cause, self.office_id._today(), decision, {"bounced_on": self.notice_date})
        if self.cost:
            debts[:1]._adjust(self.cost, "cost", cause, self.notice_date, decision)

    def _get_debts(self):
        """The debts of the receipt's own company, in the order in which they were paid."""
        return self.receipt_id.allocation_ids.sorted("id").obligation_id

    def _tell_cause(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        return self.env._(
            "Cheque %(number)s bounced: %(reason)s (%(reference)s)", number=self.number or "",
            reason=reasons.get(self.reason, ""), reference=self.bank_reference or "")

    def _update_state(self, state):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return super().write({"state": state})
