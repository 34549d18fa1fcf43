"""The entries that should exist, and what has to be appended to those that do."""

from .facts import Line, Settlement
from .money import ZERO
from .timeline import Timeline


def settle(policy, facts, day, calendar, index=None):
    """Return the lines that should exist on ``day`` given all facts by value date.

    The result depends on the set of facts, not on the order in which they became known: a late notice, an appeal
    upheld after payment, a bounced cheque and a corrected assessment are one operation. Discounts are granted to
    payments only, by the channel and conditions of each; conditions of the facts serve the other steps.

    Identity: charges + adjustments - reductions + recorded + lines - payments == outstanding (facts up to the day).

    :param policy, facts, day, calendar, index: see ``accrue``
    :return: Settlement; ``excess`` is money that nothing needs, also a line of kind excess on the day it became so
    :raise UnknownIndex, NotConfigured, BadTerm, BadAmount: what the law or the facts leave impossible
    """
    timeline = Timeline(policy, facts, day, calendar, index).run()
    excess = sum((spare.amount for spare in timeline.spare), ZERO)
    return Settlement(_get_lines(timeline.lines), timeline.balance.total(), excess, timeline.phase)


def diff(desired, existing):
    """Return the lines to append to ``existing`` so that they sum to ``desired``.

    Sums are by (kind, step, value_date); what is already right is left out. Appending twice changes nothing.

    :param desired, existing: iterables of Line, or of anything with its attributes
    :return: tuple of Line by (value_date, kind, step)
    """
    sums = {}
    for lines, sign in ((desired, 1), (existing, -1)):
        for line in lines:
            key = line.value_date, line.kind, line.step
            sums[key] = sums.get(key, ZERO) + sign * line.amount
    return _get_lines(sums)


def _get_lines(sums):
    """Return lines from sums by (value_date, kind, step), in that order, without those of zero."""
    return tuple(Line(kind, step, on, amount) for (on, kind, step), amount in sorted(sums.items()) if amount)
