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
    fines_age_limit = fields.Integer(
        "Answers from the Age of", aggregator=None,
        help="Who is younger on the day of the infraction answers through father, mother or guardian. 0: not asked.")
    fines_reason_required = fields.Boolean(
        "Amounts in a Range Need a Reason", help="The authority writes why it chose the amount.")
    fines_points_limit = fields.Integer(
        "Most Points of a Driver", aggregator=None, help="From so many points on, the driver's file is shown as full."
        " 0: not configured.")
    fines_points_months = fields.Integer("Points Count for (Months)", aggregator=None, default=12, required=True)
    fines_antecedent_months = fields.Integer(
        "Antecedents Count for (Months)", aggregator=None,
        help="0: not configured, they are never shown as struck out.")
    fines_antecedent_event = fields.Selection(
        [("infraction", "The infraction"), ("notification", "The notification"), ("closing", "The end of the fine")],
        string="Antecedents Count From")
    fines_source = fields.Char(string="Source", help="Where the facts recorded about the norm were read.")

    _fines_numbers_positive = models.Constraint(
        "CHECK (fines_age_limit >= 0 AND fines_points_limit >= 0 AND fines_points_months > 0"
        " AND fines_antecedent_months >= 0)", "Ages, points and months cannot be negative.")
    _fines_antecedent_complete = models.Constraint(
        "CHECK (fines_antecedent_months IS NULL OR fines_antecedent_months = 0 OR fines_antecedent_event IS NOT NULL)",
        "Say from which event the months of antecedents count.")
