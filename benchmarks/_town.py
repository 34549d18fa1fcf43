"""Years of fines of many offices by COPY, as the kernel and the fines would have them: debts, ledger, receipts."""
import hashlib
import io
import random
from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from _lives import LIVES, SETTLED
from _persons import get_birthday, get_identity, get_name
from _rows import EMPTY, SEPARATOR, TABLES

#: Share of each weekday, Monday first, in a week's fines, and of the channels in payments.
WEEKDAYS = (16, 17, 17, 17, 18, 9, 6)
CHANNEL_WEIGHTS = (55, 15, 30)
SHARE_WITH_PLATE = 0.4
AT_ONCE = 20_000
FINE_COLUMNS = (
    'id', 'agency_id', 'office_id', 'partner_id', 'number', 'plate', 'state', 'close_reason', 'infraction_date',
    'infraction_time', 'notified_on', 'closed_on', 'amount_total', 'obligation_id', 'collection_state',
    'collection_since', 'collection_until')
LINE_COLUMNS = ('fine_id', 'offence_id', 'amount')
PERSON_COLUMNS = ('fine_id', 'name', 'identity_value', 'birth_date')
EVENT_COLUMNS = ('fine_id', 'state_from', 'state_to', 'reason', 'happened_at')


class Place(NamedTuple):
    """What the fines of one office share."""

    office_id: int
    agency_id: int | None
    agency_code: str
    concept_id: int
    series_id: int
    postings: int        # id of the first posting of its first day; a day has one for each journal


class World(NamedTuple):
    """What is shared by all; the same in each process."""

    size: int
    days: int
    first: object        # the first of so many days; the day after the last one is today
    company_id: int
    currency_id: int
    policy_id: int
    reason_id: int
    user_id: int
    origin_model: str
    places: tuple
    channels: tuple      # (id, method, electronic); the journals of a day are the general one and one of each
    offences: tuple
    amounts: tuple
    weights: tuple
    persons: int
    partner: int         # id of person 0
    obligation: int      # first ids
    fine: int
    receipt: int
    credit: int
    workers: int


