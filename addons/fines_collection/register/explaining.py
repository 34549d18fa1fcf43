"""Which steps of the law explain a recorded penalty: named, or marked as unexplained, never guessed."""
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

#: Step of an accessory that no step of the policy gives.
UNEXPLAINED = "unexplained"


class Surcharge(NamedTuple):
    """What a step of the policy adds to an unpaid fine: its code, how much, the day it bites."""

    step: str
    amount: Decimal
    day: date


def list_surcharges(accrual):
    """Return the surcharges that an accrual of the unpaid fine explains, oldest first.

    :param accrual: answer of `rules.accrue` for the fine alone, on the day of the cut-over
    :rtype: tuple[Surcharge, ...]
    """
    found = [Surcharge(step.rule, step.amount, step.date_from) for step in accrual.steps if step.kind == "surcharge"]
    return tuple(sorted(found, key=lambda surcharge: surcharge.day))


def explain(penalty, surcharges):
    """Return the steps whose amounts sum exactly to a recorded penalty; None if no combination does.

    The payment's day is not known, so any number of steps may have bitten. Steps from the first on, without gaps, are
    preferred: that is how the law adds them; then the fewest.

    :param Decimal penalty: greater than zero
    :param surcharges: what the policy adds until the cut-over, oldest first
    :rtype: tuple[Surcharge, ...] | None
    """
    for size in range(1, len(surcharges) + 1):
        if sum(surcharge.amount for surcharge in surcharges[:size]) == penalty:
            return tuple(surcharges[:size])
    for size in range(1, len(surcharges)):
        for chosen in combinations(surcharges, size):
            if sum(surcharge.amount for surcharge in chosen) == penalty:
                return chosen
    return None
