"""A step that adds money with time, while it runs: its segments and what they have added."""

from .amounts import get_percent, limit, limit_all
from .days import DAY
from .money import HUNDRED, ZERO
from .periods import next_increase


class Running:
    """Mutable state of one running step on one scope in one simulation; never leaves the package.

    Time is cut into segments on which the base is the same; ``since`` is the first day of the open one and, with the
    step, the identity of its line. ``posted`` is what it has added so far, ``done`` what closed segments added.
    """

    __slots__ = ('anchor', 'base', 'done', 'posted', 'since', 'span', 'told')

    def __init__(self, span, since):
        self.span = span
        self.anchor = span.starts - DAY
        self.since = since
        self.posted = self.done = ZERO
        self.base = None  # frozen base of the segment, for compound interest
        self.told = None  # (base, percent, units) of the last calculation, for the explanation

    @property
    def step(self):
        """Return the step that runs."""
        return self.span.step

    @property
    def order(self):
        """Return the place among steps that run: indexation before the interest on it."""
        return self.step.order, self.span.scope

    def get_base(self, balance):
        """Return the base now.

        Nothing grows once nothing of the charge is left, nor on the step's own kind unless it compounds.
        """
        if self.base is not None:
            return self.base
        if self.step.base == 'original' and not balance.base('outstanding', self.span.scope):
            return ZERO
        without = '' if self.step.compound else self.step.kind
        return balance.base(self.step.base, self.span.scope, without)

    def get_amount(self, timeline, through):
        """Return what the open segment adds, in all, up to and including the day ``through``."""
        policy, step = timeline.policy, self.step
        rate_day = timeline.get_rate_day(step, self.since, through)
        base = self.get_base(timeline.balance)
        percent, units = get_percent(
            policy, step, self.anchor, self.since, through, rate_day, timeline.index, timeline.holds
        )
        self.told = base, percent, units
        amount = policy.get_rounding(step).apply(base * percent / HUNDRED)
        return self._limit(timeline, amount)

    def restart(self, since, balance):
        """Begin a new segment on the day ``since``."""
        self.since = since
        self.done += self.posted
        self.posted = ZERO
        self.base = None
        if self.step.compound:
            self.base = self.get_base(balance)

    def get_next_increase(self, day, holds):
        """Return the first day after ``day`` on which the step may add more."""
        method = 'calendar_month' if self.step.method == 'index' else self.step.method
        return next_increase(method, self.anchor, max(day, self.anchor), holds)

    def is_exhausted(self, timeline):
        """Tell whether the step cannot add any more: no base, or its cap is reached."""
        if not self.get_base(timeline.balance):
            return True
        more = self.posted + timeline.policy.get_rounding(self.step).step
        return self._limit(timeline, more) <= self.posted

    def _limit(self, timeline, amount):
        balance, others = timeline.balance, timeline.accessories - self.posted
        amount = limit(timeline.policy, self.step, amount, self.done, lambda name: balance.base(name, self.span.scope))
        return limit_all(timeline.policy, amount, others, balance.base)
