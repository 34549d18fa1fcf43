"""Statements of banks: what a file says, what is new in it, and what may belong together."""
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
import rules
from hypothesis import given
from hypothesis import strategies as st

DAY = date(2026, 3, 10)
AMOUNTS = st.sampled_from([D(100), D(250), D('99.50'), D(-75)])
REFERENCES = st.sampled_from(['', '777', 'D2026/00001', 'D2026/00002', '0777'])
KEYS = st.tuples(st.sampled_from([DAY, date(2026, 3, 11)]), AMOUNTS, REFERENCES)


def line(key=1, amount=100, *texts, day=DAY, place=1):
    return rules.BankLine(key, day, D(amount), texts, place)


def paper(key=1, amount=100, reference='', day=DAY, place=0):
    return rules.Expected(key, day, D(amount), (reference,), place)


def show(lines, expected, **days):
    return [(one.line, one.expected, one.rank, one.reasons) for one in rules.propose(lines, expected, **days)]


# === WHAT A FILE SAYS === #

@pytest.mark.parametrize(('text', 'sign', 'amount'), [
    ('1.234,56', ',', '1234.56'), ('1,234.56', '.', '1234.56'), ('1234.5', '.', '1234.5'), ('-7', ',', '-7'),
    ('7,00-', ',', '-7'), ('(7.10)', '.', '-7.10'), ('+12', '.', '12'), ('1 234,00', ',', '1234'),
    ('\u22125', ',', '-5'),
    ('2,500', ',', '2.5'), ('12.345.678', ',', '12345678'),
])
def test_amounts_are_read_as_banks_write_them(text, sign, amount):
    assert rules.read_amount(text, sign) == D(amount)


@pytest.mark.parametrize(('text', 'sign'), [
    ('', '.'), ('twelve', '.'), ('1.2.3', '.'), ('12,34.5', '.'), ('1.234', '.'), ('1,5,6', ','),
    ('12.34,5', ','), ('-', '.'),
])
def test_what_is_no_amount_or_too_exact_is_refused(text, sign):
    with pytest.raises(rules.BadAmount):
        rules.read_amount(text, sign)


@given(st.decimals(min_value=-10**9, max_value=10**9, places=2))
def test_every_amount_is_read_back_in_both_spellings(amount):
    assert rules.read_amount(f'{amount:,.2f}', '.') == amount
    swapped = f'{amount:,.2f}'.translate(str.maketrans(',.', '.,'))
    assert rules.read_amount(swapped, ',') == amount


def test_two_columns_move_what_came_less_what_left():
    assert rules.sum_sides(D(0), D(30)) == rules.sum_sides(D(0), D(-30)) == D(-30)


@given(st.lists(st.integers(-500, 500).filter(bool), min_size=1), st.integers(0, 1000), st.booleans())
def test_balances_that_follow_give_opening_and_closing_in_either_order(amounts, opening, newest_first):
    rows, balance = [], D(opening)
    for amount in amounts:
        balance += amount
        rows.append((D(amount), balance))
    found = rules.check_balances(rows[::-1] if newest_first else rows)
    assert found[2] == []
    assert found[1] - found[0] == sum(amounts)


def test_a_balance_that_does_not_follow_is_named_by_its_row():
    rows = [(D(10), D(110)), (D(5), D(115)), (D(20), D(136)), (D(-6), D(130))]
    assert rules.check_balances(rows) == (D(100), D(130), [2])
    assert rules.check_balances([(D(10), None), (D(5), D(115)), (D(1), None)]) == (D(100), D(116), [])
    assert rules.check_balances([(D(10), None)]) == (None, None, [])


@given(st.lists(KEYS), st.lists(KEYS))
def test_overlapping_files_together_bring_each_line_as_often_as_the_fuller_one_has_it(first, second):
    first, second = ([rules.make_line_key(*key, '') for key in keys] for keys in (first, second))
    new = [second[place] for place in rules.find_new(second, first)]
    assert Counter(first + new) == Counter(first) | Counter(second)
    assert rules.find_new(first, first) == []


def test_a_line_is_the_same_line_whatever_zeros_and_signs_the_bank_prints():
    assert rules.make_line_key(DAY, D(5), '00777', 'x') == rules.make_line_key(DAY, D(5), '777', 'y')
    assert rules.make_line_key(DAY, D(5), '', 'Com. 3') == rules.make_line_key(DAY, D('5.00'), '', 'COM 03')
    assert rules.make_line_key(DAY, D(5), '', 'a') != rules.make_line_key(DAY, D(5), '', 'b')


# === WHAT BELONGS TOGETHER === #

