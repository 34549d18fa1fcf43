from odoo import api, models
from odoo.tools import SQL

#: What statistics count: (code, name, whether a larger debt is shown as a positive figure). Amounts are stored as the
#: ledger signs them, so that those of debts add up to the change of their balances.
MEASURES = [
    ("imposed", "Imposed", True),
    ("taken_over", "Taken over from another register", True),
    ("adjusted", "Corrected", True),
    ("surcharged", "Surcharges, interest, indexation", True),
    ("cost", "Costs", True),
    ("discounted", "Discounts", False),
    ("reduced", "Reduced", False),
    ("cancelled", "Cancelled", False),
    ("written_off", "Written off", False),
    ("collected", "Collected", False),
    ("collected_others", "Collected by another company", False),
    ("rounded", "Cash rounding", False),
    ("credit_applied", "Paid from credits", False),
    ("excess", "Moved to credits", True),
    ("transfer_in", "Transfers received", True),
    ("transfer_out", "Transfers sent", False),
    ("credit_received", "Money without a debt", False),
    ("credit_excess", "Credits: paid too much", False),
    ("credit_used", "Credits: used for debts", True),
    ("refunded", "Refunded", True),
    ("for_others", "Collected for another company", False),
    ("remitted", "Remitted to another company", True),
    ("credit_rounded", "Credits: cash rounding", False),
]
NAMES = [(code, name) for code, name, _raises in MEASURES]
SIGNS = {code: 1 if raises else -1 for code, _name, raises in MEASURES}
#: Those of credits: they change what is held for payers, not what is owed.
OF_CREDITS = (
    "credit_received", "credit_excess", "credit_used", "refunded", "for_others", "remitted", "credit_rounded")
OF_DEBTS = tuple(code for code, _name in NAMES if code not in OF_CREDITS)
#: What receipts say: together they are the money that an office took.
MONEY = ("collected", "credit_received", "for_others")
COLUMNS = (
    "posting_id", "company_id", "currency_id", "office_id", "debt_office_id", "concept_id", "agency_id", "policy_id",
    "channel_id", "date", "measure", "count", "amount",
)


