from odoo import api, models
from odoo.tools import SQL


class RevenueControl(models.AbstractModel):
    """Comparisons of papers, matches and accounting at the banks."""

    _inherit = "revenue.control"

    @api.model
    def _control(self, company=None, day=None, office=None):
        """Override to compare what left for the bank, what it has shown, and what is in transit."""
        where = self._get_filter(company, day, office)
        return [
            *super()._control(company, day, office),
            self._compare(self.env._("Deposits handed over against what is matched and in transit"),
                          self._sum_expected("revenue.deposit", self._get_deposits(), where)),
            self._compare(self.env._("Refunds paid by banks against what is matched and in transit"),
                          self._sum_expected("revenue.refund", self._get_refunds(), where)),
            self._compare(self.env._("Payment lists posted against what is matched and in transit"),
                          self._sum_expected("revenue.payment.list", self._get_lists(), where)),
            self._compare(self.env._("Cheques sent back by banks against what is matched and in transit"),
                          self._sum_expected("revenue.cheque.bounce", self._get_bounces(), where)),
            *self._compare_matches(company, day, office),
        ]

    # What papers say is compared elsewhere with what they are made of: here that itself is what a bank must show.

    def _get_deposits(self):
        return SQL(
            """SELECT d.id, d.company_id, d.office_id, d.handed_on date, sum(p.amount) amount
                 FROM revenue_deposit d JOIN (%s) p ON p.deposit_id = d.id
                WHERE d.state = 'handed' GROUP BY d.id""", self.env["revenue.deposit"]._get_parts_sql())

    def _get_refunds(self):
        return SQL(
            """SELECT r.id, r.company_id, r.office_id, r.paid_on date, -sum(e.amount) amount
                 FROM revenue_refund r
                 JOIN revenue_entry e ON e.credit_id = r.credit_id AND e.date = r.paid_on AND e.kind = 'refund'
                WHERE r.state = 'paid' AND r.method <> 'cash' GROUP BY r.id""")

    def _get_bounces(self):
        return SQL(
            """SELECT b.id, b.company_id, b.office_id, b.notice_date date, sum(v.amount) amount
                 FROM revenue_cheque_bounce b
                 JOIN revenue_receipt v ON v.reversal_of_id = b.receipt_id
                 JOIN revenue_deposit_cheque_rel q ON q.receipt_id = b.receipt_id
                 JOIN revenue_deposit d ON d.id = q.deposit_id AND d.state = 'handed'
                WHERE b.state = 'done' GROUP BY b.id""")

    def _get_lists(self):
        return SQL(
            """SELECT l.id, l.company_id, l.office_id, l.posted_on date, sum(p.amount) amount
                 FROM revenue_payment_list l
                 JOIN revenue_payment_list_row r ON r.list_id = l.id
                 JOIN revenue_receipt p ON p.id = r.receipt_id
                WHERE l.state = 'posted' GROUP BY l.id HAVING sum(p.amount) <> 0""")

    def _compare_matches(self, company, day, office):
        """A bank line belongs to no office, so the report of one office does not have these lines."""
        if office:
            return []
        where = self._get_filter(company, day, None)
        return [
            self._compare(self.env._("Papers seen at the bank against the bank lines matched with them"),
                          self._sum_matches(where)),
            self._compare(self.env._("Money accounts: what bank lines moved against the papers matched with them"),
                          self._sum_moved(where)),
        ]

    def _sum_expected(self, model, papers, where):
        """Papers against what is expected of them: matched is what a live match holds, the rest is in transit."""
        return self.env.execute_query(SQL(
            """SELECT sum(x.amount), sum(coalesce(e.total, 0)), count(*) FILTER (WHERE x.amount <> coalesce(e.total, 0))
                 FROM (%s) x
                 LEFT JOIN (SELECT o.origin_id, sum(o.amount) total FROM revenue_bank_expected o
                              LEFT JOIN revenue_bank_match m ON m.id = o.match_id
                             WHERE o.origin_model = %s AND (m.state = 'matched' OR o.match_id IS NULL)
                          GROUP BY o.origin_id) e ON e.origin_id = x.id
                WHERE %s""", papers, model, where))[0]

    def _sum_matches(self, where):
        """Amounts of papers and the difference against the amounts of bank lines, match by match."""
        return self.env.execute_query(SQL(
            """SELECT sum(x.expected), sum(x.shown), count(*) FILTER (WHERE x.expected <> x.shown) FROM (
               SELECT m.company_id, v.date, coalesce(e.total, 0) + m.difference expected, coalesce(l.total, 0) shown
                 FROM revenue_bank_match m
                 LEFT JOIN (SELECT match_id, sum(amount) total FROM revenue_bank_expected
                             WHERE match_id IS NOT NULL GROUP BY 1) e ON e.match_id = m.id
                 LEFT JOIN (SELECT revenue_match_id, sum(amount) total, max(move_id) move_id
                              FROM account_bank_statement_line
                             WHERE revenue_match_id IS NOT NULL GROUP BY 1) l ON l.revenue_match_id = m.id
                 LEFT JOIN account_move v ON v.id = l.move_id
                WHERE m.state = 'matched') x
                WHERE %s""", where))[0]

    def _sum_moved(self, where):
        """What journal entries of bank lines move on money accounts, account by account, against matched papers.

        An account of a bank itself is none: there the bank lines are the money.
        """
        return self.env.execute_query(SQL(
            """WITH matched AS (
                   SELECT m.id, max(l.move_id) move_id FROM revenue_bank_match m
                     JOIN account_bank_statement_line l ON l.revenue_match_id = m.id
                    WHERE m.state = 'matched' GROUP BY m.id),
               sides AS (
                   SELECT e.company_id, v.date, e.account_id, e.amount expected, 0 moved
                     FROM matched JOIN revenue_bank_expected e ON e.match_id = matched.id
                     JOIN account_move v ON v.id = matched.move_id
                   UNION ALL
                   SELECT a.company_id, coalesce(v.date, a.date), a.account_id, 0, -a.balance
                     FROM account_bank_statement_line l JOIN account_move_line a ON a.move_id = l.move_id
                     JOIN account_journal b ON b.id = l.journal_id AND b.type = 'bank'
                     LEFT JOIN matched ON matched.id = l.revenue_match_id
                     LEFT JOIN account_move v ON v.id = matched.move_id
                    WHERE a.parent_state = 'posted'
                      AND a.account_id <> coalesce(b.suspense_account_id, 0)
                      AND a.account_id IN (SELECT coalesce(c.account_id, j.default_account_id) FROM revenue_channel c
                                             JOIN account_journal j ON j.id = c.journal_id
                                           UNION SELECT account_id FROM revenue_bank_expected)
                      AND a.account_id NOT IN (SELECT default_account_id FROM account_journal
                                                WHERE type = 'bank' AND default_account_id IS NOT NULL))
               SELECT sum(expected), sum(moved), count(*) FILTER (WHERE expected <> moved) FROM (
                   SELECT x.account_id, sum(x.expected) expected, sum(x.moved) moved FROM sides x
                    WHERE %s GROUP BY x.account_id) accounts""", where))[0]
