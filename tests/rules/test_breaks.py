"""Which row made books differ, and what only follows from it."""
from decimal import Decimal as D

import rules
from rules import Effect, Row, Symptom, Verdict

DEBT, OTHER = ('debt', 1), ('debt', 2)


def row(row_id=1, owner=DEBT, amount='-2000', **facts):
    return Row(row_id, owner, D(amount), **facts)


def test_a_row_that_stands_twice_is_double_and_not_an_amount():
    rows = [row(1), row(2, twin=True)]
    assert rules.judge(D(-2000), rows, {DEBT: D(-2000)}) == Verdict('double', 2, DEBT)


def test_a_twin_of_another_amount_is_no_double():
    rows = [row(1, twin=True), row(2, OTHER, '-500')]
    assert rules.judge(D(-1), rows, {OTHER: D(-1)}) == Verdict('amount', 2, OTHER)


def test_the_row_whose_fingerprint_does_not_fit_was_changed():
    assert rules.judge(D(1), [row(1), row(2, altered=True)], {}) == Verdict('amount', 2, DEBT)


def test_the_row_whose_debt_differs_as_much_was_changed_although_its_fingerprint_fits():
    assert rules.judge(D(1), [row(1), row(2, OTHER)], {OTHER: D(1)}) == Verdict('amount', 2, OTHER)


def test_a_paper_without_rows_lacks_them_and_the_debt_that_differs_as_much_is_named():
    assert rules.judge(D(2000), [], {}) == Verdict('missing')
    assert rules.judge(D(2000), [], {OTHER: D(2000), DEBT: D(1)}) == Verdict('missing', None, OTHER)


def test_one_of_two_rows_is_missing_when_another_debt_differs_by_it():
    assert rules.judge(D(500), [row(1)], {OTHER: D(500)}) == Verdict('missing', None, OTHER)


def test_where_the_rows_agree_with_their_debts_the_paper_was_changed():
    assert rules.judge(D(-1), [row(1)], {}) == Verdict('amount')


def test_differences_are_explained_by_the_sum_of_what_breaks_do_to_them():
    causes = [[Effect('day', 7, (), D(1))], [Effect('day', 7, (), D(-3))], [Effect('desk', 7, (), D(-2))]]
    symptoms = [Symptom('day', 7, ('here',), D(-2)), Symptom('desk', 7, ('here',), D(-2)),
                Symptom('day', 8, ('here',), D(-2))]
    assert rules.explain(causes, symptoms) == [(0, 1), (2,), ()]


def test_a_break_that_does_not_know_the_row_explains_one_of_its_amount_at_its_place_and_only_one():
    causes = [[Effect('day', None, ('O1',), D(5))]]
    symptoms = [Symptom('day', 1, ('O2', 'x'), D(5)), Symptom('day', 2, ('O1', 'x'), D(5)),
                Symptom('day', 3, ('O1', 'y'), D(5)), Symptom('day', 4, ('O1', 'x'), D(6))]
    assert rules.explain(causes, symptoms) == [(), (0,), (), ()]


def test_a_row_that_is_gone_explains_whatever_its_place_lacks_after_what_is_known():
    causes = [[Effect('day', 1, (), D(1))], [Effect('day', None, ('O1',))], [Effect('desk', 9)]]
    symptoms = [Symptom('day', 1, ('O1',), D(1)), Symptom('day', 2, ('O1',), D(70)), Symptom('day', 1, ('O1',), D(8)),
                Symptom('day', 3, ('O2',), D(70)), Symptom('desk', 9, (), D(3)), Symptom('desk', 8, (), D(3))]
    assert rules.explain(causes, symptoms) == [(0,), (1,), (0, 1), (), (2,), ()]
