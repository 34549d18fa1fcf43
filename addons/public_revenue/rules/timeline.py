"""The simulated life of one debt: facts, steps and payments in the order of their value dates.

On one day, facts that lower or raise the debt come first, then the steps that bite that day, then payments: a payment
on the last day of a term is in time, because the step bites on the following day. Among facts of one day the order is
kind, then key, then content, so the result depends on the set of facts only.
"""

from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from .amounts import get_one_shot, limit, limit_all
from .balance import CHARGE, Balance
from .days import DAY, merge_holds
from .discounts import get_grants, get_sum
from .errors import BadAmount
from .facts import Explanation
from .index_series import get_series
from .money import ZERO
from .running import Running
from .schedule import WHOLE, get_spans

FACT, STEP, MONEY = range(3)
MOMENT_ORDER = itemgetter(0, 1, 2)


class Moment(NamedTuple):
    """Something that happens on a day; ``play`` is the function that does it."""

    on: date
    rank: int
    order: tuple
    play: Any
    item: Any


class Spare(NamedTuple):
    """Money that nothing needs yet: since when, and the channel and conditions it was paid with."""

    on: date
    amount: Decimal
    channel: str = ''
    conditions: frozenset = frozenset()


class Timeline:
    """Mutable working state of one simulation up to and including ``day``; never leaves the package.

    After ``run``: balance, spare money, lines, story (explanations), phase, running steps.
    """

    def __init__(self, policy, facts, day, calendar, index):
        self.policy, self.facts, self.day, self.index = policy, facts, day, index
        self.holds = merge_holds(facts.holds)
        self.charges = sorted(facts.charges, key=_by_age)
        self.spans = get_spans(policy, facts, self.charges, calendar, self.holds)
        self.windows = [span for span in self.spans if span.step.kind == 'discount']
        self.recorded_codes = {recorded.step for recorded in facts.recorded}
        self.payment_days = sorted(payment.on for payment in facts.payments)
        self.balance = Balance(policy.allocation, len(self.charges))
        self.accessories = ZERO
        self.running = []
        self.spare = []
        self.lines = {}
        self.story = []
        self.phase = policy.start_phase

    def run(self):
        """Play all moments up to the day and close the books; return self."""
        for moment in sorted(self._get_moments(), key=MOMENT_ORDER):
            if moment.on <= self.day:
                moment.play(moment.on, moment.item)
        self._post(self.day)
        self._use_spare(self.day)
        for running in self.running:
            self._tell_running(running, self.day)
        for spare in self.spare:
            self._line('excess', '', spare.on, spare.amount)
            self._tell('excess', 'excess', spare.on, spare.amount)
        return self

    # === WHAT HAPPENS WHEN ===

    def _get_moments(self):
        yield from self._get_fact_moments()
        for span in self.spans:
            if span.step.kind != 'discount':
                yield from self._get_step_moments(span)
        for fact in self.facts.payments:
            order = fact.key, fact.amount, fact.channel, sorted(fact.conditions)
            yield Moment(fact.on, MONEY, order, self._pay, fact)

    def _get_fact_moments(self):
        facts = self.facts
        for scope, fact in enumerate(self.charges):
            yield Moment(fact.on, FACT, (0, scope), self._charge, (scope, fact))
        for fact in facts.recorded:
            yield Moment(fact.on, FACT, (1, fact.kind, fact.step, fact.amount), self._record, fact)
        for fact in facts.adjustments:
            # An adjustment cannot change what is not charged yet.
            on = max(fact.on, min(self.charges[scope].on for scope in self._get_adjusted(fact)))
            # Of one day, what raises comes first: together they may take off all that was charged.
            yield Moment(on, FACT, (2, fact.amount < 0, fact.key, fact.charge, fact.amount), self._adjust, fact)
        for fact in facts.reductions:
            yield Moment(fact.on, FACT, (3, fact.key, fact.kind, fact.amount), self._reduce, fact)

    def _get_step_moments(self, span):
        """Return the moments of a step: it bites once, or it begins, is cut into segments, and stops."""
        order = span.step.order, span.scope
        if not span.step.is_running:
            yield Moment(span.starts, STEP, (*order, 0), self._bite, span)
            return
        begins = max(span.starts, self.facts.cutover + DAY) if self.facts.cutover else span.starts
        running = Running(span, begins)
        if begins < span.ends:
            yield Moment(begins, STEP, (*order, 1), self._begin, running)
            for cut in self._get_cuts(running):
                yield Moment(cut, STEP, (*order, 2), self._cut, running)
            yield Moment(span.ends, STEP, (*order, 0), self._stop, running)

    def _get_cuts(self, running):
        """Return the days on which a new segment begins although the debt has not changed."""
        step, last = running.step, min(self.day, running.span.ends - DAY)
        if step.has_rates and step.index_mode == 'each':
            yield from get_series(self.index, step.index).changes(running.since, last)
        if step.compound:
            cut = running.get_next_increase(running.since, self.holds)
            while cut <= last:
                yield cut
                cut = running.get_next_increase(cut, self.holds)

    # === FACTS ===

    def _charge(self, on, item):
        self._change(on, self._apply_charge, *item)
        self._tell('charge', CHARGE, on, item[1].amount)

    def _apply_charge(self, scope, charge):
        self.balance.originals[scope] += charge.amount
        self.balance.add(CHARGE, scope, charge.amount)

    def _record(self, on, recorded):
        if recorded.amount < 0:
            self._change(on, self._lower, on, -recorded.amount, '')
        else:
            self._change(on, self._apply_recorded, recorded)
        self._tell(recorded.step or 'recorded', recorded.kind, on, recorded.amount)

    def _apply_recorded(self, recorded):
        self.balance.add(recorded.kind, WHOLE, recorded.amount)
        self.accessories += recorded.amount

    def _adjust(self, on, adjustment):
        self._change(on, self._apply_adjustment, on, adjustment)
        self._tell('adjustment', 'adjustment', on, adjustment.amount)

    def _apply_adjustment(self, on, adjustment):
        """Change originals: those of the charge named, else the oldest, as far as each can be lowered."""
        left = adjustment.amount
        for scope in self._get_adjusted(adjustment):
            if self.charges[scope].on <= on:
                part = max(left, -self.balance.originals[scope])
                self.balance.originals[scope] += part
                self._free(self.balance.add(CHARGE, scope, part), on, CHARGE)
                left -= part
        if left:
            raise BadAmount(f'adjustment {adjustment.amount} goes beyond what was charged')

    def _get_adjusted(self, adjustment):
        """Return the scopes of the charges an adjustment concerns."""
        name = adjustment.charge
        scopes = [scope for scope, charge in enumerate(self.charges) if name in ('', charge.key)]
        if not scopes:
            raise BadAmount(f'adjustment {adjustment.amount} of a charge that is not there: {name!r}')
        return scopes

    def _reduce(self, on, reduction):
        self._change(on, self._lower, on, reduction.amount, reduction.kind)
        self._tell('reduction', 'reduction', on, -reduction.amount)

    def _lower(self, on, amount, kind):
        """Lower what is left; what finds nothing to lower is given back as a line, it never turns into money."""
        parts = self.balance.cover(amount, kind)
        self._give_back(amount - sum((part for _kind, _scope, part in parts), ZERO), on)

    def _free(self, amount, on, kind):
        """Turn what was covered beyond the debt into spare money, as far as money covered it."""
        freed = self.balance.free(amount, on, kind)
        if freed:
            self.spare.append(Spare(on, freed))
        self._give_back(amount - freed, on)

    def _give_back(self, amount, on):
        if amount:
            self._line('reduction', '', on, amount)
            self._tell('reduction', 'reduction', on, amount)

    # === STEPS ===

    def fits(self, step):
        """Tell whether the conditions of a step that is no discount are given."""
        return step.conditions <= self.facts.conditions and step.channel in ('', self.facts.channel)

    def is_silent(self, span):
        """Tell whether a step's money is already recorded: before the cut-over, or by its own code."""
        cutover = self.facts.cutover
        return bool(cutover and span.starts <= cutover) or (
            span.scope == WHOLE and span.step.code in self.recorded_codes
        )

    def _bite(self, on, span):
        """Let a step bite, if something is still owed: a phase, or money once."""
        if not self._enter(span):
            return
        if span.step.kind == 'phase':
            self._tell_step(span.step, on, on, None, None, ZERO)
        elif not self.is_silent(span):
            self._change(on, self._apply_bite, on, span)

    def _enter(self, span):
        """Enter the phase of a step that applies; tell whether it does."""
        step = span.step
        needed = 'total' if step.kind == 'phase' or step.base == 'total' else 'outstanding'
        applies = self.fits(step) and self.balance.base(needed, span.scope)
        if applies and step.phase:
            self.phase = step.phase
        return bool(applies)

    def _apply_bite(self, on, span):
        step, balance = span.step, self.balance
        base = balance.base(step.base, span.scope)
        amount = get_one_shot(self.policy, step, base, on, self.index)
        amount = limit(self.policy, step, amount, ZERO, lambda name: balance.base(name, span.scope))
        amount = limit_all(self.policy, amount, self.accessories, balance.base)
        self._book(step, span.scope, on, amount)
        self._tell_step(step, on, on, base, step.rate, amount)

    def _begin(self, on, running):
        self._enter(running.span)
        if self.fits(running.step):
            running.restart(on, self.balance)
            self.running.append(running)
            self.running.sort(key=lambda running: running.order)

    def _cut(self, on, running):
        if running in self.running:
            self._post(on - DAY)
            self._restart(running, on)

    def _stop(self, on, running):
        if running in self.running:
            self._post(on - DAY)
            self._restart(running, on)
            self.running.remove(running)

    def get_rate_day(self, step, since, through):
        """Return the day whose rate a running step uses: its segment's, or that of the payment that ends it."""
        if step.index_mode == 'each':
            return since
        return next((on for on in self.payment_days if through <= on <= self.day), self.day)

    # === MONEY ===

    def _pay(self, on, payment):
        spare = Spare(on, payment.amount, payment.channel, payment.conditions)
        self._change(on + DAY, self._take, spare, on)
        for running in self.running:
            if running.since <= on and (running.step.has_rates or running.step.method == 'daily'):
                # From here on the rate is that of the next payment, and the cache counts the days since this one.
                self._restart(running, on + DAY)
        self._tell('payment', 'payment', on, -payment.amount)

    def _take(self, spare, on):
        """Use money for what is owed; with what the discounts forgive, it may be enough to close the debt."""
        owed = self.balance.total()
        grants = self.get_grants(spare.on, spare.channel, spare.conditions) if owed else []
        asked = owed - get_sum(grants)
        if grants and spare.amount >= asked:
            used = self.balance.pay(asked, on)
            self._close_by(grants, on)
        else:
            used = self.balance.pay(spare.amount, on)
        if used < spare.amount:
            self.spare.append(spare._replace(amount=spare.amount - used))

    def _close_by(self, grants, on):
        self.balance.clear()
        for grant in grants:
            self._line('discount', grant.step.code, on, -grant.amount)
            self._tell_step(grant.step, on, on, grant.base, grant.step.rate, -grant.amount)

    def get_grants(self, on, channel, conditions):
        """Return the discounts open on a day; none to money of another register's history."""
        if self.facts.cutover and on <= self.facts.cutover:
            return []
        return get_grants(self.policy, self.balance, self.windows, on, channel, conditions, self.index)

    def _use_spare(self, on):
        """Offer spare money to what is owed now."""
        if self.spare and self.balance.total():
            waiting, self.spare = self.spare, []
            for spare in waiting:
                self._take(spare, on)

    # === BOOKS ===

    def _change(self, first, apply, *args):
        """Apply a change of the debt: what runs is posted through the eve of ``first`` and goes on from there.

        A segment whose base the change leaves alone stays open.
        """
        self._post(first - DAY)
        before = [running.get_base(self.balance) for running in self.running]
        apply(*args)
        self._use_spare(first)
        for running, base in zip(list(self.running), before, strict=True):
            if running.base is not None or running.get_base(self.balance) != base:
                self._restart(running, first)

    def _post(self, through):
        """Add what the running steps give up to and including a day."""
        for running in self.running:
            more = running.get_amount(self, through) - running.posted
            if more:
                running.posted += more
                self._book(running.step, running.span.scope, running.since, more)

    def _restart(self, running, since):
        self._tell_running(running, since - DAY)
        running.restart(since, self.balance)

    def _book(self, step, scope, on, amount):
        self._line(step.kind, step.code, on, amount)
        self.accessories += amount
        self._free(self.balance.add(step.kind, scope, amount), on, step.kind)

    def _line(self, kind, step, on, amount):
        key = on, kind, step
        self.lines[key] = self.lines.get(key, ZERO) + amount

    # === EXPLANATION ===

    def _tell(self, rule, kind, on, amount):
        policy = self.policy
        norm, article = (policy.norm, policy.article) if rule == 'charge' else ('', '')
        self.story.append(Explanation(rule, norm, article, on, on, None, None, amount, kind))

    def _tell_step(self, step, first, last, base, rate, amount, units=0):
        self.story.append(explain_step(self.policy, step, first, last, base, rate, amount, units))

    def _tell_running(self, running, last):
        if running.posted:
            base, percent, units = running.told
            self._tell_step(running.step, running.since, last, base, percent, running.posted, units)


def explain_step(policy, step, first, last, base, rate, amount, units=0):
    """Return the explanation of a step; its norm is the policy's where it names none."""
    norm = step.norm or policy.norm
    return Explanation(step.code, norm, step.article, first, last, base, rate, amount, step.kind, units)


def _by_age(charge):
    """Return the place of a charge among the others: the older is covered and adjusted first."""
    return charge.due or charge.on, charge.on, charge.key, charge.amount
