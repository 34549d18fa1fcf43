"""What must hold for every law and every life of a debt: the invariants of money, by random search."""
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from itertools import permutations

import rules
from hypothesis import given
from hypothesis import strategies as st
from lawbook import WEEKDAYS, adjusted, after, doubling, fine, lines, paid, reduced
from lives import (
    ANY_LAW,
    DAYS,
    HOLDS,
    INDEX,
    LIVES,
    PAYMENTS,
    PLAIN_LAW,
    PLAIN_LIVES,
    UNPAID,
    WITHOUT_DISCOUNT,
    WITHOUT_INDEX,
)
from rules.accrual import accrue_general

GROUPS = ('charges', 'adjustments', 'reductions', 'payments', 'recorded', 'holds', 'events')


def accrue(policy, facts, on):
    return rules.accrue(policy, facts, on, WEEKDAYS, INDEX)


def settle(policy, facts, on):
    return rules.settle(policy, facts, on, WEEKDAYS, INDEX)


def until(group, on):
    """Sum of the amounts of a group in force on a day."""
    return sum((fact.amount for fact in group if fact.on <= on), D(0))


def get_paid_and_due(facts, settlement, on):
    """Money used for the debt, and all that the debt has ever asked for."""
    derived = sum((line.amount for line in settlement.lines if line.kind != 'excess'), D(0))
    due = (until(facts.charges, on) + until(facts.adjustments, on) + until(facts.recorded, on)
           - until(facts.reductions, on) + derived)
    return until(facts.payments, on) - settlement.excess, due


def shuffled(facts, seed):
    """The same facts in another order of arrival."""
    rng = random.Random(seed)
    groups = {name: list(getattr(facts, name)) for name in GROUPS}
    for group in groups.values():
        rng.shuffle(group)
    return replace(facts, **{name: tuple(group) for name, group in groups.items()})


# === INV-08: THE AMOUNT IS A PURE FUNCTION OF FACTS, LAW AND DAY ===


@given(ANY_LAW, LIVES, DAYS)
def test_inv_08_the_same_facts_give_the_same_amount_and_change_nothing(policy, facts, on):
    before = repr((policy, facts))
    assert accrue(policy, facts, on) == accrue(policy, facts, on)
    assert settle(policy, facts, on) == settle(policy, facts, on)
    assert repr((policy, facts)) == before


@given(WITHOUT_DISCOUNT, LIVES, DAYS)
def test_inv_08_the_amount_to_pay_is_what_the_ledger_would_owe(policy, facts, on):
    """Stated for days without an open discount; test_money_for_the_amount_closes_the_debt covers the others."""
    accrual, settlement = accrue(policy, facts, on), settle(policy, facts, on)
    assert (accrual.amount, accrual.phase) == (settlement.outstanding, settlement.phase)


@given(ANY_LAW, LIVES, DAYS)
def test_inv_08_the_explanation_sums_to_the_amount(policy, facts, on):
    accrual = accrue(policy, facts, on)
    assert sum(step.amount for step in accrual.steps) == accrual.amount
    assert all(step.date_from <= step.date_to <= on for step in accrual.steps)


@given(ANY_LAW, LIVES, DAYS, PAYMENTS)
def test_inv_08_what_happens_later_changes_nothing_today(policy, facts, on, payments):
    later = tuple(replace(payment, on=after(301)) for payment in payments)
    assert settle(policy, facts, on) == settle(policy, replace(facts, payments=facts.payments + later), on)


@given(PLAIN_LAW, PLAIN_LIVES, st.integers(0, 130).map(after))
def test_inv_08_the_short_way_gives_what_the_long_way_gives(policy, facts, on):
    """Millions of unpaid fines take a short way through the rule."""
    assert accrue(policy, facts, on) == accrue_general(policy, facts, on, WEEKDAYS, INDEX)


@given(ANY_LAW, LIVES, DAYS)
def test_money_for_the_amount_closes_the_debt(policy, facts, on):
    facts = replace(facts, payments=tuple(payment for payment in facts.payments if payment.on < on))
    accrual = accrue(policy, facts, on)
    if accrual.amount and not (facts.cutover and on <= facts.cutover):
        money = rules.Payment(accrual.amount, on, 'last', facts.channel, facts.conditions)
        settlement = settle(policy, replace(facts, payments=(*facts.payments, money)), on)
        assert settlement.outstanding == 0
        assert settlement.excess == settle(policy, facts, on).excess


# === VALIDITY ===


