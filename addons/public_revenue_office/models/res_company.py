from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    revenue_bounce_cost = fields.Monetary(
        string="Cost of a Bounced Cheque", help="Proposed when the bank returns a cheque. Empty: nothing is charged.")
    revenue_notice_ahead = fields.Integer(
        "Days Told Ahead", help="How many days before an amount changes the origin of the debt is told, so that it can"
        " notify the debtor. 0: not configured, nobody is told.")

    _revenue_notice_ahead_positive = models.Constraint(
        "CHECK (revenue_notice_ahead >= 0)", "Days ahead are counted forward.")
