from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from ..breaks import Break
from .revenue_control import CONTROL_ROLES, MONEY_KINDS


class Owner(NamedTuple):
    """A debt or a credit whose balance differs from the sum of its entries."""

    model: str
    record_id: int
    company_id: int
    office_id: int
    expected: Decimal
    found: Decimal
    is_charged: bool

    @property
    def symptom(self):
        """By how much the entries say more than the balance."""
        amount = self.found - self.expected
        return rules.Symptom("owner", (self.model, self.record_id), (self.company_id, amount > 0), amount)


class RevenueControlSymptom(models.AbstractModel):
    """Sums that differ between two books, row by row: each either follows from a break or is one."""

    _name = "revenue.control.symptom"
    _description = "Differences Between Books"

    @api.model
    def _find(self, scope):
        """Differences in books beyond the ledger. Hook: addons add theirs by super().

        :return: pairs of the symptom and the break that it is when nothing explains it
        :rtype: list[tuple[rules.Symptom, Break]]
        """
        return self._find_postings(scope)

    # === DEBTS AND CREDITS === #

    @api.model
    def _find_owners(self, scope):
        """Debts and credits whose balance is not what their entries say.

        For one day or office only those which it touched.

        :rtype: dict[tuple, Owner]
        """
        found = [*self._read_owners(scope, "revenue.obligation", 1), *self._read_owners(scope, "revenue.credit", -1)]
        return {(owner.model, owner.record_id): owner for owner in found}

    def _read_owners(self, scope, model, sign):
        column = SQL.identifier(model.split(".")[1] + "_id")
        touched = SQL("SELECT x.%s FROM revenue_entry x WHERE %s", column, scope.where("x"))
        narrow = SQL("o.id IN (%s)", touched) if scope.day or scope.office_id else scope.where("o")
        rows = self.env.execute_query(SQL(
            """SELECT o.id, o.company_id, o.office_id, (%(sign)s * o.balance)::text, coalesce(sum(e.amount), 0)::text,
                      bool_or(e.kind = 'charge') IS TRUE
                 FROM %(table)s o LEFT JOIN revenue_entry e ON e.%(column)s = o.id
                WHERE %(narrow)s GROUP BY o.id HAVING %(sign)s * o.balance <> coalesce(sum(e.amount), 0)""",
            sign=sign, table=SQL.identifier(model.replace(".", "_")), column=column, narrow=narrow))
        return [Owner(model, record_id, company_id, office_id, Decimal(expected), Decimal(found), is_charged)
                for record_id, company_id, office_id, expected, found, is_charged in rows]

    # === ACCOUNTING === #

    def _find_postings(self, scope):
        """Posted days whose journal entry does not say what their entries say."""
        found = []
        for posting_id, company_id, office_id, day, move_id, *amounts in self._read_postings(scope):
            entries, items, money, money_items = (Decimal(amount) for amount in amounts)
            place = (company_id, office_id, day)
            for book, expected, items_sum in (("control", entries, items), ("money", money, money_items)):
                amount = rules.difference(expected, items_sum)
                if amount:
                    words = self.env._("The journal entry of this day does not say what the ledger says.")
                    found.append((rules.Symptom(book, posting_id, place, amount), Break(
                        "amount", "account.move" if move_id else "revenue.posting", move_id or posting_id, company_id,
                        office_id, day, words, expected=expected, found=items_sum)))
        return found

    def _read_postings(self, scope):
        return self.env.execute_query(SQL(
            """SELECT x.id, x.company_id, x.office_id, x.date, x.move_id, coalesce(e.total, 0)::text,
                      coalesce(l.total, 0)::text, coalesce(e.money, 0)::text, coalesce(-l.money, 0)::text
                 FROM revenue_posting x
                 LEFT JOIN LATERAL (
                      SELECT sum(amount) total, sum(amount) FILTER (WHERE kind IN %(kinds)s AND x.kind = 'day') money
                        FROM revenue_entry WHERE posting_id = x.id) e ON true
                 LEFT JOIN LATERAL (
                      SELECT sum(i.balance) FILTER (WHERE i.account_id IN (
                                 SELECT a.account_id FROM revenue_account a
                                  WHERE a.company_id = x.company_id AND a.role IN %(roles)s)) total,
                             sum(i.balance) FILTER (WHERE x.kind = 'day' AND i.account_id IN (
                                 SELECT coalesce(c.account_id, j.default_account_id) FROM revenue_channel c
                                   JOIN account_journal j ON j.id = c.journal_id WHERE c.company_id = x.company_id
                                  UNION SELECT a.account_id FROM revenue_account a
                                   WHERE a.company_id = x.company_id AND a.role = 'due_from_others')) money
                        FROM account_move_line i WHERE i.move_id = x.move_id AND i.parent_state = 'posted') l ON true
                WHERE x.state = 'posted' AND %(where)s
                  AND (coalesce(e.total, 0), coalesce(e.money, 0)) <> (coalesce(l.total, 0), coalesce(-l.money, 0))""",
            kinds=MONEY_KINDS, roles=CONTROL_ROLES, where=scope.where("x")))
