"""A row becomes facts, or tells everything that is wrong with it."""
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register import COLUMNS, digest, parse

CUTOVER = date(2026, 5, 17)
GOOD = {
    'summons_number': '1400000001', 'issue_date': '2024-01-02', 'violation': 'FIRE HYDRANT', 'fine_amount': '115.0',
    'penalty_amount': '10.0', 'interest_amount': '0.0', 'payment_amount': '125.0', 'amount_due': '0.0', 'county': 'NY',
    'issuing_agency': 'POLICE DEPARTMENT',
}


def codes(**changes):
    facts, problems = parse({**GOOD, **changes}, CUTOVER)
    assert (facts is None) == bool(problems)
    return [problem.code for problem in problems]


def test_a_good_row_becomes_facts():
    facts, problems = parse(GOOD, CUTOVER)
    assert problems == ()
    assert (facts.number, facts.day) == ('1400000001', date(2024, 1, 2))
    assert (facts.fine, facts.penalty, facts.payment, facts.due) == (115, 10, 125, 0)
    assert facts.computed == 0
    assert str(facts.fine) == '115.00'


@pytest.mark.parametrize(('changes', 'expected'), [
    ({'summons_number': ''}, ['no_number']),
    ({'summons_number': 'N/A?'}, ['bad_number']),
    ({'summons_number': '0000'}, ['bad_number']),
    ({'issue_date': ''}, ['no_date']),
    ({'issue_date': '2024-02-30'}, ['bad_date']),
    ({'issue_date': '01/02/2024'}, ['bad_date']),
    ({'issue_date': '2097-12-11'}, ['late_date']),
    ({'issue_date': '2026-05-18'}, ['late_date']),
    ({'fine_amount': ''}, ['bad_amount']),
    ({'fine_amount': '0.0', 'penalty_amount': '', 'payment_amount': ''}, ['zero_amount']),
    ({'fine_amount': '-115.0'}, ['bad_amount']),
    ({'fine_amount': '115.005'}, ['bad_amount']),
    ({'fine_amount': '1,150.00'}, ['bad_amount']),
    ({'fine_amount': 'NaN'}, ['bad_amount']),
    ({'fine_amount': '1e3'}, ['bad_amount']),
    ({'amount_due': '45.0'}, ['due_higher']),
    ({'amount_due': '-1.0'}, ['due_negative']),
    ({'issue_date': '', 'fine_amount': '0.0', 'penalty_amount': '0.0', 'payment_amount': '0.0'},
     ['no_date', 'zero_amount']),
])
def test_a_row_that_cannot_be_says_why(changes, expected):
    assert codes(**changes) == expected


@pytest.mark.parametrize('changes', [
    {'issue_date': '2026-05-17'},
    {'issue_date': '2024-01-02T00:00:00.000'},
    {'interest_amount': ''},
    {'fine_amount': '115.000'},
    {'payment_amount': '0.0'},
    {'payment_amount': '200.0'},
    {'payment_amount': '200.0', 'amount_due': '-75.0'},
    {'issuing_agency': '', 'violation': '', 'county': ''},
])
def test_a_row_that_can_be_is_taken(changes):
    assert codes(**changes) == []


def test_a_number_is_compared_without_separators_and_in_capitals():
    assert parse({**GOOD, 'summons_number': ' ab-12.34 '}, CUTOVER)[0].number == 'AB1234'


def test_problems_name_the_column_and_keep_what_was_written():
    _facts, problems = parse({**GOOD, 'interest_amount': 'x', 'issue_date': '2097-12-11'}, CUTOVER)
    assert [tuple(problem) for problem in problems] == [
        ('late_date', 'issue_date', '2097-12-11'), ('bad_amount', 'interest_amount', 'x')]


def test_the_currency_decides_how_many_decimals_an_amount_has():
    row = {**GOOD, 'fine_amount': '115.5', 'payment_amount': '125.5'}
    assert parse(row, CUTOVER, decimals=0)[0] is None
    assert parse(row, CUTOVER, decimals=1)[0].fine == Decimal('115.5')


def test_the_same_facts_have_one_fingerprint_however_they_are_written():
    same = {**GOOD, 'fine_amount': '115', 'issue_date': '2024-01-02T00:00', 'interest_amount': ''}
    assert digest(parse(GOOD, CUTOVER)[0]) == digest(parse(same, CUTOVER)[0])
    assert digest(parse(GOOD, CUTOVER)[0]) != digest(parse({**GOOD, 'penalty_amount': '20.0'}, CUTOVER)[0])


TEXTS = st.text(max_size=12) | st.sampled_from(['', '0.0', '-1', '50.0', '2024-01-02', '2097-12-11', '1e9', '٣', '²'])


@given(st.fixed_dictionaries(dict.fromkeys(COLUMNS, TEXTS)))
def test_no_row_breaks_the_reader(row):
    facts, problems = parse(row, CUTOVER)
    assert (facts is None) == bool(problems)
    if facts:
        assert facts.fine > 0
        assert facts.day <= CUTOVER
        assert min(facts.penalty, facts.interest, facts.payment) >= 0
        assert facts.number.isascii()
