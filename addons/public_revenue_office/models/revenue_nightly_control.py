from odoo import fields, models


class RevenueNightlyControl(models.Model):
    """One comparison of the control report as it was that night."""

    _name = "revenue.nightly.control"
    _description = "Comparison of a Night"
    _order = "run_id desc, id"

    run_id = fields.Many2one("revenue.nightly.run", required=True, readonly=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    name = fields.Char("Comparison", readonly=True)
    expected = fields.Monetary(readonly=True)
    found = fields.Monetary(readonly=True)
    difference = fields.Monetary(readonly=True)
    count = fields.Integer("Wrong Rows", readonly=True)
