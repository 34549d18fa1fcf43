"""Cuba: the terms of fines, decree by decree, and the contribution for land transport.

Each test says where its figures come from: domain_cuba.md 1.3 and 1.6, domain_taxes.md 4-F.
"""
from dataclasses import replace
from decimal import Decimal as D

import pytest
import rules
from lawbook import (
    CENT,
    EVERY_DAY,
    WEEKDAYS,
    adjusted,
    after,
    day,
    doubling,
    fine,
    lines,
    owed,
    paid,
    reduced,
    series,
    settled,
    tax,
)
from rules import Charge, Event, Facts, Hold, Policy, Step, Term, Trigger

GENERAL = doubling(30, enforcement=60)   # Decreto-Ley 99 of 1987


def phase(policy, facts, on):
    return rules.accrue(policy, facts, on, WEEKDAYS).phase


# === DECRETO-LEY 99: 30 DAYS NOMINAL, DOUBLE FROM 31 TO 60, FORCED COLLECTION FROM 61 ===


def test_dl_99_the_first_thirty_days_are_nominal():
    for n in (0, 1, 29, 30):
        assert owed(GENERAL, fine(100), after(n)) == 100
    assert phase(GENERAL, fine(100), after(30)) == 'in_term'


def test_dl_99_the_second_month_is_double():
    for n in (31, 45, 60):
        assert owed(GENERAL, fine(100), after(n)) == 200
    assert phase(GENERAL, fine(100), after(31)) == 'surcharged'
    assert phase(GENERAL, fine(100), after(60)) == 'surcharged'


def test_dl_99_forced_collection_begins_on_day_61():
    accrual = rules.accrue(GENERAL, fine(100), after(61), WEEKDAYS)
    assert (accrual.amount, accrual.phase) == (200, 'enforcement')


def test_dl_99_the_amount_says_until_when_it_holds():
    assert rules.accrue(GENERAL, fine(100), after(0), WEEKDAYS).valid_until == after(30)
    assert rules.accrue(GENERAL, fine(100), after(30), WEEKDAYS).valid_until == after(30)
    assert rules.accrue(GENERAL, fine(100), after(31), WEEKDAYS).valid_until is None


def test_dl_99_the_amount_explains_itself_step_by_step():
    steps = rules.accrue(GENERAL, fine(100), after(61), WEEKDAYS).steps
    assert [(step.rule, step.norm, step.article, step.date_from, step.amount) for step in steps] == [
        ('charge', 'norm', 'charge', after(0), 100),
        ('double', 'norm', 'double', after(31), 100),
        ('enforce', 'norm', '', after(61), 0),
    ]


def test_a_fine_not_yet_notified_waits():
    waiting = rules.accrue(GENERAL, fine(100, clock=None), after(400), WEEKDAYS)
    assert (waiting.amount, waiting.phase, waiting.valid_until) == (100, 'in_term', None)


# === OTHER DECREES ===


def test_decreto_14_gives_ten_natural_days_and_goes_to_court_at_thirty():
    policy = doubling(10, enforcement=30)
    assert [owed(policy, fine(2000), after(n)) for n in (10, 11, 30, 31)] == [2000, 4000, 4000, 4000]
    assert phase(policy, fine(2000), after(31)) == 'enforcement'


@pytest.mark.parametrize('amount', [2000, 3000])
def test_decreto_31_gives_thirty_natural_days_and_thirty_more_at_the_double(amount):
    policy = doubling(30, enforcement=60)
    assert [owed(policy, fine(amount), after(n)) for n in (30, 31, 60)] == [amount, 2 * amount, 2 * amount]
    assert phase(policy, fine(amount), after(61)) == 'enforcement'


def test_decreto_30_doubles_fifteen_thousand_after_thirty_natural_days():
    assert owed(doubling(30), fine(15000), after(30)) == 15000
    assert owed(doubling(30), fine(15000), after(31)) == 30000


