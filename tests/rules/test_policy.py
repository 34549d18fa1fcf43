"""Policies: what a norm may say, what it may leave unknown, and what is refused."""
import json
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal as D

import pytest
import rules
from lawbook import WEEKDAYS, after, doubling, fine, owed, paid
from rules import BadAmount, BadPolicy, NotConfigured, Policy, Step, Trigger, UnknownIndex


@pytest.mark.parametrize('wrong', [
    {'kind': 'tip'}, {'method': 'guess'}, {'stacking': 'heap'}, {'index_mode': 'never'}, {'per': 0},
    {'compound': True}, {'method': 'daily', 'compound': True}, {'rate': D(-1)}, {'amount': D(-1)},
    {'method': 'factor', 'rate': D('0.5')}, {'kind': 'discount', 'rate': D(101)},
    {'kind': 'discount', 'method': 'factor', 'rate': D(2)}, {'kind': 'discount', 'method': 'daily'},
    {'method': 'daily', 'index': 'RATE', 'index_lag': 1},
])
def test_a_step_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(BadPolicy):
        Step(**{'code': 'step', 'kind': 'surcharge', **wrong})


@pytest.mark.parametrize('wrong', [{'after': -1}, {'unit': 'moon'}, {'month_day': (2, 30)}, {'month_day': 3}])
def test_a_trigger_that_no_calendar_has_is_refused(wrong):
    with pytest.raises(BadPolicy):
        Trigger(**wrong)


def test_a_policy_names_each_step_once():
    step = Step('twice', 'surcharge', rate=D(1))
    with pytest.raises(BadPolicy):
        Policy('wrong', steps=(step, step))
    with pytest.raises(BadPolicy):
        Policy('wrong', start_on='monday')


def test_facts_and_policies_cannot_be_changed():
    for value, name in ((fine(100), 'clock'), (doubling(30), 'code'), (paid(5, after(0)), 'amount')):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)


def test_equal_policies_are_one_key():
    assert doubling(30) == doubling(30)
    assert len({doubling(30), doubling(30), doubling(31)}) == 2


# === WHAT THE LAW LEAVES UNKNOWN ===

UNKNOWN = Policy('ley177', steps=(
    Step('double', 'surcharge', 'factor', rate=D(2), start=Trigger(known=False)),
    Step('interest', 'interest', 'daily', start=Trigger(30)),
    Step('enforce', 'phase', start=Trigger(60), phase='enforcement'),
))


def test_a_policy_names_what_its_norm_leaves_unknown():
    assert UNKNOWN.missing == (('double', 'start'), ('interest', 'rate'))
    assert doubling(30, enforcement=60).missing == ()


def test_an_unknown_term_is_not_invented():
    with pytest.raises(NotConfigured) as refusal:
        owed(UNKNOWN, fine(100), after(1))
    assert refusal.value.missing == 'ley177: term of step double'


def test_an_unknown_rate_is_asked_for_when_it_is_needed():
    policy = replace(UNKNOWN, steps=UNKNOWN.steps[1:])
    assert owed(policy, fine(100), after(30)) == 100
    with pytest.raises(NotConfigured) as refusal:
        owed(policy, fine(100), after(31))
    assert refusal.value.missing == 'ley177: rate of step interest'


def test_what_is_known_can_be_applied_alone():
    accrual = rules.accrue(UNKNOWN.get_known(), fine(100), after(61), WEEKDAYS)
    assert (accrual.amount, accrual.phase) == (100, 'enforcement')


def test_an_index_that_is_not_there_is_named():
    policy = Policy('units', steps=(Step('more', 'surcharge', 'fixed', amount=D(1), index='UTM', start=Trigger(1)),))
    with pytest.raises(UnknownIndex, match='UTM'):
        owed(policy, fine(100), after(2))


# === FACTS THAT CANNOT BE ===


def test_an_adjustment_cannot_take_more_than_was_charged():
    with pytest.raises(BadAmount):
        owed(doubling(30), fine(100, adjustments=(rules.Adjustment(D(-101), after(0)),)), after(1))


def test_an_adjustment_of_an_unknown_charge_is_refused():
    with pytest.raises(BadAmount):
        owed(doubling(30), fine(100, adjustments=(rules.Adjustment(D(-1), after(0), charge='x'),)), after(1))


