"""When: the days on which the steps of a policy begin and cease to bite, given events, calendar and holds."""

from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from .days import ALWAYS, DAY, NEVER, add_days, add_months, after_hold
from .errors import NotConfigured
from .policy import Step, Trigger

WHOLE = -1  # scope of a step that concerns the whole debt rather than one charge with its own due date
ON_CLOCK = Trigger()
STEP_ORDER = attrgetter('order')


class Span(NamedTuple):
    """The days on which a step applies: from ``starts`` until the eve of ``ends``.

    ``scope`` is the position of the charge whose due date starts the step, or WHOLE.
    """

    step: Step
    scope: int
    starts: date
    ends: date


def get_spans(policy, facts, charges, calendar, holds):
    """Return the spans of all steps whose events have happened, in the order of the steps of one day.

    Nothing applies before the clock runs (a debt not yet notified).

    :param charges: the facts' charges in canonical order; their positions are the scopes
    :param holds: merged holds
    """
    if facts.clock is None:
        return []
    days = _get_event_days(facts)
    spans = [
        _get_span(policy, step, scope, {**days, 'due': due}, calendar, holds)
        for step in sorted(policy.steps, key=STEP_ORDER)
        for scope, due in _get_scopes(step, charges)
    ]
    return [span for span in spans if span.starts < span.ends]


def get_first_day(trigger, event_day, calendar, holds=(), start_on='event'):
    """Return the first day on which what the trigger starts bites; NEVER if an open hold keeps it away.

    :param event_day: day of the trigger's event, in the office's time zone
    :param start_on: see Policy; concerns counted terms of the clock only
    """
    if trigger.month_day:
        last = _get_date(event_day.year + trigger.year_offset, *trigger.month_day)
    elif trigger.after is None:
        return after_hold(event_day, holds)
    else:
        if start_on == 'next_working_day' and trigger.event == 'clock':
            event_day = calendar.next_working(event_day + DAY) - DAY
        last = add_days(event_day, trigger.after, trigger.unit, calendar, holds)
    if trigger.roll and last != NEVER:
        last = calendar.next_working(last)
    return NEVER if last == NEVER else after_hold(last + DAY, holds)


_get_first_day_cached = lru_cache(maxsize=16384)(get_first_day)


def _get_span(policy, step, scope, days, calendar, holds):
    always = step.start is None and step.kind == 'discount'
    starts = ALWAYS if always else _resolve(policy, step, step.start or ON_CLOCK, days, calendar, holds)
    ends = _resolve(policy, step, step.end, days, calendar, holds) if step.end else NEVER
    return Span(step, scope, starts, ends)


def _resolve(policy, step, trigger, days, calendar, holds):
    """Return the day of a trigger, NEVER for an event that has not happened."""
    event_day = days.get(trigger.event)
    if event_day is None:
        return NEVER
    if not trigger.known:
        raise NotConfigured(f'{policy.code}: term of step {step.code}')
    return _get_first_day_cached(trigger, event_day, calendar, holds, policy.start_on)


def _get_event_days(facts):
    """Return the day of each event that has happened, the clock among them; the first of a name counts."""
    days = {'clock': facts.clock}
    for name, on in facts.events:
        days[name] = min(on, days.get(name, on))
    return days


def _get_scopes(step, charges):
    """Return (scope, due day) of each thing a step concerns: every charge with a due date, or the whole debt.

    A discount always concerns the whole debt; its "due" is the first due date.
    """
    if not any(trigger and trigger.event == 'due' for trigger in (step.start, step.end)):
        return ((WHOLE, None),)
    dues = [(scope, charge.due) for scope, charge in enumerate(charges) if charge.due]
    return ((WHOLE, dues[0][1]),) if step.kind == 'discount' and dues else dues


def _get_date(year, month, day):
    """Return a date; 29 February is the last day of February in a year without it."""
    return date(year, month, day) if (month, day) != (2, 29) else add_months(date(year, 1, 31), 1)
