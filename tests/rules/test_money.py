"""Money and its parts: roundings, conversions, and divisions that lose nothing."""
from decimal import Decimal as D

import pytest
import rules
from hypothesis import given
from hypothesis import strategies as st
from lawbook import CENT, PESO, day, series
from rules import BadAmount, BadPolicy, BadTerm, IndexSeries, Rounding, UnknownIndex

AMOUNTS = st.decimals(0, 10**9, places=2)
WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any)
ROUNDINGS = st.builds(
    Rounding, st.sampled_from([D('0.01'), D('0.05'), D('0.1'), D(1), D(10), D(100)]),
    st.sampled_from(['half_up', 'half_down', 'half_even', 'up', 'down']))


@pytest.mark.parametrize(('mode', 'results'), [
    ('half_up', ('2.5', '2.6', '2.7')), ('half_down', ('2.5', '2.5', '2.7')), ('half_even', ('2.5', '2.6', '2.7')),
    ('up', ('2.5', '2.6', '2.7')), ('down', ('2.5', '2.5', '2.6')),
])
def test_each_mode_rounds_as_its_name_says(mode, results):
    rounding = Rounding(D('0.1'), mode)
    assert tuple(rounding.apply(D(amount)) for amount in ('2.50', '2.55', '2.66')) == tuple(map(D, results))


def test_any_step_can_be_rounded_to():
    assert Rounding(D('0.05')).apply(D('1.13')) == D('1.15')
    assert Rounding(D(50), 'down').apply(D(149)) == 100


@given(AMOUNTS, ROUNDINGS)
def test_a_rounded_amount_is_a_multiple_of_the_step_and_near(amount, rounding):
    rounded = rounding.apply(amount)
    assert rounded % rounding.step == 0
    assert abs(rounded - amount) < rounding.step
    assert rounding.apply(rounded) == rounded
    assert rounding.down().apply(amount) <= amount


@pytest.mark.parametrize(('step', 'mode'), [(D(0), 'down'), (D(-1), 'down'), (D(1), 'sideways'), (1, 'down')])
def test_a_rounding_nobody_understands_is_refused(step, mode):
    with pytest.raises(BadPolicy):
        Rounding(step, mode)


@pytest.mark.parametrize(('value', 'number'), [
    (5, '5'), ('5.10', '5.10'), (0.1, '0.1'), (18518.0, '18518.0'), (D(3), '3')])
def test_numbers_of_the_database_become_decimals(value, number):
    assert str(rules.to_decimal(value)) == number


