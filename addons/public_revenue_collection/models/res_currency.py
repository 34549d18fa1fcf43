from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.public_revenue import rules


class ResCurrency(models.Model):
    _inherit = "res.currency"

    revenue_cash_unit = fields.Float(
        string="Smallest Cash Amount", digits=(12, 6),
        help="Taxes and fines paid in cash are rounded to a multiple of it. Empty: cash is not rounded.")
    revenue_cash_rounding = fields.Selection(
        [("half_up", "To the nearest, the half up"), ("half_down", "To the nearest, the half down"),
         ("down", "Down, in favour of who pays"), ("up", "Up")],
        string="Rounding of Cash", required=True, default="half_up")

    _revenue_cash_unit_positive = models.Constraint(
        "CHECK (revenue_cash_unit IS NULL OR revenue_cash_unit >= 0)", "The smallest cash amount cannot be negative.")

    @api.constrains("revenue_cash_unit", "rounding")
    def _check_revenue_cash_unit(self):
        for currency in self.filtered("revenue_cash_unit"):
            if currency.compare_amounts(currency.round(currency.revenue_cash_unit), currency.revenue_cash_unit) or (
                    currency.is_zero(currency.revenue_cash_unit)):
                raise ValidationError(self.env._(
                    "The smallest cash amount of %s has more decimals than its amounts.", currency.name))

    def _round_cash(self, amount):
        """What is paid in cash for an amount, and the difference (negative: who pays gives more).

        :param Decimal amount: what is owed
        :rtype: tuple[Decimal, Decimal]
        """
        self.ensure_one()
        unit = rules.to_decimal(self.revenue_cash_unit)
        return rules.round_cash(amount, rules.Rounding(unit, self.revenue_cash_rounding) if unit else None)
