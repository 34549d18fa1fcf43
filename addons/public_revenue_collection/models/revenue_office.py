from odoo import models


class RevenueOffice(models.Model):
    _name = "revenue.office"
    _inherit = ["revenue.office", "revenue.used.mixin"]
    _revenue_used_in = (("revenue_obligation", "office_id"), ("revenue_receipt", "office_id"))
