"""Chile: indexation and interest of late taxes, permits in UTM, fines. domain_taxes.md 3.1, 3.2, 4-A to 4-E."""
from dataclasses import replace
from decimal import Decimal as D

import pytest
import rules
from lawbook import PESO, WEEKDAYS, after, day, fine, lines, owed, paid, series, settled, tax
from rules import Hold, Policy, Rounding, Step, Trigger

ONE_DECIMAL = Rounding(D('0.1'))
TEN_DOWN = Rounding(D(10), 'half_down')
UTM = series('UTM', ('2024-01-01', '64666'), ('2024-10-01', '66561'), ('2025-01-01', '67429'), ('2026-01-01', '69751'))
# IPC by the month it measures. March 2020 is the value derived from the published rows.
IPC = series(
    'IPC', ('2013-11-30', '85.00'), ('2014-01-31', '85.67'), ('2014-09-30', '88.92'), ('2014-11-30', '89.87'),
    ('2020-03-31', '105.06'))

OVERDUE = Trigger(0, event='due')
INDEXATION = Step(
    'index', 'indexation', 'index', 'outstanding', index='IPC', index_lag=2, rate_rounding=ONE_DECIMAL, start=OVERDUE)
INTEREST = Step('interest', 'interest', 'calendar_month', 'indexed', rate=D('1.5'), start=OVERDUE)
UNTIL_2024 = Policy('art53', currency_rounding=PESO, steps=(INTEREST, INDEXATION))


# === 4-C: CIRCULAR 30 OF 2020, PAYMENT IN MAY 2020 ===


@pytest.mark.parametrize(('due', 'indexation', 'interest'), [
    pytest.param('2014-01-31', '23.6', '115.5', id='C1'),
    pytest.param('2014-03-31', '22.6', '112.5', id='C2'),
    pytest.param('2014-11-30', '18.2', '100.5', id='C4'),
    pytest.param('2015-01-31', '16.9', '97.5', id='C6'),
])
def test_c_the_official_table_of_percentages(due, indexation, interest):
    steps = rules.accrue(UNTIL_2024, tax(100000, day(due)), day('2020-05-20'), WEEKDAYS, IPC).steps
    assert [(step.rule, step.rate) for step in steps[1:]] == [('index', D(indexation)), ('interest', D(interest))]


def test_c8_due_in_january_2016_costs_79_5_percent_of_interest():
    only_interest = Policy('interest', currency_rounding=PESO, steps=(replace(INTEREST, base='outstanding'),))
    steps = rules.accrue(only_interest, tax(100000, day('2016-01-31')), day('2020-05-20'), WEEKDAYS).steps
    assert (steps[1].rate, steps[1].units) == (D('79.5'), 53)


def test_c9_100000_due_in_january_2015_cost_230878_in_may_2020():
    accrual = rules.accrue(UNTIL_2024, tax(100000, day('2015-01-31')), day('2020-05-20'), WEEKDAYS, IPC)
    assert [step.amount for step in accrual.steps] == [100000, 16900, 113978]
    assert accrual.amount == 230878


def test_nothing_is_indexed_inside_the_same_calendar_month():
    late = tax(100000, day('2015-01-05'))
    only_index = Policy('index', currency_rounding=PESO, steps=(INDEXATION,))
    assert owed(only_index, late, day('2015-01-31'), index=IPC) == 100000
    assert lines(settled(UNTIL_2024, late, day('2015-01-31'), index=IPC)) == [
        ('interest', 'interest', day('2015-01-06'), 1500)]


def test_the_amount_of_a_month_stays_until_its_end():
    accrual = rules.accrue(UNTIL_2024, tax(100000, day('2015-01-31')), day('2020-05-20'), WEEKDAYS, IPC)
    assert accrual.valid_until == day('2020-05-31')


def test_a_month_or_fraction_can_also_be_counted_from_the_due_day():
    elapsed = Policy('elapsed', steps=(Step(
        'interest', 'interest', 'month_fraction', 'outstanding', rate=D('1.5'), start=OVERDUE),))
    facts = tax(1000, day('2024-01-20'))
    days = ['2024-01-20', '2024-01-21', '2024-02-20', '2024-02-21', '2024-03-20']
    assert [owed(elapsed, facts, day(on)) for on in days] == [1000, 1015, 1015, 1030, 1030]
    whole = Policy('whole', steps=(replace(elapsed.steps[0], method='monthly'),))
    assert [owed(whole, facts, day(on)) for on in days] == [1000, 1000, 1015, 1015, 1030]
    calendar = Policy('calendar', steps=(replace(elapsed.steps[0], method='calendar_month'),))
    assert [owed(calendar, facts, day(on)) for on in days] == [1000, 1015, 1030, 1030, 1045]


def test_paying_a_part_splits_the_interest_and_leaves_what_was_before_alone():
    policy = Policy('interest', currency_rounding=PESO, steps=(replace(INTEREST, base='outstanding'),))
    facts = tax(100000, day('2024-01-31'), payments=(paid(51500, day('2024-02-10')),))
    settlement = settled(policy, facts, day('2024-03-10'))
    # Two months begun cost 3 % of the whole; the payment covers that and 48,500 of the debt;
    # March costs 1.5 % of the rest.
    assert lines(settlement) == [
        ('interest', 'interest', day('2024-02-01'), 3000), ('interest', 'interest', day('2024-02-11'), 773)]
    assert settlement.outstanding == 51500 + 773


