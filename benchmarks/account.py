"""What a cashier waits for to see all that a person owes, among millions of debts, over HTTP as the web client asks.

`./bench account --size 5000000 --db big` fills the database named first, unless it is filled already. Ours finds the
person by identity, asks the rule for each debt of today and tells why; stock lists the open items of one customer
among as many invoices as it could make in the same run. Each figure is the 95th percentile.
"""
import random
import sys

import seed
from _bulk import Watch
from _desk import Counter, open_desk
from _ground import AMOUNTS, make_ground
from _persons import get_identity
from _stock import issue_invoices, prepare_invoices
from _web import Web, get_p95, serving
from common import emit

LOOKUPS, WARM, STOCK_INVOICES, STOCK_LOOKUPS = 300, 20, 200, 40
LIMIT, LIMIT_KEY = 30, 30
OPEN_ITEMS = {'name': {}, 'date': {}, 'date_maturity': {}, 'amount_residual': {}, 'move_id': {}}


def arguments(parser):
    parser.add_argument('--persons', type=int, help="how many persons (default: 0.6 a fine)")


def run(env, options):
    size = options.size or 20_000
    fill(env, size, options.persons)
    open_desk(env)
    env.cr.execute("SELECT count(*) FROM revenue_obligation")
    [[debts]] = env.cr.fetchall()
    stock_ground = make_stock(env)
    with serving(env.cr.dbname) as port:
        counter = Counter(env, port)
        stock = measure_stock(env, port, stock_ground)
        measure_persons(counter, debts, stock)
        measure_numbers(env, counter, debts)


def fill(env, size, persons=None):
    """The database of `./bench seed`, unless it is there."""
    if not env['revenue.office'].search_count([('code', '=like', 'bench-%')]):
        seed.fill(env, size, Watch(lambda text: print(text, file=sys.stderr, flush=True)), persons)
        env.cr.commit()


def measure_persons(counter, debts, stock):
    """Identities drawn among the persons who have fines."""
    dice, seconds, shown = random.Random('account'), [], 0
    for _count in range(LOOKUPS):
        _screen, screen, took = counter.find(get_identity(dice.randrange(1, max(2, debts // 4))))
        seconds.append(took)
        shown += len(screen['line_ids'])
    ours = get_p95(seconds[WARM:])
    emit('all that a person owes', 'ms', ours, stock=stock, size=debts, wants=(
        (f"at most {LIMIT} ms, not {ours:.0f}", ours <= LIMIT),
        ("something is owed by the persons", shown > 0)))


def measure_numbers(env, counter, debts):
    """One debt by its printed number; the others of its person come with it."""
    env.cr.execute("SELECT value FROM revenue_key TABLESAMPLE SYSTEM (0.1) WHERE type = 'slip' LIMIT %s", (LOOKUPS,))
    numbers = [value for (value,) in env.cr.fetchall()]
    if not numbers:
        env.cr.execute("SELECT value FROM revenue_key WHERE type = 'slip' LIMIT %s", (LOOKUPS,))
        numbers = [value for (value,) in env.cr.fetchall()]
    ours = get_p95([counter.find(number)[2] for number in numbers][WARM:])
    emit('debt by its number', 'ms', ours, size=debts, wants=(
        (f"at most {LIMIT_KEY} ms, not {ours:.0f}", ours <= LIMIT_KEY),))


# === STOCK === #

def make_stock(env):
    """Invoices of some customers, posted: stock Odoo's open items."""
    ground = make_ground(env, debtors=20)
    issue_invoices(env, prepare_invoices(env, ground, range(STOCK_INVOICES), AMOUNTS))
    return ground.debtors.ids


def measure_stock(env, port, partners):
    """Open items of one customer, as the list of journal items shows them."""
    user = env.ref('base.user_admin')
    user.password = user.login
    user.group_ids += env.ref('account.group_account_user')
    env.cr.commit()
    web, seconds = Web(port, env.cr.dbname, user.login), []
    for count in range(STOCK_LOOKUPS):
        domain = [['partner_id', '=', partners[count % len(partners)]], ['parent_state', '=', 'posted'],
                  ['account_type', '=', 'asset_receivable'], ['amount_residual', '!=', 0]]
        web.call_kw('account.move.line', 'web_search_read', domain, OPEN_ITEMS, limit=80)
        seconds.append(web.seconds)
    return get_p95(seconds[5:])
