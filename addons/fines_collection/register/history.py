"""What a ledger must hold so that a fine stands as its old register says, on the day of the cut-over."""
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .explaining import UNEXPLAINED, Surcharge, explain

#: Step of interest that was taken over: the register does not say from when to when it ran.
INTEREST = "recorded_interest"


class Movement(NamedTuple):
    """One ledger row to be: kind, signed amount (positive: more is owed), value date, step, and why (a code)."""

    kind: str
    amount: Decimal
    day: date
    step: str
    cause: str


class History(NamedTuple):
    """All that happened to a fine besides its imposition, and what kind of row it was."""

    movements: tuple
    explained: bool
    reduction: Decimal
    excess: Decimal


def get_history(facts, surcharges, cutover):
    """Return the movements that lead from the fine to the amount due of the register.

    Days of payments, interest and reductions are not in a register of this kind: they count as of the cut-over.

    :param facts: Facts of the row
    :param surcharges: what the policy adds to this fine until the cut-over, oldest first
    :param date cutover: the day whose state the register shows
    :return: fine + sum of movements == max(amount due, 0); money beyond that is the excess, which has a home of its own
    :rtype: History
    """
    movements, explained = _get_penalties(facts, surcharges, cutover)
    if facts.interest:
        movements.append(Movement("interest", facts.interest, cutover, INTEREST, "interest"))
    if facts.payment:
        movements.append(Movement("payment", -facts.payment, cutover, "", "payment"))
    excess = max(-facts.computed, Decimal(0))
    reduction = facts.computed + excess - max(facts.due, Decimal(0))
    if reduction:
        movements.append(Movement("reduction", -reduction, cutover, "", _name_reduction(facts, reduction)))
    if excess:
        movements.append(Movement("excess", excess, cutover, "", "excess"))
    return History(tuple(movements), explained, reduction, excess)


def _get_penalties(facts, surcharges, cutover):
    """Return the rows of the penalty, one for each step that explains it, and whether it is explained."""
    if not facts.penalty:
        return [], True
    steps = explain(facts.penalty, surcharges)
    if steps is None:
        unknown = Surcharge(UNEXPLAINED, facts.penalty, cutover)
        return [_to_movement(unknown, UNEXPLAINED)], False
    return [_to_movement(step, "penalty") for step in steps], True


def _to_movement(surcharge, cause):
    return Movement("surcharge", surcharge.amount, surcharge.day, surcharge.step, cause)


def _name_reduction(facts, reduction):
    """Return what the register seems to have given up, by the amount alone; it tells no more."""
    if reduction == facts.fine + facts.penalty + facts.interest:
        return "reduction_all"
    if reduction == facts.interest:
        return "reduction_interest"
    if reduction == facts.penalty:
        return "reduction_penalty"
    return "reduction_part"
