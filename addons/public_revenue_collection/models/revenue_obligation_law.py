from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from ..cases import MONEY, ZERO, Entry


class Preview(NamedTuple):
    """What a debt would owe under other facts.

    :param before: owed today as things are
    :param after: owed today under the new facts
    :param excess: money that it would no longer need
    :param parts: (receipt id or 0, what it paid, what of that is no longer needed), the latest payment first
    """

    before: Decimal
    after: Decimal
    excess: Decimal
    parts: tuple


class RevenueObligation(models.Model):
    """Debts whose law changes for days that are over."""

    _inherit = "revenue.obligation"

    def _set_policy(self, policy):
        """Let another version of the law rule debts. What follows is settled: money no longer needed becomes a credit.

        :param policy: the version of the law
        """
        ledger = self.env["revenue.ledger"]
        cases = ledger._load(self.ids)
        for case in cases.values():
            case.policy_id = policy.id
        self.env.cr.execute(SQL(
            "UPDATE revenue_obligation SET policy_id = %s WHERE id IN %s", policy.id, tuple(cases) or (0,)))
        self.invalidate_recordset(["policy_id"], flush=False)
        ledger._load_rules(cases.values())
        self._finish(cases, "adjusted")

    def _preview(self, policy=None, reduction=None):
        """What debts would owe under other facts. Writes nothing.

        :param policy: another version of the law; empty: theirs
        :param reduction: percent by which the imposed amount is lowered from its own day; None: not
        :rtype: dict[int, Preview]
        """
        ledger = self.env["revenue.ledger"]
        cases, index = ledger._load(self.ids, lock=False), ledger._get_index()
        days = ledger._get_days({case.office_id for case in cases.values()})
        found = {}
        for case in cases.values():
            day = days[case.office_id]
            before = case.accrue(day, index).amount
            self._change_case(case, policy, reduction)
            excess = sum((line.amount for line in case.missing_lines(day, index) if line.kind == "excess"), ZERO)
            found[case.id] = Preview(
                before, case.accrue(day, index).amount, excess, self._get_parts(case, max(excess, ZERO)))
        return found

    def _change_case(self, case, policy, reduction):
        """Put the new facts into a case that is not written."""
        if policy:
            case.policy_id = policy.id
            self.env["revenue.ledger"]._load_rules([case])
        if reduction:
            for amount, day in self._get_reductions(case, reduction):
                case.add(Entry("adjustment", -amount, day, key="preview"))

    def _get_reductions(self, case, percent):
        """What is taken off the imposed amount, each part on its own day."""
        decimals = self.env["res.currency"].browse(case.currency_id).decimal_places
        return [(rules.get_percent(amount, percent, decimals), day) for amount, day in case.get_original()]

    def _get_parts(self, case, excess):
        """The receipts that paid a debt, the latest first, and what of each is no longer needed; 0 stands for money
        without a receipt of ours: what another register had taken.
        """
        paid = {}
        for entry in case.entries:
            if entry.kind in MONEY:
                receipt_id = int(entry.key) if entry.key.isdigit() else 0
                day, amount = paid.get(receipt_id, (entry.value_date, ZERO))
                paid[receipt_id] = (max(day, entry.value_date), rules.difference(amount, entry.amount))
        latest = sorted(((day, key, amount) for key, (day, amount) in paid.items() if amount > 0), reverse=True)
        over = rules.apportion(excess, [amount for _day, _key, amount in latest])
        return tuple((key, amount, part) for (_day, key, amount), part in zip(latest, over, strict=True) if part)

    def _reduce(self, percent, cause, decision):
        """Lower the imposed amount of debts by a percentage, from its own day on.

        :param percent: Decimal
        :param str cause: why, in words
        :param str decision: number of the decision
        """
        cases = self.env["revenue.ledger"]._load(self.ids)
        for case in cases.values():
            for amount, day in self._get_reductions(case, percent):
                if amount:
                    self.browse(case.id)._adjust(-amount, "adjustment", cause, day, decision)