@pytest.mark.parametrize('term', [10, 30])
def test_e4_a_sanitary_fine_of_2000_becomes_4000_after_the_term(term):
    """The sources give 10 and 30 days: a term is data, not code."""
    assert owed(doubling(term), fine(2000), after(term)) == 2000
    assert owed(doubling(term), fine(2000), after(term + 1)) == 4000


def test_dl_315_several_infractions_cost_double_the_highest():
    assert rules.combine([D(500), D(1500), D(700)], 'double_highest') == 3000
    assert rules.combine([D(500), D(1500), D(700)], 'highest') == 1500
    assert rules.combine([D(500), D(1500), D(700)], 'sum') == 2700
    assert rules.combine([], 'double_highest') == 0


@pytest.mark.parametrize(('cuotas', 'pesos'), [(20, 16000), (40, 32000), (60, 48000), (100, 80000)])
def test_dl_91_a_fine_in_cuotas_is_worth_their_value_of_the_day(cuotas, pesos):
    cuota = series('CUOTA', ('2024-08-19', '800'), ('2027-01-01', '1000'))['CUOTA']
    assert rules.convert(D(cuotas), cuota, day('2025-04-01'), CENT) == pesos
    assert rules.convert(D(cuotas), cuota, day('2027-01-01'), CENT) == cuotas * 1000


def test_a_step_may_add_units_of_an_index_at_their_value_of_the_day_it_bites():
    policy = Policy('units', steps=(
        Step('more', 'surcharge', 'fixed', amount=D(2), index='CUOTA', start=Trigger(30)),))
    index = series('CUOTA', ('2020-01-01', '800'), ('2026-02-01', '900'))
    assert owed(policy, fine(100), after(31), index=index) == 1900


def test_72_working_hours_are_three_working_days():
    """Only whole days matter: an office that closes at noon makes nobody late (domain_cuba.md 1.6)."""
    friday = day('2026-01-02')
    assert Term(72, 'working_hour').last_day(friday, WEEKDAYS) == day('2026-01-07')
    policy = doubling(72, unit='working_hour')
    assert owed(policy, fine(100, friday), day('2026-01-07')) == 100
    assert owed(policy, fine(100, friday), day('2026-01-08')) == 200


def test_working_days_skip_weekends_and_holidays():
    holidays = rules.Calendar(days=frozenset({day('2026-01-01'), day('2026-01-02')}))
    new_year_eve = day('2025-12-31')
    assert rules.add_days(new_year_eve, 3, 'working_day', holidays) == day('2026-01-07')
    assert rules.add_days(new_year_eve, 3, 'working_day', WEEKDAYS) == day('2026-01-05')


# === PAYMENTS, APPEALS, SUSPENSIONS ===


def test_a_payment_on_the_last_day_is_in_time_and_known_only_later():
    """The bank's notice arrives on day 41 for a payment of day 30: nothing has doubled."""
    late_news = settled(GENERAL, fine(100, payments=(paid(100, after(30)),)), after(41))
    assert (late_news.lines, late_news.outstanding) == ((), 0)
    too_late = settled(GENERAL, fine(100, payments=(paid(100, after(31)),)), after(41))
    assert lines(too_late) == [('surcharge', 'double', after(31), 100)]
    assert too_late.outstanding == 100


def test_the_original_doubles_even_if_a_part_is_paid_where_the_norm_says_original():
    facts = fine(100, payments=(paid(60, after(5)),))
    assert owed(doubling(30), facts, after(31)) == 140
    assert owed(doubling(30, base='outstanding'), facts, after(31)) == 80


def test_an_appeal_upheld_in_part_changes_every_step_after_the_imposition():
    facts = fine(100, adjustments=(adjusted(-50, after(0)),))
    assert owed(GENERAL, facts, after(31)) == 100