def test_an_adjustment_can_name_its_charge():
    charges = tuple(rules.Charge(D(100), after(0), after(30 * n), f'{n}') for n in (1, 2))
    facts = rules.Facts(after(0), charges, adjustments=(rules.Adjustment(D(-40), after(0), charge='2'),))
    assert owed(doubling(0, event='due'), facts, after(31)) == 260
    assert owed(doubling(0, event='due'), facts, after(61)) == 320


# === ANSWERS ===


def test_an_explanation_is_ready_for_json():
    steps = [step.as_dict() for step in rules.accrue(doubling(30), fine('100.50'), after(31), WEEKDAYS).steps]
    assert json.loads(json.dumps(steps))[1] == {
        'rule': 'double', 'norm': 'norm', 'article': 'double', 'date_from': '2026-02-01', 'date_to': '2026-02-01',
        'base': '100.50', 'rate': '2', 'amount': '100.50', 'kind': 'surcharge', 'units': 0}


def test_steps_of_one_day_bite_by_priority():
    steps = (
        Step('b', 'surcharge', rate=D(10), base='total', start=Trigger(1), priority=20),
        Step('a', 'surcharge', rate=D(100), start=Trigger(1), priority=10))
    assert owed(Policy('order', steps=steps), fine(100), after(2)) == 220


def test_a_step_that_needs_a_condition_waits_for_it():
    policy = Policy('again', steps=(
        Step('again', 'surcharge', rate=D(50), start=Trigger(0), conditions=frozenset({'recidivist'})),))
    assert owed(policy, fine(100), after(1)) == 100
    assert owed(policy, fine(100, conditions=frozenset({'recidivist'})), after(1)) == 150


def test_interest_may_end():
    policy = Policy('ends', steps=(
        Step('daily', 'interest', 'daily', rate=D(1), start=Trigger(0), end=Trigger(10)),))
    accrual = rules.accrue(policy, fine(100), after(30), WEEKDAYS)
    assert (accrual.amount, accrual.valid_until, accrual.cached_amount) == (110, None, 110)


def test_money_covers_kinds_as_the_policy_allocates():
    step = Step('double', 'surcharge', 'factor', rate=D(2), start=Trigger(0))
    left = Step('left', 'surcharge', rate=D(10), base='outstanding', start=Trigger(10))
    facts = fine(100, payments=(paid(100, after(5)),))
    accessories_first = Policy('a', steps=(step, left), allocation=('surcharge', 'charge'))
    assert owed(accessories_first, facts, after(11)) == 110
    charge_first = Policy('c', steps=(step, left), allocation=('charge', 'surcharge'))
    assert owed(charge_first, facts, after(11)) == 100


def test_what_is_due_on_30_september_pays_more_from_1_october():
    policy = Policy('dated', steps=(Step('late', 'surcharge', rate=D(20), start=Trigger(month_day=(9, 30))),))
    assert [owed(policy, fine(100), after(n)) for n in (272, 273)] == [100, 120]
    assert rules.accrue(policy, fine(100), after(0), WEEKDAYS).valid_until == after(272)


def test_a_phase_begins_while_anything_is_owed():
    policy = Policy('phase', allocation=('charge', 'surcharge'), steps=(
        Step('double', 'surcharge', 'factor', rate=D(2), start=Trigger(0)),
        Step('enforce', 'phase', start=Trigger(60), phase='enforcement')))
    for amount, phase in ((100, 'enforcement'), (200, 'in_term')):
        facts = fine(100, payments=(paid(amount, after(5)),))
        assert rules.accrue(policy, facts, after(61), WEEKDAYS).phase == phase


def test_interest_on_the_original_ends_when_the_charge_is_paid():
    policy = Policy('original', steps=(Step('daily', 'interest', 'daily', rate=D(1), start=Trigger(0)),))
    part = fine(100, payments=(paid(60, after(10)),))
    assert owed(policy, part, after(20)) == 100 + 20 - 60
    whole = fine(100, payments=(paid(110, after(10)),))
    assert owed(policy, whole, after(20)) == 0
    assert rules.accrue(policy, whole, after(20), WEEKDAYS).valid_until is None
