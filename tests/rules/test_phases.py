"""How long a debt stays in its phase."""
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from rules import Calendar, Charge, Facts, Hold, Policy, Step, Trigger, accrue, get_phase_until

DAY = date(2026, 3, 2)
CALENDAR = Calendar()
#: The shape of DL 99/1987: doubled from day 31, enforcement, which adds no money, from day 61.
POLICY = Policy('dl99', steps=(
    Step('double', 'surcharge', 'factor', rate=Decimal(2), start=Trigger(30), phase='surcharged'),
    Step('enforce', 'phase', start=Trigger(60), phase='enforcement'),
))


def facts(**values):
    return Facts(**{'clock': DAY, 'charges': (Charge(Decimal(100), DAY, DAY),), **values})


def until(day, **values):
    return get_phase_until(POLICY, facts(**values), day, CALENDAR)


def test_a_phase_stays_until_the_eve_of_the_next_step_that_names_one():
    assert until(DAY) == date(2026, 4, 1)
    assert until(date(2026, 4, 1)) == date(2026, 4, 1)
    assert until(date(2026, 4, 2)) == date(2026, 5, 1)
    assert until(date(2026, 5, 2)) is None


def test_no_phase_is_ahead_of_a_debt_that_was_not_notified():
    assert until(DAY, clock=None) is None


def test_a_hold_puts_the_next_phase_off():
    assert until(DAY, holds=(Hold(date(2026, 3, 10), date(2026, 3, 19)),)) == date(2026, 4, 11)
    assert until(DAY, holds=(Hold(date(2026, 3, 10), None),)) is None


@given(st.integers(min_value=0, max_value=100))
def test_the_phase_is_the_same_on_every_day_until_then(offset):
    day = DAY + timedelta(days=offset)
    last = until(day)
    phase = accrue(POLICY, facts(), day, CALENDAR).phase
    if last:
        assert accrue(POLICY, facts(), last, CALENDAR).phase == phase
        assert accrue(POLICY, facts(), last + timedelta(days=1), CALENDAR).phase != phase