@given(ANY_LAW, LIVES, DAYS, st.integers(1, 120))
def test_an_amount_stays_until_the_day_it_says(policy, facts, on, n):
    accrual, later = accrue(policy, facts, on), after(n, on)
    if accrual.valid_until is None or later <= accrual.valid_until:
        assert accrue(policy, facts, later).amount == accrual.amount


@given(ANY_LAW, LIVES, DAYS, st.integers(1, 120))
def test_the_cached_amount_stays_until_the_day_it_says(policy, facts, on, n):
    accrual, later = accrue(policy, facts, on), after(n, on)
    if accrual.cached_until is None or later <= accrual.cached_until:
        assert accrue(policy, facts, later).cached_amount == accrual.cached_amount


@given(WITHOUT_INDEX, UNPAID, DAYS, st.integers(0, 200))
def test_an_accrual_never_falls_while_nothing_is_paid(policy, facts, on, n):
    """For policies without an index and without discounts, and debts that nothing lowers: no payment, no reduction, no
    negative adjustment."""
    assert accrue(policy, facts, after(n, on)).amount >= accrue(policy, facts, on).amount


@given(st.integers(0, 60), st.decimals(0, 100, places=1), st.integers(0, 200), st.integers(0, 200), HOLDS)
def test_an_accrual_never_falls_while_a_discount_from_the_beginning_runs_out(window, percent, first, n, holds):
    """With a discount, the same holds if its window is open from the beginning and its base is the original."""
    steps = (
        rules.Step('early', 'discount', rate=percent, end=rules.Trigger(window)),
        rules.Step('double', 'surcharge', 'factor', rate=D(2), start=rules.Trigger(30)),
        rules.Step('daily', 'interest', 'daily', rate=D('0.1'), start=rules.Trigger(60)))
    policy, facts = rules.Policy('early', steps=steps), fine(100, holds=holds)
    assert accrue(policy, facts, after(first + n)).amount >= accrue(policy, facts, after(first)).amount


# === INV-09: 0 <= PAID <= DUE, EXCESS IS NEVER NEGATIVE ===


@given(ANY_LAW, LIVES, DAYS)
def test_inv_09_nothing_is_lost_between_facts_lines_and_balance(policy, facts, on):
    """charges + adjustments - reductions + recorded + lines - payments == outstanding"""
    settlement = settle(policy, facts, on)
    used, due = get_paid_and_due(facts, settlement, on)
    assert due - used == settlement.outstanding


@given(ANY_LAW, LIVES, DAYS)
def test_inv_09_paid_lies_between_nothing_and_due_and_excess_is_not_negative(policy, facts, on):
    settlement = settle(policy, facts, on)
    used, due = get_paid_and_due(facts, settlement, on)
    assert 0 <= used <= due
    assert 0 <= settlement.excess <= until(facts.payments, on)
    assert settlement.outstanding == 0 or settlement.excess == 0
    assert settlement.excess == sum(line.amount for line in settlement.lines if line.kind == 'excess')


@given(ANY_LAW, LIVES, DAYS)
def test_a_discount_exists_only_where_a_payment_took_it(policy, facts, on):
    payment_days = {payment.on for payment in facts.payments}
    raises = (*facts.charges, *facts.recorded, *facts.adjustments)   # money that waited is used when a debt comes up
    changes = payment_days | {fact.on for fact in raises}
    discounts = [line for line in settle(policy, facts, on).lines if line.kind == 'discount']
    assert all(line.amount < 0 and line.value_date in changes for line in discounts)
    assert payment_days or not discounts


# === INV-14: THE ORDER OF ARRIVAL DOES NOT MATTER ===


@given(ANY_LAW, LIVES, DAYS, st.integers(0, 99))
def test_inv_14_every_order_of_the_same_facts_settles_to_the_same_end(policy, facts, on, seed):
    assert settle(policy, shuffled(facts, seed), on) == settle(policy, facts, on)
    assert accrue(policy, shuffled(facts, seed), on) == accrue(policy, facts, on)


@given(WITHOUT_DISCOUNT, LIVES, DAYS, st.randoms(use_true_random=False))
def test_inv_14_a_ledger_that_learns_the_facts_one_by_one_ends_with_the_same_sums(policy, facts, on, rng):
    arrivals = [(name, fact) for name in GROUPS[3:6] for fact in getattr(facts, name)]
    rng.shuffle(arrivals)
    known, ledger = replace(facts, payments=(), recorded=(), holds=()), []
    for name, fact in [*arrivals, (None, None)]:
        if name:
            known = replace(known, **{name: (*getattr(known, name), fact)})
        ledger += rules.diff(settle(policy, known, on).lines, ledger)
    assert rules.diff(ledger, settle(policy, facts, on).lines) == ()


