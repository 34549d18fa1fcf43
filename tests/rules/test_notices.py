"""Service of notices: which attempt serves and from which day it counts."""
import pytest
from lawbook import day
from rules import Calendar, Channel, Term, counts_on, get_age, get_outcome
from rules.notices import RESULTS

CALENDAR = Calendar(days=frozenset({day('2026-01-01'), day('2026-01-02')}))


def test_only_what_is_handed_over_counts_where_nothing_is_configured():
    hand, post = Channel(by_hand=True), Channel()
    assert counts_on('served', day('2026-03-02'), hand, CALENDAR) == day('2026-03-02')
    assert counts_on('served', day('2026-03-02'), post, CALENDAR) is None
    for result in set(RESULTS) - {'served'}:
        assert counts_on(result, day('2026-03-02'), hand, CALENDAR) is None


@pytest.mark.parametrize(('refusal', 'counts'), [(True, '2026-03-02'), (False, None), (None, None)])
def test_a_refusal_counts_only_where_the_norm_says_so(refusal, counts):
    channel = Channel(by_hand=True, refusal=refusal)
    found = counts_on('refused', day('2026-03-02'), channel, CALENDAR)
    assert found == (day(counts) if counts else None)


def test_inv_20_a_publication_counts_after_its_term_over_year_end_and_holidays():
    working = Channel(term=Term(5, 'working_day'))
    natural = Channel(term=Term(10))
    assert counts_on('served', day('2025-12-29'), working, CALENDAR) == day('2026-01-07')
    assert counts_on('served', day('2025-12-29'), natural, CALENDAR) == day('2026-01-08')
    assert counts_on('served', day('2028-02-20'), natural, CALENDAR) == day('2028-03-01')


def test_what_does_not_serve_comes_back_or_is_tried_again():
    assert get_outcome('served', day('2026-03-02')) == 'served'
    assert get_outcome('served', None) == 'issued'
    assert get_outcome('absent', None) == 'issued'
    for result in ('refused', 'moved', 'unknown', 'returned'):
        assert get_outcome(result, None) == 'unserved'


def test_age_is_counted_in_whole_days_and_never_negative():
    assert get_age(day('2025-12-30'), day('2026-01-02')) == 3
    assert get_age(day('2026-01-02'), day('2026-01-01')) == 0