@pytest.mark.parametrize('value', [None, True, 'ten', '', float('nan'), float('inf'), 'NaN', [1]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(BadAmount):
        rules.to_decimal(value)


@pytest.mark.parametrize('amount', [1.5, 1, D(-1), D('NaN'), '1'])
def test_a_fact_with_an_impossible_amount_is_refused(amount):
    for fact in (rules.Charge, rules.Payment, rules.Reduction):
        with pytest.raises(BadAmount):
            fact(amount, day('2026-01-01'))


def test_an_index_has_its_last_value_until_the_next():
    utm = IndexSeries('UTM', ((day('2026-02-01'), D(2)), (day('2026-01-01'), D(1))))
    assert [utm.at(day(on)) for on in ('2026-01-01', '2026-01-31', '2026-02-01', '2030-01-01')] == [1, 1, 2, 2]
    assert utm.changes(day('2026-01-01'), day('2026-12-31')) == (day('2026-02-01'),)
    with pytest.raises(UnknownIndex):
        utm.at(day('2025-12-31'))


def test_a_conversion_states_its_rounding():
    utm = series('UTM', ('2024-10-01', '66561'))['UTM']
    assert rules.convert(D('0.5'), utm, day('2024-10-09'), PESO) == 33281
    assert rules.convert(D('0.5'), utm, day('2024-10-09'), PESO.down()) == 33280


def test_an_unknown_way_to_combine_is_refused():
    with pytest.raises(BadPolicy):
        rules.combine([D(1)], 'average')


def test_the_milder_of_several_ranges_is_the_one_with_the_lowest_highest_amount():
    assert rules.get_milder([(100, 500), (200, 300), (50, 500)]) == (200, 300)
    assert rules.get_milder([(100, 500), (50, 500)]) == (50, 500)


# === DIVISIONS ===


def test_money_covers_dues_in_order():
    assert rules.apportion(D(100), [D(60), D(60), D(60)]) == (60, 40, 0)
    assert rules.apportion(D(500), [D(60), D(60)]) == (60, 60)
    assert rules.apportion(D('99.999'), [D(60), D(60)], CENT) == (60, 40)
    with pytest.raises(BadAmount):
        rules.apportion(D(-1), [D(60)])


@given(AMOUNTS, st.lists(AMOUNTS, max_size=8))
def test_inv_09_apportionment_sums_exactly_and_never_exceeds_a_due(amount, dues):
    parts = rules.apportion(amount, dues)
    assert sum(parts) == min(amount, sum(dues))
    assert all(0 <= part <= due for part, due in zip(parts, dues, strict=True))
    assert not any(later and part < due for part, due, later in zip(parts, dues, parts[1:], strict=False))


@given(st.decimals(-10**9, 10**9, places=2), WEIGHTS, ROUNDINGS)
def test_shares_sum_exactly_and_differ_from_their_due_by_a_step_at_most(amount, weights, rounding):
    parts = rules.share(amount, weights, rounding)
    assert sum(parts) == amount
    total = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / total) <= rounding.step
    assert rules.share(-amount, weights, rounding) == tuple(-part for part in parts)


def test_the_largest_remainder_gets_the_odd_cent():
    assert rules.share(D(100), [1, 1, 1], CENT) == (D('33.34'), D('33.33'), D('33.33'))
    assert rules.share(D(10), [1, 2, 3], PESO) == (2, 3, 5)
    for weights in ([0, 0], [-1, 2]):
        with pytest.raises(BadAmount):
            rules.share(D(100), weights, CENT)


@given(AMOUNTS, st.integers(1, 60), ROUNDINGS, st.sampled_from(['first', 'last']))
def test_inv_09_instalments_sum_exactly_and_only_the_stated_one_differs(total, n, rounding, remainder_on):
    parts = rules.instalments(total, n, rounding, remainder_on)
    assert (sum(parts), len(parts)) == (total, n)
    assert all(part >= 0 for part in parts)
    even = parts[1:] if remainder_on == 'first' else parts[:-1]
    assert len(set(even)) <= 1
    assert all(part % rounding.step == 0 for part in even)


@given(AMOUNTS, st.integers(1, 60), ROUNDINGS)
def test_instalments_without_a_remainder_are_all_alike(total, n, rounding):
    assert rules.instalments(total, n, rounding, 'none') == (rounding.apply(total / n),) * n


@pytest.mark.parametrize(('error', 'args'), [
    (BadTerm, (D(1), 0, CENT)), (BadAmount, (D(-1), 2, CENT)), (BadPolicy, (D(1), 2, CENT, 'middle'))])
def test_instalments_that_cannot_be_are_refused(error, args):
    with pytest.raises(error):
        rules.instalments(*args)


# === CASH ===

TAKES = st.lists(st.decimals('0.01', 10**5, places=2), min_size=1, max_size=6)


def test_chilean_cash_is_rounded_half_down_to_the_ten():
    ten = Rounding(D(10), 'half_down')
    assert [rules.round_cash(D(amount), ten) for amount in (1004, 1005, 1006)] == [
        (1000, 4), (1000, 5), (1010, -4)]


def test_without_a_smallest_coin_cash_is_what_is_owed():
    assert rules.round_cash(D('10.37'), None) == (D('10.37'), 0)


def test_the_rounding_falls_on_the_last_debts_and_each_is_covered_exactly():
    assert rules.spread_cash([D(2000), D(503)], D(2500), D(3)) == ([(2000, 0), (500, 3)], 0)
    assert rules.spread_cash([D(2000), D(507)], D(2510), D(-3)) == ([(2000, 0), (510, -3)], 0)
    assert rules.spread_cash([D(2000), D(3), D(1)], D(2000), D(4)) == ([(2000, 0), (0, 3), (0, 1)], 0)


def test_cash_that_no_debt_takes_is_left_and_is_not_rounded():
    assert rules.spread_cash([], D(10), D(-3)) == ([], 10)
    assert rules.spread_cash([D(5)], D(20), D(0)) == ([(5, 0)], 15)


@given(TAKES, ROUNDINGS)
def test_inv_09_cash_and_its_rounding_close_the_debts_exactly(takes, rounding):
    cash, rounded = rules.round_cash(sum(takes), rounding)
    parts, left = rules.spread_cash(takes, cash, rounded)
    assert [sum(part) for part in parts] == takes
    assert sum(paid for paid, _rounded in parts) == cash
    assert sum(part for _paid, part in parts) == rounded
    assert all(paid >= 0 for paid, _rounded in parts)
    assert left == 0


@given(TAKES, ROUNDINGS, st.decimals(0, 10**5, places=2))
def test_cash_beyond_the_debts_is_never_lost(takes, rounding, more):
    cash, rounded = rules.round_cash(sum(takes) + more, rounding)
    if sum(takes) <= cash + rounded:
        parts, left = rules.spread_cash(takes, cash, rounded)
        assert sum(paid for paid, _rounded in parts) + left == cash
        assert [sum(part) for part in parts] == takes
        assert left >= 0


@pytest.mark.parametrize(('amount', 'percent', 'decimals', 'result'), [
    (D(2000), 50, 2, '1000.00'), (D('33.33'), D('33.33'), 2, '11.11'), (D(5), 50, 0, '3'), (D(2000), 0, 2, '0.00'),
])
def test_a_percentage_is_rounded_to_the_currency(amount, percent, decimals, result):
    assert str(rules.get_percent(amount, percent, decimals)) == result


@pytest.mark.parametrize('percent', [-1, 101])
def test_a_percentage_is_part_of_the_whole(percent):
    with pytest.raises(BadAmount):
        rules.get_percent(D(1), percent, 2)
