from odoo import fields, models
from odoo.exceptions import ValidationError


class ResCurrency(models.Model):
    _inherit = "res.currency"

    revenue_denominations = fields.Char(
        string="Notes and Coins", help="Values in use, largest first, with spaces between: 1000 500 200 100.")

    def _get_denominations(self):
        """Notes and coins in use, as given.

        :rtype: list[float]
        :raise ValidationError: when the text holds something else than numbers
        """
        self.ensure_one()
        try:
            return [float(value) for value in (self.revenue_denominations or "").split()]
        except ValueError as error:
            raise ValidationError(self.env._(
                "Notes and coins of %s: numbers with spaces between are expected.", self.name)) from error