def test_inv_14_all_orders_of_a_late_notice_an_appeal_and_a_bounced_cheque():
    """A bounced cheque is a payment that is no longer a fact."""
    policy = doubling(30, enforcement=60)
    facts = {
        'late notice of a payment of day 10': ('payments', paid(40, after(10))),
        'payment of day 45': ('payments', paid(60, after(45))),
        'appeal upheld in part': ('adjustments', adjusted(-30, after(0))),
        'suspension decreed late': ('holds', rules.Hold(after(20), after(24))),
        'write-off': ('reductions', reduced(5, after(50))),
    }
    ends = set()
    for order in permutations(facts.values()):
        known, ledger = fine(100), []
        for name, fact in order:
            known = replace(known, **{name: (*getattr(known, name), fact)})
            ledger += rules.diff(rules.settle(policy, known, after(90), WEEKDAYS).lines, ledger)
        ends.add((rules.diff(ledger, ()), rules.settle(policy, known, after(90), WEEKDAYS).outstanding))
    # 70 after the appeal, 40 paid in time, doubled on day 36, 60 paid on day 45, 5 written off.
    assert ends == {((rules.Line('surcharge', 'double', after(36), D(70)),), D(35))}


# === INV-20: DAYS ===


@given(st.dates(date(2023, 1, 1), date(2029, 12, 31)), st.integers(0, 400))
def test_inv_20_a_fine_doubles_on_the_day_after_its_term_and_not_before(imposed, n):
    policy, facts = doubling(n), fine(100, imposed)
    assert accrue(policy, facts, after(n, imposed)).amount == 100
    assert accrue(policy, facts, after(n + 1, imposed)).amount == 200


# === INV-21: A REVERSAL MIRRORS THE ORIGINAL ===


@given(ANY_LAW, LIVES, DAYS, DAYS, st.decimals('0.01', 900, places=2))
def test_inv_21_a_payment_added_and_taken_away_leaves_the_same_settlement(policy, facts, on, paid_on, amount):
    before = settle(policy, facts, on)
    more = replace(facts, payments=(*facts.payments, rules.Payment(amount, paid_on, 'cheque')))
    with_cheque = settle(policy, more, on)
    booked = rules.diff(with_cheque.lines, before.lines)
    mirrored = rules.diff(before.lines, with_cheque.lines)
    assert [replace(line, amount=-line.amount) for line in mirrored] == list(booked)
    assert rules.diff((*before.lines, *booked, *mirrored), before.lines) == ()


# === DIFFERENCES ===

LINES = st.lists(st.builds(
    rules.Line, st.sampled_from(['interest', 'surcharge']), st.sampled_from(['a', 'b']),
    st.sampled_from([after(0), after(1)]), st.decimals(-100, 100, places=2)), max_size=8)


@given(LINES, LINES)
def test_the_difference_appended_to_what_exists_gives_what_is_desired(desired, existing):
    appended = [*existing, *rules.diff(desired, existing)]
    assert rules.diff(desired, appended) == ()
    assert rules.diff(appended, ()) == rules.diff(desired, ())


@given(LINES, LINES)
def test_a_difference_has_no_zeros_no_repetitions_and_one_order(desired, existing):
    difference = rules.diff(desired, existing)
    keys = [(line.value_date, line.kind, line.step) for line in difference]
    assert keys == sorted(set(keys))
    assert all(line.amount for line in difference)
    assert difference == rules.diff(desired[::-1], existing[::-1])


def test_a_segment_before_a_later_payment_stays_as_it_was_booked():
    policy = rules.Policy('daily', steps=(
        rules.Step('daily', 'interest', 'daily', 'outstanding', rate=D('0.1'), start=rules.Trigger(0)),))
    first = fine(1000, payments=(paid(300, after(100)),))
    second = replace(first, payments=(*first.payments, paid(200, after(200))))
    booked = rules.settle(policy, first, after(200), WEEKDAYS).lines
    assert rules.settle(policy, second, after(250), WEEKDAYS).lines[:2] == booked
    assert lines(rules.settle(policy, second, after(250), WEEKDAYS)) == [
        ('interest', 'daily', after(1), 100), ('interest', 'daily', after(101), 80),
        ('interest', 'daily', after(201), D('34.00'))]