def test_an_appeal_upheld_in_part_after_payment_gives_the_difference_back():
    facts = fine(100, payments=(paid(200, after(40)),), adjustments=(adjusted(-50, after(0)),))
    settlement = settled(GENERAL, facts, after(90))
    assert lines(settlement) == [('surcharge', 'double', after(31), 50), ('excess', '', after(40), 100)]
    assert (settlement.outstanding, settlement.excess) == (0, 100)


def test_an_appeal_upheld_gives_everything_back():
    facts = fine(100, payments=(paid(100, after(10)),), adjustments=(adjusted(-100, after(0)),))
    assert settled(GENERAL, facts, after(90)).excess == 100


def test_a_decision_without_retroaction_leaves_the_doubling_before_it_alone():
    facts = fine(100, adjustments=(adjusted(-50, after(45)),))
    assert owed(GENERAL, facts, after(44)) == 200
    assert owed(GENERAL, facts, after(45)) == 150


def test_instalments_only_the_pending_ones_double():
    """1,200 in six of 200; the Fiscalía: on default what is paid stays paid (domain_cuba.md 1.6)."""
    dues = [rules.add_days(after(0), n, 'month', WEEKDAYS) for n in range(1, 7)]
    charges = tuple(Charge(D(200), after(0), due, f'{n}') for n, due in enumerate(dues, 1))
    facts = Facts(after(0), charges, payments=(paid(200, dues[0]), paid(200, dues[1])))
    policy = doubling(0, event='due')
    assert owed(policy, facts, dues[2]) == 800
    settlement = settled(policy, facts, dues[2] + (after(1) - after(0)))
    assert lines(settlement) == [('surcharge', 'double', after(1, dues[2]), 200)]
    assert settlement.outstanding == 1000
    assert owed(policy, facts, after(1, dues[5])) == 1600


def test_instalments_at_a_declared_default_all_pending_ones_double_at_once():
    charges = tuple(Charge(D(200), after(0), after(30 * n)) for n in range(1, 7))
    policy = Policy('agreement', steps=(
        Step('default', 'surcharge', 'factor', 'outstanding', rate=D(2), start=Trigger(event='default')),))
    facts = Facts(after(0), charges, payments=(paid(400, after(50)),), events=(Event('default', after(95)),))
    assert owed(policy, facts, after(94)) == 800
    assert owed(policy, facts, after(95)) == 1600


def test_an_instalment_is_in_time_on_the_whole_of_its_day():
    facts = Facts(after(0), (Charge(D(200), after(0), after(30)),), payments=(paid(200, after(30)),))
    assert settled(doubling(0, event='due'), facts, after(60)).lines == ()


def test_terms_suspended_go_on_ten_working_days_after_service_resumed():
    """Camagüey 2021 (domain_cuba.md 1.6): days of the suspension do not count."""
    resumed = day('2026-03-02')
    hold = Hold(after(10), rules.add_days(resumed, 10, 'working_day', WEEKDAYS))
    assert hold.end == day('2026-03-16')
    facts = fine(100, holds=(hold,))
    last = day('2026-03-16') + (after(30) - after(9))
    assert owed(GENERAL, facts, last) == 100
    assert owed(GENERAL, facts, last + (after(1) - after(0))) == 200


def test_a_suspension_without_end_stops_everything():
    facts = fine(100, holds=(Hold(after(10)),))
    accrual = rules.accrue(GENERAL, facts, after(1000), WEEKDAYS)
    assert (accrual.amount, accrual.valid_until) == (100, None)


def test_a_suspension_decreed_late_undoes_the_doubling_it_covers():
    doubled = settled(GENERAL, fine(100), after(35))
    suspended = settled(GENERAL, fine(100, holds=(Hold(after(20), after(50)),)), after(35))
    assert [(line.kind, line.amount) for line in rules.diff(suspended.lines, doubled.lines)] == [('surcharge', -100)]


def test_a_write_off_lowers_what_is_left_and_never_becomes_money():
    facts = fine(100, payments=(paid(80, after(5)),), reductions=(reduced(30, after(10)),))
    settlement = settled(GENERAL, facts, after(20))
    assert lines(settlement) == [('reduction', '', after(10), 10)]
    assert (settlement.outstanding, settlement.excess) == (0, 0)