def test_same_reference_and_amount_is_safe():
    assert show([line(1, 100, 'DEP EFECTIVO 00777')], [paper(5, 100, '777'), paper(6, 100, '888')]) == [
        (1, (5,), 'safe', ('reference', 'amount', 'only'))]
    assert show([line(1, 100, 'D202600001')], [paper(5, 100, 'D2026/00001')])[0][2] == 'safe'
    assert show([line(1, 100, 'Dep. D2026-1')], [paper(5, 100, 'D2026/00001')])[0][2] == 'safe'


def test_two_lines_or_papers_alike_are_never_safe():
    assert {one[2] for one in show([line(1, 100, '777'), line(2, 100, '777')], [paper(5, 100, '777')])} == {'possible'}
    assert {one[2] for one in show([line(1, 100, '777')], [paper(5, 100, '777'), paper(6, 100, '777')])} == {'possible'}


def test_the_same_reference_of_another_year_is_not_safe():
    assert show([line(1, 100, '777')], [paper(5, 100, '777', day=date(2025, 3, 10))]) == [
        (1, (5,), 'possible', ('reference', 'amount', 'far'))]


def test_amount_and_day_are_likely_when_nothing_else_fits():
    assert show([line()], [paper(5)]) == [(1, (5,), 'likely', ('amount', 'day', 'only'))]
    assert show([line()], [paper(5, day=date(2026, 3, 7))]) == [(1, (5,), 'likely', ('amount', 'near', 'only'))]
    assert show([line()], [paper(5), paper(6)]) == [
        (1, (5,), 'possible', ('amount', 'day', 'several')), (1, (6,), 'possible', ('amount', 'day', 'several'))]


@pytest.mark.parametrize(('day', 'fits'), [(4, False), (5, True), (10, True), (11, True), (12, False)])
def test_the_window_of_days_is_kept_on_both_sides(day, fits):
    assert bool(show([line()], [paper(5, day=date(2026, 3, day))], days_before=1, days_after=5)) is fits


def test_papers_of_one_slip_are_proposed_together():
    assert show([line(1, 150, '777')], [paper(5, 100, '777'), paper(6, 50, '777')]) == [
        (1, (5, 6), 'likely', ('reference', 'sum'))]


def test_a_known_reference_with_another_amount_is_shown_as_a_difference():
    [one] = rules.propose([line(1, 95, '777')], [paper(5, 100, '777')])
    assert (one.rank, one.difference) == ('differs', -5)
    assert not show([line(1, -95, '777')], [paper(5, 100, '777')])


def test_what_is_expected_at_another_bank_account_does_not_fit():
    assert not show([line(place=1)], [paper(5, place=2)])


LINES = st.lists(st.builds(
    lambda amount, text, days: (amount, text, DAY + timedelta(days=days)), AMOUNTS, REFERENCES, st.integers(0, 9)))


@given(LINES, LINES)
def test_safe_and_likely_proposals_never_compete(lines, papers):
    proposals = rules.propose(
        [line(n, amount, text, day=day) for n, (amount, text, day) in enumerate(lines)],
        [paper(n, amount, text, day=day) for n, (amount, text, day) in enumerate(papers)])
    safe = [one for one in proposals if one.rank == 'safe']
    assert len({one.line for one in safe}) == len({one.expected for one in safe}) == len(safe)
    for one in proposals:
        total = sum(papers[key][0] for key in one.expected)
        assert one.difference == lines[one.line][0] - total
        assert bool(one.difference) is (one.rank == 'differs')


@given(st.lists(st.integers(1, 900), min_size=1, max_size=6), st.integers(-50, 50))
def test_what_lines_book_is_their_amount_and_together_what_was_expected(amounts, difference):
    amounts = [D(amount) for amount in amounts]
    parts = [('cash', sum(amounts) - difference)]
    booked = rules.allot(amounts, parts, 'fee')
    assert [sum(amount for _home, amount in line) for line in booked] == amounts
    totals = Counter()
    for pairs in booked:
        for home, amount in pairs:
            totals[home] += amount
    assert totals['cash'] == parts[0][1] and totals['fee'] == difference


def test_one_line_may_serve_several_papers_and_differences_need_a_home():
    assert rules.allot([D(150)], [('cash', D(100)), ('cheque', D(40)), ('cash', D(10))]) == [
        [('cash', D(110)), ('cheque', D(40))]]
    with pytest.raises(rules.BadAmount):
        rules.allot([D(95)], [('cash', D(100))])
    with pytest.raises(rules.BadAmount):
        rules.allot([D(50), D(50)], [('cash', D(40)), ('cheque', D(60))])


def test_bands_of_age_follow_each_other_without_a_gap():
    bands = rules.get_age_bounds(DAY)
    codes = [code for code, _first, _last in bands]
    assert codes == sorted(codes) == ['00', '02', '08', '31']
    for (_code, first, _last), (_older, _first, last) in zip(bands, bands[1:], strict=False):
        assert last == first - timedelta(days=1)
    assert rules.get_older_than(DAY, 7) == date(2026, 3, 2)
