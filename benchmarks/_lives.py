"""Lives of debts for large databases: what the rule asks for, once for each kind of life, in days from its start.

The kernel's own case and rule make the entries; only the days are shifted afterwards. So the law must count natural
days without rolling to working ones, as the law of the benchmarks does.
"""
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

START = date(2024, 1, 1)
#: After so many days nothing changes any more under the law of the benchmarks.
SETTLED = 90
#: Frequency of each life, in thousandths, with the range of days after which something happens.
LIVES = (
    ('paid', 540, (0, 30)),          # in term
    ('paid', 130, (31, 120)),        # doubled
    ('unpaid', 235, (0, 0)),
    ('partial', 55, (3, 30)),
    ('overpaid', 20, (0, 60)),
    ('annulled', 20, (5, 60)),
)
TOO_MUCH = Decimal('10.00')
CENT = Decimal('0.01')


@dataclass(frozen=True, slots=True)
class Life:
    """Rows of one debt; days count from its start.

    :param entries: (kind, amount, day of value, day of booking, step, cause); payments first of their day
    :param shown: what an agency sees of it, and since when
    """

    amount: Decimal
    entries: tuple
    paid: Decimal
    credit: Decimal
    balance: Decimal
    amount_due: Decimal
    valid_until: int | None
    state: str
    annulled: bool
    shown: str
    since: int


class Lives:
    """Makes lives by the rule of a policy."""

    def __init__(self, policy, calendar, cases):
        self._policy, self._calendar, self._cases = policy, calendar, cases
        self._known = {}

    def get(self, *key):
        """The life of a debt; see `_make` for the arguments."""
        if key not in self._known:
            self._known[key] = self._make(*key)
        return self._known[key]

    def _make(self, amount, kind, lag, age):
        """The life of a debt of so many days.

        :param int amount: as imposed
        :param int lag: days from the start until something happens; if that lies in the future nothing has happened
        :param int age: days from the start until today, SETTLED at most
        :rtype: Life
        """
        amount = Decimal(amount).quantize(CENT)
        case = self._make_case(amount)
        entries = [('charge', amount, 0, 0, '', 'issue')]
        paid = credit = Decimal(0)
        if kind in ('paid', 'partial', 'overpaid'):
            due = case.accrue(_day(lag), {}).amount
            paid = (due / 2).quantize(CENT) if kind == 'partial' else due
            credit = TOO_MUCH if kind == 'overpaid' else credit
            self._book(case, entries, ('payment', -paid, lag, lag, '', 'payment'))
        elif kind == 'annulled':
            self._book(case, entries, ('adjustment', -amount, 0, lag, '', 'annulled (benchmark)'))
        self._settle(case, entries, lag)
        accrual = case.accrue(_day(max(age, lag)), {})
        until = accrual.cached_until and (accrual.cached_until - START).days
        state = 'open' if case.balance or accrual.amount else 'closed'
        return Life(amount, tuple(entries), paid, credit, case.balance, accrual.cached_amount, until, state,
                    kind == 'annulled', *self._show(accrual, state, kind, lag))

    def _show(self, accrual, state, kind, lag):
        """(state of collection, day since which it holds) of a debt's fine."""
        if state == 'closed':
            return ('cancelled' if kind == 'annulled' else 'paid'), lag
        if accrual.phase == 'in_term':
            return 'in_term', 0
        days = [(step.date_from - START).days for step in accrual.steps if step.kind in ('surcharge', 'phase')]
        return ('enforcement' if accrual.phase == 'enforcement' else 'surcharged'), max(days)

    def _make_case(self, amount):
        case = self._cases.Case(
            0, 0, 0, 0, 0, 0, None, START, None, 'open', None, '', amount, policy=self._policy, calendar=self._calendar)
        case.entries.append(self._cases.Entry('charge', amount, START))
        return case

    def _book(self, case, entries, entry):
        kind, amount, value_day, _booked, step, cause = entry
        entries.append(entry)
        case.add(self._cases.Entry(kind, amount, _day(value_day), step, cause))

    def _settle(self, case, entries, lag):
        """What must follow from the facts is booked on the day of the money."""
        for line in case.missing_lines(_day(lag), {}) if len(entries) > 1 else ():
            self._book(case, entries, (
                line.kind, line.amount, (line.value_date - START).days, lag, line.step, 'rule'))


def _day(number):
    return START + timedelta(days=number)
