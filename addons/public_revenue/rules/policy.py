"""The law as data: triggers, steps and the policy they form. Values only; see schedule and accrual for what follows."""

from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal

from .days import UNITS
from .errors import BadPolicy
from .money import Rounding

KINDS = ('indexation', 'surcharge', 'interest', 'discount', 'phase')  # in this order when nothing else decides
ONE_SHOT = ('percent', 'factor', 'fixed')
RUNNING = ('daily', 'monthly', 'month_fraction', 'calendar_month', 'index')
BASES = ('original', 'outstanding', 'indexed', 'total', 'accessories')
STACKING = ('add', 'compound', 'highest')
INDEX_MODES = ('at_payment', 'each')
STARTS = ('event', 'next_working_day')

# Oldest rule of imputation: accessories before the debt itself. Policies state their own.
ALLOCATION = ('cost', 'interest', 'surcharge', 'indexation', 'charge')


@dataclass(frozen=True, slots=True)
class Trigger:
    """The day a step begins to bite (or, as an end, the first day it no longer applies).

    Three ways to say it:

    * ``after`` units: the last day in time is the event's day + ``after``, the step bites on the following day.
      ``Trigger(30)``: 30 natural days from the clock; paid on day 30 is in time, day 31 bites.
    * ``month_day``: a date of the calendar, in the year of the event + ``year_offset``. It is the last day in time,
      the step bites on the following day: ``Trigger(month_day=(2, 28))`` as the end of a discount keeps 28 February
      inside. 29 February means the last day of February.
    * neither: on the day of the event itself (a charge certificate is issued, a debt is registered).

    A day that falls inside a hold moves to the first day after the hold.

    :param event: "clock" (the obligation's), "due" (each charge's own) or a name among the facts' events
    :param roll: a last day in time on which nobody works moves to the next working day
    :param known: False where the norm leaves the term unknown; asking for the day then raises NotConfigured
    """

    after: int | None = None
    unit: str = 'day'
    event: str = 'clock'
    month_day: tuple | None = None
    year_offset: int = 0
    roll: bool = False
    known: bool = True

    def __post_init__(self):
        if self.unit not in UNITS or (self.after is not None and self.after < 0):
            raise BadPolicy(f'trigger after {self.after} {self.unit}')
        if self.month_day is not None:
            _check_month_day(self.month_day)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the norm does to a debt.

    It bites only while something of the charge is left (a phase, or on the base total: while anything is owed); the
    charge must have its value date by then.

    :param code: unique in the policy; names the step in entries and explanations
    :param kind: surcharge, interest, indexation, discount or phase (no money, names a phase only)
    :param method: once: percent, factor, fixed; running: daily, monthly (whole months elapsed), month_fraction
        (elapsed months, a begun one counts), calendar_month (difference of calendar months + 1), index
    :param base: original (charges and adjustments), outstanding (what is left of them), indexed (with indexation),
        total (with everything; a running step does without its own kind, unless compound), accessories
        (everything but the charges), or one kind by name. For a discount the parts paid inside its window count as
        still there.
    :param rate: percent (50 is 50 %) for percent and running methods; factor 2 doubles, factor 0.5 halves
    :param amount: currency, or units of ``index``, for fixed
    :param index: series: value of one unit (fixed), rate in percent (running) or price index (method index)
    :param start: None: from the clock's day (a discount: from the beginning)
    :param end: first day the step no longer applies
    :param phase: phase the debt enters when the step bites
    :param priority: order among steps of the same day
    :param cap: most that this step may add: currency if ``cap_base`` is "amount", else percent of that base
    :param minimum: least that this step adds once it adds anything, in currency
    :param conditions: names that must all be given (with evidence); of the payment for a discount
    :param channel: channel class that must be used; of the payment for a discount
    :param stacking: how a discount meets those before it: add (on the full base), compound (on what they leave),
        highest (only the largest counts)
    :param index_mode: rate series: at_payment (the rate of the day of payment for all the days) or each (every
        day or month at the rate of its time)
    :param index_lag: months: the price index or unit of that many months before is meant
    :param rounding: of the amount; None: the policy's
    :param rate_rounding: of the percentage of an indexation (SII: one decimal)
    :param per: units of time the rate is for: 8.12 % a year by days is rate 8.12 per 360
    :param compound: interest on interest, period by period (monthly methods only)
    :raise BadPolicy: unknown word or combination
    """

    code: str
    kind: str
    method: str = 'percent'
    base: str = 'original'
    rate: Decimal | None = None
    amount: Decimal | None = None
    index: str = ''
    start: Trigger | None = None
    end: Trigger | None = None
    phase: str = ''
    priority: int = 10
    cap: Decimal | None = None
    cap_base: str = 'amount'
    minimum: Decimal | None = None
    conditions: frozenset = frozenset()
    channel: str = ''
    stacking: str = 'add'
    index_mode: str = 'at_payment'
    index_lag: int = 0
    rounding: Rounding | None = None
    rate_rounding: Rounding | None = None
    per: int = 1
    compound: bool = False
    norm: str = ''
    article: str = ''
    label: str = ''

    def __post_init__(self):
        wrong = [name for name, right in self._get_checks().items() if not right]
        if wrong:
            raise BadPolicy(f'step {self.code}: {", ".join(wrong)}')

    def _get_checks(self):
        return {
            'kind': self.kind in KINDS,
            'method': self.method in ONE_SHOT + (() if self.kind == 'discount' else RUNNING),
            'rate': self.rate is None or self._is_rate_possible(),
            'amount': self.amount is None or self.amount >= 0,
            'stacking': self.stacking in STACKING,
            'index_mode': self.index_mode in INDEX_MODES,
            'index_lag': not self.index_lag or self.method in ('index', 'fixed'),
            'per': self.per > 0,
            'compound': not self.compound or self.method in ('monthly', 'month_fraction', 'calendar_month'),
        }

    def _is_rate_possible(self):
        """Tell whether the rate raises a debt, or lowers it by no more than all of it."""
        if self.kind == 'discount':
            return 0 <= self.rate <= (1 if self.method == 'factor' else 100)
        return self.rate >= (1 if self.method == 'factor' else 0)

    @property
    def missing(self):
        """Return the names of what the norm leaves unknown and the step needs."""
        needed = 'amount' if self.method == 'fixed' else 'rate'
        is_money = self.kind != 'phase' and self.method != 'index' and not (self.index and needed == 'rate')
        unknown = [needed] if is_money and getattr(self, needed) is None else []
        triggers = {'start': self.start, 'end': self.end}
        return tuple(unknown + [name for name, trigger in triggers.items() if trigger and not trigger.known])

    @property
    def is_running(self):
        """Tell whether the step adds money with the passing of time rather than once."""
        return self.method in RUNNING and self.kind != 'phase'

    @property
    def has_rates(self):
        """Tell whether a running step takes its rate from a dated series."""
        return bool(self.index) and self.method != 'index'

    @property
    def order(self):
        """Return the place among steps of the same day."""
        return self.priority, KINDS.index(self.kind), self.code


@dataclass(frozen=True, slots=True)
class Policy:
    """A dated version of a norm's rules about money.

    :param currency_rounding: rounding of every amount whose step states none
    :param steps: steps in any order
    :param allocation: kinds that money covers, first to last; kinds not named come after them, by name. Within a
        kind the older is covered first.
    :param norm: norm and article of the charge itself, for the explanation
    :param clock_event: what starts the clock, in words (imposition, notification, due date): for the caller
    :param start_on: "event": the clock's term counts from the event's day; "next_working_day": from the next
        working day on, that day being the first counted
    :param start_phase: phase before any step bites
    :param cap: most that all accessories together may add: percent of the original, or currency if ``cap_base``
        is "amount"
    :raise BadPolicy: a code used twice, unknown start
    """

    code: str
    family: str = ''
    currency_rounding: Rounding = Rounding()
    steps: tuple = ()
    allocation: tuple = ALLOCATION
    norm: str = ''
    article: str = ''
    clock_event: str = ''
    start_on: str = 'event'
    start_phase: str = 'in_term'
    cap: Decimal | None = None
    cap_base: str = 'original'
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self):
        codes = [step.code for step in self.steps]
        if len(set(codes)) != len(codes) or self.start_on not in STARTS:
            raise BadPolicy(f'policy {self.code}: step codes {codes}, start {self.start_on!r}')
        object.__setattr__(self, '_hash', hash(tuple(getattr(self, f.name) for f in fields(self)[:-1])))

    def __hash__(self):
        """Return the hash computed once: policies are keys of caches in bulk work."""
        return self._hash

    @property
    def missing(self):
        """Return pairs (code of the step, name of the fact) of what the norm leaves unknown."""
        return tuple((step.code, name) for step in self.steps for name in step.missing)

    def get_known(self):
        """Return the policy without the steps that need an unknown fact, to be applied while they are unknown."""
        return replace(self, steps=tuple(step for step in self.steps if not step.missing))

    def get_rounding(self, step):
        """Return the rounding of a step's amounts."""
        return step.rounding or self.currency_rounding


def _check_month_day(month_day):
    """Refuse a day that no year has."""
    try:
        date(2000, *month_day)
    except (TypeError, ValueError) as error:
        raise BadPolicy(f'no day of the year: {month_day!r}') from error
