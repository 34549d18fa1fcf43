"""Fill a large database: years of fines of 50 offices with persons, debts, ledger, receipts and sealed days, by COPY.

`./bench seed --fines 5000000 --db big` keeps the database for other measurements. Amounts are those of New York's
file, where it is at hand; dates, lives (paid in term, doubled, unpaid, paid in part, paid too much, annulled) and
channels are drawn with fixed seeds, so the same size gives the same rows. Entries are what the kernel's rule gives for
each life. Days are closed and sealed, not posted. Where the addon of fines is installed each debt has its fine.
"""
import sys
from datetime import timedelta

from _bulk import WORKERS, Mould, Rest, Watch, take_ids
from _ground import AMOUNTS, WEIGHTS, make_ground
from _lives import Lives
from _persons import Persons
from _rows import TABLES, Rows, check_columns
from _town import EVENT_COLUMNS, FINE_COLUMNS, LINE_COLUMNS, PERSON_COLUMNS, Place, Town, World
from common import Timer, emit, in_processes, peak_mb

from odoo.tools import SQL

FINES, DAYS, OFFICES, CHANNELS = 100_000, 1_095, 50, 3
METHODS = ('cash', 'transfer', 'wallet')
PERSONS_A_FINE = 0.6
WANTED = 5_000_000 / (15 * 60)
SAMPLE = 1_000
FINE_TABLES = ('fines_fine', 'fines_fine_line', 'fines_fine_person', 'fines_fine_event')
POSTING_COLUMNS = (
    'id', 'office_id', 'company_id', 'journal_id', 'date', 'kind', 'state', 'closed_at', 'digest', 'previous_id',
    'create_uid', 'write_uid', 'create_date', 'write_date')


def arguments(parser):
    parser.add_argument('--fines', type=int, help="how many (the same as --size)")
    parser.add_argument('--persons', type=int, help="how many persons (default: 0.6 a fine)")


def run(env, options):
    size = options.fines or options.size or FINES
    with Timer() as timer:
        peak = fill(env, size, Watch(lambda text: print(text, file=sys.stderr, flush=True)),
                    options.persons)
    emit('seed', 'fines/s', size / timer.seconds, size=size, peak=peak, wants=(
        (f"{size} fines in at most {size / WANTED:.0f} s, not {timer.seconds:.0f}",
         size < 100_000 or size / timer.seconds >= WANTED),
        (f"{SAMPLE} of them agree with the rule", agrees(env))))


def fill(env, size, watch, persons_count=None):
    """Make the ground, then the rows; the most memory of a process in MB."""
    check_columns()
    ground = make_ground(env, OFFICES, 1, CHANNELS, debtors=1)
    persons = Persons(env)
    moulds, agencies, offences = make_fines(env, ground, persons.type)
    env.cr.commit()
    world = make_world(env, ground, size, agencies, offences, persons_count)
    env.cr.commit()
    watch.lap("ground")
    tables = (*TABLES, *moulds, 'revenue_posting', 'res_partner', 'revenue_identity')
    with Rest(env, tables):
        in_processes(WORKERS, make_persons, persons, world)
        watch.lap(f"{world.persons} persons")
        towns = in_processes(WORKERS, live, ground, world, moulds)
        watch.lap(f"{size} fines")
        in_processes(WORKERS, seal, ground, world)
        watch.lap("sealed days")
        settle_numbers(env, world, towns)
    watch.lap("indexes, foreign keys, triggers")
    return max(peak_mb(), *(town[-1] for town in towns))


def make_persons(env, index, persons, world):
    persons.write(env.cr, range(1 + index, world.persons + 1, WORKERS), world.partner)


def live(env, index, ground, world, moulds):
    from odoo.addons.public_revenue_collection import cases
    calendar = env['revenue.calendar']._get_days(ground.offices[0].with_env(env))
    lives = Lives(ground.policy.with_env(env)._to_rule(), calendar, cases)
    town = Town(env.cr, world, index, lives, moulds)
    return *town.run(), peak_mb()


# === THE GROUND === #

def make_world(env, ground, size, agencies, offences, persons_count=None):
    places = len(ground.offices)
    postings = take_ids(env.cr, 'revenue_posting_id_seq', places * DAYS * (CHANNELS + 1))
    persons = max(1, persons_count or round(size * PERSONS_A_FINE))
    return World(
        size=size, days=DAYS, first=ground.today - timedelta(days=DAYS), company_id=env.company.id,
        currency_id=ground.currency_id, policy_id=ground.policy.id, user_id=env.uid,
        reason_id=env.ref('public_revenue_collection.revenue_close_reason_annulled').id,
        origin_model='fines.fine' if agencies else 'res.partner',
        places=tuple(
            Place(office.id, agencies and agencies[number].id, get_agency_code(number), ground.concepts.id,
                  ground.series[number].id, postings + number * DAYS * (CHANNELS + 1))
            for number, office in enumerate(ground.offices)),
        channels=tuple(
            (channel.id, method, channel.electronic) for channel, method in zip(ground.channels, METHODS, strict=True)),
        offences=tuple(offences), amounts=AMOUNTS, weights=WEIGHTS,
        persons=persons, partner=take_ids(env.cr, 'res_partner_id_seq', persons + 1),
        obligation=take_ids(env.cr, 'revenue_obligation_id_seq', 2 * size),
        fine=take_ids(env.cr, 'fines_fine_id_seq', 2 * size) if agencies else 0,
        receipt=take_ids(env.cr, 'revenue_receipt_id_seq', 2 * size),
        credit=take_ids(env.cr, 'revenue_credit_id_seq', 2 * size), workers=WORKERS)


