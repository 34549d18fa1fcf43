"""What an auditor can repeat."""
from collections import Counter
from datetime import datetime

import pytest
import rules


def test_the_same_seed_draws_the_same_sample_in_the_same_order():
    sample = rules.draw(range(1000), 20, 'a')
    assert rules.draw(reversed(range(1000)), 20, 'a') == sample
    assert rules.draw(range(1000), 20, 'b') != sample
    assert rules.draw(range(1000), 30, 'a')[:20] == sample


def test_a_sample_holds_each_member_once_and_no_more_than_there_are():
    assert sorted(rules.draw([3, 1, 2, 2], 10, 'a')) == [1, 2, 3]
    assert rules.draw([], 5, 'a') == []


def test_what_is_added_later_keeps_the_order_of_the_rest():
    before = rules.draw(range(100), 100, 'a')
    assert [member for member in rules.draw(range(200), 200, 'a') if member < 100] == before


def test_every_member_is_drawn_about_as_often_as_any_other():
    drawn = Counter(member for seed in range(2000) for member in rules.draw(range(10), 1, str(seed)))
    assert min(drawn.values()) > 140 and max(drawn.values()) < 270


@pytest.mark.parametrize(('size', 'seed'), [(0, 'a'), (5, '')])
def test_a_sample_needs_a_size_and_a_seed(size, seed):
    with pytest.raises(rules.RuleError):
        rules.draw([1], size, seed)


def test_hours_between_two_moments():
    assert rules.get_hours(datetime(2026, 3, 10, 9), datetime(2026, 3, 11, 10, 30)) == 25.5
    assert rules.get_hours(datetime(2026, 3, 10, 9), None) is None
