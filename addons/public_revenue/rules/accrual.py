"""The amount to pay on a day and why: the answer that every screen, page and interface shows."""

from functools import lru_cache

from .amounts import get_one_shot
from .days import DAY, NEVER
from .discounts import get_sum
from .facts import Accrual, Explanation, Facts
from .horizon import get_valid_until
from .money import ZERO
from .policy import ONE_SHOT
from .schedule import get_spans
from .timeline import Timeline, explain_step

PLAIN_KINDS = ('surcharge', 'phase')
PLAIN_BASES = ('original', 'outstanding', 'indexed', 'total')
FIRM_BASES = ('original', 'outstanding', 'indexed')  # bases in which no daily interest can be
NO_CONDITIONS = frozenset()


def accrue(policy, facts, day, calendar, index=None):
    """Return the amount that has to be paid on ``day`` to owe nothing, with its explanation.

    :param policy: Policy in force for this debt
    :param facts: Facts of the debt; those dated after the day are not counted
    :param day: whole day in the time zone of the office
    :param calendar: Calendar of the office
    :param index: mapping from code to IndexSeries, needed if the policy uses one
    :return: Accrual; window discounts open to everybody are taken off, conditional ones if the facts give their
        channel and conditions
    :raise UnknownIndex, NotConfigured, BadTerm, BadAmount: what the law or the facts leave impossible
    """
    return _accrue_plain(policy, facts, day, calendar) or accrue_general(policy, facts, day, calendar, index)


def forecast(policy, facts, day, calendar, index=None, limit=12):
    """Return the accruals from ``day`` on, one for each day on which the amount may change: the ladder of consequences.

    :param limit: most accruals returned (daily interest would never end)
    """
    accruals = [accrue(policy, facts, day, calendar, index)]
    while accruals[-1].valid_until and len(accruals) < limit:
        day = accruals[-1].valid_until + DAY
        accruals.append(accrue(policy, facts, day, calendar, index))
    return tuple(accruals)


def accrue_general(policy, facts, day, calendar, index=None):
    """Return the accrual of any facts, by simulating the life of the debt. See ``accrue``."""
    timeline = Timeline(policy, facts, day, calendar, index).run()
    grants = timeline.get_grants(day, facts.channel, facts.conditions)
    story = list(timeline.story)
    for grant in grants:
        story.append(explain_step(policy, grant.step, day, day, grant.base, grant.step.rate, -grant.amount))
    amount = timeline.balance.total() - get_sum(grants)
    until = get_valid_until(timeline, facts.channel, facts.conditions)
    return Accrual(amount, tuple(story), until, timeline.phase, *_get_cached(timeline, facts, amount, until))


def _get_cached(timeline, facts, amount, until):
    """Return (amount, last day it stays) for the stored cache: unconditional, daily interest to the last payment only.

    Takes the open daily interest out of the timeline's balance, which nobody needs afterwards.
    """
    if not any(span.step.method == 'daily' for span in timeline.spans) and not facts.channel and not facts.conditions:
        return amount, until
    daily = [running for running in timeline.running if running.step.method == 'daily']
    until = get_valid_until(timeline, '', NO_CONDITIONS, daily=False)
    if _is_entangled(timeline, daily):
        until = timeline.day
    for running in daily:
        timeline.balance.add(running.step.kind, running.span.scope, -running.posted)
    grants = timeline.get_grants(timeline.day, '', NO_CONDITIONS)
    return timeline.balance.total() - get_sum(grants), until


def _is_entangled(timeline, daily):
    """Tell whether something else changes with daily interest: then the cache holds for its day only."""
    others = (running.step.base for running in timeline.running if running not in daily)
    return bool(daily) and (timeline.policy.cap is not None or any(base not in FIRM_BASES for base in others))


# === ONE UNPAID CHARGE UNDER STEPS THAT BITE ONCE: the case of millions, proven equal to the general one ===


def _accrue_plain(policy, facts, day, calendar):
    """Return the accrual of one charge to which nothing happened yet, or None if the case is not that simple."""
    charges, clock = facts.charges, facts.clock
    if len(charges) != 1 or clock is None or not _is_plain(facts):
        return None
    charge = charges[0]
    ladder = _get_ladder(policy, clock, calendar)
    if ladder is None or charge.on > day or not charge.amount or (ladder and ladder[0][0] < charge.on):
        return None
    return _climb(policy, charge, ladder, day)


def _is_plain(facts):
    return not (
        facts.adjustments
        or facts.reductions
        or facts.payments
        or facts.recorded
        or facts.holds
        or facts.events
        or facts.cutover
    )


def _climb(policy, charge, ladder, day):
    """Return the accrual of a charge after the rungs that have bitten by the day."""
    total, phase, until = charge.amount, policy.start_phase, None
    story = [
        Explanation('charge', policy.norm, policy.article, charge.on, charge.on, None, None, total, 'charge'),
    ]
    for on, step in ladder:
        if on > day:
            if step.kind == 'phase':
                continue
            until = on - DAY
            break
        base, amount = None, ZERO
        if step.kind != 'phase':
            base = total if step.base == 'total' else charge.amount
            amount = get_one_shot(policy, step, base, on, None)
        story.append(explain_step(policy, step, on, on, base, base and step.rate, amount))
        phase = step.phase or phase
        total += amount
    return Accrual(total, tuple(story), until, phase, total, until)


@lru_cache(maxsize=16384)
def _get_ladder(policy, clock, calendar):
    """Return the days on which the steps of a plain policy bite, in order; None if a step is not plain."""
    if policy.cap is not None or not all(map(_is_plain_step, policy.steps)):
        return None
    spans = get_spans(policy, Facts(clock), (), calendar, ())
    rungs = [(span.starts, span.step) for span in spans if span.starts != NEVER]
    return tuple(sorted(rungs, key=lambda rung: (rung[0], rung[1].order)))


def _is_plain_step(step):
    triggers = [trigger for trigger in (step.start, step.end) if trigger]
    return (
        step.kind in PLAIN_KINDS
        and (step.method in ONE_SHOT or step.kind == 'phase')
        and step.base in PLAIN_BASES
        and all(trigger.event == 'clock' for trigger in triggers)
        and not (step.index or step.conditions or step.channel or step.cap is not None or step.minimum is not None)
    )
