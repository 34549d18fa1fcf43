"""Days and terms: whole days in the legal calendar. The last day in time is D + N, the step bites on the next."""
from dataclasses import replace

import pytest
import rules
from hypothesis import given
from hypothesis import strategies as st
from lawbook import EVERY_DAY, WEEKDAYS, after, day, doubling, fine, owed
from rules import BadTerm, Calendar, Hold, Term, Trigger
from rules.days import NEVER, add_months, held_days, merge_holds
from rules.periods import elapsed, next_increase
from rules.schedule import get_first_day

DATES = st.dates(day('2000-01-01'), day('2099-12-31'))
COUNTS = st.integers(0, 400)
HOLDS = st.lists(
    st.tuples(DATES, st.integers(0, 90)).map(lambda pair: Hold(pair[0], after(pair[1], pair[0]))),
    max_size=4).map(tuple)
METHODS = st.sampled_from(['daily', 'monthly', 'month_fraction', 'calendar_month'])


@pytest.mark.parametrize(('start', 'n', 'unit', 'last'), [
    ('2026-01-01', 0, 'day', '2026-01-01'),
    ('2026-01-01', 30, 'day', '2026-01-31'),
    ('2025-12-20', 30, 'day', '2026-01-19'),
    ('2028-02-20', 10, 'day', '2028-03-01'),
    ('2026-02-20', 10, 'day', '2026-03-02'),
    ('2026-01-01', 2, 'week', '2026-01-15'),
    ('2026-01-31', 1, 'month', '2026-02-28'),
    ('2028-01-31', 1, 'month', '2028-02-29'),
    ('2026-11-30', 3, 'month', '2027-02-28'),
    ('2028-02-29', 1, 'year', '2029-02-28'),
    ('2026-01-02', 1, 'working_day', '2026-01-05'),
    ('2026-01-01', 25, 'hour', '2026-01-03'),
])
def test_a_term_ends_on_its_last_day_in_time(start, n, unit, last):
    assert rules.add_days(day(start), n, unit, WEEKDAYS) == day(last)
    assert Term(n, unit).last_day(day(start), WEEKDAYS) == day(last)


@pytest.mark.parametrize(('imposed', 'last'), [
    pytest.param('2025-12-02', '2026-01-01', id='over the year end'),
    pytest.param('2028-01-30', '2028-02-29', id='on the leap day'),
    pytest.param('2028-02-28', '2028-03-29', id='over the leap day'),
    pytest.param('2026-02-27', '2026-03-29', id='no leap day'),
])
def test_inv_20_thirty_natural_days_are_thirty_days_everywhere(imposed, last):
    policy, facts = doubling(30), fine(100, day(imposed))
    assert owed(policy, facts, day(last)) == 100
    assert owed(policy, facts, after(1, day(last))) == 200


def test_inv_20_holidays_and_weekends_lengthen_terms_of_working_days():
    calendar = Calendar(days=frozenset({day('2025-12-25'), day('2025-12-31'), day('2026-01-01'), day('2026-01-02')}))
    policy, facts = doubling(5, unit='working_day'), fine(100, day('2025-12-24'))
    assert owed(policy, facts, day('2026-01-06'), calendar) == 100
    assert owed(policy, facts, day('2026-01-07'), calendar) == 200


def test_inv_20_a_saturday_declared_open_counts():
    calendar = Calendar(open_days=frozenset({day('2026-01-03')}))
    assert rules.add_days(day('2026-01-02'), 1, 'working_day', calendar) == day('2026-01-03')


def test_inv_20_a_last_day_on_a_sunday_rolls_to_monday_where_the_norm_says_so():
    sunday = day('2026-02-01')
    for roll, last in ((False, sunday), (True, day('2026-02-02'))):
        first = get_first_day(Trigger(30, roll=roll), day('2026-01-02'), WEEKDAYS)
        assert first == after(1, last)


def test_a_date_of_the_year_is_the_last_day_in_time():
    first = get_first_day(Trigger(month_day=(2, 28)), day('2026-01-01'), WEEKDAYS)
    assert first == day('2026-03-01')
    assert get_first_day(Trigger(month_day=(2, 28), year_offset=1), day('2026-01-01'), WEEKDAYS) == day('2027-03-01')


@pytest.mark.parametrize(('year', 'first'), [('2026', '2026-03-01'), ('2028', '2028-03-01')])
def test_the_29th_of_february_means_its_last_day(year, first):
    assert get_first_day(Trigger(month_day=(2, 29)), day(f'{year}-01-01'), WEEKDAYS) == day(first)


