"""Dividing money so that nothing is lost: over dues in order, over weights, over instalments."""

from .errors import BadAmount, BadPolicy, BadTerm
from .money import ZERO


def apportion(amount, dues, rounding=None):
    """Cover dues with money, in the order given.

    :param amount: Decimal money, not negative; rounded first if ``rounding`` is given
    :param dues: Decimals, not negative, the oldest or the preferred first
    :return: tuple aligned with ``dues``, each part between zero and its due; it sums to the smaller of the
        money and all dues together, so what is left over is ``amount - sum(parts)``
    :raise BadAmount: negative money or due
    """
    left = rounding.apply(amount) if rounding else amount
    if left < 0 or any(due < 0 for due in dues):
        raise BadAmount('money and dues are not negative')
    parts = []
    for due in dues:
        part = min(due, left)
        left -= part
        parts.append(part)
    return tuple(parts)


def share(amount, weights, rounding):
    """Divide an amount by weights with the largest remainder, so that the parts sum to it exactly.

    Ties go to the earlier weight; a rest smaller than the rounding step goes to the first heir of a remainder.

    :param amount: Decimal, may be negative (a reversal is shared as its mirror)
    :param weights: numbers, not negative, not all zero
    :raise BadAmount: negative weights or nothing to weigh
    """
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise BadAmount('weights are not negative and not all zero')
    cut = rounding.down()
    exact = [amount * weight / total for weight in weights]
    parts = [cut.apply(part) for part in exact]
    step = rounding.step if amount >= 0 else -rounding.step
    for position in sorted(range(len(parts)), key=lambda i: (-abs(exact[i] - parts[i]), i)):
        rest = amount - sum(parts, ZERO)
        if not rest:
            break
        parts[position] += step if abs(rest) >= rounding.step else rest
    return tuple(parts)


def instalments(total, n, rounding, remainder_on='last'):
    """Divide a total into ``n`` instalments of whole rounding steps.

    :param remainder_on: "first" or "last": that instalment takes what rounding leaves, the sum is exact;
        "none": each is rounded by itself, so the sum may differ (San Antonio 2022: 74,071 in four gives
        18,518 each, one peso more than the year)
    :raise BadTerm: fewer than one instalment; BadAmount: negative total; BadPolicy: unknown remainder
    """
    if n < 1:
        raise BadTerm(f'{n} instalments')
    if total < 0:
        raise BadAmount(f'instalments of {total}')
    if remainder_on not in ('first', 'last', 'none'):
        raise BadPolicy(f'unknown place of the remainder: {remainder_on!r}')
    part = rounding.apply(total / n)
    if remainder_on == 'none':
        return (part,) * n
    if part * (n - 1) > total:
        part = rounding.down().apply(total / n)
    odd, even = (total - part * (n - 1),), (part,) * (n - 1)
    return odd + even if remainder_on == 'first' else even + odd
