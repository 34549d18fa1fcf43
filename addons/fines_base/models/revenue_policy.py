from odoo import fields, models


class RevenuePolicy(models.Model):
    _inherit = "revenue.policy"

    fines_source = fields.Char(string="Source", help="Where the terms of the policy were read.")
    fines_correction_basis = fields.Selection(
        [
            ("imposition", "From the imposition: as if it had always been so"),
            ("decision", "From the day of the correction"),
        ],
        string="Corrected Amounts Count", default="imposition", required=True,
        help="Surcharges that were added before that day keep the amount they were counted on.")
    fines_debtor_clock = fields.Selection(
        [("original", "The original event"), ("notification", "The new notification")],
        string="Terms of a New Debtor Run From",
        help="When a decision says that another person is the debtor. Empty: the norm does not say; each decision"
             " has to.")
