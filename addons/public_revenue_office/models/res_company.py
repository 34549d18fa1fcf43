from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    revenue_bounce_cost = fields.Monetary(
        string="Cost of a Bounced Cheque", help="Proposed when the bank returns a cheque. Empty: nothing is charged.")
