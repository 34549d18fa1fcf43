"""Who gets which part of the money: the shares of a norm, which always add up to the whole."""

from dataclasses import dataclass
from decimal import Decimal

from .errors import BadPolicy
from .money import HUNDRED, ZERO

BASES = ('all', 'principal', 'accessory')


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share: a percentage of a base, or a fixed amount, or whatever the others leave.

    :param base: "principal", "accessory" (surcharges, interest, costs) or "all"
    :param percent: of the base
    :param fixed: instead of the percentage, at most what is there
    :param minimum: at least so much, as far as it is there
    :param rest: takes what the others leave
    """

    base: str = 'all'
    percent: Decimal = ZERO
    fixed: Decimal | None = None
    minimum: Decimal | None = None
    rest: bool = False


def sum_percents(rows):
    """How many percent of principal and accessories the rows give away.

    :return: by base
    :rtype: dict[str, Decimal]
    """
    return {
        base: sum((row.percent for row in rows
                   if row.base in (base, 'all') and not row.rest and row.fixed is None), ZERO)
        for base in BASES[1:]
    }


def check_shares(rows):
    """Refuse shares that do not give the whole: 100 percent of each base, or one row that takes the rest.

    :raise BadPolicy: for others
    """
    rests = [row for row in rows if row.rest]
    percents = sum_percents(rows)
    odd = any(row.fixed is not None or row.minimum is not None for row in rows)
    if len(rests) > 1 or any(row.base not in BASES or row.percent < 0 for row in rows):
        raise BadPolicy('shares that nobody understands')
    if any(percent > HUNDRED for percent in percents.values()):
        raise BadPolicy(f'shares of more than the whole: {percents}')
    if not rests and (odd or any(percent != HUNDRED for percent in percents.values())):
        raise BadPolicy(f'shares of less than the whole, and nobody takes the rest: {percents}')


def share_out(principal, accessory, rows, rounding):
    """Divide money among the rows of a norm. The parts sum to the whole exactly; a reversal is shared as its mirror.

    Rows are served in their order, each at most what is left. What rounding leaves goes to the row that takes the rest,
    else to the largest part, the first of equals.

    :param principal: Decimal, below zero for money taken back
    :param accessory: Decimal, the same
    :param rounding: of each part
    :return: parts, aligned with the rows
    :rtype: tuple[Decimal]
    :raise BadPolicy: when the rows do not give the whole
    """
    check_shares(rows)
    bases = {'all': principal + accessory, 'principal': principal, 'accessory': accessory}
    left, parts = abs(principal) + abs(accessory), []
    for row in rows:
        part = ZERO if row.rest else min(_measure(abs(bases[row.base]), row, rounding), left)
        left -= part
        parts.append(part.copy_sign(bases[row.base]) if part else ZERO)
    heirs = [i for i, row in enumerate(rows) if row.rest] or sorted(range(len(rows)), key=lambda i: -abs(parts[i]))
    parts[heirs[0]] += bases['all'] - sum(parts, ZERO)
    return tuple(parts)


def _measure(size, row, rounding):
    """What a row takes of a base of some size, before what is left of the whole is looked at."""
    part = rounding.apply(size * row.percent / HUNDRED) if row.fixed is None else row.fixed
    return min(max(part, row.minimum or ZERO), size)
