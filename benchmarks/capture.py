"""What a clerk waits for among millions of fines and persons, over HTTP as the web client asks.

`./bench capture --fines 5000000 --persons 3000000 --db big` fills the database named first, unless it is
filled already.
Each figure is the 95th percentile; stock is what Odoo offers for the same on the same rows in the same run.
"""
import random
import sys

import seed
from _bulk import Watch
from _persons import get_identity, get_name
from _web import Web, get_p95, serving
from common import Timer, emit

ROWS, LOOKUPS, STOCK, WARM = 200, 200, 5, 10
SHARE_KNOWN = 0.8
CLERK, NATIONAL = 'bench-clerk', 'bench-national'
LIMITS = {'row': 150, 'identity': 50, 'prefix': 100, 'list': 200, 'number': 20}
OPEN = [['state', '!=', 'closed']]


def arguments(parser):
    parser.add_argument('--fines', type=int, help="how many to fill the database with (the same as --size)")
    parser.add_argument('--persons', type=int, help="how many persons (default: 0.6 a fine)")


def run(env, options):
    size = options.fines or options.size or 20_000
    if not env['fines.agency'].search_count([('code', '=', seed.get_agency_code(0))]):
        seed.fill(env, size, Watch(lambda text: print(text, file=sys.stderr, flush=True)), options.persons)
    ground = make_ground(env)
    env.cr.commit()
    with serving(env.cr.dbname) as port:
        clerk, national = (Web(port, env.cr.dbname, login) for login in (CLERK, NATIONAL))
        measure_rows(clerk, ground)
        measure_persons(clerk, ground)
        measure_lists(clerk, national, ground)
    measure_registration(env, ground)


