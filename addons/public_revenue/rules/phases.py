"""How long a debt stays in its phase: what lists and agencies show between two amounts."""

from .days import DAY, merge_holds
from .schedule import get_spans


def get_phase_until(policy, facts, day, calendar):
    """Return the last day on which the debt certainly stays in its phase; None: no later phase is ahead.

    Steps that only name a phase add no money, so the days of the amount (``Accrual.valid_until``) do not tell them.

    :param policy: Policy in force for this debt
    :param facts: Facts of the debt
    :param day: whole day in the time zone of the office
    :param calendar: Calendar of the office
    """
    spans = get_spans(policy, facts, facts.charges, calendar, merge_holds(facts.holds))
    ahead = [span.starts for span in spans if span.step.phase and span.starts > day]
    return min(ahead) - DAY if ahead else None
