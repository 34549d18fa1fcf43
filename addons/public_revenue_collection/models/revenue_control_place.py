from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from .. import ledger
from ..breaks import Break
from .revenue_control import CONTROL_ROLES
from .revenue_receipt import DIGEST_COLUMNS

#: Kinds of entries that are booked on the day and in the office of their receipt.
TAKEN = ("payment", "for_others", "rounding")


class RevenueControlPlace(models.AbstractModel):
    """Finds rows on another day, in another office or company than the books beside them say, and rows without home."""

    _name = "revenue.control.place"
    _description = "Rows out of Place"

    @api.model
    def _find(self, scope):
        """Breaks of days, places and strays.

        :rtype: list[Break]
        """
        return [*self._find_moved(scope), *self._find_apart(scope), *self._find_strays(scope),
                *self._find_manual(scope), *self._find_pairs(scope)]

    # === DAYS AND PLACES === #

    def _find_moved(self, scope):
        """Entries that say another day, office or company than their posting."""
        rows = self._read_both(scope, SQL(
            """SELECT e.id, e.id, e.amount::text, e.channel_id, e.receipt_id, true, p.company_id, p.office_id, p.date,
                      e.company_id, e.office_id, e.date
                 FROM revenue_entry e JOIN revenue_posting p ON p.id = e.posting_id
                WHERE (e.company_id, e.office_id, e.date) <> (p.company_id, p.office_id, p.date)"""), "p")
        words = self.env._("The entry says another place or day than its posting.")
        return [found for row in rows for found in self._make_moved(words, *row)]

    def _find_apart(self, scope):
        """Receipts and their entries that say different days, offices or companies: the one that was changed is wrong.

        Entries that also differ from their posting are named already.
        """
        rows = self._read_both(scope, SQL(
            """SELECT r.id, e.id, e.amount::text, e.channel_id, r.id,
                      e.digest <> %s AND r.digest IS NOT DISTINCT FROM %s,
                      r.company_id, r.office_id, r.date, e.company_id, e.office_id, e.date
                 FROM revenue_entry e
                 JOIN revenue_receipt r ON r.id = e.receipt_id
                 JOIN revenue_posting p ON p.id = e.posting_id
                WHERE e.kind IN %s AND (r.company_id, r.office_id, r.date) <> (e.company_id, e.office_id, e.date)
                  AND (e.company_id, e.office_id, e.date) = (p.company_id, p.office_id, p.date)""",
            ledger.digest_sql(ledger.ENTRY_COLUMNS, "e"), ledger.digest_sql(DIGEST_COLUMNS, "r"), TAKEN), "r")
        words = self.env._("The receipt and its entry say different places or days.")
        return [found for row in rows for found in self._make_moved(words, *row)]

    def _read_both(self, scope, query, other):
        """Rows in which either side lies in the scope, each side found through its own index."""
        if not any(scope):
            return self.env.execute_query(query)
        return self.env.execute_query(SQL(
            "%s AND %s UNION %s AND %s", query, scope.where("e"), query, scope.where(other)))

    def _make_moved(self, words, receipt_id, entry_id, amount, channel_id, paper_id, is_entry, *places):
        """A break for the day and one for the place, each if they differ."""
        other, entry = places[:3], places[3:]
        right, wrong = (other, entry) if is_entry else (entry, other)
        amount = Decimal(amount)
        effects = tuple(
            rules.Effect(book, None, place, sign * amount) for book in ("control", "money")
            for place, sign in ((other, -1), (entry, 1)))
        base = Break("", "revenue.entry" if is_entry else "revenue.receipt", entry_id if is_entry else receipt_id,
                     *right, words, channel_id, -amount, -amount, receipt_ids=(paper_id,) if paper_id else (),
                     effects=effects)
        found = []
        if right[2] != wrong[2]:
            found.append(base._replace(kind="date", words=self._say(words, right[2], wrong[2])))
        if right[:2] != wrong[:2]:
            names = [self._name_place(*place[:2]) for place in (right, wrong)]
            found.append(base._replace(kind="place", words=self._say(words, *names)))
        return found

    def _say(self, words, right, wrong):
        return self.env._("%(words)s Expected %(right)s, found %(wrong)s.", words=words, right=right, wrong=wrong)

    def _name_place(self, company_id, office_id):
        rows = self.env.execute_query(SQL(
            """SELECT o.code, c.name FROM res_company c, revenue_office o WHERE c.id = %s AND o.id = %s""",
            company_id, office_id))
        return ", ".join(rows[0]) if rows else f"{company_id}, {office_id}"

    # === STRAYS === #

    def _find_strays(self, scope):
        """Payments on debts that name no receipt, other than those another company took."""
        rows = self.env.execute_query(SQL(
            """SELECT x.id, x.company_id, x.office_id, x.date, x.channel_id, x.amount::text, x.posting_id
                 FROM revenue_entry x
                 JOIN revenue_posting p ON p.id = x.posting_id AND p.kind = 'day'
                 LEFT JOIN revenue_channel c ON c.id = x.channel_id
                WHERE x.kind = 'payment' AND x.receipt_id IS NULL AND c.kind IS DISTINCT FROM 'others' AND %s""",
            scope.where("x")))
        words = self.env._("A payment without a receipt.")
        return [Break("stray", "revenue.entry", entry_id, company_id, office_id, day, words, channel_id, Decimal(0),
                      -Decimal(amount))
                for entry_id, company_id, office_id, day, channel_id, amount, _posting_id in rows]

    def _find_manual(self, scope):
        """Journal items on control accounts that no posting made; they belong to no office."""
        if scope.office_id:
            return []
        rows = self.env.execute_query(SQL(
            """SELECT x.move_id, x.company_id, x.date, sum(x.balance)::text FROM account_move_line x
                WHERE x.parent_state = 'posted' AND %s AND EXISTS (
                      SELECT FROM revenue_account a WHERE a.account_id = x.account_id AND a.company_id = x.company_id
                         AND a.role IN %s)
                  AND NOT EXISTS (SELECT FROM revenue_posting p WHERE p.move_id = x.move_id)
             GROUP BY 1, 2, 3""", scope.where("x"), CONTROL_ROLES))
        words = self.env._("A journal entry on a control account that no posting made.")
        return [Break("stray", "account.move", move_id, company_id, None, day, words, None, Decimal(0), Decimal(amount))
                for move_id, company_id, day, amount in rows]

    # === COMPANIES === #

    def _find_pairs(self, scope):
        """Money taken for another company that this one did not book so, or not of that amount."""
        rows = self.env.execute_query(SQL(
            """SELECT x.id, x.company_id, x.office_id, x.date, x.channel_id, x.receipt_id, own.total::text,
                      pair.total::text, pair.number
                 FROM revenue_entry x
                 JOIN revenue_credit c ON c.id = x.credit_id
                 JOIN LATERAL (
                      SELECT sum(o.amount) AS total FROM revenue_entry o
                       WHERE o.credit_id = x.credit_id AND o.receipt_id = x.receipt_id
                         AND o.kind IN ('for_others', 'rounding')) own ON true
                 JOIN LATERAL (
                      SELECT coalesce(sum(o.amount), 0) AS total, count(*) AS number FROM revenue_entry o
                       WHERE o.obligation_id = c.obligation_id AND o.kind = 'payment' AND o.receipt_id IS NULL
                         AND sign(o.amount) = sign(x.amount)
                         AND o.cause = 'receipt ' || c.receipt_id || ' of company ' || c.company_id) pair ON true
                WHERE x.kind = 'for_others' AND pair.total <> own.total AND %s""", scope.where("x")))
        return [self._make_pair(*row) for row in rows]

    def _make_pair(self, entry_id, company_id, office_id, day, channel_id, receipt_id, amount, total, number):
        kind = "amount" if number == 1 else "double" if number else "missing"
        words = self.env._("The other company did not book what was taken for it.")
        return Break(kind, "revenue.receipt", receipt_id, company_id, office_id, day, words, channel_id,
                     -Decimal(amount), -Decimal(total), receipt_ids=(receipt_id,), effects=(
                         rules.Effect("owner", None, (), rules.difference(total, amount)),))
