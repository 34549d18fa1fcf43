"""How much: what one step gives on one base, and the caps and minimums that limit it."""

from datetime import date

from .days import DAY, add_months
from .errors import NotConfigured
from .index_series import get_series
from .money import HUNDRED, ZERO
from .periods import elapsed, get_effective


def get_one_shot(policy, step, base, day, index):
    """Return the rounded amount of a step that adds (or, a discount, takes) money once.

    :param base: Decimal the percentage or factor applies to
    :param day: day the step bites: the value of an index unit is that day's
    :raise NotConfigured: the norm leaves the rate or the amount unknown
    """
    return policy.get_rounding(step).apply(_get_exact(policy, step, base, day, index))


def _get_exact(policy, step, base, day, index):
    if step.method == 'fixed':
        units = require(policy, step, 'amount')
        return units * get_value(step, day, index) if step.index else units
    rate = get_rate(policy, step, day, index)
    if step.method == 'percent':
        return base * rate / HUNDRED
    return base * (1 - rate if step.kind == 'discount' else rate - 1)


def get_rate(policy, step, day, index):
    """Return the rate of a step in force on ``day``: percent (or factor), from its series if it has one."""
    return get_value(step, day, index) if step.index else require(policy, step, 'rate')


def get_value(step, day, index):
    """Return the value of the step's series that is meant on ``day``, the step's lag considered."""
    return get_series(index, step.index).at(_lagged(day, step.index_lag))


def require(policy, step, name):
    """Return a figure of the step.

    :raise NotConfigured: the norm leaves it unknown
    """
    value = getattr(step, name)
    if value is None:
        raise NotConfigured(f'{policy.code}: {name} of step {step.code}')
    return value


def get_percent(policy, step, anchor, first, last, rate_day, index, holds):
    """Return (percent, units) that a running step gives for the days from ``first`` to ``last``, both included.

    :param anchor: last day in time, from which the step counts
    :param rate_day: day whose rate is meant, if the rate is a series
    """
    if step.method == 'index':
        before = _get_variation(step, anchor, first - DAY, index, holds)
        return _get_variation(step, anchor, last, index, holds) - before, 0
    units = elapsed(step.method, anchor, last, holds) - elapsed(step.method, anchor, first - DAY, holds)
    return (get_rate(policy, step, rate_day, index) * units / step.per if units else ZERO), units


def limit(policy, step, amount, done, base):
    """Return ``amount`` raised to the step's minimum and cut to its cap.

    :param done: what the step has already added
    :param base: function from the name of a base to its amount
    """
    if amount <= 0:
        return amount
    if step.minimum is not None:
        amount = max(amount, step.minimum - done)
    if step.cap is not None:
        amount = max(min(amount, _get_cap(policy, step.cap, step.cap_base, base) - done), ZERO)
    return amount


def limit_all(policy, amount, accessories, base):
    """Return ``amount`` cut to what the policy's cap on all accessories leaves.

    :param accessories: all accessories already added, whatever the step
    """
    if policy.cap is None or amount <= 0:
        return amount
    return max(min(amount, _get_cap(policy, policy.cap, policy.cap_base, base) - accessories), ZERO)


def _get_cap(policy, cap, cap_base, base):
    """Return a cap in currency, truncated so that rounding never exceeds it."""
    return cap if cap_base == 'amount' else policy.currency_rounding.down().apply(base(cap_base) * cap / HUNDRED)


def _get_variation(step, anchor, day, index, holds):
    """Return the percentage by which the price index rose from the anchor's month to the day's, never below zero.

    Source of the rule: Chile, Tax Code art. 53 (lag of two months, one decimal, none inside the same month).
    """
    day = get_effective(anchor, day, holds)
    if (day.year, day.month) <= (anchor.year, anchor.month):
        return ZERO
    percent = (get_value(step, day, index) / get_value(step, anchor, index) - 1) * HUNDRED
    return max(step.rate_rounding.apply(percent) if step.rate_rounding else percent, ZERO)


def _lagged(day, lag):
    """Return the last day of the month ``lag`` months before; the day itself without a lag."""
    return add_months(date(day.year, day.month, 1), 1 - lag) - DAY if lag else day