def make_ground(env):
    """An open batch of the first agency and its users.

    :return: ids and figures that the measurements need
    :rtype: dict
    """
    agency = env['fines.agency'].search([('code', '=', seed.get_agency_code(0))])
    office = agency.office_ids[:1]
    make_user(env, CLERK, 'clerk', office)
    make_user(env, NATIONAL, 'national', office)
    kinds = env['revenue.identity.type']
    kind = kinds.search([('code', 'in', ('CU-CI', 'bench'))], limit=1)
    batch = env['fines.batch'].create({'agency_id': agency.id, 'office_id': office.id})
    env.cr.execute('SELECT count(*), (SELECT count(*) FROM res_partner) FROM fines_fine')
    fines, persons = env.cr.fetchone()
    env.cr.execute("SELECT max(number::int) FROM fines_fine WHERE agency_id = %s AND series = 'A'", (agency.id,))
    return {
        'batch': batch.id, 'kind': kind.id, 'number': env.cr.fetchone()[0] + 1, 'fines': fines, 'persons': persons,
        'known': max(1, round(fines * seed.PERSONS_A_FINE) // 2),
        'day': str(office._today()), 'capture': env.ref('fines_base.fines_fine_view_list_capture').id,
        'list': env.ref('fines_base.fines_fine_view_list').id,
        'contacts': env.ref('base.view_partner_tree').id,
    }


def make_user(env, login, role, office):
    users = env['res.users']
    if not users.search_count([('login', '=', login)]):
        groups = env.ref('base.group_user') + env.ref(f'public_revenue.public_revenue_group_{role}')
        users.create({
            'name': login, 'login': login, 'password': login, 'group_ids': [(6, 0, groups.ids)], 'tz': office.tz,
            'revenue_office_ids': [(6, 0, office.ids)]})


def emit_times(name, seconds, limit, size, stock=()):
    """One figure with its promise; the first calls only warm the workers up."""
    ours = get_p95(seconds[WARM:])
    emit(name, 'ms', ours, stock=get_p95(stock) if stock else None, size=size,
         wants=((f"at most {limit} ms, not {ours:.0f}", ours <= limit),))


def repeat(web, number, ask):
    """Seconds of so many calls."""
    seconds = []
    for count in range(number):
        ask(count)
        seconds.append(web.seconds)
    return seconds


# === KEYING === #

def measure_rows(web, ground):
    """Rows saved as the capture list saves them, most of known persons, each with its row before carried over."""
    specification = web.get_specification('fines.fine', ground['capture'])
    context = {'fines_capture_batch': ground['batch'], 'default_batch_id': ground['batch']}
    dice = random.Random('rows')

    def save(count):
        known = dice.random() < SHARE_KNOWN
        person = dice.randrange(1, ground['known'])
        web.call_kw('fines.fine', 'web_save', [], {
            'series': 'A', 'number': str(ground['number'] + count), 'person_identity_type_id': ground['kind'],
            'person_identity': get_identity(person) if known else f'{55_010_112_345 + ground["number"] + count:011d}',
            'person_name': get_name(person), 'infraction_date': ground['day'], 'infraction_time': 0,
            'place': "Calle Real 178", 'offence_codes': f'B{count % 10}', 'slip_amount': 50,
            'plate': f'P{count:06d}',
        }, specification=specification, context=context)

    emit_times('keyed row saved', repeat(web, ROWS, save), LIMITS['row'], ground['fines'])
    open_row = repeat(web, LOOKUPS, lambda _count: web.call_kw(
        'fines.fine', 'onchange', [], {}, [], specification, context=context))
    emit_times('next row opened', open_row, LIMITS['row'], ground['fines'])
    row = web.call_kw('fines.fine', 'onchange', [], {}, [], specification, context=context)['value']
    values = {name: value['id'] if isinstance(value, dict) else value for name, value in row.items()}

    def fill(_count):
        values['person_identity'] = get_identity(dice.randrange(1, ground['known']))
        web.call_kw('fines.fine', 'onchange', [], dict(values), ['person_identity'], specification, context=context)

    emit_times('identity typed, person filled', repeat(web, LOOKUPS, fill), LIMITS['identity'], ground['persons'])


def measure_persons(web, ground):
    """Beginnings of names, as far as a clerk types before looking up."""
    dice = random.Random('names')
    names = [get_name(dice.randrange(1, ground['known'])) for _count in range(LOOKUPS)]

    def search(context):
        def ask(count):
            name = names[count]
            web.call_kw('res.partner', 'web_name_search', name[:max(6, len(name) * 2 // 3)], {'display_name': {}},
                        limit=8, context=context)
        return ask

    ours = repeat(web, LOOKUPS, search({'revenue_person_search': True}))
    emit_times('name prefix', ours, LIMITS['prefix'], ground['persons'], repeat(web, STOCK, search({})))


# === LOOKING === #

def measure_lists(clerk, national, ground):
    """The list that the menu opens, and one fine by its number."""
    specification = clerk.get_specification('fines.fine', ground['list'])
    contacts = clerk.get_specification('res.partner', ground['contacts'])

    def show(web, model, fields, domain, order):
        return lambda _count: web.call_kw(
            model, 'web_search_read', domain, fields, offset=0, limit=80, order=order, count_limit=10_001)

    for name, web in (('office', clerk), ('nation', national)):
        stock = repeat(web, STOCK, show(web, 'res.partner', contacts, [], ''))
        ours = repeat(web, LOOKUPS, show(web, 'fines.fine', specification, OPEN, ''))
        emit_times(f'default list of fines, {name}', ours, LIMITS['list'], ground['fines'], stock)
    dice = random.Random('numbers')

    def find(_count):
        number = 100_001 + dice.randrange(max(1, ground['number'] - 100_002))
        domain = [['display_name', 'ilike', f'{seed.get_agency_code(0)} A {number}']]
        show(clerk, 'fines.fine', specification, domain, '')(_count)

    emit_times('fine by number', repeat(clerk, LOOKUPS, find), LIMITS['number'], ground['fines'])


def measure_registration(env, ground):
    """What closing a batch costs a row: register, and issue its debt where money is kept."""
    env.invalidate_all()
    batch = env['fines.batch'].browse(ground['batch'])
    with Timer(env.cr) as timer:
        batch._register_rows()
        env.cr.commit()
    registered = len(batch.fine_ids.filtered(lambda fine: fine.state != 'draft'))
    emit('rows registered when the batch closes', 'rows/s', registered / timer.seconds, size=registered)
