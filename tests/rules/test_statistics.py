"""Statistics: months, shares, bands of age and the roll-forward."""
from decimal import Decimal

import pytest
from lawbook import day
from rules import close_balance, get_band_starts, get_month, get_months, get_share, get_week, next_month


@pytest.mark.parametrize(('on', 'first', 'last', 'following'), [
    ('2026-02-11', '2026-02-01', '2026-02-28', '2026-03-01'), ('2028-02-29', '2028-02-01', '2028-02-29', '2028-03-01'),
    ('2026-12-31', '2026-12-01', '2026-12-31', '2027-01-01'),
])
def test_a_month_begins_ends_and_is_followed(on, first, last, following):
    assert get_month(day(on)) == (day(first), day(last))
    assert next_month(day(on)) == day(following)


def test_months_follow_each_other_up_to_that_of_the_day():
    assert get_months(day('2026-02-11'), 3) == [day('2025-12-01'), day('2026-01-01'), day('2026-02-01')]


def test_a_share_of_nothing_is_not_told():
    assert get_share(90, 100) == 90
    assert get_share(Decimal(1), Decimal(4), percent=False) == Decimal('0.25')
    assert get_share(5, 0) is None


def test_bands_of_age_touch_and_the_last_one_has_no_end():
    assert get_band_starts(day('2026-03-10'), (30, 60))[:2] == [day('2026-02-08'), day('2026-01-09')]
    assert get_band_starts(day('2026-03-10'), (30, 60))[2] < day('1900-01-01')


def test_a_balance_rolls_forward():
    assert close_balance(Decimal(10), [Decimal(5), Decimal('-3.50')]) == Decimal('11.50')
    assert close_balance(Decimal(0), []) == 0


def test_a_week_begins_on_monday_and_ends_on_sunday():
    for on in ("2026-03-09", "2026-03-12", "2026-03-15"):
        assert get_week(day(on)) == (day("2026-03-09"), day("2026-03-15"))
    assert get_week(day("2026-01-01")) == (day("2025-12-29"), day("2026-01-04"))
