from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    revenue_no_change_notice = fields.Boolean(
        "No Notices before Amounts Change", help="The person asked not to be told before the amount of a debt changes.")
