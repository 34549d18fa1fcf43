"""Random laws and random lives of debts, for the properties that must hold for all of them."""
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D

from hypothesis import strategies as st
from lawbook import CENT, PESO, YEAR_2026, after, series
from rules import (
    Adjustment,
    Charge,
    Event,
    Facts,
    Hold,
    Payment,
    Policy,
    Recorded,
    Reduction,
    Rounding,
    Step,
    Trigger,
)

DAYS = st.integers(0, 300).map(after)
AMOUNTS = st.decimals('0.01', 500, places=2)
INDEX = {
    **series('UNIT', ('2025-01-01', '3.10'), ('2026-03-01', '3.50'), ('2026-07-01', '3.30')),
    **series('RATE', ('2025-01-01', '0.03'), ('2026-01-20', '0.02'), ('2026-04-01', '0.05')),
    **series('IPC', *((f'{2025 + m // 12}-{m % 12 + 1:02}-01', f'{100 + m * 7 % 11}') for m in range(26))),
}

COUNTED = st.builds(Trigger, st.integers(0, 90), st.sampled_from(['day', 'working_day']), roll=st.booleans())
DUE = st.builds(Trigger, st.integers(0, 40), st.sampled_from(['day', 'month']), st.just('due'))
EVENT = st.just(Trigger(event='issued'))
DATED = st.builds(Trigger, month_day=st.sampled_from([(1, 31), (2, 29), (6, 30)]))
STARTS = st.one_of(COUNTED, COUNTED, DUE, EVENT, DATED)
BASES = st.sampled_from(['original', 'outstanding', 'indexed', 'total', 'accessories'])
PERCENTS = st.decimals(0, 60, places=1)
MAYBE_CAP = st.one_of(st.none(), st.none(), st.decimals(1, 200, places=2))
MONTHLY = st.sampled_from(['monthly', 'month_fraction', 'calendar_month'])


def once(**more):
    """Steps that add money once."""
    common = dict(code=st.just(''), kind=st.just('surcharge'), base=BASES, start=STARTS, cap=MAYBE_CAP)
    common.update(more)
    return st.one_of(
        st.builds(Step, **common, method=st.just('percent'), rate=PERCENTS, minimum=st.sampled_from([None, D(3)])),
        st.builds(Step, **common, method=st.just('factor'), rate=st.decimals(1, 3, places=1)),
        st.builds(Step, **common, method=st.just('fixed'), amount=AMOUNTS),
    )


def running(kind='interest'):
    """Steps that add money with time, at a rate written in the norm."""
    common = {'code': st.just(''), 'kind': st.just(kind), 'base': BASES, 'start': STARTS, 'cap': MAYBE_CAP}
    return st.one_of(
        st.builds(Step, **common, method=st.just('daily'), rate=st.decimals(0, 1, places=2)),
        st.builds(Step, **common, method=MONTHLY, rate=st.decimals(0, 5, places=1), compound=st.booleans()),
    )


INDEXED = st.one_of(
    st.builds(Step, st.just(''), st.just('indexation'), st.just('index'), st.just('outstanding'), index=st.just('IPC'),
              index_lag=st.integers(0, 2), rate_rounding=st.just(Rounding(D('0.1'))), start=STARTS),
    st.builds(Step, st.just(''), st.just('interest'), st.just('daily'), st.just('indexed'), index=st.just('RATE'),
              index_mode=st.sampled_from(['at_payment', 'each']), start=STARTS),
    st.builds(Step, st.just(''), st.just('surcharge'), st.just('fixed'), index=st.just('UNIT'), amount=st.just(D(2)),
              start=STARTS),
)
PHASES = st.builds(Step, st.just(''), st.just('phase'), start=COUNTED, phase=st.just('enforcement'))
DISCOUNTS = st.builds(
    Step, st.just(''), st.just('discount'), rate=st.decimals(0, 60, places=1), base=BASES, end=COUNTED,
    channel=st.sampled_from(['', '', 'electronic']), stacking=st.sampled_from(['add', 'compound', 'highest']))


def policies(*kinds):
    """Policies of up to four steps of some kinds, with codes of their own."""
    def build(steps, rounding, cap):
        named = tuple(replace(step, code=f's{n}') for n, step in enumerate(steps))
        return Policy('random', currency_rounding=rounding, cap=cap, steps=named)

    return st.builds(
        build, st.lists(st.one_of(*kinds), max_size=4), st.sampled_from([CENT, CENT, PESO]),
        st.one_of(st.none(), st.none(), st.decimals(10, 200, places=0)))


CHARGES = st.builds(
    lambda first, rest: (first, *rest),
    st.builds(Charge, st.decimals(200, 900, places=2), st.just(YEAR_2026), st.just(after(30))),
    st.lists(st.builds(Charge, AMOUNTS, DAYS, st.one_of(st.none(), DAYS)), max_size=3))
ADJUSTMENTS = st.lists(st.builds(Adjustment, st.decimals(-60, 60, places=2), DAYS), max_size=2).map(tuple)
REDUCTIONS = st.lists(
    st.builds(Reduction, AMOUNTS, DAYS, kind=st.sampled_from(['', '', 'interest'])), max_size=2).map(tuple)
PAYMENTS = st.lists(
    st.builds(Payment, AMOUNTS, DAYS, st.sampled_from(['', 'a', 'b']), st.sampled_from(['desk', 'electronic'])),
    max_size=4).map(tuple)
RECORDED = st.lists(
    st.builds(Recorded, st.sampled_from(['surcharge', 'interest', 'cost']), st.sampled_from(['', 's0']), AMOUNTS, DAYS),
    max_size=2).map(tuple)
HOLDS = st.lists(
    st.builds(
        lambda start, n: Hold(start, n and start + timedelta(days=n)),
        DAYS, st.one_of(st.none(), st.integers(1, 60))),
    max_size=2).map(tuple)
EVENTS = st.lists(st.builds(Event, st.just('issued'), DAYS), max_size=1).map(tuple)

LIVES = st.builds(
    Facts, st.one_of(st.none(), st.just(YEAR_2026), DAYS), CHARGES, ADJUSTMENTS, REDUCTIONS, PAYMENTS, RECORDED, HOLDS,
    EVENTS, st.one_of(st.none(), st.none(), DAYS), st.sampled_from(['', 'desk', 'electronic']))
UNPAID = st.builds(
    Facts, st.one_of(st.just(YEAR_2026), DAYS), CHARGES, recorded=RECORDED, holds=HOLDS, events=EVENTS)
PLAIN_LIVES = st.builds(
    Facts, st.one_of(st.just(YEAR_2026), st.just(after(40)), st.none(), DAYS),
    st.builds(Charge, st.decimals(0, 900, places=2), st.one_of(st.just(YEAR_2026), DAYS)).map(lambda charge: (charge,)),
    channel=st.sampled_from(['', 'desk']))
PLAIN_STEPS = st.one_of(
    once(start=st.one_of(st.none(), COUNTED, DATED), cap=st.none(),
         base=st.sampled_from(['original', 'outstanding', 'total'])),
    PHASES)

ANY_LAW = policies(once(), running(), running('surcharge'), INDEXED, PHASES, DISCOUNTS)
WITHOUT_DISCOUNT = policies(once(), running(), running('surcharge'), INDEXED, PHASES)
WITHOUT_INDEX = policies(once(), running(), PHASES)
PLAIN_LAW = policies(PLAIN_STEPS)
