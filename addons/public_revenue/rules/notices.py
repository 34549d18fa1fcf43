"""Service of notices: which attempt serves, from which day it counts, and what comes of the others."""

from dataclasses import dataclass

from .days import Term

#: What became of one attempt to hand a notice over.
RESULTS = ('served', 'refused', 'absent', 'moved', 'unknown', 'returned')
#: Nobody goes a second time on the same way.
FAILED = frozenset({'refused', 'moved', 'unknown', 'returned'})


@dataclass(frozen=True, slots=True)
class Channel:
    """How a way of handing over counts. None: the norm leaves it unknown, it is not configured.

    :param by_hand: handed to a person, so that its own day counts where nothing else is configured
    :param term: from the day of the act to the day that counts; Term(0): the same day
    :param refusal: a refusal counts as service
    """

    by_hand: bool = False
    term: Term | None = None
    refusal: bool | None = None


def counts_on(result, day, channel, calendar):
    """Return the day from which an attempt counts as service, None if it does not serve.

    :param result: one of RESULTS
    :param day: whole day of the office on which it happened
    """
    if result != 'served' and not (result == 'refused' and channel.refusal):
        return None
    if channel.term is not None:
        return channel.term.last_day(day, calendar)
    return day if channel.by_hand else None


def get_outcome(result, counts):
    """Return what an attempt makes of a notice: served, unserved, or still on its way (issued).

    :param counts: the day of ``counts_on``, or None
    """
    if counts is not None:
        return 'served'
    return 'unserved' if result in FAILED else 'issued'


def get_age(since, today):
    """Return how many whole days lie between two days, none for a day that is still to come."""
    return max((today - since).days, 0)
