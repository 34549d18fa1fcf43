from odoo import fields, models

from odoo.addons.public_revenue_collection.fields import LooseMany2one


class RevenueReceipt(models.Model):
    _inherit = "revenue.receipt"

    # Without default and without stored compute: the table is append-only, a new column must stay empty.
    session_id = LooseMany2one("revenue.desk.session", readonly=True, index="btree_not_null", string="Desk Session")
    payment_reference = fields.Char(readonly=True, help="Number of the cheque, the card slip or the transfer.")