def test_counting_may_begin_with_the_next_working_day():
    """Notified on Friday 2 January: the first counted day is Monday 5, the tenth is Wednesday 14."""
    first = get_first_day(Trigger(10), day('2026-01-02'), WEEKDAYS, (), 'next_working_day')
    assert first == day('2026-01-15')
    policy, facts = replace(doubling(10), start_on='next_working_day'), fine(100, day('2026-01-02'))
    assert [owed(policy, facts, day(on)) for on in ('2026-01-14', '2026-01-15')] == [100, 200]


def test_an_event_inside_a_hold_bites_after_it():
    hold = (Hold(after(0), after(9)),)
    assert get_first_day(Trigger(event='issued'), after(5), WEEKDAYS, hold) == after(10)
    assert get_first_day(Trigger(month_day=(1, 5)), after(0), WEEKDAYS, hold) == after(10)


def test_a_hold_released_before_it_began_is_no_hold():
    assert merge_holds((Hold(after(5), after(4)),)) == ()


def test_overlapping_holds_count_once():
    holds = (Hold(after(10), after(20)), Hold(after(15), after(25)), Hold(after(26), after(30)))
    assert merge_holds(holds) == (Hold(after(10), after(30)),)
    assert rules.add_days(after(0), 30, 'day', WEEKDAYS, holds) == after(51)


def test_a_term_in_an_open_hold_never_ends():
    assert rules.add_days(after(0), 30, 'day', WEEKDAYS, (Hold(after(30)),)) == NEVER
    assert rules.add_days(after(0), 30, 'working_day', WEEKDAYS, (Hold(after(3)),)) == NEVER
    assert rules.add_days(after(0), 30, 'day', WEEKDAYS, (Hold(after(31)),)) == after(30)


def test_a_month_is_lengthened_by_the_days_of_a_hold():
    hold = (Hold(day('2026-02-01'), day('2026-02-10')),)
    assert rules.add_days(day('2026-01-15'), 1, 'month', WEEKDAYS, hold) == day('2026-02-25')


@pytest.mark.parametrize(('n', 'unit'), [(-1, 'day'), (1, 'moon')])
def test_a_term_that_cannot_be_counted_is_refused(n, unit):
    with pytest.raises(BadTerm):
        rules.add_days(after(0), n, unit, WEEKDAYS)
    with pytest.raises(BadTerm):
        Term(n, unit)


def test_a_calendar_without_working_days_is_refused():
    closed = Calendar(weekend=frozenset(range(7)))
    with pytest.raises(BadTerm):
        rules.add_days(after(0), 1, 'working_day', closed)
    with pytest.raises(BadTerm):
        closed.next_working(after(0))


@given(DATES, COUNTS, HOLDS)
def test_natural_days_in_time_are_as_many_as_the_term_says(start, n, holds):
    last = rules.add_days(start, n, 'day', EVERY_DAY, holds)
    assert (last - start).days - held_days(start, last, merge_holds(holds)) == n


@given(DATES, st.integers(0, 60), HOLDS)
def test_working_days_in_time_are_as_many_as_the_term_says(start, n, holds):
    last = rules.add_days(start, n, 'working_day', WEEKDAYS, holds)
    held = {after(i, hold.start) for hold in holds for i in range((hold.end - hold.start).days + 1)}
    days = (after(i, start) for i in range(1, (last - start).days + 1))
    assert sum(on not in held and WEEKDAYS.is_working(on) for on in days) == n


@given(DATES, COUNTS, HOLDS)
def test_the_order_of_holds_does_not_matter(start, n, holds):
    assert rules.add_days(start, n, 'day', EVERY_DAY, holds) == rules.add_days(start, n, 'day', EVERY_DAY, holds[::-1])


@given(DATES, st.integers(-60, 60))
def test_months_are_added_and_taken_away(start, n):
    moved = add_months(start, n)
    assert (moved.year - start.year) * 12 + moved.month - start.month == n
    assert moved.day == start.day or (moved.day < start.day and after(1, moved).day == 1)


@given(METHODS, DATES, st.integers(-5, 400), HOLDS)
def test_time_elapsed_grows_exactly_on_the_days_foretold(method, anchor, n, holds):
    on = after(n, anchor)
    holds = merge_holds(holds)
    count = elapsed(method, anchor, on, holds)
    step = next_increase(method, anchor, max(on, anchor), holds)
    assert elapsed(method, anchor, after(-1, step), holds) == count
    assert elapsed(method, anchor, step, holds) > count
