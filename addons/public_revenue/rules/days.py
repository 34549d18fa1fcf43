"""Days and terms: whole days of the office's time zone, counted in a legal calendar.

A term of N units that starts at the event's day D has D + N as its last day in time: the event's own day is not
counted, and what the law attaches to the lapse happens on the following day. Days inside a hold (appeal, decreed
suspension of terms) are not counted.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import BadTerm

DAY = timedelta(days=1)
NEVER = date.max  # the day of what does not happen: a term inside a hold without an end, an event not yet there
ALWAYS = date.min

# unit -> (what is counted, how many of the unit make one of it, how many of it make one unit)
UNITS = {
    'day': ('day', 1, 1),
    'working_day': ('working_day', 1, 1),
    'week': ('day', 1, 7),
    'month': ('month', 1, 1),
    'year': ('month', 1, 12),
    'hour': ('day', 24, 1),
    'working_hour': ('working_day', 24, 1),
}

# A calendar that stays closed longer than this is a mistake in the data, not a holiday.
LONGEST_CLOSURE = 1000


@dataclass(frozen=True, slots=True)
class Calendar:
    """A legal calendar.

    :param weekend: weekdays without work, Monday is 0
    :param days: dated closed days (holidays, closures)
    :param open_days: dated days that are worked although the week or the list says otherwise
    """

    weekend: frozenset = frozenset({5, 6})
    days: frozenset = frozenset()
    open_days: frozenset = frozenset()

    def is_working(self, day):
        """Tell whether ``day`` counts as a working day."""
        return day in self.open_days or (day.weekday() not in self.weekend and day not in self.days)

    def next_working(self, day):
        """Return the first working day on or after ``day``.

        :raise BadTerm: the calendar has no working day for years
        """
        for offset in range(LONGEST_CLOSURE):
            if self.is_working(day + DAY * offset):
                return day + DAY * offset
        raise BadTerm(f'no working day after {day}')


@dataclass(frozen=True, slots=True)
class Hold:
    """Days that do not count and on which nothing accrues, both ends included.

    :param end: last day; None: still running; before ``start``: released before it began, no day at all
    """

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A legal term. Only whole days matter: hours are counted as days of 24 hours, begun days as whole ones.

    "72 working hours" (practice reported in Cuba, 2021) is therefore a term of three working days.

    :param unit: day, working_day, week, month, year, hour or working_hour
    :raise BadTerm: negative or of an unknown unit
    """

    number: int
    unit: str = 'day'

    def __post_init__(self):
        if self.unit not in UNITS or self.number < 0:
            raise BadTerm(f'{self.number} {self.unit}')

    def last_day(self, day, calendar, holds=()):
        """Return the last day in time for a term that starts at the event's ``day``."""
        return add_days(day, self.number, self.unit, calendar, holds)


def add_days(day, n, unit, calendar, holds=()):
    """Return the last day of a term of ``n`` units after ``day``; ``day`` itself when n is 0.

    Months end on the same number of day, or on the last of a shorter month; a hold lengthens them by its days.

    :return: the day, or NEVER (date.max) when an open hold keeps the term from running out
    :raise BadTerm: negative, unknown unit, or a calendar without working days
    """
    if unit not in UNITS or n < 0:
        raise BadTerm(f'{n} {unit}')
    counted, divisor, factor = UNITS[unit]
    number = -(-n // divisor) * factor
    holds = merge_holds(holds)
    if counted == 'working_day':
        return _add_working_days(day, number, calendar, holds)
    end = day + DAY * number if counted == 'day' else add_months(day, number)
    return _stretch(day, end, holds)


def day_before(day):
    """Return the day before: the last one of a stretch that another begins after."""
    return day - DAY


def shift(day, n):
    """Return the day ``n`` natural days later, or earlier if negative; for eves and windows, not for terms."""
    return day + DAY * n


def add_months(day, n):
    """Return the same day ``n`` months later (or earlier), clipped to the month's last day."""
    month = day.year * 12 + day.month - 1 + n
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def merge_holds(holds):
    """Return holds in order and without overlaps, so that no day is left out twice and order does not matter."""
    if not holds:
        return ()
    merged = []
    for hold in sorted((hold for hold in holds if hold.start <= _end(hold)), key=lambda hold: hold.start):
        if merged and hold.start <= _day_after(merged[-1]):
            if _end(hold) > _end(merged[-1]):
                merged[-1] = Hold(merged[-1].start, hold.end)
        else:
            merged.append(hold)
    return tuple(merged)


def after_hold(day, holds):
    """Return ``day``, or the first day after the hold it falls in (NEVER if that hold is open).

    :param holds: merged holds
    """
    for hold in holds:
        if hold.start <= day <= _end(hold):
            return _day_after(hold)
    return day


def held_days(after, day, holds):
    """Return how many of the days after ``after`` up to and including ``day`` lie inside a hold.

    :param holds: merged holds
    """
    return sum(max((min(_end(hold), day) - max(hold.start, after + DAY)).days + 1, 0) for hold in holds)


def _end(hold):
    """Return the last day of a hold, NEVER if it is open."""
    return hold.end or NEVER


def _day_after(hold):
    """Return the first day after a hold, NEVER if it is open."""
    return hold.end + DAY if hold.end else NEVER


def _stretch(day, end, holds):
    """Move the end of a term by the days of the holds it meets, in order."""
    for hold in holds:
        start = max(hold.start, day + DAY)
        if start > end or _end(hold) < start:
            continue
        if hold.end is None:
            return NEVER
        end += hold.end - start + DAY
    return end


def _add_working_days(day, number, calendar, holds):
    """Count working days outside holds one by one."""
    idle = 0
    while number:
        day = after_hold(day + DAY, holds)
        if day == NEVER:
            return NEVER
        if calendar.is_working(day):
            number, idle = number - 1, 0
        else:
            idle += 1
        if idle > LONGEST_CLOSURE:
            raise BadTerm(f'no working day before {day}')
    return day
