from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from .revenue_statistic import MONEY, OF_DEBTS, SIGNS

#: The figures of reports: what they add up, and whether numbers or amounts.
FIGURES = {
    "imposed_count": (("imposed",), "count"),
    "imposed": (("imposed",), "amount"),
    "collected_count": (("collected", "collected_others"), "count"),
    "collected": (("collected", "collected_others"), "amount"),
    "money": (MONEY, "amount"),
    "surcharged": (("surcharged",), "amount"),
    "discounted": (("discounted",), "amount"),
    "cancelled_count": (("cancelled",), "count"),
    "cancelled": (("cancelled",), "amount"),
    "written_off": (("written_off",), "amount"),
    "transfer_in": (("transfer_in",), "amount"),
    "transfer_out": (("transfer_out",), "amount"),
    "refunded": (("refunded",), "amount"),
}
#: By what figures are told apart: the SQL of the key and the model it is of.
DIMENSIONS = {
    "office": (SQL("f.office_id"), "revenue.office"),
    "territory": (SQL("(SELECT territory_id FROM revenue_office w WHERE w.id = f.office_id)"), "revenue.territory"),
    "agency": (SQL("f.agency_id"), "revenue.statistic.agency"),
    "norm": (SQL("(SELECT norm_id FROM revenue_policy w WHERE w.id = f.policy_id)"), "revenue.norm"),
    "channel": (SQL("f.channel_id"), "revenue.channel"),
    "concept": (SQL("f.concept_id"), "revenue.concept"),
    "month": (SQL("date_trunc('month', f.date)::date"), None),
    "day": (SQL("f.date"), None),
}
#: Those that the months know.
OF_MONTHS = ("office", "territory", "concept", "month")


class RevenueStatisticReader(models.AbstractModel):
    """Reads the summary for screens: sums of offices that the caller has checked (`_get_offices`)."""

    _name = "revenue.statistic.reader"
    _description = "Reader of the Summary"

    @api.model
    def _get_offices(self, node=None):
        """The offices whose figures the user sees: a node and all below it, or the whole scope.

        :raise AccessError: when the node lies outside the user's offices
        """
        offices = self.env["revenue.office"].with_context(active_test=False)
        seen = offices.search([
            ("id", "in", offices._get_scope(self.env.user).ids),
            ("company_id", "in", self.env.companies.ids)]).with_env(self.env)
        if not node:
            return seen
        if node not in seen:
            raise AccessError(self.env._("%s is not one of your offices.", node.display_name))
        return seen.filtered(node._is_above)

    @api.model
    def _sum(self, offices, date_from, date_to, dimension):
        """Sums of what offices booked, by one dimension.

        :return: by key, {measure: (count, amount)}
        :rtype: dict[object, dict]
        """
        sums = {}
        for key, measure, count, amount in self.env.execute_query(SQL(
                """SELECT %s, f.measure, sum(f.count)::integer, sum(f.amount)::float8 FROM (%s) f
                    WHERE f.office_id = ANY(%s) AND f.date BETWEEN %s AND %s GROUP BY 1, 2""",
                DIMENSIONS[dimension][0], self._get_query(date_from, date_to, dimension), offices.ids, date_from,
                date_to)):
            sums.setdefault(key, {})[measure] = (count, amount)
        return sums

    def _get_query(self, date_from, date_to, dimension):
        """The smallest table that knows: months where whole months are asked for."""
        statistics = self.env["revenue.statistic"]
        whole = rules.get_month(date_from)[0] == date_from and rules.get_month(date_to)[1] == date_to
        if not whole or dimension not in OF_MONTHS:
            return statistics._get_day_query()
        return SQL("SELECT office_id, concept_id, month AS date, measure, count, amount FROM (%s) m",
                   statistics._get_month_query())

    @api.model
    def _get_figures(self, sums):
        """The figures of a report out of sums by measure.

        :param dict sums: {measure: (count, amount)}
        :rtype: dict[str, float]
        """
        return {name: self._get_figure(sums, *definition) for name, definition in FIGURES.items()}

    def _get_figure(self, sums, measures, kind):
        if kind == "count":
            return sum(sums[measure][0] for measure in measures if measure in sums)
        return sum(SIGNS[measure] * sums[measure][1] for measure in measures if measure in sums)

    @api.model
    def _add(self, parts):
        """Sums of several keys together."""
        total = {}
        for part in parts:
            for measure, (count, amount) in part.items():
                old = total.get(measure, (0, 0.0))
                total[measure] = (old[0] + count, old[1] + amount)
        return total

    @api.model
    def _sum_balances(self, offices, day):
        """What was owed to offices at the end of a day, by booking date.

        :return: by office id
        :rtype: dict[int, float]
        """
        first = rules.get_month(day)[0]
        statistics = self.env["revenue.statistic"]
        rows = self.env.execute_query(SQL(
            """SELECT debt_office_id, sum(amount)::float8 FROM (
                   SELECT debt_office_id, amount, measure FROM (%s) m WHERE month < %s
                UNION ALL
                   SELECT debt_office_id, amount, measure FROM (%s) d WHERE date BETWEEN %s AND %s) f
                WHERE debt_office_id = ANY(%s) AND measure IN %s GROUP BY 1""",
            statistics._get_month_query(), first, statistics._get_day_query(), first, day, offices.ids, OF_DEBTS))
        return dict(rows)
