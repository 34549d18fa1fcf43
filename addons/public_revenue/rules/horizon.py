"""How long an amount stays: the first day after today on which something may change it."""

from .days import DAY, NEVER
from .index_series import get_series


def get_valid_until(timeline, channel, conditions, daily=True):
    """Return the last day on which the amount of a simulated life certainly stays; None: until a new fact.

    Steps with an unknown effect (their cap may be met before) count as a change: the day is never too late.

    :param timeline: a timeline that has run
    :param channel: channel class and ``conditions`` for which discounts are considered
    :param daily: False leaves daily interest out (the stored cache does without it)
    """
    first = min(_get_changes(timeline, channel, conditions, daily), default=NEVER)
    return None if first == NEVER else first - DAY


def _get_changes(timeline, channel, conditions, daily):
    facts, day = timeline.facts, timeline.day
    for group in (facts.charges, facts.adjustments, facts.reductions, facts.payments, facts.recorded):
        yield from (fact.on for fact in group if fact.on > day)
    if not timeline.balance.total():
        return
    for span in timeline.spans:
        if span.step.kind == 'discount':
            if span.step.conditions <= conditions and span.step.channel in ('', channel):
                # No discount is open to money of another register's history.
                starts = max(span.starts, facts.cutover + DAY) if facts.cutover else span.starts
                yield from (on for on in (starts, span.ends) if on > day)
        elif span.step.kind != 'phase' and timeline.fits(span.step):
            yield from _get_step_changes(timeline, span, daily)
    for running in timeline.running:
        yield from _get_running_changes(timeline, running, daily)


def _get_step_changes(timeline, span, daily):
    """Return the days on which a step that has not bitten yet may do so, and a daily one leaves the cache's gap."""
    starts, cutover = span.starts, timeline.facts.cutover
    if span.step.method == 'daily' and not daily:
        starts = span.ends
    elif span.step.is_running and cutover:
        starts = max(starts, cutover + DAY)
    elif not span.step.is_running and timeline.is_silent(span):
        return
    if starts > timeline.day:
        yield starts


def _get_running_changes(timeline, running, daily):
    """Return the days on which a step that runs may add more, or closes a segment."""
    if running.is_exhausted(timeline):
        return
    step, day = running.step, timeline.day
    if daily or step.method != 'daily':
        yield running.get_next_increase(day, timeline.holds)
    if step.has_rates:
        yield from get_series(timeline.index, step.index).changes(day, NEVER)[:1]
