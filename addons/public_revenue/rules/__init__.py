"""The law as pure functions: facts and a policy in, amounts and their reasons out.

Standard library only. No clock, no database, no float: today, roundings and calendars are arguments, money is Decimal,
days are whole days of the office's time zone. Inside Odoo: ``from odoo.addons.public_revenue import rules``.
"""

from .accrual import accrue, forecast
from .apportionment import apportion, instalments, share
from .audit import draw, get_hours
from .breaks import Effect, Row, Symptom, Verdict, explain, judge
from .bank import (
    BankLine,
    Expected,
    Proposal,
    allot,
    check_balances,
    find_new,
    get_age_bounds,
    get_older_than,
    make_line_key,
    propose,
    read_amount,
    sum_sides,
)
from .days import Calendar, Hold, Term, add_days, day_before, shift
from .digest import canonical, digest
from .errors import BadAmount, BadPolicy, BadTerm, NotConfigured, RuleError, UnknownIndex
from .facts import (
    Accrual,
    Adjustment,
    Charge,
    Event,
    Explanation,
    Facts,
    Line,
    Payment,
    Recorded,
    Reduction,
    Settlement,
)
from .index_series import IndexSeries
from .notices import Channel, counts_on, get_age, get_outcome
from .money import (
    Rounding,
    bands,
    combine,
    convert,
    difference,
    get_milder,
    get_percent,
    round_cash,
    spread_cash,
    to_decimal,
)
from .persons import get_cancellation, get_years, sum_points
from .phases import get_phase_until
from .policy import Policy, Step, Trigger
from .ranges import get_runs
from .references import check, is_mistyped, make_reference, normalise
from .remittance import Position, get_positions
from .review import Deadlines, Level, check_new_amount, get_deadlines, get_early_until, get_urgency
from .settlement import diff, settle
from .shares import ShareRow, check_shares, share_out, sum_percents
from .statistics import close_balance, get_band_starts, get_month, get_months, get_share, get_week, next_month

__all__ = [
    'Accrual',
    'Adjustment',
    'BadAmount',
    'BadPolicy',
    'BadTerm',
    'BankLine',
    'Calendar',
    'Channel',
    'Charge',
    'Deadlines',
    'Effect',
    'Event',
    'Expected',
    'Explanation',
    'Facts',
    'Hold',
    'IndexSeries',
    'Level',
    'Line',
    'NotConfigured',
    'Payment',
    'Policy',
    'Position',
    'Proposal',
    'Recorded',
    'Reduction',
    'Rounding',
    'Row',
    'RuleError',
    'Settlement',
    'ShareRow',
    'Step',
    'Symptom',
    'Term',
    'Trigger',
    'UnknownIndex',
    'Verdict',
    'accrue',
    'add_days',
    'allot',
    'apportion',
    'bands',
    'canonical',
    'check',
    'check_balances',
    'check_new_amount',
    'check_shares',
    'close_balance',
    'combine',
    'convert',
    'counts_on',
    'day_before',
    'diff',
    'difference',
    'digest',
    'draw',
    'explain',
    'find_new',
    'forecast',
    'get_age',
    'get_age_bounds',
    'get_band_starts',
    'get_cancellation',
    'get_deadlines',
    'get_early_until',
    'get_hours',
    'get_milder',
    'get_month',
    'get_months',
    'get_older_than',
    'get_outcome',
    'get_percent',
    'get_phase_until',
    'get_positions',
    'get_share',
    'get_runs',
    'get_urgency',
    'get_week',
    'get_years',
    'instalments',
    'is_mistyped',
    'judge',
    'make_line_key',
    'make_reference',
    'next_month',
    'normalise',
    'propose',
    'read_amount',
    'round_cash',
    'settle',
    'share',
    'share_out',
    'shift',
    'spread_cash',
    'sum_percents',
    'sum_points',
    'sum_sides',
    'to_decimal',
]
