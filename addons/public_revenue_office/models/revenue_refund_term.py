from odoo import api, fields, models, tools

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.models.revenue_policy_step import UNITS


class RevenueRefundTerm(models.Model):
    """How long money taken unduly may be claimed back, as a norm says: a dated row, chosen by the day of the payment.

    Without a row no term is known, and none is applied.
    """

    _name = "revenue.refund.term"
    _description = "Term of Refunds"
    _inherit = ["revenue.cached.mixin"]
    _order = "date_from desc"
    _rec_name = "norm_id"

    norm_id = fields.Many2one("revenue.norm", required=True, ondelete="restrict", index=True)
    date_from = fields.Date("Payments From", required=True)
    date_to = fields.Date("Payments Until", help="Last day. Empty: no end.")
    number = fields.Integer("Term", required=True, help="Counted from the day after the payment.")
    unit = fields.Selection(UNITS, required=True, default="day")

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A rule cannot end before it begins.")
    _number_positive = models.Constraint("CHECK (number > 0)", "Terms are counted forward.")
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (daterange(date_from, date_to, '[]') WITH &&)",
        "Another term applies to payments of some of these days.")

    @api.model
    def _get_last_day(self, paid_on, office):
        """The last day on which money may be claimed back.

        :param date paid_on: day of the payment
        :param office: whose calendar counts
        :return: the day, or None where no term is configured
        :rtype: date | None
        """
        for date_from, date_to, number, unit in self._load():
            if date_from <= paid_on and (not date_to or paid_on <= date_to):
                return rules.Term(number, unit).last_day(paid_on, office._get_calendar())
        return None

    @tools.ormcache()
    def _load(self):
        return tuple((row.date_from, row.date_to, row.number, row.unit) for row in self.search([]))
