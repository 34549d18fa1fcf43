from odoo import api, fields, models


class RevenueControlRunLine(models.TransientModel):
    """One comparison of the control report."""

    _name = "revenue.control.run.line"
    _description = "Control Report Line"
    _order = "sequence, id"

    run_id = fields.Many2one("revenue.control.run", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="run_id.company_id.currency_id")
    sequence = fields.Integer()
    name = fields.Char(string="Comparison", readonly=True)
    expected = fields.Monetary(readonly=True)
    found = fields.Monetary(readonly=True)
    difference = fields.Monetary(readonly=True)
    count = fields.Integer(string="Wrong Rows", readonly=True)
    is_zero = fields.Boolean(compute="_compute_is_zero", string="Agrees")

    @api.depends("difference", "count")
    def _compute_is_zero(self):
        for line in self:
            line.is_zero = not line.difference and not line.count
