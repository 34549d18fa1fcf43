"""Cases of review: terms to file and to decide, silence, what a partial success may be."""
from decimal import Decimal

import pytest
from lawbook import day
from rules import (
    BadAmount,
    Calendar,
    Level,
    Term,
    check_new_amount,
    get_deadlines,
    get_early_until,
    get_urgency,
)

CALENDAR = Calendar(days=frozenset({day('2026-01-01'), day('2026-01-02')}))
LEVEL = Level(file_term=Term(10, 'working_day'), decide_term=Term(10), silence='upheld', early_term=Term(5))


def test_inv_20_terms_of_a_case_run_over_year_end_and_holidays():
    days = get_deadlines(LEVEL, day('2025-12-22'), day('2025-12-29'), CALENDAR)
    assert days.file_until == day('2026-01-07')
    assert days.decide_until == day('2026-01-08')
    assert days.silence_on == day('2026-01-09')
    assert days.late is False


@pytest.mark.parametrize(('received', 'late'), [('2026-01-07', False), ('2026-01-08', True)])
def test_the_last_day_is_in_time_and_the_next_is_late(received, late):
    assert get_deadlines(LEVEL, day('2025-12-22'), day(received), CALENDAR).late is late


def test_what_the_norm_leaves_unknown_gives_no_day():
    days = get_deadlines(Level(), day('2025-12-22'), day('2025-12-29'), CALENDAR)
    assert (days.file_until, days.late, days.decide_until, days.silence_on) == (None, None, None, None)
    assert get_deadlines(LEVEL, None, day('2025-12-29'), CALENDAR).file_until is None
    assert get_early_until(Level(), day('2026-01-10'), CALENDAR) is None
    assert get_early_until(LEVEL, day('2026-01-10'), CALENDAR) == day('2026-01-15')


@pytest.mark.parametrize(('silence', 'speaks'), [('upheld', True), ('dismissed', True), ('none', False), ('', False)])
def test_silence_has_a_day_only_where_it_has_an_effect(silence, speaks):
    days = get_deadlines(Level(decide_term=Term(10), silence=silence), None, day('2026-03-02'), CALENDAR)
    assert (days.silence_on is not None) is speaks


def test_a_deadline_is_near_three_days_before_and_passed_after_its_day():
    until = day('2026-03-10')
    assert [get_urgency(until, day(f'2026-03-{number:02}'), 3) for number in (6, 7, 10, 11)] == [
        'later', 'near', 'near', 'passed']
    assert get_urgency(None, day('2026-03-10'), 3) == ''


def test_partly_upheld_leaves_more_than_nothing_and_at_most_what_was_imposed():
    check_new_amount(Decimal(100), Decimal(50))
    check_new_amount(Decimal(100), Decimal(100))
    for wrong in (Decimal(0), Decimal(101), Decimal(-1)):
        with pytest.raises(BadAmount):
            check_new_amount(Decimal(100), wrong)