def get_agency_code(number):
    return f'B{number:02d}'


def make_fines(env, ground, identity_type):
    """Agencies, offences and one fine registered by the ORM, whose rows the others are shaped after.

    :return: moulds by table, agencies, ids of offences; all empty without the addon of fines
    """
    if 'fines.fine' not in env or 'obligation_id' not in env['fines.fine']._fields:
        return {}, (), ()
    agencies = env['fines.agency'].create([
        {'code': get_agency_code(number), 'name': f"Agency {number}", 'office_ids': [(6, 0, office.ids)],
         'concept_id': ground.concepts.id} for number, office in enumerate(ground.offices)])
    offences = env['fines.offence'].create([
        {'code': f'B{number}', 'name': f"Infraction {number}", 'norm_id': ground.policy.norm_id.id,
         'family_id': ground.policy.family_id.id, 'amount': 50} for number in range(10)])
    fine = env['fines.fine'].create({
        'agency_id': agencies[0].id, 'series': 'A', 'number': '100000', 'office_id': ground.offices[0].id,
        'infraction_date': ground.today, 'notified_on': ground.today, 'infraction_time': 0,
        'person_name': "Ana Pérez", 'person_identity': '85032112345', 'person_identity_type_id': identity_type.id,
        'line_ids': [(0, 0, {'offence_id': offences[0].id})]})
    fine.action_register()
    env.flush_all()
    rows = (fine, fine.line_ids, fine.person_ids, fine.event_ids[:1])
    columns = (FINE_COLUMNS, LINE_COLUMNS, PERSON_COLUMNS, EVENT_COLUMNS)
    moulds = {
        table: Mould(env.cr, table, row.id, changing)
        for table, row, changing in zip(FINE_TABLES, rows, columns, strict=True)}
    return moulds, agencies, offences.ids


# === AFTERWARDS === #

def seal(env, index, ground, world):
    """Write the postings of every second office, closed, each sealed after the one before it."""
    from odoo.addons.public_revenue_collection import ledger
    env.cr.execute("SET work_mem = '256MB'")
    contents = read_contents(env, world, index)
    span = world.days * (len(world.channels) + 1)
    channels = ground.channels.with_env(env)
    journals = [env.company.revenue_journal_id.id, *(channel.journal_id.id for channel in channels)]
    rows, previous = Rows({'revenue_posting': POSTING_COLUMNS}), {}
    for posting_id, content in contents:
        number, place = divmod(posting_id - world.places[0].postings, span)
        day, journal = divmod(place, len(journals))
        last_id, last_digest = previous.get(number, (None, None))
        previous[number] = posting_id, ledger.digest_row((last_digest, content))
        moment = f'{world.first + timedelta(days=day)} 21:00:00'
        rows.add('revenue_posting', posting_id, world.places[number].office_id, world.company_id, journals[journal],
                 world.first + timedelta(days=day), 'day', 'closed', moment, previous[number][1], last_id,
                 world.user_id, world.user_id, moment, moment)
    rows.write(env.cr)


def read_contents(env, world, index):
    """(posting, digest over its entries) of every second office, in the order of the days."""
    span = world.days * (len(world.channels) + 1)
    env.cr.execute(SQL(
        """SELECT posting_id, encode(sha256(convert_to(string_agg(digest, '' ORDER BY id), 'UTF8')), 'hex')
             FROM revenue_entry
            WHERE posting_id >= %(first)s AND (posting_id - %(first)s) / %(span)s %% %(workers)s = %(index)s
         GROUP BY posting_id ORDER BY posting_id""",
        first=world.places[0].postings, span=span, workers=world.workers, index=index))
    return env.cr.fetchall()


def settle_numbers(env, world, towns):
    """Tell the series their last numbers."""
    for numbers, *_made in towns:
        for series_id, number in numbers.items():
            env.cr.execute(SQL(
                "UPDATE revenue_series SET number_last = number_last + %s WHERE id = %s", number, series_id))
    env['revenue.series'].invalidate_model(flush=False)
    env.cr.commit()


def agrees(env):
    """Whether what is stored of some debts is what the rule says of them today."""
    env.cr.execute(SQL("SELECT id FROM revenue_obligation TABLESAMPLE SYSTEM (1) LIMIT %s", SAMPLE))
    obligations = env['revenue.obligation'].browse([row[0] for row in env.cr.fetchall()])
    accruals = obligations._get_accruals()
    return all(
        float(accruals[record.id].cached_amount) == record.amount_due
        and (accruals[record.id].cached_until or False) == record.valid_until for record in obligations)