class RevenueStatistic(models.AbstractModel):
    """The summary of the ledger: how entries become figures of a day, and how these stay current.

    The figures of a posting are made in one GROUP BY. A sealed posting cannot change, so its figures are final; those
    of an open one are made again when entries were added, and what came since is read from the ledger itself.
    """

    _name = "revenue.statistic"
    _description = "Summary of the Ledger"

    # === HOOKS === #

    @api.model
    def _get_agency_key(self):
        """SQL that names the agency behind a debt `o`, NULL where there is none.

        Hook: an origin that knows agencies overrides it together with `_get_agencies`.

        :rtype: SQL
        """
        return SQL("NULL::text")

    @api.model
    def _get_agencies(self):
        """SQL query of (key, name) of all agencies that `_get_agency_key` may name, or nothing. Hook, see there."""
        return SQL()

    @api.model
    def _get_lead_days(self):
        """SQL of the days on which the office received and keyed what a debt `o` came from, NULL where none is known.

        Hook: an origin that knows them overrides it.

        :rtype: tuple[SQL, SQL]
        """
        return SQL("NULL::date"), SQL("NULL::date")

    # === FIGURES === #

    @api.model
    def _get_figures(self, postings, since=None):
        """SQL query of the figures of postings, in the order of COLUMNS.

        :param SQL postings: condition over posting `p`
        :param SQL since: condition over entry `e`
        """
        return SQL(
            """SELECT f.posting_id, f.company_id, f.currency_id, f.office_id, f.debt_office_id, f.concept_id,
                      a.id AS agency_id, f.policy_id, f.channel_id, f.date, f.measure, %(count)s AS count,
                      sum(f.amount) AS amount
                 FROM (%(entries)s) f LEFT JOIN revenue_statistic_agency a ON a.key = f.agency_key
             GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11""",
            count=self._get_count(), entries=self._get_entries(postings, since or SQL("true")))

    def _get_count(self):
        """Payments are counted less reversals; of all else each debt or credit counts once."""
        return SQL(
            """CASE WHEN f.measure IN ('collected', 'collected_others', 'credit_received', 'for_others')
                    THEN sum(-sign(f.amount))::integer
                    ELSE count(DISTINCT coalesce(f.obligation_id, f.credit_id)) END""")

    def _get_entries(self, postings, since):
        return SQL(
            """SELECT e.posting_id, e.company_id, e.currency_id, e.office_id, %(debt_office)s AS debt_office_id,
                      e.concept_id, %(agency)s AS agency_key, o.policy_id, e.channel_id, e.date, e.amount,
                      e.obligation_id, e.credit_id, %(measure)s AS measure
                 FROM revenue_entry e
                 JOIN revenue_posting p ON p.id = e.posting_id
                 LEFT JOIN revenue_obligation o ON o.id = e.obligation_id
                 LEFT JOIN revenue_close_reason r
                   ON e.kind IN ('adjustment', 'reduction') AND r.code = split_part(e.cause, ' (', 1)
                WHERE %(postings)s AND %(since)s""",
            debt_office=self._get_debt_office(), agency=self._get_agency_key(), measure=self._get_measure(),
            postings=postings, since=since)

    def _get_debt_office(self):
        """Whose debt it was: an office may take money for a debt of another; all else is booked by the debt's own."""
        return SQL(
            """CASE WHEN e.kind IN ('payment', 'rounding') AND e.office_id <> o.office_id THEN coalesce(
                        (SELECT t.office_id FROM revenue_entry t
                          WHERE t.obligation_id = e.obligation_id AND t.kind = 'transfer' AND t.id > e.id
                       ORDER BY t.id LIMIT 1), o.office_id)
                    ELSE e.office_id END""")

    def _get_measure(self):
        return SQL(
            """CASE WHEN e.credit_id IS NOT NULL THEN
                    CASE e.kind WHEN 'payment' THEN 'credit_received' WHEN 'excess' THEN 'credit_excess'
                                WHEN 'credit_applied' THEN 'credit_used' WHEN 'refund' THEN 'refunded'
                                WHEN 'remitted' THEN 'remitted' WHEN 'rounding' THEN 'credit_rounded'
                                ELSE 'for_others' END
                    WHEN p.kind = 'opening' THEN 'taken_over'
                    WHEN r.effect = 'annul' THEN 'cancelled'
                    WHEN r.effect = 'write_off' THEN 'written_off'
                    ELSE CASE e.kind
                        WHEN 'charge' THEN 'imposed' WHEN 'adjustment' THEN 'adjusted' WHEN 'cost' THEN 'cost'
                        WHEN 'reduction' THEN 'reduced' WHEN 'unreduced' THEN 'reduced' WHEN 'rounding' THEN 'rounded'
                        WHEN 'payment' THEN CASE WHEN e.receipt_id IS NULL THEN 'collected_others' ELSE 'collected' END
                        WHEN 'credit_applied' THEN 'credit_applied' WHEN 'discount' THEN 'discounted'
                        WHEN 'transfer' THEN CASE WHEN e.amount > 0 THEN 'transfer_in' ELSE 'transfer_out' END
                        WHEN 'excess' THEN 'excess' WHEN 'withdrawn' THEN 'excess'
                        ELSE 'surcharged' END
               END""")

    @api.model
    def _get_live(self):
        """SQL query of the figures that the ledger holds beyond the summary: those of today, mostly."""
        return self._get_figures(
            SQL("p.id = ANY(%s)", self._find_live()),
            SQL("""e.id > coalesce((SELECT m.entry_id FROM revenue_statistic_mark m WHERE m.posting_id = p.id), 0)"""))

    def _find_live(self):
        """Postings that may hold more than the summary. Asked beforehand: the database takes the few there are for
        many, and reads all postings of all years.

        :rtype: list[int]
        """
        return [posting_id for (posting_id,) in self.env.execute_query(SQL(
            """SELECT posting_id FROM revenue_statistic_mark WHERE sealed IS NOT TRUE
                UNION ALL
               SELECT id FROM revenue_posting
                WHERE id > (SELECT coalesce(max(posting_id), 0) FROM revenue_statistic_mark)"""))]

    @api.model
    def _get_named(self):
        """The columns of figures, as SQL."""
        return NAMED

    @api.model
    def _get_day_query(self):
        """SQL query of all figures by day: the summary and what came since."""
        return SQL("SELECT %s FROM revenue_statistic_day UNION ALL %s", NAMED, self._get_live())

    @api.model
    def _get_month_query(self):
        """SQL query of all figures by month, without agency, norm and channel: the smallest there is."""
        return SQL(
            """SELECT company_id, currency_id, office_id, debt_office_id, concept_id, month, measure, count, amount
                 FROM revenue_statistic_month
            UNION ALL
               SELECT company_id, currency_id, office_id, debt_office_id, concept_id, date_trunc('month', date)::date,
                      measure, count, amount FROM (%s) live""", self._get_live())

    # === KEEPING CURRENT === #

    @api.model
    def _refresh(self, limit=2000):
        """Make the figures of postings again that changed since. Safe to repeat: nothing changes then.

        :param int limit: how many postings at most
        :return: how many postings were done
        :rtype: int
        """
        self.env.flush_all()
        postings = self._find_changed(limit)
        if not postings:
            return 0
        self._mark(postings)
        self._name_agencies()
        self._fill_days(postings)
        self._fill_months(postings)
        self.env.invalidate_all(flush=False)
        return len(postings)

    def _find_changed(self, limit):
        """Postings without figures, those sealed since, and open ones with more entries than were counted."""
        rows = self.env.execute_query(SQL(
            """SELECT p.id FROM revenue_posting p LEFT JOIN revenue_statistic_mark m ON m.posting_id = p.id
                WHERE m.posting_id IS NULL OR m.sealed IS NOT TRUE AND (p.state <> 'open' OR m.entry_count <> (
                      SELECT count(*) FROM revenue_entry e WHERE e.posting_id = p.id))
             ORDER BY p.date, p.id LIMIT %s""", limit))
        return tuple(row[0] for row in rows)

    def _mark(self, postings):
        """Note what the figures cover. Two who refresh at once meet here: the second one is repeated."""
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_statistic_mark (posting_id, sealed, entry_count, entry_id, computed_at)
               SELECT p.id, p.state <> 'open', count(e.id), coalesce(max(e.id), 0), now() at time zone 'UTC'
                 FROM revenue_posting p LEFT JOIN revenue_entry e ON e.posting_id = p.id
                WHERE p.id IN %s GROUP BY p.id ORDER BY p.id
               ON CONFLICT (posting_id) DO UPDATE
                  SET sealed = EXCLUDED.sealed, entry_count = EXCLUDED.entry_count, entry_id = EXCLUDED.entry_id,
                      computed_at = EXCLUDED.computed_at""", postings))

    def _name_agencies(self):
        agencies = self._get_agencies()
        if agencies:
            self.env.cr.execute(SQL(
                """INSERT INTO revenue_statistic_agency (key, name) %s
                   ON CONFLICT (key) DO UPDATE SET name = EXCLUDED.name
                    WHERE revenue_statistic_agency.name <> EXCLUDED.name""", agencies))

    def _fill_days(self, postings):
        self.env.cr.execute(SQL("DELETE FROM revenue_statistic_day WHERE posting_id IN %s", postings))
        self.env.cr.execute(SQL(
            "INSERT INTO revenue_statistic_day (%s) %s", NAMED, self._get_figures(SQL("p.id IN %s", postings))))

    def _fill_months(self, postings):
        """Add up the months of the offices whose days were done."""
        touched = SQL("SELECT DISTINCT office_id, date_trunc('month', date)::date FROM revenue_posting WHERE id IN %s",
                      postings)
        self.env.cr.execute(SQL("DELETE FROM revenue_statistic_month WHERE (office_id, month) IN (%s)", touched))
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_statistic_month
                      (company_id, currency_id, office_id, debt_office_id, concept_id, month, measure, count, amount)
               SELECT d.company_id, d.currency_id, d.office_id, d.debt_office_id, d.concept_id, t.month, d.measure,
                      sum(d.count), sum(d.amount)
                 FROM (%s) t (office_id, month)
                 JOIN revenue_statistic_day d ON d.office_id = t.office_id
                  AND d.date >= t.month AND d.date < t.month + interval '1 month'
             GROUP BY 1, 2, 3, 4, 5, 6, 7""", touched))

    @api.model
    def _cron_refresh(self, limit=2000):
        """Every ten minutes: bring the summary up to date."""
        count = self._refresh(limit)
        self.env["ir.cron"]._commit_progress(count, remaining=1 if count == limit else 0)

    # === CHECKING === #

    @api.model
    def _find_differences(self):
        """Postings whose figures do not add up to their entries.

        :return: (posting id, sum of the entries, sum of the figures)
        :rtype: list[tuple]
        """
        self.env.flush_all()
        return self.env.execute_query(SQL(
            """SELECT m.posting_id, coalesce(e.total, 0), coalesce(d.total, 0)
                 FROM revenue_statistic_mark m
                 LEFT JOIN (SELECT posting_id, sum(amount) total FROM revenue_entry e
                              JOIN revenue_statistic_mark n USING (posting_id) WHERE e.id <= n.entry_id
                          GROUP BY 1) e USING (posting_id)
                 LEFT JOIN (SELECT posting_id, sum(amount) total FROM revenue_statistic_day GROUP BY 1) d
                   USING (posting_id)
                WHERE coalesce(e.total, 0) <> coalesce(d.total, 0) ORDER BY 1"""))


NAMED = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
