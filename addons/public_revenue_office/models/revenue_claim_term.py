from odoo import api, fields, models

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.models.revenue_policy_step import UNITS


class RevenueClaimTerm(models.Model):
    """How long the office has to answer a claim about collection, and what follows a refusal, as a norm says.

    A dated row, chosen by the day on which the claim was received. Without a row no term is known, and none is applied.
    """

    _name = "revenue.claim.term"
    _description = "Term of Claims"
    _order = "date_from desc"
    _rec_name = "norm_id"

    norm_id = fields.Many2one("revenue.norm", required=True, ondelete="restrict", index=True)
    date_from = fields.Date("Claims From", required=True)
    date_to = fields.Date("Claims Until", help="Last day. Empty: no end.")
    number = fields.Integer("Term to Answer", help="Counted from the day after the claim. Zero: none is known.")
    unit = fields.Selection(UNITS, required=True, default="day")
    remedy = fields.Text(help="What who disagrees may do, as the norm says. Printed on refusals.")
    remedy_number = fields.Integer("Term of the Remedy", help="Counted from the day after the decision.")
    remedy_unit = fields.Selection(UNITS, required=True, default="day")

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A rule cannot end before it begins.")
    _numbers_positive = models.Constraint(
        "CHECK (number >= 0 AND remedy_number >= 0)", "Terms are counted forward.")
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (daterange(date_from, date_to, '[]') WITH &&)",
        "Another term applies to claims of some of these days.")

    @api.model
    def _get_term(self, day):
        """The row that applies to claims of a day; none where nothing is configured."""
        return self.search([
            ("date_from", "<=", day), "|", ("date_to", "=", False), ("date_to", ">=", day)], limit=1)

    def _get_last_day(self, day, office, prefix=""):
        """The last day of a term.

        :param date day: of the claim, or of the decision
        :param office: whose calendar counts
        :param str prefix: ``"remedy_"`` for the term of the remedy
        :return: the day, or None where no term is configured
        """
        number = self[f"{prefix}number"] if self else 0
        if not number:
            return None
        calendar = self.env["revenue.calendar"]._get_days(office)
        return rules.Term(number, self[f"{prefix}unit"]).last_day(day, calendar)
