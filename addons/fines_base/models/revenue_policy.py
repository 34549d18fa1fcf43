from odoo import fields, models


class RevenuePolicy(models.Model):
    _inherit = "revenue.policy"

    fines_source = fields.Char(string="Source", help="Where the terms of the policy were read.")
