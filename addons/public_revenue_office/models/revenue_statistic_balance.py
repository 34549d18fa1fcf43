from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from .revenue_statistic import OF_DEBTS

#: What leads from the opening balance of a month to the closing one.
MOVEMENTS = {
    "imposed": ("imposed",),
    "taken_over": ("taken_over",),
    "adjusted": ("adjusted",),
    "accessories": ("surcharged", "cost"),
    "discounts": ("discounted", "reduced"),
    "payments": ("collected", "collected_others", "rounded"),
    "credits_applied": ("credit_applied",),
    "excess": ("excess",),
    "transfers_in": ("transfer_in",),
    "transfers_out": ("transfer_out",),
    "closings": ("cancelled", "written_off"),
}
ZERO = Decimal(0)


class RevenueStatisticBalance(models.AbstractModel):
    """Balances: how they roll forward in a month, and what they were on a day or as known at a moment."""

    _name = "revenue.statistic.balance"
    _description = "Balances of Debts"

    @api.model
    def _get_roll(self, offices, month):
        """The roll-forward of a month by office and concept.

        :param offices: offices whose debts they are
        :param date month: any day of the month
        :return: dicts with office_id, concept_id, opening, MOVEMENTS, closing, what the ledger says, and the difference
        :rtype: list[dict]
        """
        first, last = rules.get_month(month)
        sums = self._sum_months(offices, first)
        ledger = self._sum_ledger(offices, last)
        return [self._make_row(key, sums.get(key, {}), ledger.get(key, ZERO))
                for key in sorted(sums.keys() | ledger.keys(), key=lambda key: (key[0] or 0, key[1] or 0))]

    def _make_row(self, key, sums, ledger):
        opening = sums.get("opening", ZERO)
        moves = {name: sum((sums.get(measure, ZERO) for measure in measures), ZERO)
                 for name, measures in MOVEMENTS.items()}
        closing = rules.close_balance(opening, moves.values())
        return {"office_id": key[0], "concept_id": key[1], "opening": opening, **moves, "closing": closing,
                "ledger": ledger, "difference": rules.difference(closing, ledger)}

    def _sum_months(self, offices, first):
        """The summary by (office, concept): {measure: amount}, all before the month as "opening"."""
        sums = {}
        for office_id, concept_id, measure, amount in self.env.execute_query(SQL(
                """SELECT debt_office_id, concept_id, CASE WHEN month < %s THEN 'opening' ELSE measure END,
                          sum(amount)::text
                     FROM (%s) f WHERE debt_office_id = ANY(%s) AND month <= %s AND measure IN %s GROUP BY 1, 2, 3""",
                first, self.env["revenue.statistic"]._get_month_query(), offices.ids, first, OF_DEBTS)):
            sums.setdefault((office_id, concept_id), {})[measure] = Decimal(amount)
        return sums

    def _sum_ledger(self, offices, day):
        """What the debts' own rows say: their balances of today without what the ledger booked after the day."""
        self.env.flush_all()
        later = self.env["revenue.statistic"]._get_entries(
            SQL("true"), SQL("e.date > %s AND e.obligation_id IS NOT NULL", day))
        return {row[:2]: Decimal(row[2]) for row in self.env.execute_query(SQL(
            """SELECT office_id, concept_id, sum(total)::text FROM (
                   SELECT office_id, concept_id, sum(balance) total FROM revenue_obligation WHERE balance <> 0
                 GROUP BY 1, 2
                UNION ALL
                   SELECT debt_office_id, concept_id, -sum(amount) FROM (%s) later GROUP BY 1, 2) f
                WHERE office_id = ANY(%s) GROUP BY 1, 2""", later, offices.ids))}

    @api.model
    def _ask(self, offices, day, moment=None):
        """What was owed at the end of a day of booking, as far as it was known at a moment.

        :param date day: entries booked up to this day; None: all
        :param datetime moment: entries recorded up to this moment, whatever their value date; None: all
        :return: (office id, concept id, number of debts that owed something, balance)
        :rtype: list[tuple]
        """
        self.env.flush_all()
        entries = self.env["revenue.statistic"]._get_entries(SQL("true"), self._get_known(day, moment))
        return self.env.execute_query(SQL(
            """SELECT debt_office_id, concept_id, count(*) FILTER (WHERE total <> 0)::integer, sum(total)::float8
                 FROM (SELECT debt_office_id, concept_id, obligation_id, sum(amount) total FROM (%s) e
                        WHERE debt_office_id = ANY(%s) GROUP BY 1, 2, 3) debts
             GROUP BY 1, 2 HAVING bool_or(total <> 0) ORDER BY 1, 2""", entries, offices.ids))

    def _get_known(self, day, moment):
        conditions = [SQL("e.obligation_id IS NOT NULL")]
        if day:
            conditions.append(SQL("e.date <= %s", day))
        if moment:
            conditions.append(SQL("e.recorded_at <= %s", moment))
        return SQL(" AND ").join(conditions)
