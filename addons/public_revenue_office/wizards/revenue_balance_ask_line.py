from odoo import fields, models


class RevenueBalanceAskLine(models.TransientModel):
    """The balance of the debts of one office and concept."""

    _name = "revenue.balance.ask.line"
    _description = "Row of Balances"
    _order = "office_id, concept_id, id"

    ask_id = fields.Many2one("revenue.balance.ask", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="ask_id.currency_id")
    office_id = fields.Many2one("revenue.office", readonly=True)
    concept_id = fields.Many2one("revenue.concept", readonly=True)
    count = fields.Integer("Debts", readonly=True)
    balance = fields.Monetary(readonly=True)

    def action_entries(self):
        """Button: the entries that this balance is the sum of."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_collection.revenue_entry_action")
        return {**action, "context": {}, "domain": self.ask_id._get_entry_domain(self.office_id, self.concept_id)}
