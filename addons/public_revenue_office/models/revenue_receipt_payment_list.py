from odoo import fields, models


class RevenueReceipt(models.Model):
    _inherit = "revenue.receipt"

    payment_row_ids = fields.One2many(
        "revenue.payment.list.row", "receipt_id", string="Rows of Payment Lists", readonly=True)
