from odoo import fields, models
from odoo.exceptions import UserError


class RevenueObligation(models.Model):
    """Debts and their way between offices."""

    _inherit = "revenue.obligation"

    transfer_line_ids = fields.One2many(
        "revenue.transfer.line", "obligation_id", string="Transfers", readonly=True)

    def action_open_transfer(self):
        """Action of the list and button of the form: type to which office the debts go."""
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Choose the debts to be sent."))
        self.env["revenue.transfer"].check_access("create")
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_transfer_send_action")
        return {**action, "context": {"default_obligation_ids": [fields.Command.set(self.ids)]}}
