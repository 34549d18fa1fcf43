from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from .. import ledger
from ..breaks import Break
from .revenue_receipt import DIGEST_COLUMNS

#: Kinds of entries that are booked together with their receipt.
TAKEN = ("payment", "for_others")
#: Kinds of entries that sum to the amount of their receipt.
ALLOCATED = (*TAKEN, "credit_applied")


class RevenueControlCause(models.AbstractModel):
    """Finds the rows that are wrong by themselves: receipts against their numbers, their entries, days and places."""

    _name = "revenue.control.cause"
    _description = "Causes of Differences"

    @api.model
    def _find(self, scope, owners):
        """Breaks with what they do to other books. Hook: addons add theirs by super().

        :param breaks.Scope scope: what is looked at
        :param dict owners: debts and credits whose balance differs, as `_find_owners` gives them
        :rtype: list[Break]
        """
        causes = [*self._find_gaps(scope), *self._find_undrawn(scope), *self.env["revenue.control.place"]._find(scope)]
        known = {receipt_id for cause in causes if cause.kind == "double" for receipt_id in cause.receipt_ids}
        return [*causes, *self._find_unequal(scope, owners, known)]

    # === NUMBERS === #

    def _find_gaps(self, scope):
        """Numbers of a series that no receipt has."""
        rows = self.env.execute_query(SQL(
            """WITH broken AS (
                   SELECT s.* FROM revenue_series s
                    WHERE %(where)s AND s.number_last <> (
                          SELECT count(*) FROM revenue_receipt r
                           WHERE r.series_id = s.id AND r.number BETWEEN 1 AND s.number_last)
               ), numbers AS (
                   SELECT b.id, b.company_id, b.office_id, b.code, b.padding, n.number,
                          lead(n.number) OVER (PARTITION BY b.id ORDER BY n.number) AS following
                     FROM broken b, LATERAL (
                          SELECT 0 AS number UNION ALL SELECT b.number_last + 1 UNION ALL
                          SELECT r.number FROM revenue_receipt r
                           WHERE r.series_id = b.id AND r.number BETWEEN 1 AND b.number_last) n)
               SELECT g.id, g.company_id, coalesce(p.office_id, n.office_id, g.office_id), g.code, g.padding,
                      g.number + 1, g.following - 1, coalesce(p.channel_id, n.channel_id), p.date, n.date, p.id, n.id
                 FROM numbers g
                 LEFT JOIN revenue_receipt p ON p.series_id = g.id AND p.number = g.number
                 LEFT JOIN revenue_receipt n ON n.series_id = g.id AND n.number = g.following
                WHERE g.following > g.number + 1 AND (
                      %(day)s::date IS NULL OR coalesce(p.date, n.date) IS NULL OR %(day)s IN (p.date, n.date))""",
            where=scope.where("s", day=None), day=scope.day))
        return [self._make_gap(*row) for row in rows]

    def _make_gap(self, series_id, company_id, office_id, code, padding, first, last, channel_id, day, next_day, *near):
        label = " – ".join(f"{code}{number:0{padding}d}" for number in sorted({first, last}))
        places = {(company_id, office_id, near_day): None for near_day in (day, next_day) if near_day}
        effects = [rules.Effect(book, None, place) for place in places for book in ("control", "money")]
        return Break(
            "missing", "revenue.series", series_id, company_id, office_id, day or next_day,
            self.env._("No receipt has the number %s.", label), channel_id, name=label, paper=None,
            receipt_ids=tuple(filter(None, near)), effects=(rules.Effect("owner", None, (company_id, True)), *effects))

    def _find_undrawn(self, scope):
        """Receipts whose number their series never gave; one that repeats another is its double."""
        rows = self.env.execute_query(SQL(
            """SELECT x.id, x.company_id, x.office_id, x.date, x.channel_id, x.amount::text, (
                      SELECT min(t.id) FROM revenue_receipt t
                       WHERE t.channel_id = x.channel_id AND t.payload_hash = x.payload_hash AND t.id <> x.id)
                 FROM revenue_receipt x JOIN revenue_series s ON s.id = x.series_id
                WHERE (x.number IS NULL OR x.number > s.number_last) AND %s""", scope.where("x")))
        entries = self._read_rows([row[0] for row in rows])
        return [self._make_undrawn(*row, entries[row[0]]) for row in rows]

    def _make_undrawn(self, receipt_id, company_id, office_id, day, channel_id, amount, twin_id, entries):
        words = self.env._("It repeats a receipt; its series never gave the number.") if twin_id else self.env._(
            "Its series never gave the number.")
        effects = [effect for row, posting_id in entries for effect in self._get_effects(row, row.amount, posting_id)]
        return Break("double" if twin_id else "stray", "revenue.receipt", receipt_id, company_id, office_id, day, words,
                     channel_id, Decimal(0), Decimal(amount), receipt_ids=(receipt_id,), paper=Decimal(amount),
                     effects=tuple(effects))

    # === AMOUNTS === #

    def _find_unequal(self, scope, owners, known):
        """Receipts whose entries do not sum to their amount."""
        rows = self.env.execute_query(SQL(
            """SELECT r.id, r.company_id, r.office_id, r.date, r.channel_id, r.amount::text,
                      r.digest IS DISTINCT FROM %(digest)s AND EXISTS (
                          SELECT FROM revenue_receipt t
                           WHERE t.channel_id = r.channel_id AND t.payload_hash = r.payload_hash AND t.id < r.id)
                 FROM revenue_receipt r WHERE r.id IN (
                      SELECT x.id FROM revenue_receipt x
                        LEFT JOIN revenue_entry e ON e.receipt_id = x.id AND e.kind IN %(kinds)s
                       WHERE %(where)s GROUP BY x.id HAVING x.amount <> -coalesce(sum(e.amount), 0))
             ORDER BY r.id""",
            digest=ledger.digest_sql(DIGEST_COLUMNS, "r"), kinds=ALLOCATED, where=scope.where("x")))
        rows = [row for row in rows if row[0] not in known]
        entries = self._read_rows([row[0] for row in rows])
        differences = {key: owner.symptom.amount for key, owner in owners.items()}
        return [self._make_unequal(*row, entries[row[0]], differences) for row in rows]

    def _make_unequal(self, receipt_id, company_id, office_id, day, channel_id, amount, is_copy, entries, owners):
        taken = -sum((row.amount for row, _posting in entries), Decimal(0))
        difference = rules.difference(amount, taken)
        verdict = rules.judge(difference, [row for row, _posting in entries], owners)
        base = Break(verdict.kind, "revenue.receipt", receipt_id, company_id, office_id, day, "", channel_id,
                     Decimal(amount), taken, receipt_ids=(receipt_id,))
        if is_copy and not entries:
            return base._replace(kind="double", words=self.env._("It repeats a receipt and took no money."),
                                 expected=Decimal(0), found=Decimal(amount), paper=Decimal(amount))
        if verdict.row:
            [(row, posting_id)] = [pair for pair in entries if pair[0].id == verdict.row]
            words = self.env._("The payment is booked twice.") if verdict.kind == "double" else self.env._(
                "The entry does not say the amount of its receipt.")
            return base._replace(model="revenue.entry", record_id=row.id, words=words,
                                 effects=self._get_effects(row, difference, posting_id))
        if verdict.kind == "missing":
            return base._replace(words=self.env._("The ledger lacks an entry of this receipt."),
                                 effects=self._get_lost_effects(base, verdict.owner, difference))
        return base._replace(words=self.env._("The receipt does not say what the ledger booked."), expected=taken,
                             found=Decimal(amount), paper=difference)

    def _get_lost_effects(self, found, owner, difference):
        """What the lack of an entry does: nobody knows in which posting it stood."""
        place = (found.company_id, found.office_id, found.day)
        owners = [rules.Effect("owner", owner, None, difference)] if owner else [
            rules.Effect("owner", None, (found.company_id, difference > 0), difference)]
        return (*owners, *(rules.Effect(book, None, place, difference) for book in ("control", "money")))

    def _get_effects(self, row, amount, posting_id):
        """What a row that should not be so does to its owner and to accounting."""
        return (rules.Effect("owner", row.owner, None, amount), rules.Effect("control", posting_id, None, amount),
                rules.Effect("money", posting_id, None, amount))

    def _read_rows(self, receipt_ids):
        """The entries of receipts under suspicion, by receipt: pairs of the row and its posting."""
        return self._read_suspects(SQL("e.receipt_id"), SQL("e.kind IN %s", ALLOCATED), receipt_ids)

    def _read_suspects(self, group, where, ids):
        rows = self.env.execute_query(SQL(
            """SELECT %(group)s, e.id, e.obligation_id, e.credit_id, e.amount::text, e.digest <> %(digest)s, EXISTS (
                      SELECT FROM revenue_entry t
                       WHERE t.id < e.id AND t.kind = e.kind AND t.amount = e.amount AND t.cause = e.cause
                         AND t.step = e.step AND t.value_date = e.value_date AND t.recorded_at = e.recorded_at
                         AND t.receipt_id IS NOT DISTINCT FROM e.receipt_id
                         AND (t.obligation_id = e.obligation_id OR t.credit_id = e.credit_id)), e.posting_id
                 FROM revenue_entry e WHERE %(group)s IN %(ids)s AND %(where)s ORDER BY e.id""",
            group=group, where=where, ids=tuple(ids) or (0,), digest=ledger.digest_sql(ledger.ENTRY_COLUMNS, "e")))
        found = defaultdict(list)
        for key, entry_id, obligation_id, credit_id, amount, altered, twin, posting_id in rows:
            owner = ("revenue.obligation", obligation_id) if obligation_id else ("revenue.credit", credit_id)
            found[key].append((rules.Row(entry_id, owner, Decimal(amount), altered, twin), posting_id))
        return found

    # === DEBTS AND CREDITS === #

    @api.model
    def _judge_owners(self, owners):
        """Which entry makes a balance differ, where an entry shows it.

        :return: aligned with the owners, a break or None
        """
        entries = {
            model: self._read_suspects(SQL("e.%s", SQL.identifier(model.split(".")[1] + "_id")), SQL("true"), [
                owner.record_id for owner in owners if owner.model == model])
            for model in {owner.model for owner in owners}}
        return [self._judge_owner(owner, entries[owner.model][owner.record_id]) for owner in owners]

    def _judge_owner(self, owner, entries):
        difference = owner.symptom.amount
        verdict = rules.judge(difference, [row for row, _posting in entries], {})
        if not verdict.row:
            return None
        [(row, posting_id)] = [pair for pair in entries if pair[0].id == verdict.row]
        entry = self.env["revenue.entry"].browse(row.id)
        [(company_id, office_id, day, channel_id)] = self.env.execute_query(SQL(
            "SELECT company_id, office_id, date, channel_id FROM revenue_entry WHERE id = %s", entry.id))
        words = self.env._("The entry stands twice.") if verdict.kind == "double" else self.env._(
            "The entry was changed: its fingerprint and the balance say another amount.")
        return Break(verdict.kind, "revenue.entry", row.id, company_id, office_id, day, words, channel_id,
                     owner.expected, owner.found, effects=self._get_effects(row, difference, posting_id))

    @api.model
    def _make_balance(self, owner):
        """A balance that differs and no entry shows why: an entry is gone, or the balance was changed."""
        sign = -1 if owner.model == "revenue.credit" else 1
        amount = owner.symptom.amount
        is_gone = owner.model == "revenue.obligation" and not owner.is_charged
        return Break("missing" if is_gone else "amount", owner.model, owner.record_id, owner.company_id,
                     owner.office_id, None, self._say_balance(is_gone), expected=sign * owner.found,
                     found=sign * owner.expected, effects=tuple(
                         rules.Effect(book, None, (owner.company_id,), amount) for book in ("control", "money")))

    @api.model
    def _say_balance(self, is_gone):
        return self.env._("The ledger lacks an entry of this account.") if is_gone else self.env._(
            "The balance is not the sum of the entries.")
