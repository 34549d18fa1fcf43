from odoo import api, models
from odoo.tools import SQL

#: A receipt that says another office, company, series or cashier than its session. Of a reversal only the cash is the
#: session's: its number is of the series of the receipt that it takes back, and a second person decided.
FOREIGN = SQL(
    """((x.office_id, x.company_id) IS DISTINCT FROM (s.office_id, s.company_id)
        OR x.reversal_of_id IS NULL AND (x.series_id, x.user_id) IS DISTINCT FROM (s.series_id, s.user_id))""")


class RevenueControl(models.AbstractModel):
    _inherit = "revenue.control"

    @api.model
    def _control(self, company=None, day=None, office=None):
        """Override of public_revenue_collection to compare the desks: receipts, counts, differences, deposits."""
        where = self._get_filter(company, day, office)
        return [
            *super()._control(company, day, office),
            self._compare(self.env._("Closed desks: float and cash receipts against count and difference"),
                          self._sum_counts(self._get_session_filter(company, day, office))),
            self._compare(self.env._("Receipts outside the series, the office or the cashier of their session"),
                          self._count_foreign_receipts(where)),
            self._compare(self.env._("Cash differences against their journal entries"),
                          self._sum_differences(self._get_session_filter(company, day, office))),
            self._compare(self.env._("Cash of sessions on deposit slips against the slips"),
                          self._sum_deposits(where)),
            self._compare(self.env._("Cheques on deposit slips against the slips"), self._sum_cheques(where)),
            self._compare(self.env._("Refund orders paid against the ledger"), self._sum_refunds(where)),
            *self._compare_pairs(company, day, office),
        ]

    def _get_session_filter(self, company, day, office):
        """Sessions by the day on which they were closed."""
        where = self._get_filter(company, None, office)
        return SQL("%s AND x.closed_on = %s", where, day) if day else where

    def _sum_rows(self, query):
        """What the rows of a comparison expect and have in all, and how many differ."""
        return self.env.execute_query(SQL(
            "SELECT sum(expected), sum(found), count(*) FILTER (WHERE expected <> found) FROM (%s) compared", query))[0]

    def _sum_counts(self, where):
        return self._sum_rows(self._query_counts(where))

    def _query_counts(self, where):
        """Closed sessions: id, company, office, day, channel, what should be in the desk and what was counted."""
        return SQL(
            """SELECT x.id, x.company_id, x.office_id, x.closed_on AS day, x.channel_id,
                      x.opening_float + coalesce(r.total, 0) - coalesce(f.total, 0) AS expected,
                      x.counted_amount - coalesce(x.difference, 0) AS found
                 FROM revenue_desk_session x
                 LEFT JOIN (SELECT session_id, sum(amount) total FROM revenue_receipt
                             WHERE session_id IS NOT NULL AND method = 'cash' GROUP BY session_id) r
                   ON r.session_id = x.id
                 LEFT JOIN (SELECT session_id, sum(amount) total FROM revenue_refund
                             WHERE session_id IS NOT NULL GROUP BY session_id) f ON f.session_id = x.id
                WHERE x.state = 'closed' AND %s""", where)

    def _count_foreign_receipts(self, where):
        [[count]] = self.env.execute_query(SQL(
            """SELECT count(*) FROM revenue_receipt x
                 LEFT JOIN revenue_desk_session s ON s.id = x.session_id
                WHERE x.session_id IS NOT NULL AND %s
                  AND %s""", where, FOREIGN))
        return 0, count, count

    def _sum_differences(self, where):
        return self._sum_rows(self._query_differences(where))

    def _query_differences(self, where):
        """Sessions whose difference is booked: the difference and what its journal entry says."""
        return SQL(
            """SELECT x.id, x.company_id, x.office_id, x.closed_on AS day, x.channel_id, x.difference AS expected,
                      coalesce(l.total, 0) AS found
                 FROM revenue_desk_session x
                 JOIN revenue_channel c ON c.id = x.channel_id
                 JOIN account_journal j ON j.id = c.journal_id
                 LEFT JOIN LATERAL (SELECT sum(balance) total FROM account_move_line
                                     WHERE move_id = x.difference_move_id AND parent_state = 'posted'
                                       AND account_id = coalesce(c.account_id, j.default_account_id)) l ON true
                WHERE x.difference_move_id IS NOT NULL AND %s""", where)

    def _sum_deposits(self, where):
        return self._sum_rows(self._query_deposits(where))

    def _query_deposits(self, where):
        """Deposit slips: the cash of their sessions and what they say."""
        return SQL(
            """SELECT x.id, x.company_id, x.office_id, x.date AS day, NULL::integer AS channel_id,
                      coalesce(s.total, 0) AS expected, x.amount - coalesce(x.cheque_amount, 0) AS found
                 FROM revenue_deposit x
                 LEFT JOIN (SELECT deposit_id, sum(deposit_amount) total FROM revenue_desk_session
                             WHERE deposit_id IS NOT NULL GROUP BY deposit_id) s ON s.deposit_id = x.id
                WHERE x.state <> 'cancelled' AND %s""", where)

    def _sum_cheques(self, where):
        return self._sum_rows(self._query_cheques(where))

    def _query_cheques(self, where):
        """Deposit slips: their cheques and what they say of them."""
        return SQL(
            """SELECT x.id, x.company_id, x.office_id, x.date AS day, NULL::integer AS channel_id,
                      coalesce(c.total, 0) AS expected, coalesce(x.cheque_amount, 0) AS found
                 FROM revenue_deposit x
                 LEFT JOIN (SELECT l.deposit_id, sum(r.amount) total FROM revenue_deposit_cheque_rel l
                              JOIN revenue_receipt r ON r.id = l.receipt_id AND r.method = 'cheque'
                          GROUP BY l.deposit_id) c ON c.deposit_id = x.id
                WHERE x.state IN ('prepared', 'handed') AND %s""", where)

    def _sum_refunds(self, where):
        return self._sum_rows(self._query_refunds(where))

    def _query_refunds(self, where):
        """Paid orders against the refunds of their credits, by credit and day."""
        return SQL(
            """SELECT x.id, x.company_id, x.office_id, x.date AS day, x.channel_id, x.amount AS expected,
                      coalesce(e.total, 0) AS found
                 FROM (SELECT max(id) id, max(channel_id) channel_id, credit_id, company_id, office_id, paid_on date,
                              sum(amount) amount FROM revenue_refund
                        WHERE state = 'paid' AND method <> 'credit'
                        GROUP BY credit_id, company_id, office_id, paid_on) x
                 LEFT JOIN (SELECT credit_id, date, sum(amount) total FROM revenue_entry
                             WHERE kind = 'refund' GROUP BY 1, 2) e USING (credit_id, date)
                WHERE %s""", where)

    def _compare_pairs(self, company, day, office):
        """What each company holds for another against what that one expects; not by day or office."""
        name = self.env._("Collected for other companies against what they expect")
        return [] if day or office else [self._compare(name, self._sum_pairs(company))]

    def _sum_pairs(self, company):
        pair = SQL("WHERE %s IN (p.holder_id, p.owner_id)", company.id) if company else SQL()
        return self.env.execute_query(SQL(
            "SELECT sum(p.due), sum(p.held + p.on_way), count(*) FILTER (WHERE p.difference <> 0) FROM (%s) p %s",
            self.env["revenue.remittance.pair"]._table_query, pair))[0]
