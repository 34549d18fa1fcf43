"""Statistics: months, shares, bands of age, and the roll-forward from one balance to the next."""

from calendar import monthrange
from datetime import date

from .days import DAY, add_months, shift
from .money import ZERO


def get_month(day):
    """Return the first and the last day of the month in which ``day`` lies."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def get_months(day, count):
    """Return the first days of ``count`` months in their order; the last is the month in which ``day`` lies."""
    return [add_months(day.replace(day=1), -ago) for ago in reversed(range(count))]


def get_week(day):
    """Return the Monday and the Sunday of the week in which ``day`` lies."""
    monday = shift(day, -day.weekday())
    return monday, shift(monday, 6)


def next_month(day):
    """Return the first day of the month after that of ``day``."""
    return add_months(day.replace(day=1), 1)


def get_share(numerator, denominator, percent=True):
    """Return how much of the denominator the numerator is, in percent or plain; None of nothing."""
    if not denominator:
        return None
    return numerator / denominator * (100 if percent else 1)


def get_band_starts(day, bands):
    """Return the first day of each band of age, the youngest first; the last band has no first day.

    :param bands: rising numbers of days: (30, 90) gives up to 30 days, 31 to 90, over 90
    :rtype: list[date]
    """
    return [day - DAY * days for days in bands] + [date.min]


def close_balance(opening, movements):
    """Return the balance after the movements: what the opening balance becomes."""
    return opening + sum(movements, ZERO)
