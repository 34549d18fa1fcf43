"""The law as pure functions: facts and a policy in, amounts and their reasons out.

Standard library only. No clock, no database, no float: today, roundings and calendars are arguments, money is Decimal,
days are whole days of the office's time zone. Inside Odoo: ``from odoo.addons.public_revenue import rules``.
"""

from .accrual import accrue, forecast
from .apportionment import apportion, instalments, share
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
from .money import Rounding, bands, combine, convert, to_decimal
from .phases import get_phase_until
from .policy import Policy, Step, Trigger
from .references import check, make_reference, normalise
from .settlement import diff, settle

__all__ = [
    'Accrual',
    'Adjustment',
    'BadAmount',
    'BadPolicy',
    'BadTerm',
    'Calendar',
    'Charge',
    'Event',
    'Explanation',
    'Facts',
    'Hold',
    'IndexSeries',
    'Line',
    'NotConfigured',
    'Payment',
    'Policy',
    'Recorded',
    'Reduction',
    'Rounding',
    'RuleError',
    'Settlement',
    'Step',
    'Term',
    'Trigger',
    'UnknownIndex',
    'accrue',
    'add_days',
    'day_before',
    'apportion',
    'bands',
    'canonical',
    'check',
    'combine',
    'convert',
    'diff',
    'digest',
    'forecast',
    'get_phase_until',
    'instalments',
    'make_reference',
    'normalise',
    'settle',
    'share',
    'shift',
    'to_decimal',
]
