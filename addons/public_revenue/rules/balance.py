"""What is owed at a moment of a simulated life: amounts by kind and scope, and the money that has gone into them."""

from .money import ZERO
from .schedule import WHOLE

CHARGE = 'charge'


class Balance:
    """Mutable working state of one simulation; never leaves the package.

    Scopes are the positions of the charges, oldest first, and WHOLE for accessories of the whole debt.

    :param allocation: kinds in the order in which money covers them
    :param size: number of charges
    """

    __slots__ = ('allocation', 'log', 'money', 'originals', 'owed')

    def __init__(self, allocation, size):
        self.allocation = {kind: place for place, kind in enumerate(allocation)}
        self.originals = [ZERO] * size
        self.owed = {}
        self.log = []  # (day, kind, scope, money), for the discounts that look back on their window
        self.money = ZERO  # money that has gone into the debt and not come back

    def total(self):
        """Return all that is owed."""
        return sum(self.owed.values(), ZERO)

    def original(self, scope=WHOLE):
        """Return charges with their adjustments."""
        return sum(self.originals, ZERO) if scope == WHOLE else self.originals[scope]

    def left(self, matches, scope=WHOLE):
        """Return what is owed of the kinds that match."""
        return sum((owed for (kind, at), owed in self.owed.items() if scope in (WHOLE, at) and matches(kind)), ZERO)

    def base(self, name, scope=WHOLE, without='', since=None):
        """Return the base of a step.

        :param name: see Step.base
        :param without: a kind left out of total and accessories
        :param since: count money paid on or after that day as still owed (None: do not)
        """
        if name == 'original':
            return self.original(scope)
        matches = _get_matcher(name, without)
        amount = self.left(matches, scope)
        if since is None:
            return amount
        return amount + sum((paid for on, kind, _at, paid in self.log if on >= since and matches(kind)), ZERO)

    def add(self, kind, scope, amount):
        """Add a signed amount; return (not negative) what it takes away beyond what is owed there."""
        owed = self.owed.get((kind, scope), ZERO) + amount
        self.owed[kind, scope] = max(owed, ZERO)
        return max(-owed, ZERO)

    def cover(self, amount, only=''):
        """Lower what is owed by up to ``amount``, kind by kind as allocated, the older first.

        :param only: a kind; empty: all
        :return: list of (kind, scope, part)
        """
        parts = []
        for kind, scope in sorted(self.owed, key=self._rank):
            part = min(amount, self.owed[kind, scope])
            if part > 0 and only in ('', kind):
                self.owed[kind, scope] -= part
                amount -= part
                parts.append((kind, scope, part))
        return parts

    def pay(self, amount, on):
        """Cover what is owed with money; return the money used."""
        parts = self.cover(amount)
        self.log += [(on, kind, scope, part) for kind, scope, part in parts]
        used = sum((part for _kind, _scope, part in parts), ZERO)
        self.money += used
        return used

    def free(self, amount, on, kind):
        """Take money back out of the debt, at most what has gone in; return how much."""
        freed = min(amount, self.money)
        self.money -= freed
        self.log.append((on, kind, WHOLE, -freed))
        return freed

    def clear(self):
        """Leave nothing owed."""
        self.owed = dict.fromkeys(self.owed, ZERO)

    def _rank(self, key):
        kind, scope = key
        return self.allocation.get(kind, len(self.allocation)), kind, scope


def _get_matcher(name, without):
    """Return the test of the kinds that make up a base."""
    if name == 'outstanding':
        return lambda kind: kind == CHARGE
    if name == 'indexed':
        return lambda kind: kind in (CHARGE, 'indexation')
    if name in ('total', 'accessories'):
        return lambda kind: kind != without and not (name == 'accessories' and kind == CHARGE)
    return lambda kind: kind == name
