"""Who gets which part of the money."""
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import BadPolicy, Rounding, ShareRow, check_shares, share_out, sum_percents

CENT, PESO = Rounding(D("0.01")), Rounding(D(1))
MONEY = st.decimals(-10**7, 10**7, places=2)
HALVES = (ShareRow(percent=D(60)), ShareRow(percent=D(40)))


@st.composite
def norms(draw):
    """Shares that give the whole: percentages cut out of 100, or one row that takes the rest."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), max_size=5)))
    percents = [D(b - a) for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    rows = [ShareRow(percent=percent) for percent in percents]
    if draw(st.booleans()):
        small = st.none() | st.decimals(0, 500, places=2)
        bases = st.sampled_from(["all", "principal", "accessory"])
        rows = [ShareRow(draw(bases), row.percent, draw(small), draw(small))
                for row in rows]
        rows.insert(draw(st.integers(0, len(rows))), ShareRow(rest=True))
    return tuple(rows)


@given(MONEY, MONEY, norms(), st.sampled_from([CENT, PESO, PESO.down()]))
def test_inv_03_the_parts_sum_to_the_whole_and_a_reversal_is_the_mirror(principal, accessory, rows, rounding):
    parts = share_out(principal, accessory, rows, rounding)
    assert sum(parts) == principal + accessory
    assert share_out(-principal, -accessory, rows, rounding) == tuple(-part for part in parts)


@given(st.decimals(0, 10**7, places=2), st.decimals(0, 10**7, places=2), norms())
def test_nobody_pays_for_a_share(principal, accessory, rows):
    parts = share_out(principal, accessory, rows, CENT)
    cents = D("0.01") * len(rows)
    assert all(part >= -cents for part in parts)


def test_what_rounding_leaves_goes_to_the_largest_part():
    thirds = (ShareRow(percent=D("33.3")), ShareRow(percent=D("33.3")), ShareRow(percent=D("33.4")))
    assert share_out(D(100), D(0), thirds, PESO) == (34, 33, 33)
    assert share_out(D(100), D(0), (*HALVES[:1], ShareRow(rest=True)), PESO) == (60, 40)


def test_surcharges_may_go_to_others_than_the_fine():
    rows = (ShareRow("principal", D(100)), ShareRow("accessory", D(30)), ShareRow("accessory", D(70)))
    assert share_out(D(200), D(50), rows, CENT) == (200, 15, 35)
    assert sum_percents(rows) == {"principal": 100, "accessory": 100}


def test_a_fixed_amount_and_a_minimum_take_what_is_there():
    rows = (ShareRow(fixed=D(80)), ShareRow(percent=D(10), minimum=D(30)), ShareRow(rest=True))
    assert share_out(D(1000), D(0), rows, CENT) == (80, 100, 820)
    assert share_out(D(100), D(0), rows, CENT) == (80, 20, 0)
    assert share_out(D(-100), D(0), rows, CENT) == (-80, -20, 0)


@pytest.mark.parametrize("rows", [
    (ShareRow(percent=D(99)),), (ShareRow(percent=D(101)), ShareRow(rest=True)), (ShareRow(rest=True),) * 2, (),
    (ShareRow("principal", D(100)),), (ShareRow(fixed=D(5)), ShareRow(percent=D(100))), (ShareRow("half", D(100)),),
    (ShareRow(percent=D(-10)), ShareRow(percent=D(110)))])
def test_shares_that_do_not_give_the_whole_are_refused(rows):
    with pytest.raises(BadPolicy):
        check_shares(rows)
