"""How much time has run: days and months between an anchor and a day, without held days.

The anchor is the last day in time; the first day that counts is the one after it. Held days are taken off the end, so
nothing grows while a hold runs and a term goes on afterwards where it stood.
"""

from .days import DAY, add_days, add_months, held_days


def elapsed(method, anchor, day, holds=()):
    """Return the units of time from ``anchor`` through ``day``, both dates; 0 if the day is not after the anchor.

    :param method: daily: days; monthly: whole months; month_fraction: months, a begun one counts (Chile, Tax Code
        art. 53 as usually read); calendar_month: difference of calendar months plus one (SII tables)
    :param holds: merged holds
    """
    day = get_effective(anchor, day, holds)
    if day <= anchor:
        return 0
    return COUNTERS[method](anchor, day)


def next_increase(method, anchor, day, holds=()):
    """Return the first day after ``day`` on which ``elapsed`` grows, NEVER inside an open hold."""
    number = elapsed(method, anchor, day, holds) + 1
    target = TARGETS[method](anchor, number)
    return add_days(anchor, (target - anchor).days, 'day', None, holds)


def get_effective(anchor, day, holds):
    """Return ``day`` moved back by the held days since the anchor."""
    return day - DAY * held_days(anchor, day, holds) if holds else day


def _month_difference(anchor, day):
    return (day.year - anchor.year) * 12 + day.month - anchor.month


def _whole_months(anchor, day):
    months = _month_difference(anchor, day)
    return months - (add_months(anchor, months) > day)


def _begun_months(anchor, day):
    months = _whole_months(anchor, day)
    return months + (add_months(anchor, months) < day)


def _first_of_month(anchor, number):
    """Return the day on which the calendar-month count reaches ``number``."""
    return anchor + DAY if number == 1 else add_months(anchor.replace(day=1), number - 1)


COUNTERS = {
    'daily': lambda anchor, day: (day - anchor).days,
    'monthly': _whole_months,
    'month_fraction': _begun_months,
    'calendar_month': lambda anchor, day: _month_difference(anchor, day) + 1,
}

TARGETS = {
    'daily': lambda anchor, number: anchor + DAY * number,
    'monthly': add_months,
    'month_fraction': lambda anchor, number: add_months(anchor, number - 1) + DAY,
    'calendar_month': _first_of_month,
}
