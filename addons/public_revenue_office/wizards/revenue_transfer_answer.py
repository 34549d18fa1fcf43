from odoo import fields, models


class RevenueTransferAnswer(models.TransientModel):
    """Why transferred debts go back."""

    _name = "revenue.transfer.answer"
    _description = "Send Debts Back"

    line_ids = fields.Many2many("revenue.transfer.line", string="Debts", required=True)
    answer = fields.Selection(
        [("rejected", "Reject: never accepted"), ("returned", "Return: accepted before")], required=True,
        default="rejected")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Send the debts back."""
        self.check_access("write")
        self.ensure_one()
        self.line_ids._answer(self.answer, self.reason)
        return {"type": "ir.actions.act_window_close"}
