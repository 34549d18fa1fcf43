from odoo import fields, models


class RevenueNorm(models.Model):
    _inherit = "revenue.norm"

    fines_combination = fields.Selection(
        [
            ("sum", "Added"),
            ("highest", "Only the highest"),
            ("double_highest", "Double the highest"),
        ],
        string="Several Infractions", default="sum", required=True,
        help="What one person owes for several infractions of this norm found in one act.",
    )
    fines_source = fields.Char(string="Source", help="Where the facts recorded about the norm were read.")
