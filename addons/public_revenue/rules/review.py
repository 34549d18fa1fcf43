"""Cases of review: until when one may file, when the decision is due, what silence means, what a decision may say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .days import NEVER, Calendar, Term, shift
from .errors import BadAmount
from .money import check_amount

RESULTS = ('upheld', 'partly', 'dismissed')


@dataclass(frozen=True, slots=True)
class Level:
    """What a norm says about one level of review. None or '': left unknown, not configured.

    :param file_term: to file, from the event that the norm names
    :param decide_term: to decide, from the filing
    :param suspends: filing stops the terms of the debt
    :param silence: none, upheld or dismissed: what it means that nobody decides in time
    :param early_term: in which the early amount is offered again, from the day the decision counts as served
    """

    file_term: Term | None = None
    decide_term: Term | None = None
    suspends: bool | None = None
    silence: str = ''
    early_term: Term | None = None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The days of one case; None: unknown, because the law or the event is not known.

    :param file_until: last day in time to file
    :param late: filed after it
    :param decide_until: last day in time to decide
    :param silence_on: the day from which silence has its effect
    """

    file_until: date | None
    late: bool | None
    decide_until: date | None
    silence_on: date | None


def get_deadlines(level, event, received, calendar):
    """Return the deadlines of a case.

    :param event: day of the event from which the term to file runs, None if it has not happened
    :param received: day on which the office received the writing; it alone counts, whenever it is keyed
    """
    file_until = _last_day(level.file_term, event, calendar)
    decide_until = _last_day(level.decide_term, received, calendar)
    speaks = level.silence in RESULTS and decide_until is not None
    return Deadlines(
        file_until=file_until,
        late=None if file_until is None else received > file_until,
        decide_until=decide_until,
        silence_on=shift(decide_until, 1) if speaks else None,
    )


def get_early_until(level, served, calendar):
    """Return the last day on which the early amount is offered again, None if it is not."""
    return _last_day(level.early_term, served, calendar)


def get_urgency(until, today, near):
    """Return how a deadline stands: passed, near, later, or '' when there is none.

    :param near: days before the last one from which it is near
    """
    if not until:
        return ''
    if today > until:
        return 'passed'
    return 'near' if today >= shift(until, -near) else 'later'


def check_new_amount(before, after):
    """Refuse what is no partial success: an amount of nothing, or more than was imposed.

    The same amount is one: a decision may lift a measure and leave the money.

    :raise BadAmount: not between nothing and the amount before
    """
    check_amount(after, 'new amount')
    if not Decimal(0) < after <= before:
        raise BadAmount(f'new amount {after} of {before}')


def _last_day(term: Term | None, day, calendar: Calendar):
    """Return the last day in time, None if the term or its beginning is unknown."""
    if term is None or not day:
        return None
    last = term.last_day(day, calendar)
    return None if last == NEVER else last