class Town:
    """Writes every second office's fines (or as many as there are workers), day after day.

    :param dict moulds: by table, the shape of the fines' rows; empty without the addon
    """

    def __init__(self, cr, world, index, lives, moulds):
        self.cr, self.world, self.index, self.lives, self.moulds = cr, world, index, lives, moulds
        self.random = random.Random(f'town {index}')
        self.lines = defaultdict(list)
        self.pending = defaultdict(list)      # by (place, day): debts to which something happens then
        self.numbers = [0] * len(world.places)
        self.slips = [0] * len(world.places)
        self.made = self.receipts = self.credits = 0
        self.plans = self._make_plans()
        self.iso = [str(world.first + timedelta(days=day)) for day in range(world.days + SETTLED * 2)]

    def _make_plans(self):
        """What may happen to a fine: (amount, kind, days until), as often as it does."""
        kinds = [(kind, days) for kind, _often, days in LIVES]
        picks = self.random.choices(kinds, [often for _kind, often, _days in LIVES], k=20_000)
        amounts = self.random.choices(self.world.amounts, self.world.weights, k=len(picks))
        return [(amount, kind, self.random.randint(*days)) for amount, (kind, days) in zip(amounts, picks, strict=True)]

    def run(self):
        """Live through all days.

        :return: numbers given by series, and how many debts, receipts and credits were made
        """
        quotas = self._get_quotas()
        mine = range(self.index, len(self.world.places), self.world.workers)
        for day in range(self.world.days):
            for number in mine:
                self._impose(number, day, quotas[number][day])
                self._happen(number, day)
            if len(self.lines['revenue_obligation']) >= AT_ONCE:
                self._write()
        self._write()
        series = {self.world.places[number].series_id: self.numbers[number] for number in mine}
        return series, self.made, self.receipts, self.credits

    def _get_quotas(self):
        """How many fines each office imposes each day: larger and smaller offices, a week's rhythm, exact in sum."""
        world = self.world
        sizes = [1 / (rank + 4) for rank in range(len(world.places))]
        rhythm = [WEEKDAYS[(world.first + timedelta(days=day)).weekday()] for day in range(world.days)]
        step = world.size / (sum(sizes) * sum(rhythm))
        quotas, done, exact = [], 0, 0.0
        for size in sizes:
            quotas.append([])
            for share in rhythm:
                exact += size * share * step
                quotas[-1].append(round(exact) - done)
                done = round(exact)
        return quotas

    # === A FINE IS IMPOSED === #

    def _impose(self, number, day, count):
        world, place = self.world, self.world.places[number]
        rand, plans = self.random.random, self.plans
        for _one in range(count):
            step = self.made * world.workers + self.index
            self.made += 1
            amount, kind, lag = plans[int(rand() * len(plans))]
            age = world.days - day
            if kind == 'unpaid' or lag >= age:
                kind, lag = 'unpaid', 0
            life = self.lives.get(amount, kind, lag, min(age, SETTLED) if kind in ('unpaid', 'partial') else SETTLED)
            person = 1 + int(rand() * rand() * world.persons)
            ids = (world.obligation + step, world.fine + step, world.partner + person)
            self._write_debt(place, number, day, life, lag, ids, person)
            if kind != 'unpaid':
                self.pending[number, day + lag].append((ids, life, day))

    def _write_debt(self, place, number, day, life, lag, ids, person):
        world, iso = self.world, self.iso
        obligation_id, fine_id, partner_id = ids
        self.slips[number] += 1
        slip = 100_000 + self.slips[number]
        plate = f'P{self.random.randrange(10**6):06d}' if self.random.random() < SHARE_WITH_PLATE else None
        until = EMPTY if life.valid_until is None else iso[day + life.valid_until]
        reason = world.reason_id if life.annulled else EMPTY
        self.lines['revenue_obligation'].append(
            f'{obligation_id}\t{partner_id}\t{place.office_id}\t{world.company_id}\t{world.currency_id}\t'
            f'{place.concept_id}\t{world.policy_id}\t{iso[day]}\t{iso[day]}\t{world.origin_model}\t{fine_id}\t'
            f'{place.agency_code} A {slip:06d}\t{life.state}\t{reason}\t{1 + (len(life.entries) > 1)}\t{life.amount}\t'
            f'{life.balance}\t{life.amount_due}\t{until}\n')
        keys = self.lines['revenue_key']
        keys.append(f'{obligation_id}\tslip\t\t{place.agency_code}A{slip:06d}\n')
        keys.append(f'{obligation_id}\tidentity\tCU\t{get_identity(person)}\n')
        if plate:
            keys.append(f'{obligation_id}\tplate\tCU\t{plate}\n')
        charge = life.entries[0]
        self._write_entry(place, day, day, 0, charge, obligation_id, None, None)
        if self.moulds:
            keys.append(f'{obligation_id}\tnumber\t\tA{slip:06d}\n')
            self._write_fine(place, day, life, lag, ids, person, slip, plate, until)

    def _write_fine(self, place, day, life, lag, ids, person, slip, plate, until):
        obligation_id, fine_id, partner_id = ids
        state, close_reason, closed_on = 'notified', EMPTY, EMPTY
        if life.state == 'closed':
            state, closed_on = 'closed', self.iso[day + lag]
            close_reason = 'cancelled' if life.annulled else 'collected'
        self.lines['fines_fine'].append(
            f'{fine_id}\t{place.agency_id}\t{place.office_id}\t{partner_id}\t{slip}\t{plate or EMPTY}\t{state}\t'
            f'{close_reason}\t{self.iso[day]}\t{slip % 96 / 4}\t{self.iso[day]}\t{closed_on}\t{life.amount}\t'
            f'{obligation_id}\t{life.shown}\t{self.iso[day + life.since]}\t{until}')
        self.lines['fines_fine_line'].append(
            f'{fine_id}\t{self.world.offences[slip % len(self.world.offences)]}\t{life.amount}')
        self.lines['fines_fine_person'].append(
            f'{fine_id}\t{get_name(person)}\t{get_identity(person)}\t{get_birthday(person)}')
        moment = f'{self.iso[day]} 14:00:00'
        events = self.lines['fines_fine_event']
        events.append(f'{fine_id}\tdraft\tregistered\t\t{moment}')
        events.append(f'{fine_id}\tregistered\tnotified\t\t{moment}')
        if state == 'closed':
            events.append(f'{fine_id}\tnotified\tclosed\t{close_reason}\t{closed_on} 15:00:00')

    # === MONEY COMES, OR A DECISION === #

    def _happen(self, number, day):
        place = self.world.places[number]
        for ids, life, start in self.pending.pop((number, day), ()):
            receipt_id = channel = None
            if life.paid:
                channel = self.random.choices(range(len(self.world.channels)), CHANNEL_WEIGHTS)[0]
                receipt_id = self._write_receipt(place, number, day, life, ids, channel)
            for entry in life.entries[1:]:
                if entry[0] == 'payment':
                    self._write_entry(place, day, start, channel + 1, entry, ids[0], receipt_id, channel)
                else:
                    self._write_entry(place, day, start, 0, entry, ids[0], None, None)

    def _write_receipt(self, place, number, day, life, ids, channel):
        world = self.world
        receipt_id = world.receipt + self.receipts * world.workers + self.index
        self.receipts += 1
        self.numbers[number] += 1
        channel_id, method, electronic = world.channels[channel]
        external_id = f'seed:{receipt_id}'
        texts = (
            f'{receipt_id}\t{place.series_id}\t{self.numbers[number]}\t{world.company_id}\t{place.office_id}\t{channel_id}'
            f'\t{world.currency_id}\t{life.paid + life.credit}\t{method}\t{self.iso[day]}\t{self.iso[day]}\t'
            f'{self.iso[day]} 15:00:00\t{world.user_id}\t{external_id}\t{external_id}\t'
            f'{"electronic" if electronic else ""}')
        digest = _digest(f'{texts}\t\t')
        self.lines['revenue_receipt'].append(f'{texts}\t{EMPTY}\t{EMPTY}\t{ids[2]}\t{digest}\n')
        person = ids[2] - world.partner
        self.lines['revenue_receipt_payer'].append(f'{receipt_id}\t{get_name(person)}\t{get_identity(person)}\n')
        if life.credit:
            self._write_credit(place, day, life, ids, receipt_id, channel)
        return receipt_id

    def _write_credit(self, place, day, life, ids, receipt_id, channel):
        """What was paid too much waits for its payer."""
        world = self.world
        credit_id = world.credit + self.credits * world.workers + self.index
        self.credits += 1
        moment = f'{self.iso[day]} 15:00:00'
        self.lines['revenue_credit'].append(
            f'{credit_id}\t{world.company_id}\t{place.office_id}\t{world.currency_id}\toverpaid\t{life.credit}\t'
            f'{life.credit}\t{self.iso[day]}\t{receipt_id}\t{ids[0]}\t{ids[2]}\t{world.user_id}\t{moment}\t'
            f'{world.user_id}\t{moment}\n')
        self._write_entry(place, day, day, channel + 1, ('payment', -life.credit, 0, 0, '', 'overpaid'), None,
                          receipt_id, channel, credit_id)

    def _write_entry(self, place, day, start, journal, entry, obligation_id, receipt_id, channel, credit_id=None):
        """A row of the ledger.

        :param int journal: 0 the general one, else that of a channel, counted from 1
        """
        world = self.world
        kind, amount, value_day, _booked, step, cause = entry
        posting_id = place.postings + day * (len(world.channels) + 1) + journal
        channel_id = '' if channel is None else world.channels[channel][0]
        moment = f'{self.iso[day]} {"14" if kind == "charge" else "15"}:00:00'
        texts = (
            obligation_id or '', credit_id or '', kind, amount, world.currency_id, world.company_id, place.office_id,
            '' if credit_id else place.concept_id, posting_id, receipt_id or '', channel_id, self.iso[day],
            self.iso[start + value_day], moment, world.user_id, cause, step)
        line = '\t'.join([str(text) for text in texts])
        copied = '\t'.join([str(text) if text != '' else EMPTY for text in texts[:-1]])
        self.lines['revenue_entry'].append(f'{copied}\t{step}\t{_digest(line)}\n')

    # === WRITING === #

    def _write(self):
        for table, columns in TABLES.items():
            self.cr.copy_from(io.StringIO(''.join(self.lines.pop(table, ()))), table, columns=columns)
        for table, mould in self.moulds.items():
            mould.copy(self.cr, self.lines.pop(table, ()))
        self.cr.commit()


def _digest(tabbed):
    return hashlib.sha256(tabbed.replace('\t', SEPARATOR).encode()).hexdigest()