def test_one_ordinance_takes_interest_on_interest():
    step = Step('interest', 'interest', 'month_fraction', 'total', rate=D(10), start=OVERDUE)
    facts = tax(1000, day('2024-01-20'))
    simple, compound = (Policy('p', steps=(replace(step, compound=flag),)) for flag in (False, True))
    assert [owed(simple, facts, day(f'2024-{m:02}-10')) for m in (2, 3, 4)] == [1100, 1200, 1300]
    assert [owed(compound, facts, day(f'2024-{m:02}-10')) for m in (2, 3, 4)] == [1100, 1210, 1331]


def test_nothing_accrues_while_a_hold_runs():
    policy = Policy('interest', currency_rounding=PESO, steps=(replace(INTEREST, base='outstanding'),))
    facts = tax(100000, day('2024-01-31'), holds=(Hold(day('2024-02-05'), day('2024-04-04')),))
    held = {owed(policy, facts, day(on)) for on in ('2024-02-04', '2024-02-05', '2024-03-15', '2024-04-04')}
    assert held == {103000}


# === 4-C: DAILY INTEREST FROM 2025, LEY 21.713 ===

DAILY = Step('daily', 'interest', 'daily', 'outstanding', index='SII', start=OVERDUE)
RATES = series('SII', ('2025-01-01', '0.02255555556'), ('2025-07-01', '0.0222222222'), ('2026-01-01', '0.022'))


def daily(mode='at_payment'):
    return Policy('ley21713', currency_rounding=PESO, steps=(replace(DAILY, index_mode=mode),))


def test_c10_two_million_for_sixty_days_cost_27067_at_8_12_percent_a_year():
    policy = Policy('c10', currency_rounding=PESO, steps=(
        Step('daily', 'interest', 'daily', 'outstanding', rate=D('8.12'), per=360, start=OVERDUE),))
    facts = tax(2000000, day('2025-01-31'))
    assert owed(policy, facts, after(60, day('2025-01-31'))) == 2027067
    assert owed(daily(), facts, after(60, day('2025-01-31')), index=RATES) == 2027067


def test_c12_the_second_half_of_2025_costs_26667():
    facts = tax(2000000, day('2025-07-31'))
    assert owed(daily(), facts, after(60, day('2025-07-31')), index=RATES) == 2026667


def test_c13_the_first_half_of_2026_costs_26400_and_a_day_more_26840():
    facts = tax(2000000, day('2026-01-31'))
    assert owed(daily(), facts, after(60, day('2026-01-31')), index=RATES) == 2026400
    assert owed(daily(), facts, after(61, day('2026-01-31')), index=RATES) == 2026840


def test_the_half_yearly_rate_is_a_switch():
    """At payment for the whole debt (regfollower), or each half-year its own (DF Tax)."""
    facts = tax(2000000, day('2025-12-01'))
    on = day('2026-01-30')   # 60 days, 30 in each half-year
    assert owed(daily('at_payment'), facts, on, index=RATES) == 2026400
    each = settled(daily('each'), facts, on, index=RATES)
    assert lines(each) == [
        ('interest', 'daily', day('2025-12-02'), 13333), ('interest', 'daily', day('2026-01-01'), 13200)]
    assert each.outstanding == 2026533


def test_a_payment_fixes_the_rate_of_what_it_pays_for():
    facts = tax(2000000, day('2025-12-01'), payments=(paid(500000, day('2025-12-31')),))
    settlement = settled(daily(), facts, day('2026-01-30'), index=RATES)
    left = 2000000 + 13333 - 500000
    assert lines(settlement) == [
        ('interest', 'daily', day('2025-12-02'), 13333),
        ('interest', 'daily', day('2026-01-01'), round(left * D('0.00022') * 30)),
    ]


def test_the_cache_keeps_the_amount_without_the_interest_that_runs():
    accrual = rules.accrue(daily(), tax(2000000, day('2026-01-31')), day('2026-03-10'), WEEKDAYS, RATES)
    assert accrual.valid_until == day('2026-03-10')
    assert (accrual.cached_amount, accrual.cached_until) == (2000000, None)


def test_interest_stops_at_its_cap():
    policy = Policy('cap', steps=(Step(
        'daily', 'interest', 'daily', 'outstanding', rate=D(1), start=OVERDUE, cap=D(30), cap_base='original'),))
    facts = tax(1000, day('2026-01-01'))
    assert [owed(policy, facts, after(n)) for n in (29, 30, 31, 300)] == [1290, 1300, 1300, 1300]
    assert rules.accrue(policy, facts, after(300), WEEKDAYS).valid_until is None


