from odoo import models


class RevenuePolicy(models.Model):
    _name = "revenue.policy"
    _inherit = ["revenue.policy", "revenue.used.mixin"]
    _revenue_used_in = (("revenue_obligation", "policy_id"),)
