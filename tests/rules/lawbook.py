"""Builders for the tests of the rules: laws, debts and calendars in the words of the sources."""
from datetime import date, timedelta
from decimal import Decimal as D

import rules
from rules import Adjustment, Charge, Facts, Payment, Policy, Reduction, Rounding, Step, Trigger

WEEKDAYS = rules.Calendar()
EVERY_DAY = rules.Calendar(weekend=frozenset())
PESO = Rounding(D(1))
CENT = Rounding(D('0.01'))
YEAR_2026 = date(2026, 1, 1)


def day(text):
    """2026-03-01 as a date."""
    return date.fromisoformat(text)


def after(n, start=YEAR_2026):
    """The n-th day after a start: day 30 of a term is the last one in time of a term of 30."""
    return start + timedelta(days=n)


def doubling(days, enforcement=None, unit='day', base='original', event='clock', **more):
    """Nominal for some days, then double; forced collection (or the criminal process) after more."""
    steps = [Step(
        'double', 'surcharge', 'factor', base, rate=D(2), start=Trigger(days, unit, event),
        phase='surcharged', article='double')]
    if enforcement is not None:
        steps.append(Step('enforce', 'phase', start=Trigger(enforcement, unit, event), phase='enforcement'))
    return Policy('fine', steps=tuple(steps), norm='norm', article='charge', **more)


def fine(amount, clock=YEAR_2026, **more):
    """A debt of one charge, imposed and notified on the same day."""
    return Facts(clock, (Charge(D(amount), clock or YEAR_2026),), **more)


def tax(amount, due, on=None, **more):
    """A debt of one charge with a due date; its clock runs from there."""
    return Facts(due, (Charge(D(amount), on or due, due),), **more)


def paid(amount, on, **more):
    return Payment(D(amount), on, **more)


def adjusted(amount, on, **more):
    return Adjustment(D(amount), on, **more)


def reduced(amount, on, **more):
    return Reduction(D(amount), on, **more)


def owed(policy, facts, on, calendar=WEEKDAYS, index=None):
    """The amount to pay on a day."""
    return rules.accrue(policy, facts, on, calendar, index).amount


def settled(policy, facts, on, calendar=WEEKDAYS, index=None):
    return rules.settle(policy, facts, on, calendar, index)


def lines(settlement):
    """Lines as plain tuples: kind, step, day, amount."""
    return [(line.kind, line.step, line.value_date, line.amount) for line in settlement.lines]


def series(code, *values):
    """An index from pairs (text of a day, text of a value)."""
    return {code: rules.IndexSeries(code, tuple((day(on), D(value)) for on, value in values))}