def test_all_accessories_together_stop_at_the_cap_of_the_policy():
    policy = Policy('cap', cap=D(50), steps=(
        Step('surcharge', 'surcharge', rate=D(40), start=OVERDUE),
        Step('daily', 'interest', 'daily', 'outstanding', rate=D(1), start=OVERDUE)))
    facts = tax(1000, day('2026-01-01'))
    assert [owed(policy, facts, after(n)) for n in (1, 10, 11)] == [1410, 1500, 1500]


def test_a_minimum_holds_once_anything_is_due():
    policy = Policy('minimum', steps=(
        Step('surcharge', 'surcharge', rate=D(1), minimum=D(5), start=Trigger(10)),))
    assert [owed(policy, fine(100), after(n)) for n in (10, 11)] == [100, 105]
    assert owed(policy, fine(1000), after(11)) == 1010


# === 4-A, 4-B, 4-E: UNITS, BANDS, ROUNDING ===

PERMIT = ((D(60), D(1)), (D(120), D(2)), (D(250), D(3)), (D(400), D(4)), (None, D('4.5')))


def permit(valuation, utm=D(69751)):
    table = [(upper and upper * utm, percent) for upper, percent in PERMIT]
    return max(rules.bands(D(valuation), table, PESO), PESO.apply(utm / 2))


@pytest.mark.parametrize(('valuation', 'pesos'), [
    (2532612664, 113528139), (456757820, 20114671), (3487600, 34876), (3000000, 34876),
    (7000000, 98149), (20000000, 500071), (50000000, 1810569)])
def test_a_the_circulation_permit_adds_up_its_bands(valuation, pesos):
    assert permit(valuation) == pesos


def test_a7_the_minimum_of_2025_is_half_an_utm():
    assert permit(3371500, D(67429)) == 33715


def test_a10_an_electric_car_is_exempt_of_three_quarters():
    base = permit(10000000)
    assert base == 174448
    assert base - PESO.apply(base * D('0.75')) == 43612


def test_a11_the_second_instalment_carries_the_index_of_the_months_before_it():
    first, second = rules.instalments(D(100000), 2, PESO)
    assert (first, PESO.apply(second * D('1.055'))) == (50000, 52750)


@pytest.mark.parametrize(('on', 'pesos'), [
    ('2024-05-01', 14549850), ('2025-05-01', 15171525), ('2026-05-01', 15693975)])
def test_b_the_waste_fee_spares_properties_up_to_225_utm(on, pesos):
    january = UTM['UTM'].at(day(on).replace(month=1, day=1))
    assert 225 * january == pesos


def test_b3_san_antonio_rounds_each_instalment_by_itself():
    assert rules.instalments(D(74071), 4, PESO, 'none') == (18518,) * 4
    assert rules.instalments(D(74071), 4, PESO, 'last') == (18518, 18518, 18518, 18517)
    assert rules.instalments(D(74071), 4, PESO, 'first') == (18517, 18518, 18518, 18518)


@pytest.mark.parametrize(('year', 'parts'), [(22740, 5685), (40136, 10034), (75308, 18827)])
def test_b_other_municipalities_divide_evenly(year, parts):
    assert rules.instalments(D(year), 4, PESO, 'last') == (parts,) * 4


@pytest.mark.parametrize(('utm', 'units', 'mode', 'pesos'), [
    pytest.param(66561, '0.2', 'half_up', 13312, id='E4c minor, least'),
    pytest.param(66561, '0.5', 'half_up', 33281, id='E4c minor, most: rounded up'),
    pytest.param(64666, '1', 'down', 64666, id='E4d least'),
    pytest.param(64666, '1.5', 'down', 96999, id='E4d most'),
    pytest.param(65901, '1.5', 'down', 98851, id='E4d truncated'),
    pytest.param(68647, '1.5', 'down', 102970, id='E4d truncated again'),
])
def test_e4_publishers_round_fines_in_utm_differently(utm, units, mode, pesos):
    month = series('UTM', ('2024-10-01', str(utm)))['UTM']
    assert rules.convert(D(units), month, day('2024-10-15'), Rounding(D(1), mode)) == pesos


@pytest.mark.parametrize(('amount', 'cash'), [(1234, 1230), (1235, 1230), (1236, 1240), (1240, 1240)])
def test_cash_is_rounded_half_down_to_the_ten(amount, cash):
    assert TEN_DOWN.apply(D(amount)) == cash
    assert str(TEN_DOWN.apply(D(amount))) == str(cash)


@pytest.mark.parametrize(('amount', 'hundreds'), [(1200, 1200), (1201, 1300), (1299, 1300)])
def test_a_depreciated_valuation_goes_up_to_the_hundred(amount, hundreds):
    assert Rounding(D(100), 'up').apply(D(amount)) == hundreds


def test_traffic_fines_are_a_quarter_less_within_five_working_days():
    policy = Policy('traffic', currency_rounding=PESO, steps=(
        Step('early', 'discount', rate=D(25), end=Trigger(5, 'working_day')),))
    friday = day('2026-01-02')
    assert owed(policy, fine(66561, friday), day('2026-01-09')) == 49921
    assert owed(policy, fine(66561, friday), day('2026-01-10')) == 66561


def test_of_several_offences_in_one_act_only_the_gravest_counts():
    assert rules.combine([D(33281), D(96999)], 'highest') == 96999
