"""Discounts open to a payment: who gets them, on what base, and how several stack."""

from decimal import Decimal
from typing import NamedTuple

from .amounts import get_one_shot, limit
from .money import ZERO
from .policy import Step


class Grant(NamedTuple):
    """A discount open to somebody: its step, base and amount (positive, in currency)."""

    step: Step
    base: Decimal
    amount: Decimal


def get_grants(policy, balance, windows, on, channel, conditions, index):
    """Return the discounts open on a day to money of a channel and with conditions.

    They are granted when the money reaches what they leave to pay; together they are at most what is owed. Money
    paid inside a window counts as still owed for its base, so paying in two parts costs the same.

    :param windows: spans of discount steps, in the order in which they stack
    :param channel: channel class of the payment; conditions: names proven when paying
    """
    grants = []
    for span in windows:
        step = span.step
        if span.starts <= on < span.ends and step.conditions <= conditions and step.channel in ('', channel):
            grants = _stack(policy, balance, grants, span, on, index)
    return [grant for grant in grants if grant.amount]


def get_sum(grants):
    """Return the sum of the discounts."""
    return sum((grant.amount for grant in grants), ZERO)


def _stack(policy, balance, grants, span, on, index):
    """Join a discount to those before it, as its stacking says."""
    step, given, owed = span.step, get_sum(grants), balance.total()
    base = balance.base(step.base, since=span.starts) - (given if step.stacking == 'compound' else 0)
    amount = get_one_shot(policy, step, base, on, index)
    amount = limit(policy, step, amount, ZERO, balance.base)
    if step.stacking == 'highest':
        return [Grant(step, base, min(amount, owed))] if amount > given else grants
    return [*grants, Grant(step, base, max(min(amount, owed - given), ZERO))]