def test_an_amnesty_of_one_kind_leaves_the_others():
    facts = fine(100, reductions=(reduced(70, after(40), kind='surcharge'),))
    assert owed(GENERAL, facts, after(41)) == 130


# === 4-F: CONTRIBUTION FOR LAND TRANSPORT, 5 % UNTIL 28 FEBRUARY, DUE 30 SEPTEMBER ===


def transport(stacking='add'):
    early = Step('early', 'discount', rate=D(5), end=Trigger(month_day=(2, 28)))
    electronic = Step('electronic', 'discount', rate=D(3), channel='electronic', stacking=stacking, priority=20)
    return Policy('transport', steps=(early, electronic))


@pytest.mark.parametrize(('amount', 'early'), [
    ('260', '247.00'), ('110', '104.50'), ('375', '356.25'), ('450', '427.50')])
def test_f_paid_by_28_february_it_costs_five_percent_less(amount, early):
    vehicle = tax(amount, day('2026-09-30'), on=day('2026-01-01'))
    assert owed(transport(), vehicle, day('2026-02-28')) == D(early)
    assert owed(transport(), vehicle, day('2026-03-01')) == D(amount)


@pytest.mark.parametrize(('stacking', 'amount'), [('add', '239.20'), ('compound', '239.59')])
def test_f_the_electronic_discount_is_added_or_compounded(stacking, amount):
    vehicle = replace(tax(260, day('2026-09-30'), on=day('2026-01-01')), channel='electronic')
    assert owed(transport(stacking), vehicle, day('2026-02-28')) == D(amount)


@pytest.mark.parametrize(('stacking', 'amount'), [('add', '239.20'), ('compound', '239.59')])
def test_f_a_payment_takes_the_discounts_of_its_channel(stacking, amount):
    vehicle = tax(260, day('2026-09-30'), on=day('2026-01-01'))
    online = settled(transport(stacking), replace(vehicle, payments=(
        paid(amount, day('2026-02-28'), channel='electronic'),)), day('2026-12-31'))
    assert (online.outstanding, online.excess) == (0, 0)
    assert [line.step for line in online.lines] == ['early', 'electronic']
    desk = settled(transport(stacking), replace(vehicle, payments=(
        paid(amount, day('2026-02-28'), channel='desk'),)), day('2026-12-31'))
    assert (desk.lines, desk.outstanding) == ((), 260 - D(amount))


def test_f_who_pays_the_full_amount_inside_the_window_has_the_discount_to_his_credit():
    vehicle = tax(260, day('2026-09-30'), on=day('2026-01-01'), payments=(paid(260, day('2026-02-10')),))
    settlement = settled(transport(), vehicle, day('2026-12-31'))
    assert (settlement.outstanding, settlement.excess) == (0, 13)


def test_the_best_of_several_discounts_can_be_the_only_one():
    steps = (Step('a', 'discount', rate=D(5)), Step('b', 'discount', rate=D(8), stacking='highest', priority=20))
    assert owed(Policy('best', steps=steps), fine(100), after(1)) == 92
    steps = (Step('a', 'discount', rate=D(9)), Step('b', 'discount', rate=D(8), stacking='highest', priority=20))
    assert owed(Policy('best', steps=steps), fine(100), after(1)) == 91


def test_a_saturday_closes_at_noon_but_a_calendar_may_work_it():
    saturdays = rules.Calendar(weekend=frozenset({6}))
    friday = day('2026-01-02')
    assert rules.add_days(friday, 1, 'working_day', saturdays) == day('2026-01-03')
    assert rules.add_days(friday, 1, 'working_day', EVERY_DAY) == day('2026-01-03')
    assert rules.add_days(friday, 1, 'working_day', WEEKDAYS) == day('2026-01-05')
