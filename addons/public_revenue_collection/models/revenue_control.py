from odoo import api, models
from odoo.tools import SQL

from .. import ledger

#: Roles of the accounts on which only postings write.
CONTROL_ROLES = ("receivable", "credit", "others")
#: Kinds of entries whose counterpart is money.
MONEY_KINDS = ("payment", "for_others", "refund", "remitted")


class RevenueControl(models.AbstractModel):
    """The control report: what the subledger, the obligations, the receipts and accounting say must be the same."""

    _name = "revenue.control"
    _description = "Control Report"

    @api.model
    def _control(self, company=None, day=None, office=None):
        """Compare the books.

        :param company: one company, all by default
        :param date day: one day of booking, all by default
        :param office: one office, all by default
        :return: one dict for each comparison: name, expected, found, difference (all floats), and count
        :rtype: list[dict]
        """
        self.env.flush_all()
        where = self._get_filter(company, day, office)
        return [*self._compare_books(where), *self._compare_manual(company, day, office)]

    @api.model
    def _find_breaks(self, company=None, day=None, office=None):
        """Name each wrong row and say what is wrong with it; what only follows from it is not named again.

        :param company: one company, all by default
        :param date day: one day of booking, all by default
        :param office: one office, all by default
        :return: one dict for each break: class (see `breaks.CLASSES`), model, id, name, expected, found, company_id,
            office_id, day, channel_id, desk, words
        :rtype: list[dict]
        """
        return self.env["revenue.control.break"]._find(company, day, office)

    def _compare_books(self, where):
        return [
            self._compare(self.env._("Obligations: balance against the sum of entries"), self._sum_obligations()),
            self._compare(self.env._("Credits: balance against the sum of entries"), self._sum_credits()),
            self._compare(self.env._("Receipts: amount against their allocations"), self._sum_receipts(where)),
            self._compare(self.env._("Posted entries against control accounts"), self._sum_accounts(where)),
            self._compare(self.env._("Money of receipts against money accounts"), self._sum_money(where)),
            self._compare(self.env._("Entries outside their posting's company, office or day"), self._count_strays()),
        ]

    def _compare_manual(self, company, day, office):
        """A manual journal item belongs to no office, so the report of one office does not have this line."""
        name = self.env._("Journal items on control accounts that no posting made")
        return [] if office else [self._compare(name, self._sum_manual(self._get_filter(company, day, None)))]

    def _compare(self, name, row):
        expected, found, count = row
        return {"name": name, "expected": expected or 0.0, "found": found or 0.0, "count": count or 0,
                "difference": round((found or 0.0) - (expected or 0.0), 6)}

    def _get_filter(self, company, day, office):
        conditions = [SQL("true")]
        values = {"company_id": company and company.id, "date": day, "office_id": office and office.id}
        for column, value in values.items():
            if value:
                conditions.append(SQL("x.%s = %s", SQL.identifier(column), value))
        return SQL(" AND ").join(conditions)

    def _sum_obligations(self):
        return self.env.execute_query(SQL(
            """SELECT sum(o.balance), sum(coalesce(e.total, 0)),
                      count(*) FILTER (WHERE o.balance <> coalesce(e.total, 0))
                 FROM revenue_obligation o
                 LEFT JOIN (SELECT obligation_id, sum(amount) total FROM revenue_entry
                             WHERE obligation_id IS NOT NULL GROUP BY obligation_id) e ON e.obligation_id = o.id"""))[0]

    def _sum_credits(self):
        return self.env.execute_query(SQL(
            """SELECT sum(c.balance), -sum(coalesce(e.total, 0)),
                      count(*) FILTER (WHERE c.balance <> -coalesce(e.total, 0))
                 FROM revenue_credit c
                 LEFT JOIN (SELECT credit_id, sum(amount) total FROM revenue_entry
                             WHERE credit_id IS NOT NULL GROUP BY credit_id) e ON e.credit_id = c.id"""))[0]

    def _sum_receipts(self, where):
        return self.env.execute_query(SQL(
            """SELECT sum(x.amount), -sum(coalesce(e.total, 0)),
                      count(*) FILTER (WHERE x.amount <> -coalesce(e.total, 0))
                 FROM revenue_receipt x
                 LEFT JOIN (SELECT receipt_id, sum(amount) total FROM revenue_entry
                             WHERE receipt_id IS NOT NULL AND kind IN ('payment', 'credit_applied', 'for_others')
                          GROUP BY receipt_id) e ON e.receipt_id = x.id
                WHERE %s""", where))[0]

    def _sum_accounts(self, where):
        """Entries of posted postings against the balances of the control accounts in their journal entries."""
        return self.env.execute_query(SQL(
            """SELECT (SELECT sum(e.amount) FROM revenue_entry e JOIN revenue_posting x ON x.id = e.posting_id
                        WHERE x.state = 'posted' AND x.move_id IS NOT NULL AND %(where)s),
                      (SELECT sum(l.balance) FROM account_move_line l JOIN revenue_posting x ON x.move_id = l.move_id
                        WHERE l.parent_state = 'posted' AND %(where)s AND l.account_id IN (
                              SELECT a.account_id FROM revenue_account a
                               WHERE a.company_id = x.company_id AND a.role IN %(roles)s)),
                      0""", where=where, roles=CONTROL_ROLES))[0]

    def _sum_manual(self, where):
        """Posted journal items on control accounts outside the journal entries of postings: there must be none."""
        return self.env.execute_query(SQL(
            """SELECT 0, sum(x.balance), count(*) FROM account_move_line x
                WHERE x.parent_state = 'posted' AND %s AND EXISTS (
                      SELECT FROM revenue_account a WHERE a.account_id = x.account_id AND a.company_id = x.company_id
                         AND a.role IN %s)
                  AND NOT EXISTS (SELECT FROM revenue_posting p WHERE p.move_id = x.move_id)""",
            where, CONTROL_ROLES))[0]

    def _sum_money(self, where):
        """Receipts booked in posted postings against what their channels' accounts received."""
        return self.env.execute_query(SQL(
            """SELECT (SELECT -sum(e.amount) FROM revenue_entry e JOIN revenue_posting x ON x.id = e.posting_id
                        WHERE x.state = 'posted' AND x.kind = 'day' AND e.kind IN %(kinds)s
                          AND %(where)s),
                      (SELECT sum(l.balance) FROM account_move_line l JOIN revenue_posting x ON x.move_id = l.move_id
                        WHERE l.parent_state = 'posted' AND %(where)s AND l.account_id IN (
                              SELECT coalesce(c.account_id, j.default_account_id) FROM revenue_channel c
                                JOIN account_journal j ON j.id = c.journal_id WHERE c.company_id = x.company_id
                               UNION SELECT a.account_id FROM revenue_account a
                                WHERE a.company_id = x.company_id AND a.role = 'due_from_others')),
                      0""", where=where, kinds=MONEY_KINDS))[0]

    def _count_strays(self):
        [[count]] = self.env.execute_query(SQL(
            """SELECT count(*) FROM revenue_entry e JOIN revenue_posting p ON p.id = e.posting_id
                WHERE (e.company_id, e.office_id, e.date) <> (p.company_id, p.office_id, p.date)"""))
        return 0, count, count

    @api.model
    def _find_broken_seals(self):
        """Ids of sealed postings whose digest does not fit their entries or the posting sealed before them."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """SELECT p.id, p.digest, q.digest,
                      encode(sha256(convert_to(string_agg(e.digest, '' ORDER BY e.id), 'UTF8')), 'hex')
                 FROM revenue_posting p
                 LEFT JOIN revenue_posting q ON q.id = p.previous_id
                 LEFT JOIN revenue_entry e ON e.posting_id = p.id
                WHERE p.state <> 'open' GROUP BY p.id, q.id"""))
        return [posting_id for posting_id, digest, previous, content in rows
                if digest != ledger.digest_row((previous, content))]
