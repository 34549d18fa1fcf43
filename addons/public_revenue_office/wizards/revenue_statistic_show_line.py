from odoo import fields, models


class RevenueStatisticShowLine(models.TransientModel):
    """The value of one indicator on the dashboard."""

    _name = "revenue.statistic.show.line"
    _description = "Indicator on the Dashboard"
    _order = "id"

    show_id = fields.Many2one("revenue.statistic.show", required=True, ondelete="cascade", index=True)
    indicator_id = fields.Many2one("revenue.indicator", "Definition", readonly=True, ondelete="cascade")
    code = fields.Char(related="indicator_id.code")
    name = fields.Char("Indicator", related="indicator_id.name")
    explanation = fields.Text(related="indicator_id.explanation")
    target = fields.Float(related="indicator_id.target")
    source = fields.Char(related="indicator_id.source")
    value = fields.Float(readonly=True, digits=(16, 1))
    is_known = fields.Boolean(readonly=True)
