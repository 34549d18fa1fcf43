from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RevenueReceipt(models.Model):
    """A receipt for a cheque is the register of cheques: what the paper says, and what became of it."""

    _inherit = "revenue.receipt"

    # New columns of an append-only table: no default, no stored compute.
    cheque_bank = fields.Char(string="Bank of the Cheque", readonly=True)
    cheque_drawer = fields.Char(string="Drawer", readonly=True, help="Who signed the cheque.")
    bounced_on = fields.Date(readonly=True, help="On a reversal: the day of the bank's notice.")
    status = fields.Selection(selection_add=[("bounced", "Cheque bounced")])
    deposit_ids = fields.Many2many(
        "revenue.deposit", "revenue_deposit_cheque_rel", "receipt_id", "deposit_id", string="Deposit Slips",
        readonly=True)
    bounce_ids = fields.One2many("revenue.cheque.bounce", "receipt_id", string="Returned by the Bank", readonly=True)
    cheque_status = fields.Selection(
        [("taken", "In the desk"), ("slip", "On a slip"), ("deposited", "Deposited"), ("bounced", "Bounced"),
         ("returned", "Given back")], compute="_compute_cheque_status", string="State of the Cheque")

    @api.depends("reversal_ids.bounced_on")
    def _compute_status(self):
        """Override of public_revenue_collection: a cheque that the bank sent back."""
        result = super()._compute_status()
        for receipt in self:
            if receipt.status == "reversed" and receipt.reversal_ids.bounced_on:
                receipt.status = "bounced"
        return result

    @api.depends("status", "deposit_ids.state")
    def _compute_cheque_status(self):
        for receipt in self:
            ended = {"bounced": "bounced", "reversed": "returned"}.get(receipt.status)
            slip = {"prepared": "slip", "handed": "deposited"}.get(receipt.deposit_ids[:1].state, "taken")
            receipt.cheque_status = receipt.method == "cheque" and (ended or slip)

    def action_bounce(self):
        """Button: what the bank says of a cheque that it did not pay, a new notice if none is under way."""
        self.check_access("read")
        self.ensure_one()
        live = self.bounce_ids.filtered(lambda bounce: bounce.state == "draft")
        bounce = live or self.env["revenue.cheque.bounce"].create([{"receipt_id": self.id}])
        return bounce.get_formview_action()

    def _reverse(self, cause, paid_on, decision, extra=None):
        """Override of public_revenue_collection: a cheque that is not in the desk any more cannot be given back."""
        slip = self.deposit_ids.filtered(lambda deposit: deposit.state == "prepared")
        if slip:
            raise UserError(self.env._("The cheque is on the deposit slip %s. Cancel that slip first.", slip.number))
        taken = self.deposit_ids.filtered(lambda deposit: deposit.state == "handed")
        if taken and not (extra or {}).get("bounced_on"):
            raise UserError(self.env._(
                "The bank has the cheque, with the deposit slip %s. Note what the bank says of it, or give the money"
                " back by a refund order.", taken.number))
        if self.method == "cheque" and self.session_id:
            # A slip for the cheques of this session that is made at the same moment is repeated, and sees it.
            self.env.cr.execute(SQL(
                "UPDATE revenue_desk_session SET write_date = now() AT TIME ZONE 'utc' WHERE id = %s",
                self.session_id.id))
        return super()._reverse(cause, paid_on, decision, extra)
