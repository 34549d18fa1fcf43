from odoo import fields, models

from odoo.addons.public_revenue import rules

#: What an indicator may divide: figures of a time, and what became of what was imposed in it.
TERMS = [
    ("imposed", "Imposed: amount"),
    ("imposed_count", "Imposed: number"),
    ("collected", "Paid on debts: amount"),
    ("collected_count", "Paid on debts: number of payments"),
    ("money", "Money taken"),
    ("surcharged", "Surcharges"),
    ("discounted", "Discounts"),
    ("cancelled", "Cancelled: amount"),
    ("cancelled_count", "Cancelled: number"),
    ("written_off", "Written off"),
    ("refunded", "Refunded"),
    ("cohort", "Of what was imposed: amount"),
    ("cohort_count", "Of what was imposed: number"),
    ("cohort_settled", "Of what was imposed, paid by now: amount as imposed"),
    ("cohort_settled_count", "Of what was imposed, paid by now: number"),
]


class RevenueIndicator(models.Model):
    """A share of two figures, as data: sources do not say how efficacy is computed, so each variant says what it is."""

    _name = "revenue.indicator"
    _description = "Indicator"
    _order = "sequence, code"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    numerator = fields.Selection(TERMS, required=True)
    denominator = fields.Selection(TERMS, required=True)
    percent = fields.Boolean(default=True)
    sense = fields.Selection(
        [("up", "More is better"), ("down", "Less is better"), ("none", "Neither")], required=True, default="up")
    target = fields.Float(help="What a norm asks for. 0: none is configured.")
    source = fields.Char(help="The norm or paper that defines it. Empty: nobody says that this is the official one.")
    explanation = fields.Text(translate=True)

    _code_unique = models.UniqueIndex("(code)", "There is already an indicator with this code.")

    def _get_values(self, figures):
        """The values of indicators.

        :param dict figures: by term
        :return: by indicator id, None where there is nothing to divide by
        :rtype: dict[int, float | None]
        """
        return {
            indicator.id: rules.get_share(
                figures.get(indicator.numerator, 0), figures.get(indicator.denominator, 0), indicator.percent)
            for indicator in self}
