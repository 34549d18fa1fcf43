"""What a rule sees and what it answers: values with dates, nothing of a database.

Dates are value dates: whole days of the office's time zone on which a fact has its legal effect. Amounts are Decimal in
the obligation's currency. A rule depends on the set of facts only: their order of arrival and in the tuples is ignored.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .money import check_amount


class Event(NamedTuple):
    """Something that happened to the debt and that a step waits for: charge certificate issued, debt registered."""

    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Charge:
    """What is owed by itself: a fine, a tax, an instalment with its own due date, a cost.

    :param key: names the charge, so that an adjustment can address it
    """

    amount: Decimal
    on: date
    due: date | None = None
    key: str = ''

    def __post_init__(self):
        check_amount(self.amount, 'charge')


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A change of the original amount from its value date on (appeal upheld, corrected assessment).

    Steps that bit before the value date keep their amount: a decision that works back to the imposition has the
    imposition's date. Without ``charge`` it lowers or raises the oldest charges first.
    """

    amount: Decimal
    on: date
    key: str = ''
    charge: str = ''

    def __post_init__(self):
        check_amount(self.amount, 'adjustment', signed=True)


@dataclass(frozen=True, slots=True)
class Reduction:
    """A lowering of what is left, the original staying as base (write-off, amnesty, reduction taken over).

    It never turns into money: what finds nothing left to lower has no effect. ``kind`` limits it to one kind.
    """

    amount: Decimal
    on: date
    key: str = ''
    kind: str = ''

    def __post_init__(self):
        check_amount(self.amount, 'reduction')


@dataclass(frozen=True, slots=True)
class Payment:
    """Money for the debt, with the channel class used and the conditions proven when paying."""

    amount: Decimal
    on: date
    key: str = ''
    channel: str = ''
    conditions: frozenset = frozenset()

    def __post_init__(self):
        check_amount(self.amount, 'payment')


@dataclass(frozen=True, slots=True)
class Recorded:
    """An accessory taken over from another register: a fact, not derived. Negative: it lowers what is left.

    :param step: code of the policy's step that explains it, empty if unexplained. A step recorded so does not bite
        again.
    """

    kind: str
    step: str
    amount: Decimal
    on: date

    def __post_init__(self):
        check_amount(self.amount, 'recorded accessory', signed=True)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one debt.

    :param clock: day the clock starts; None: not yet notified, so no step bites and no discount is open
    :param events: Event or (name, date) pairs; the first of a name counts
    :param holds: Hold; may overlap
    :param cutover: last day of another register's history: steps that would bite on or before it add no money
        (they are recorded), running steps start after it
    :param channel: channel class the payer is about to use (for the amount of the moment)
    :param conditions: named conditions that hold now (for the amount of the moment and for steps that are no
        discounts; a payment carries its own)
    """

    clock: date | None
    charges: tuple = ()
    adjustments: tuple = ()
    reductions: tuple = ()
    payments: tuple = ()
    recorded: tuple = ()
    holds: tuple = ()
    events: tuple = ()
    cutover: date | None = None
    channel: str = ''
    conditions: frozenset = frozenset()


@dataclass(frozen=True, slots=True)
class Explanation:
    """One line of "why this amount".

    :param rule: code of the step; or charge, adjustment, reduction, recorded, payment, excess
    :param rate: percent applied to the base in all (97.5 for 65 months of 1.5), or the factor; None for facts
    :param amount: signed; the amounts of a list sum to the amount explained
    :param units: days or months counted, 0 where none are
    """

    rule: str
    norm: str
    article: str
    date_from: date
    date_to: date
    base: Decimal | None
    rate: Decimal | None
    amount: Decimal
    kind: str
    units: int = 0

    def as_dict(self):
        """Return a dictionary ready for JSON: Decimal as text, dates ISO, None kept."""
        return {
            'rule': self.rule,
            'norm': self.norm,
            'article': self.article,
            'date_from': self.date_from.isoformat(),
            'date_to': self.date_to.isoformat(),
            'base': None if self.base is None else str(self.base),
            'rate': None if self.rate is None else str(self.rate),
            'amount': str(self.amount),
            'kind': self.kind,
            'units': self.units,
        }


@dataclass(frozen=True, slots=True)
class Accrual:
    """The amount to pay on a day, and why.

    :param amount: with the discounts open that day; conditional ones only if the facts give their conditions
    :param steps: tuple of Explanation; their amounts sum to ``amount``
    :param valid_until: last day the amount certainly stays, None: until a new fact
    :param phase: phase of the debt that day
    :param cached_amount: unconditional amount without the daily interest since the last payment or change of base
    :param cached_until: last day the cached amount stays
    """

    amount: Decimal
    steps: tuple
    valid_until: date | None
    phase: str
    cached_amount: Decimal
    cached_until: date | None


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """An entry the rule asks for; positive raises what is owed.

    ``kind`` is surcharge, interest, indexation, discount, excess (money not needed, positive) or reduction (the part
    of a reduction that found nothing to lower, positive). Its identity is (kind, step, value_date).
    """

    kind: str
    step: str
    value_date: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """What should exist on a day: lines by (value_date, kind, step), what is owed then, money not needed, phase."""

    lines: tuple
    outstanding: Decimal
    excess: Decimal
    phase: str
