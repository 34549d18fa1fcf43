"""Amounts of money: exact decimals and the roundings found in law. No float, no currency symbol, no clock."""

from dataclasses import dataclass, field
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    InvalidOperation,
)

from .errors import BadAmount, BadPolicy

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

MODES = {
    'half_up': ROUND_HALF_UP,
    'half_down': ROUND_HALF_DOWN,
    'half_even': ROUND_HALF_EVEN,
    'up': ROUND_UP,
    'down': ROUND_DOWN,
}


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a norm rounds: to a multiple of ``step``, by ``mode``.

    Found in law: half up to the cent or the peso (permits), half down to the ten (Chilean cash), truncation
    (published fines), up to the hundred (SII resolution 4/2011), one decimal of a percentage (SII indexation).

    :param step: the unit, in currency or in percent; greater than zero
    :param mode: half_up, half_down, half_even, up (away from zero) or down (truncation)
    :raise BadPolicy: unknown mode or a step that is not positive
    """

    step: Decimal = Decimal('0.01')
    mode: str = 'half_up'
    _plain: bool = field(init=False, repr=False, compare=False, default=False)

    def __post_init__(self):
        if self.mode not in MODES or type(self.step) is not Decimal or not self.step > 0:
            raise BadPolicy(f'rounding {self.step!r} {self.mode!r}')
        object.__setattr__(self, '_plain', self.step <= 1 and self.step.as_tuple().digits == (1,))

    def apply(self, amount):
        """Return ``amount`` (Decimal) rounded to a multiple of the step."""
        if self._plain:
            return amount.quantize(self.step, rounding=MODES[self.mode])
        return (amount / self.step).quantize(ONE, rounding=MODES[self.mode]) * self.step

    def down(self):
        """Return the truncating rounding of the same step: what a cap uses, so that it is never exceeded."""
        return self if self.mode == 'down' else Rounding(self.step, 'down')


def to_decimal(value):
    """Return a value of the database or of a form as Decimal.

    A float is read by its shortest text, the way Odoo hands numeric columns over; nothing is rounded.

    :raise BadAmount: no number, a truth value, or not finite
    """
    if type(value) is Decimal:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise BadAmount(f'not an amount: {value!r}')
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation as error:
        raise BadAmount(f'not an amount: {value!r}') from error
    if not number.is_finite():
        raise BadAmount(f'not an amount: {value!r}')
    return number


def check_amount(amount, name, signed=False):
    """Refuse an amount that is not a finite Decimal, or negative where a sign makes no sense.

    :raise BadAmount: names the fact the amount belongs to
    """
    if type(amount) is not Decimal or not amount.is_finite() or (amount < 0 and not signed):
        raise BadAmount(f'{name}: {amount!r}')


def difference(after, before):
    """Return what an amount has changed by, from two values of the database.

    :raise BadAmount: one of them is no amount
    """
    return to_decimal(after) - to_decimal(before)


def get_percent(amount, percent, decimals):
    """Return a percentage of an amount, half up to the decimals of its currency.

    :raise BadAmount: less than nothing or more than all of it
    """
    share = to_decimal(percent)
    if not 0 <= share <= 100:
        raise BadAmount(f'{percent} percent')
    return Rounding(Decimal(1).scaleb(-decimals)).apply(to_decimal(amount) * share / 100)


def convert(units, series, day, rounding):
    """Return ``units`` of an index (UTM, cuota) in currency at its value on ``day``, rounded.

    :param units: Decimal number of units, e.g. 20 cuotas or 0.5 UTM
    :param series: IndexSeries of the unit, in currency per unit
    :raise UnknownIndex: the series has no value on or before the day
    """
    return rounding.apply(units * series.at(day))


def round_cash(amount, rounding):
    """Return what is paid in cash for an amount, and what the amount is beyond it (negative: the payer gives more).

    :param rounding: Rounding to the smallest coin, or None where every amount can be paid
    """
    paid = amount if rounding is None else rounding.apply(amount)
    return paid, amount - paid


def spread_cash(takes, cash, rounding):
    """Return how cash and its rounding cover what debts take, and the cash that is left.

    The cash goes in order. Where it is rounded down the rounding covers what the last debts lack; where it is rounded
    up the last debt gets what is given beyond it, and the rounding takes it off again. Each pair sums to its take.

    :param takes: what each debt takes, in order; together at most ``cash`` and ``rounding``
    :param rounding: what the amount is beyond the cash, as round_cash tells it
    :return: (list of (cash, rounding) pairs, cash left)
    """
    parts = []
    for take in takes:
        paid = min(take, cash)
        cash -= paid
        parts.append((paid, take - paid))
    if parts and rounding < 0:
        paid, rounded = parts[-1]
        beyond = min(-rounding, cash)
        parts[-1] = paid + beyond, rounded - beyond
        cash -= beyond
    return parts, cash


def combine(amounts, mode):
    """Return the amount for several infractions in one act.

    :param mode: "sum", "highest" (Chile: only the gravest) or "double_highest" (Cuba, DL 315/2013)
    :raise BadPolicy: unknown mode
    """
    amounts = tuple(amounts)
    if mode == 'sum':
        return sum(amounts, ZERO)
    if mode not in ('highest', 'double_highest'):
        raise BadPolicy(f'unknown way to combine infractions: {mode!r}')
    return max(amounts, default=ZERO) * (2 if mode == 'double_highest' else 1)


def get_milder(ranges):
    """Return the most favourable of several ranges of amounts: the lowest highest amount, then the lowest lowest one.

    :param ranges: (lowest, highest) pairs, at least one
    """
    return min(ranges, key=lambda pair: (pair[1], pair[0]))


def bands(value, table, rounding):
    """Return the progressive charge on ``value``: each band's percentage on the part that lies in it.

    :param table: pairs (upper end of the band or None, percent), ascending; ends in the unit of ``value``
    Source of the shape: Chile, DL 3063 art. 12 (circulation permit).
    """
    total = lower = ZERO
    for upper, percent in table:
        top = value if upper is None else min(value, upper)
        total += max(top - lower, ZERO) * percent / HUNDRED
        lower = top
    return rounding.apply(total)
