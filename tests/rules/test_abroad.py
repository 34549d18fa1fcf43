"""England, California, Panama, New York: shapes that Cuba and Chile do not have. domain_taxes.md 4-E and 4-G."""
from dataclasses import replace
from decimal import Decimal as D

import pytest
import rules
from lawbook import CENT, WEEKDAYS, after, day, fine, lines, owed, paid, reduced, settled
from rules import Charge, Event, Facts, Hold, Policy, Recorded, Step, Trigger

# === ENGLAND: PENALTY CHARGE NOTICES ===

NOTICE = Policy('pcn', norm='TMA 2004', steps=(
    Step('prompt', 'discount', rate=D(50), end=Trigger(14)),
    Step('certificate', 'surcharge', rate=D(50), start=Trigger(event='certificate'), phase='certificate'),
    Step('registered', 'surcharge', 'fixed', amount=D(8), start=Trigger(event='registered'), phase='registered'),
))
POSTED = replace(NOTICE, steps=(Step('prompt', 'discount', rate=D(50), end=Trigger(21)), *NOTICE.steps[1:]))
ORDERED = (Event('certificate', after(57)), Event('registered', after(80)))


@pytest.mark.parametrize(('band', 'amounts'), [
    pytest.param(70, (35, 70, 105, 113), id='E1'), pytest.param(50, (25, 50, 75, 83), id='E2')])
def test_e_a_notice_is_halved_then_full_then_half_more_then_registered(band, amounts):
    facts = fine(band, events=ORDERED)
    assert tuple(owed(NOTICE, facts, after(n)) for n in (14, 28, 57, 80)) == amounts


def test_e1_a_posted_notice_gives_21_days():
    assert [owed(POSTED, fine(70), after(n)) for n in (21, 22)] == [35, 70]


def test_a_step_waits_for_its_event():
    assert owed(NOTICE, fine(70), after(500)) == 70
    assert rules.accrue(NOTICE, fine(70), after(500), WEEKDAYS).valid_until is None


def test_the_half_paid_in_time_closes_the_notice():
    settlement = settled(NOTICE, fine(70, payments=(paid(35, after(14)),), events=ORDERED), after(100))
    assert lines(settlement) == [('discount', 'prompt', after(14), -35)]
    assert (settlement.outstanding, settlement.phase) == (0, 'in_term')


def test_the_half_paid_in_two_parts_inside_the_window_closes_it_too():
    facts = fine(70, payments=(paid(20, after(3)), paid(15, after(14))))
    assert owed(NOTICE, replace(facts, payments=facts.payments[:1]), after(10)) == 15
    assert settled(NOTICE, facts, after(20)).outstanding == 0


def test_parts_paid_count_for_a_discount_on_what_was_left_when_the_window_opened():
    policy = Policy('left', steps=(replace(NOTICE.steps[0], base='outstanding'),))
    facts = fine(70, payments=(paid(20, after(3)), paid(15, after(14))))
    assert settled(policy, facts, after(20)).outstanding == 0


def test_the_half_paid_a_day_late_is_a_part_payment():
    settlement = settled(NOTICE, fine(70, payments=(paid(35, after(15)),)), after(20))
    assert (settlement.lines, settlement.outstanding) == ((), 35)


def test_an_appeal_keeps_the_discount_alive():
    facts = fine(70, holds=(Hold(after(10), after(50)),))
    assert [owed(NOTICE, facts, after(n)) for n in (14, 50, 55, 56)] == [35, 35, 35, 70]


def test_the_ladder_of_consequences_is_told_beforehand():
    ladder = rules.forecast(NOTICE, fine(70, events=ORDERED), after(0), WEEKDAYS)
    assert [(accrual.amount, accrual.valid_until) for accrual in ladder] == [
        (35, after(14)), (70, after(56)), (105, after(79)), (113, None)]


# === CALIFORNIA: INDIGENT PLAN ===


def test_e6_a_plan_waives_late_fees_and_default_brings_them_back():
    """Up to 300: 25 a month, 5 to enrol, at most 18 months; late fees waived while the plan is kept."""
    parts = rules.instalments(D(300), 12, CENT)
    assert parts == (25,) * 12
    assert len(parts) <= 18
    policy = Policy('plan', steps=(Step('late', 'surcharge', 'fixed', amount=D(50), start=Trigger(21)),))
    charges = (Charge(D(300), after(0)), Charge(D(5), after(40), key='enrolment'))
    waived = Facts(
        after(0), charges, reductions=(reduced(50, after(40), kind='surcharge'),), payments=(paid(30, after(60)),))
    assert owed(policy, waived, after(70)) == 275
    assert owed(policy, replace(waived, reductions=()), after(70)) == 325


# === PANAMA ===


def whole_year(**more):
    """A business of 500 a month: twelve charges on 1 January, each due at the end of its month."""
    months = [rules.add_days(day('2026-01-31'), n, 'month', WEEKDAYS) for n in range(12)]
    return Facts(day('2026-01-01'), tuple(Charge(D(500), day('2026-01-01'), due) for due in months), **more)


JANUARY = Step(
    'whole year', 'discount', rate=D(10), end=Trigger(month_day=(1, 31)),
    conditions=frozenset({'no other debt', 'declaration filed'}))
