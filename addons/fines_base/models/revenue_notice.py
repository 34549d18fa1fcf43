from odoo import fields, models


class RevenueNotice(models.Model):
    _inherit = "revenue.notice"

    agency_id = fields.Many2one("fines.agency", readonly=True, ondelete="restrict", index="btree_not_null")
