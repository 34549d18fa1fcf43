"""The ground that benchmarks of money stand on: offices, law, channels and debtors; and real amounts.

The law has the shape of Cuba's DL 99/1987: 30 days nominal, doubled from day 31, enforcement from day 61.
"""
import csv
import gzip
import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

REAL_FINES = Path(__file__).resolve().parents[2] / 'shared' / 'data' / 'nyc_fines_20k.csv.gz'
#: What the file holds most, with its frequency: used where the file is not at hand.
USUAL_AMOUNTS = ((50, 10684), (100, 2885), (250, 2033), (150, 1205), (65, 1089), (115, 1043), (200, 610), (180, 241))
SEED = 19


@dataclass
class Ground:
    """Records that a benchmark needs; the first of each where one is enough."""

    policy: object
    offices: object
    concepts: object
    channels: object
    series: object
    debtors: object

    def __post_init__(self):
        # Read once: what a caller of ours holds before it begins.
        self.currency_id = self.offices.company_id.currency_id.id
        self.today = self.offices[0]._today()

    def make_vals(self, number, origin, days=45):
        """Values of one debt for `_issue`: a fine of the last days with a printed number and an identity."""
        place = random.Random(f'{SEED}{origin}{number}')
        office = self.offices[number % len(self.offices)]
        day = office._today() - timedelta(days=place.randrange(days))
        return {
            'office_id': office.id, 'concept_id': self.concepts[number // len(self.offices) % len(self.concepts)].id,
            'amount': place.choices(AMOUNTS, WEIGHTS)[0], 'date': day, 'clock_start': day,
            'partner_id': self.debtors[number % len(self.debtors)].id,
            'origin_model': 'res.partner', 'origin_id': self.debtors[number % len(self.debtors)].id,
            'origin_key': f'{origin}:{number}',
            'keys': [('slip', '', f'{origin}-{number:08d}'), ('identity', 'CU', f'{place.randrange(10**11):011d}')],
        }


def read_real_fines():
    """Rows of New York's file with an amount, as dicts of texts; none if the file is not at hand."""
    if not REAL_FINES.is_file():
        return []
    with gzip.open(REAL_FINES, 'rt', encoding='utf-8', newline='') as lines:
        return [row for row in csv.DictReader(lines) if float(row['fine_amount']) > 0]


def _get_amounts():
    counts = {}
    for row in read_real_fines():
        amount = round(float(row['fine_amount']))
        counts[amount] = counts.get(amount, 0) + 1
    return zip(*(sorted(counts.items()) or USUAL_AMOUNTS), strict=True)


AMOUNTS, WEIGHTS = _get_amounts()


def make_ground(env, offices=1, concepts=1, channels=1, debtors=500):
    """Make what is missing, by codes that start with "bench"; a second call finds it all.

    :rtype: Ground
    """
    company = env.company
    load_chart(env)
    company._revenue_prepare_accounting()
    country = env.ref('base.cu')
    territory = _find_or_create(env['revenue.territory'], [
        {'code': 'bench', 'name': "Bench", 'country_id': country.id, 'kind': 'province'}])
    calendar = _find_or_create(env['revenue.calendar'], [{'code': 'bench', 'name': "Bench"}])
    policy = make_policy(env)
    places = _find_or_create(env['revenue.office'], [
        {'code': f'bench-{number:02d}', 'name': f"Office {number}", 'territory_id': territory.id,
         'calendar_id': calendar.id, 'company_id': company.id, 'tz': 'America/Havana'}
        for number in range(offices)])
    return Ground(
        policy=policy,
        offices=places,
        concepts=_find_or_create(env['revenue.concept'], [
            {'code': f'bench-{number}', 'name': f"Fines {number}", 'family_id': policy.family_id.id}
            for number in range(concepts)]),
        channels=_find_or_create(env['revenue.channel'], [
            {'code': f'bench-{number}', 'name': f"Channel {number}", 'company_id': company.id,
             'journal_id': make_journal(env, f'BCH{number}').id, 'electronic': number > 0}
            for number in range(channels)]),
        series=_find_or_create(env['revenue.series'], [
            {'code': f'bench-{office.code}/', 'office_id': office.id, 'company_id': company.id,
             'year': office._today().year} for office in places]),
        debtors=_find_or_create(env['res.partner'], [
            {'ref': f'bench-{number}', 'name': f"Persona {number}"} for number in range(debtors)], 'ref'),
    )


def _find_or_create(model, vals_list, key='code'):
    """Records with these codes, in the order given."""
    known = {record[key]: record for record in model.search([(key, 'in', [vals[key] for vals in vals_list])])}
    missing = [vals for vals in vals_list if vals[key] not in known]
    known.update((record[key], record) for record in model.create(missing))
    return model.browse([known[vals[key]].id for vals in vals_list])


def make_policy(env):
    policy = env['revenue.policy'].search([('code', '=', 'bench')])
    if policy:
        return policy
    family = env['revenue.policy.family'].create({'code': 'bench', 'name': "Bench fines"})
    norm = env['revenue.norm'].create({'code': 'BENCH', 'name': "Norm of the benchmarks", 'kind': 'law'})
    policy = env['revenue.policy'].create({
        'name': "Bench", 'code': 'bench', 'family_id': family.id, 'norm_id': norm.id, 'date_from': '2000-01-01',
        'allocation': 'cost interest surcharge indexation charge',
        'step_ids': [
            (0, 0, {'code': 'double', 'kind': 'surcharge', 'method': 'factor', 'rate': 2, 'start_after': 30,
                    'phase': 'surcharged'}),
            (0, 0, {'code': 'enforce', 'kind': 'phase', 'start_after': 60, 'phase': 'enforcement'}),
        ],
    })
    policy._set_in_force()
    return policy


def load_chart(env):
    """Stock invoices need a chart of accounts: Odoo's generic one."""
    if not env.company.chart_template:
        env['account.chart.template'].try_loading('generic_coa', env.company, install_demo=False)


def make_journal(env, code):
    journals = env['account.journal']
    return journals.search([('code', '=', code), ('company_id', '=', env.company.id)]) or journals.create(
        {'name': code, 'code': code, 'type': 'cash', 'company_id': env.company.id})