LATE = Step('late', 'surcharge', rate=D(20), start=Trigger(0, event='due'))
MONTHLY = Step('monthly', 'interest', 'month_fraction', 'outstanding', rate=D(1), start=Trigger(0, event='due'))
PANAMA = Policy('acuerdo', steps=(JANUARY, LATE, MONTHLY))
CLEAR = frozenset({'no other debt', 'declaration filed'})


def test_g_the_whole_year_paid_in_january_costs_ten_percent_less():
    assert owed(PANAMA, whole_year(conditions=CLEAR), day('2026-01-31')) == 5400
    money = paid(5400, day('2026-01-31'), conditions=CLEAR)
    settlement = settled(PANAMA, whole_year(payments=(money,)), day('2026-12-31'))
    assert lines(settlement) == [('discount', 'whole year', day('2026-01-31'), -600)]
    assert settlement.outstanding == 0


def test_g_the_discount_needs_every_condition():
    for conditions in (frozenset(), {'no other debt'}, {'declaration filed'}):
        assert owed(PANAMA, whole_year(conditions=frozenset(conditions)), day('2026-01-31')) == 6000


def test_g_in_february_only_the_month_that_is_late_pays_more():
    facts = whole_year()
    assert owed(PANAMA, facts, day('2026-02-01')) == 6000 + 100 + 5
    assert owed(PANAMA, facts, day('2026-03-01')) == 6000 + 2 * 100 + 5 + 5 + 5


@pytest.mark.parametrize(('amounts', 'total'), [
    pytest.param((55, 10, 10, 10), 85, id='plot and three years of upkeep'),
    pytest.param((55, 55), 110, id='market module and its deposit'),
    pytest.param((10 * D('4.50'), 10 * D('1.50')), 60, id='ten square metres at Merca Panamá'),
    pytest.param((150, 30), 180, id='vault and a year of upkeep'),
    pytest.param((D('6.50'),), D('6.50'), id='poster of one square metre'),
])
def test_g_charges_of_one_debt_add_up(amounts, total):
    facts = Facts(after(0), tuple(Charge(D(amount), after(0)) for amount in amounts))
    assert owed(PANAMA, facts, after(5)) == total


@pytest.mark.parametrize(('percent', 'fee'), [('0.3375', 33750), ('1.25006', 125006)])
def test_g_a_construction_fee_is_a_percentage_of_the_work(percent, fee):
    assert rules.bands(D(10000000), ((None, D(percent)),), CENT) == fee


def test_g_an_amnesty_inside_its_window_waives_surcharges_and_interest_only():
    amnesty = Step('amnesty', 'discount', rate=D(100), base='accessories', start=Trigger(event='opened'),
                   end=Trigger(30, event='opened'))
    policy = replace(PANAMA, steps=(LATE, MONTHLY, amnesty))
    facts = Facts(after(0), (Charge(D(500), after(0), after(30)),), events=(Event('opened', after(200)),))
    assert owed(policy, facts, after(199)) == 500 + 100 + 30
    assert owed(policy, facts, after(200)) == 500
    assert owed(policy, facts, after(231)) == 500 + 100 + 35
    assert settled(policy, replace(facts, payments=(paid(500, after(230)),)), after(300)).outstanding == 0


# === NEW YORK: A REGISTER TAKEN OVER ===

NEW_YORK = Policy('nyc', steps=(
    Step('first', 'surcharge', 'fixed', amount=D(10), start=Trigger(30)),
    Step('second', 'surcharge', 'fixed', amount=D(20), start=Trigger(60)),
    Step('third', 'surcharge', 'fixed', amount=D(30), start=Trigger(90)),
    Step('judgment', 'interest', 'daily', 'total', rate=D(9), per=365, start=Trigger(100)),
))


def test_a_recorded_penalty_is_not_charged_twice():
    facts = fine(65, cutover=after(70), recorded=(Recorded('surcharge', 'second', D(30), after(70)),))
    assert owed(NEW_YORK, facts, after(70)) == 95
    assert owed(NEW_YORK, facts, after(90)) == 95
    assert owed(NEW_YORK, facts, after(91)) == 125


def test_interest_of_the_other_register_is_kept_and_goes_on_after_the_cutover():
    facts = fine(100, cutover=after(200), recorded=(
        Recorded('surcharge', 'third', D(60), after(200)), Recorded('interest', 'judgment', D('3.99'), after(200))))
    assert owed(NEW_YORK, facts, after(200)) == D('163.99')
    assert owed(NEW_YORK, facts, after(210)) == D('163.99') + round(D(160) * 9 * 10 / 36500, 2)


def test_a_reduction_taken_over_leaves_the_base_of_later_steps():
    facts = fine(65, cutover=after(10), reductions=(reduced(40, after(10)),))
    policy = Policy('double', steps=(Step('double', 'surcharge', 'factor', rate=D(2), start=Trigger(30)),))
    assert owed(policy, facts, after(31)) == 25 + 65


def test_a_step_recorded_by_its_code_does_not_bite_again_after_the_cutover():
    facts = fine(65, cutover=after(30), recorded=(Recorded('surcharge', 'first', D(10), after(30)),))
    assert owed(NEW_YORK, facts, after(31)) == 75
