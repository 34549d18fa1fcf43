from odoo import api, models
from odoo.exceptions import ValidationError


class RevenueDesk(models.Model):
    _inherit = "revenue.desk"

    @api.constrains("series_id")
    def _check_list_series(self):
        """A series has one writer at a time: a desk, or the payment lists of an office."""
        taken = self.env["revenue.office"].search([("list_series_id", "in", self.series_id.ids)], limit=1)
        if taken:
            raise ValidationError(self.env._(
                "The series %(series)s is for the payment lists of %(office)s.", series=taken.list_series_id.code,
                office=taken.name))
