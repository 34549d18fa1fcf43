from odoo import fields, models


class RevenueReceipt(models.Model):
    _inherit = "revenue.receipt"

    contingency_ids = fields.One2many(
        "revenue.contingency.number", "receipt_id", string="Paper Receipts", readonly=True)
