"""The figures of a nation on one screen, out of the summary; beside it Odoo's own grouping of the same ledger.

`./bench dashboard --db big --size 5000000` measures in the database named, filled first unless it is filled already.
The summary is made once from the whole ledger and kept current posting by posting; then the dashboard is read again and
again, while there is business of today that the summary does not hold yet.
"""
import sys

import seed
from _bulk import Watch
from _ground import make_ground
from _web import get_p95
from common import Timer, emit

from odoo.tools import SQL

FINES, READS, STOCK_READS, LIVE = 20_000, 60, 3, 500
LIMIT_MS, POSTINGS = 100, 2_000


def arguments(parser):
    parser.add_argument('--fines', type=int, help="how many to fill the database with (the same as --size)")


def run(env, options):
    size = options.fines or options.size or FINES
    env.cr.execute("SELECT count(*) FROM revenue_obligation")
    if env.cr.fetchone()[0] < size // 2:
        seed.fill(env, size, Watch(lambda text: print(text, file=sys.stderr, flush=True)))
        env.invalidate_all()
    measure_summary(env)
    add_business_of_today(env)
    measure_dashboard(env)
    measure_refresh(env)


def count(env, table):
    env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
    return env.cr.fetchone()[0]


def measure_summary(env):
    """All postings at once, as after an installation; then the photograph of the open debts."""
    entries = count(env, 'revenue_entry')
    with Timer() as timer:
        while env['revenue.statistic']._refresh(POSTINGS):
            env.cr.commit()
    if timer.seconds > 1:
        emit('entries summed up', 'entries/s', entries / timer.seconds, size=entries)
    company = env['revenue.office'].search([], limit=1).company_id
    with Timer() as timer:
        debts = env['revenue.statistic.stock']._take(company, env['revenue.office'].search([], limit=1)._today())
        env['revenue.statistic.cohort']._count(company)
    env.cr.commit()
    emit('open debts counted by phase', 's', timer.seconds, size=debts)
    for table in ('revenue_statistic_day', 'revenue_statistic_month', 'revenue_statistic_mark'):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    emit('rows of the summary', 'rows', count(env, 'revenue_statistic_day'), size=entries, wants=(
        ("the summary agrees with the ledger", not env['revenue.statistic']._find_differences()),))


def add_business_of_today(env):
    """What the summary does not know yet."""
    ground = make_ground(env, seed.OFFICES, 1, seed.CHANNELS, debtors=1)
    start = count(env, 'revenue_obligation')
    env['revenue.obligation']._issue([ground.make_vals(start + number, 'today') for number in range(LIVE)])
    env.cr.commit()


def measure_dashboard(env):
    """The screen as it opens for who sees the nation."""
    seconds, stock = [], []
    show = env['revenue.statistic.show'].create({})
    for _number in range(READS):
        env.invalidate_all()
        with Timer() as timer:
            show._read_figures(env['revenue.statistic.reader']._get_offices())
        seconds.append(timer.seconds)
    for _number in range(STOCK_READS):
        env.invalidate_all()
        with Timer() as timer:
            env['revenue.entry']._read_group([], ['date:month', 'kind'], ['amount:sum', '__count'])
            env['revenue.obligation']._read_group([('state', '=', 'open')], ['state'], ['amount_due:sum', '__count'])
        stock.append(timer.seconds)
    ours, entries = get_p95(seconds), count(env, 'revenue_entry')
    emit('national dashboard, p95', 'ms', ours, stock=get_p95(stock), size=entries, wants=(
        (f"at most {LIMIT_MS} ms, not {ours:.0f}", ours <= LIMIT_MS),))


def measure_refresh(env):
    """What the cron has to do while there is business."""
    with Timer() as timer:
        done = env['revenue.statistic']._refresh(POSTINGS)
        env.cr.commit()
    emit('summary brought up to date', 's', timer.seconds, size=done)
