"""Facts become ledger rows that sum to what the register says, each named."""
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from register import UNEXPLAINED, Facts, Surcharge, explain, get_history

CUTOVER = date(2026, 5, 17)
DAY = date(2024, 1, 2)
PARKING = (
    Surcharge('late_30', Decimal(10), date(2024, 2, 2)), Surcharge('late_60', Decimal(20), date(2024, 3, 3)),
    Surcharge('late_90', Decimal(30), date(2024, 4, 2)),
)
CAMERA = (Surcharge('late_30', Decimal(25), date(2024, 2, 2)),)


def facts(fine=115, penalty=0, interest=0, payment=0, due=0):
    amounts = {name: Decimal(str(value)) for name, value in (
        ('fine', fine), ('penalty', penalty), ('interest', interest), ('payment', payment), ('due', due))}
    return Facts(number='1', day=DAY, violation='', agency='', county='', **amounts)


def steps(penalty, surcharges):
    found = explain(Decimal(penalty), surcharges)
    return found and [surcharge.step for surcharge in found]


def kinds(history):
    return [(movement.kind, movement.amount, movement.step) for movement in history.movements]


def test_a_penalty_is_named_by_the_steps_that_give_it():
    assert steps(10, PARKING) == ['late_30']
    assert steps(30, PARKING) == ['late_30', 'late_60']
    assert steps(60, PARKING) == ['late_30', 'late_60', 'late_90']
    assert steps(25, CAMERA) == ['late_30']


def test_steps_without_a_gap_are_preferred_to_a_single_later_one():
    assert steps(30, PARKING) == ['late_30', 'late_60']
    assert steps(20, PARKING) == ['late_60']
    assert steps(50, PARKING) == ['late_60', 'late_90']


def test_a_penalty_that_no_step_gives_is_unexplained():
    assert explain(Decimal(25), PARKING) is None
    assert explain(Decimal(10), ()) is None
    history = get_history(facts(penalty=25, payment=140), PARKING, CUTOVER)
    assert not history.explained
    assert kinds(history)[0] == ('surcharge', 25, UNEXPLAINED)
    assert history.movements[0].day == CUTOVER


def test_each_step_is_a_movement_on_the_day_it_bites():
    history = get_history(facts(penalty=30, payment=145), PARKING, CUTOVER)
    assert [(m.step, m.amount, m.day) for m in history.movements[:2]] == [
        ('late_30', 10, date(2024, 2, 2)), ('late_60', 20, date(2024, 3, 3))]


def test_what_is_due_less_than_computed_is_a_reduction_that_says_so():
    cases = [
        (facts(penalty=10), 'reduction_all', 125),
        (facts(penalty=10, payment=115), 'reduction_penalty', 10),
        (facts(interest='0.22', payment=115), 'reduction_interest', Decimal('0.22')),
        (facts(payment=100), 'reduction_part', 15),
        (facts(payment=100, due=5), 'reduction_part', 10),
    ]
    for row, cause, amount in cases:
        history = get_history(row, PARKING, CUTOVER)
        assert history.reduction == amount
        assert (history.movements[-1].kind, history.movements[-1].cause) == ('reduction', cause)
        assert history.movements[-1].amount == -amount


def test_money_beyond_the_debt_is_an_excess_and_no_reduction():
    for due in (0, -35):
        history = get_history(facts(payment=150, due=due), PARKING, CUTOVER)
        assert (history.excess, history.reduction) == (35, 0)
        assert kinds(history) == [('payment', -150, ''), ('excess', 35, '')]


def test_a_fine_without_history_has_no_movements():
    assert get_history(facts(due=115), PARKING, CUTOVER).movements == ()


MONEY = st.decimals(min_value=0, max_value=1000, places=2)
LADDER = st.lists(st.decimals(min_value=1, max_value=100, places=0), max_size=5).map(lambda amounts: tuple(
    Surcharge(f'step_{n}', amount, DAY + timedelta(days=30 * n)) for n, amount in enumerate(amounts)))


@given(MONEY, MONEY, MONEY, MONEY, st.integers(min_value=0, max_value=100), LADDER)
def test_movements_always_lead_to_the_amount_due(fine, penalty, interest, payment, percent, ladder):
    owed = max(fine + penalty + interest - payment, Decimal(0))
    due = round(owed * percent / 100, 2)
    row = facts(fine, penalty, interest, payment, due)
    history = get_history(row, ladder, CUTOVER)
    assert row.fine + sum(movement.amount for movement in history.movements) == row.due
    assert all(movement.amount and movement.day <= CUTOVER for movement in history.movements)
    assert all(movement.step for movement in history.movements if movement.kind in ('surcharge', 'interest'))
    assert history.excess == 0 or history.reduction == 0
    named = sum(movement.amount for movement in history.movements if movement.kind == 'surcharge')
    assert named == row.penalty
    assert history.explained == (UNEXPLAINED not in {movement.step for movement in history.movements})
