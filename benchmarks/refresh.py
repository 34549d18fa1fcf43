"""Refresh the cached amounts of a night on which 1 of 30 open debts changes, against booking the same as invoices.

So many debts are issued, their terms begun evenly over 30 days; the amounts of those that are doubled on the day
after tomorrow are brought up to date in committed batches, as the nightly work does. Stock Odoo has no amount that
changes by itself: what it would take is an invoice over each surcharge, measured on few and extrapolated.
"""
from datetime import timedelta

from _ground import AMOUNTS, make_ground
from _stock import issue_invoices, prepare_invoices
from common import Timer, emit, in_processes

from odoo.tools import SQL

SIZE, OFFICES, DAYS, BATCH, STOCK_SIZE = 60_000, 50, 30, 10_000, 300
WANTED_SECONDS, WANTED_SIZE = 20, 2_000_000


def run(env, options):
    size = options.size or SIZE
    ground = make_ground(env, OFFICES)
    env.cr.commit()
    stock = in_processes(1, invoice_surcharges)[0]
    issue(env, ground, size)
    changed, seconds = refresh(env, ground)
    again, _seconds = refresh(env, ground)
    wanted = max(WANTED_SECONDS * size / WANTED_SIZE, 1)
    emit('refresh a night', 's', seconds, stock=changed / stock, size=size, wants=(
        (f"at most {wanted:.1f} s, not {seconds:.1f}", seconds <= wanted),
        (f"about 1 of {DAYS} debts changes, not {changed}", 0.8 <= changed * DAYS / size <= 1.2),
        ("a second time changes nothing", not again),
        ("what was doubled says so", is_doubled(env, ground))))
    emit('amounts refreshed', 'debts/s', changed / seconds, stock=stock, size=changed)


def issue(env, ground, size):
    """Debts whose terms began on each of the last days, as many on each."""
    for start in range(0, size, BATCH):
        vals_list = []
        for number in range(start, min(start + BATCH, size)):
            day = ground.today - timedelta(days=number % DAYS)
            vals_list.append({**ground.make_vals(number, 'refresh'), 'date': day, 'clock_start': day})
        env['revenue.obligation']._issue(vals_list)
        env.cr.commit()
        env.invalidate_all()
    env.cr.execute("ANALYZE revenue_obligation")
    env.cr.execute("ANALYZE revenue_entry")
    env.cr.commit()


def get_night(ground):
    """The day on which the oldest of the debts are doubled."""
    return ground.today + timedelta(days=2)


def refresh(env, ground):
    """How many debts were refreshed, and the seconds it took."""
    total, count = 0, BATCH
    with Timer() as timer:
        while count == BATCH:
            count = env['revenue.obligation']._refresh(get_night(ground), BATCH)
            env.cr.commit()
            env.invalidate_all()
            total += count
    return total, timer.seconds


def is_doubled(env, ground):
    """Whether all that were due to change, and no others, have the amount that the law says."""
    oldest = ground.today - timedelta(days=DAYS - 1)
    env.cr.execute(SQL(
        """SELECT count(*) FROM revenue_obligation
            WHERE origin_key LIKE 'refresh:%%'
              AND amount_due <> CASE WHEN clock_start = %s THEN 2 ELSE 1 END * amount""",
        oldest))
    return not env.cr.fetchone()[0]


def invoice_surcharges(env, _index):
    """Invoices a second over surcharges."""
    ground = make_ground(env, OFFICES)
    _invoices, seconds = issue_invoices(env, prepare_invoices(env, ground, range(STOCK_SIZE), AMOUNTS))
    return STOCK_SIZE / seconds
