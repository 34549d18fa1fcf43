from odoo import fields, models


class RevenueOffice(models.Model):
    _inherit = "revenue.office"

    fines_check_percent = fields.Integer(
        "Slips Keyed Twice (%)", tracking=True,
        help="Share of the slips that a second person keys again. An agency may ask for more.")

    _fines_check_percent_range = models.Constraint(
        "CHECK (fines_check_percent BETWEEN 0 AND 100)", "The share of slips keyed twice is between 0 and 100.")
