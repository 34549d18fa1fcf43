from odoo import fields, models


class RevenueStatisticShowPhase(models.TransientModel):
    """What is to be paid in one phase of the open debts, on the dashboard."""

    _name = "revenue.statistic.show.phase"
    _description = "Phase on the Dashboard"
    _order = "id"

    show_id = fields.Many2one("revenue.statistic.show", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="show_id.currency_id")
    code = fields.Char(readonly=True)
    name = fields.Char("Phase", readonly=True)
    count = fields.Integer("Debts", readonly=True)
    amount = fields.Monetary("To Pay", readonly=True)
