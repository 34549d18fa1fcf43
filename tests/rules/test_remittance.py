"""What companies that collect for each other owe one another."""
from decimal import Decimal

from rules import Position, get_positions

THREE = [("A", "B", Decimal(300)), ("B", "A", Decimal(200)), ("C", "A", Decimal(50)), ("B", "C", Decimal(7))]


def test_each_other_company_has_its_position():
    assert get_positions(THREE, "A") == {
        "B": Position(Decimal(300), Decimal(200)), "C": Position(Decimal(0), Decimal(50))}


def test_one_of_both_pays_the_difference():
    assert get_positions(THREE, "A")["B"].net == 100
    assert get_positions(THREE, "B")["A"].net == -100


def test_what_was_taken_back_after_it_was_handed_over_is_a_claim():
    sums = [*THREE, ("A", "B", Decimal(-500))]
    assert get_positions(sums, "A")["B"] == Position(Decimal(-200), Decimal(200))
    assert get_positions(sums, "B")["A"].net == 400


def test_all_positions_together_are_zero():
    total = sum(p.net for company in "ABC" for p in get_positions(THREE, company).values())
    assert total == 0
