"""Persons before the law: ages, points of drivers, antecedents."""
from datetime import date
from decimal import Decimal as D

import pytest
import rules


@pytest.mark.parametrize(('birth', 'on', 'age'), [
    (date(2008, 3, 11), date(2026, 3, 10), 17), (date(2008, 3, 10), date(2026, 3, 10), 18),
    (date(2008, 2, 29), date(2026, 2, 27), 17), (date(2008, 2, 29), date(2026, 2, 28), 18),
    (date(2026, 3, 10), date(2026, 3, 10), 0),
])
def test_a_year_of_age_is_completed_on_the_birthday(birth, on, age):
    assert rules.get_years(birth, on) == age


def test_points_of_the_last_year_count_and_the_day_a_year_ago_does_not():
    events = [(date(2025, 3, 10), 12), (date(2025, 3, 11), 6), (date(2026, 3, 10), 8), (date(2026, 3, 11), 4)]
    assert rules.sum_points(events, date(2026, 3, 10), 12) == 14
    assert rules.sum_points(events, date(2026, 3, 11), 12) == 12
    assert rules.sum_points([], date(2026, 3, 10), 12) == 0


def test_an_antecedent_is_struck_out_after_the_months_of_its_norm_and_never_without_them():
    assert rules.get_cancellation(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert rules.get_cancellation(date(2025, 8, 31), 0) is None
    assert rules.get_cancellation(None, 12) is None


def test_a_difference_is_signed_and_exact():
    assert rules.difference(80.1, 100) == D('-19.9')
    assert rules.difference(D('0.3'), 0.1) == D('0.2')
