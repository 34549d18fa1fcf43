"""What companies that collect for each other owe one another."""

from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO


@dataclass(frozen=True)
class Position:
    """How one company stands towards another: what it holds for it, what that one holds in its turn.

    Below zero: money that was handed over and then taken back, a claim.
    """

    held: Decimal = ZERO
    due: Decimal = ZERO

    @property
    def net(self):
        """What is to be paid after set-off; below zero the other company pays."""
        return self.held - self.due


def get_positions(sums, company):
    """How a company stands towards each of the others.

    :param sums: (holder, owner, amount) of money that the holder keeps for the owner; pairs may come more than once
    :param company: whose positions
    :return: by the other company, in the order of `sums`
    :rtype: dict[object, Position]
    """
    positions = {}
    for holder, owner, amount in sums:
        if holder == owner or company not in (holder, owner):
            continue
        other = owner if holder == company else holder
        before = positions.get(other, Position())
        positions[other] = Position(before.held + amount, before.due) if holder == company else Position(
            before.held, before.due + amount)
    return positions
