"""Persons before the law: their age, the points of a driver, and when an antecedent no longer counts."""

from .days import add_months


def get_years(birth, day):
    """Return the years completed on a day; who was born on 29 February completes them on the last day of February.

    :param birth: date of birth, not after the day
    :rtype: int
    """
    years = day.year - birth.year
    return years - (add_months(birth, 12 * years) > day)


def sum_points(events, day, months):
    """Return the points of a driver in the months that end with a day, that day included.

    :param events: (day, points) pairs
    :param months: length of the window; the day so many months before is outside
    :rtype: int
    """
    start = add_months(day, -months)
    return sum(points for on, points in events if start < on <= day)


def get_cancellation(day, months):
    """Return the first day on which an antecedent no longer counts, None where the norm names no term.

    :param day: day of the event from which the norm counts; None while it has not happened
    """
    return add_months(day, months) if day and months else None
