"""One obligation with its facts while a money transaction works on it, without the ORM."""
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from odoo.addons.public_revenue import rules

ZERO = Decimal(0)
DERIVED = frozenset(("surcharge", "interest", "indexation", "discount", "unreduced", "excess"))
#: The ledger has a kind of its own for the part of a reduction that found nothing to lower.
LEDGER_KINDS = {"reduction": "unreduced"}
RULE_KINDS = {"unreduced": "reduction"}
#: What was given for a debt: with the cash its rounding, so that the debt closes exactly.
MONEY = frozenset(("payment", "credit_applied", "rounding"))


@dataclass(slots=True)
class Entry:
    """What a rule needs to know of a ledger row of an obligation."""

    kind: str
    amount: Decimal
    value_date: date
    step: str = ""
    key: str = ""
    booked_on: date | None = None
    conditions: frozenset = frozenset()


@dataclass(slots=True)
class Case:
    """An obligation's row, locked, with its ledger rows and holds."""

    id: int
    office_id: int
    company_id: int
    currency_id: int
    concept_id: int
    policy_id: int | None
    partner_id: int | None
    clock_start: date | None
    cutover: date | None
    status: str
    close_effect: str | None
    origin_model: str
    balance: Decimal
    policy: rules.Policy | None = None
    calendar: rules.Calendar | None = None
    entries: list = field(default_factory=list)
    holds: list = field(default_factory=list)

    def facts(self, conditions=frozenset()):
        """The facts of the rule, by value date.

        :param frozenset conditions: what holds at this moment, for example {"electronic"}
        :rtype: rules.Facts
        """
        groups = self._by_kind()
        return rules.Facts(
            clock=self.clock_start,
            charges=tuple(rules.Charge(e.amount, e.value_date, self.clock_start) for e in groups["charge"]),
            adjustments=tuple(rules.Adjustment(e.amount, e.value_date, e.key) for e in groups["adjustment"]),
            reductions=tuple(rules.Reduction(-e.amount, e.value_date, e.key) for e in groups["reduction"]),
            payments=self._payments(groups["money"], sum((e.amount for e in groups["withdrawn"]), ZERO)),
            recorded=tuple(rules.Recorded(e.kind, e.step, e.amount, e.value_date) for e in groups["recorded"]),
            holds=tuple(rules.Hold(start, end) for start, end in self.holds),
            cutover=self.cutover,
            channel="electronic" if "electronic" in conditions else "",
            conditions=frozenset(conditions),
        )

    def _by_kind(self):
        groups = {name: [] for name in ("charge", "adjustment", "reduction", "money", "recorded", "withdrawn")}
        for entry in self.entries:
            if entry.kind in MONEY:
                groups["money"].append(entry)
            elif entry.kind == "cost" or self._is_recorded(entry):
                groups["recorded"].append(entry)
            elif entry.kind in groups:
                groups[entry.kind].append(entry)
        return groups

    def _is_recorded(self, entry):
        """Accessories taken over from another register are facts: the rule does not derive them again."""
        return entry.kind in DERIVED and self.cutover is not None and (entry.booked_on or self.cutover) <= self.cutover

    def _payments(self, entries, withdrawn):
        """Payments by value date; a reversed one cancels out and is no longer a fact.

        :param Decimal withdrawn: money that left again as a credit and cannot come back: the latest payments lack it
        """
        sums = {}
        for entry in entries:
            key = (entry.value_date, entry.key, entry.conditions)
            sums[key] = sums.get(key, ZERO) - entry.amount
        payments = []
        for (day, key, conditions), amount in sorted(sums.items(), key=lambda item: item[0][:2], reverse=True):
            taken = max(ZERO, min(withdrawn, amount))
            withdrawn -= taken
            if amount > taken:
                channel = "electronic" if "electronic" in conditions else "desk"
                payments.append(rules.Payment(amount - taken, day, key, channel, conditions))
        return tuple(reversed(payments))

    def existing(self):
        """The derived lines that the ledger already holds."""
        return tuple(
            rules.Line(RULE_KINDS.get(entry.kind, entry.kind), entry.step, entry.value_date, entry.amount)
            for entry in self.entries if entry.kind in DERIVED and not self._is_recorded(entry))

    def get_original(self):
        """The original amount that is still imposed, as (amount, value date) pairs, each correction on its own day."""
        groups, sums = self._by_kind(), {}
        for entry in groups["charge"] + groups["adjustment"]:
            sums[entry.value_date] = sums.get(entry.value_date, ZERO) + entry.amount
        return [(amount, day) for day, amount in sorted(sums.items()) if amount]

    def get_recorded(self):
        """Accessories taken over from another register and costs: facts that the rule does not derive."""
        return self._by_kind()["recorded"]

    def add(self, entry):
        """Take a row into the case that is about to be appended to the ledger."""
        self.entries.append(entry)
        self.balance += entry.amount

    def accrue(self, day, index, conditions=frozenset()):
        """What is to be paid on a day, with its explanation."""
        return rules.accrue(self.policy, self.facts(conditions), day, self.calendar, index)

    def missing_lines(self, day, index):
        """The derived lines that must still be appended so that the ledger agrees with the rule."""
        settlement = rules.settle(self.policy, self.facts(), day, self.calendar, index)
        return [
            rules.Line(LEDGER_KINDS.get(line.kind, line.kind), line.step, line.value_date, line.amount)
            for line in rules.diff(settlement.lines, self.existing())
        ]
