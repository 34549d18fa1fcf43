"""Take payments one by one with commit, against the payment wizard on stock invoices.

Three sides in turn, in several rounds, so that what else the machine does meets all of them: the wizard, in a process
of its own; `_collect` in one process, as a desk does it (REPEATABLE READ); and 8 processes that share one series of
receipt numbers, as gateways do it (READ COMMITTED).
"""
import time

from _ground import AMOUNTS, make_ground
from _stock import issue_invoices, pay_invoices, prepare_invoices
from common import Timer, emit, in_processes, peak_mb

from odoo.tools import SQL

SIZE, WRITERS, ROUNDS, STOCK_SIZE, BATCH = 4_000, 8, 4, 120, 5_000
WANTED_ALONE, WANTED_TOGETHER, MOST_STATEMENTS = 35, 45, 15


def run(env, options):
    size = options.size or SIZE
    ground = make_ground(env)
    obligations = issue(env, ground, size)
    for obligation_id, amount in obligations[:10]:    # what is read once is read
        pay(env, ground, obligation_id, amount)
    env.cr.commit()
    rounds = [measure(env, ground, obligations[10 + number::ROUNDS], number) for number in range(ROUNDS)]
    stock, alone, together = (join(side) for side in zip(*rounds, strict=True))
    emit_rates(alone, together, stock)
    emit('SQL statements a payment', 'statements', alone['statements'], stock=stock['statements'], size=alone['size'],
         wants=((f"at most {MOST_STATEMENTS} statements, not {alone['most']}", alone['most'] <= MOST_STATEMENTS),))


def measure(env, ground, pairs, number):
    """One round of the three sides."""
    half = len(pairs) // 2
    [stock] = in_processes(1, pay_stock, number)
    return stock, pay_alone(env, ground, pairs[:half]), pay_together(env, ground, pairs[half:])


def join(rounds):
    """The figures of all rounds of a side as one: sizes and seconds in sum, statements in the mean, else the worst."""
    size, seconds = (sum(one[name] for one in rounds) for name in ('size', 'seconds'))
    worst = {name: max(one[name] for one in rounds) for name in rounds[0]}
    if 'statements' in worst:
        worst['statements'] = sum(one['statements'] for one in rounds) / len(rounds)
    return {**worst, 'size': size, 'seconds': seconds, 'rate': size / seconds}


def emit_rates(alone, together, stock):
    emit('pay, one process', 'payments/s', alone['rate'], stock=stock['rate'], size=alone['size'], wants=(
        (f"at least {WANTED_ALONE} times stock", alone['rate'] >= WANTED_ALONE * stock['rate']),))
    emit(f'pay, {WRITERS} writers, one series', 'payments/s', together['rate'], stock=stock['rate'],
         size=together['size'], peak=together['peak'], wants=(
            (f"at least {WANTED_TOGETHER} times stock", together['rate'] >= WANTED_TOGETHER * stock['rate']),
            (f"none given up, not {together['failed']}", not together['failed']),
            ("numbers without gaps", not together['gaps'])))
    emit('slowest payment of the writers', 'ms', together['slowest'], size=together['size'], peak=together['peak'])


def issue(env, ground, size):
    """(obligation id, amount of today) of debts of the last 45 days: a third of them has doubled."""
    env.cr.execute("SELECT count(*) FROM revenue_obligation WHERE origin_key LIKE 'pay:%'")
    [start] = env.cr.fetchone()
    pairs = []
    for first in range(start, start + size, BATCH):
        numbers = range(first, min(first + BATCH, start + size))
        obligations = env['revenue.obligation']._issue([ground.make_vals(number, 'pay') for number in numbers])
        pairs += [(record.id, record.amount_due) for record in obligations]
        env.cr.commit()
    return pairs


# === OURS === #

def pay_alone(env, ground, pairs):
    """Rate and statements of payments in this process, each committed."""
    seconds, counts = 0.0, []
    for obligation_id, amount in pairs:
        with Timer(env.cr) as timer:
            pay(env, ground, obligation_id, amount)
            env.cr.commit()
        seconds += timer.seconds
        counts.append(timer.statements)
    return {'size': len(pairs), 'seconds': seconds, 'statements': sum(counts) / len(counts), 'most': max(counts)}


def pay(env, ground, obligation_id, amount):
    """Take the full amount of one debt; records come by id, as a request or a message would name them."""
    channel, series = (env[records._name].browse(records.ids[0]) for records in (ground.channels, ground.series))
    return env['revenue.receipt']._collect(
        amount, env['res.currency'].browse(ground.currency_id), ground.today, channel, f'pay:{obligation_id}',
        series=series, obligations=env['revenue.obligation'].browse(obligation_id))


def pay_together(env, ground, pairs):
    """What 8 processes reach on one series: seconds, slowest payment, failures, and gaps in the numbers."""
    before = len(get_numbers(env, ground))
    results = in_processes(WRITERS, pay_slice, ground, pairs, time.perf_counter() + 1)
    env.cr.rollback()
    numbers = get_numbers(env, ground)
    return {
        'size': len(pairs),
        'seconds': max(result['end'] for result in results) - min(result['start'] for result in results),
        'slowest': max(result['slowest'] for result in results) * 1000,
        'failed': sum(result['failed'] for result in results),
        'gaps': numbers != list(range(1, before + len(pairs) + 1)),
        'peak': max(result['peak'] for result in results),
    }


def pay_slice(env, index, ground, pairs, start):
    """Every eighth payment, each over a cursor of its own at READ COMMITTED."""
    time.sleep(max(0, start - time.perf_counter()))
    begun, slowest, failed = time.perf_counter(), 0.0, 0
    for obligation_id, amount in pairs[index::WRITERS]:
        with Timer() as timer:
            try:
                with env['revenue.collector']._money_cursor() as money_env:
                    pay(money_env, ground, obligation_id, amount)
            except Exception as error:  # noqa: BLE001  # counted and shown: none may be given up
                failed += 1
                print(f"writer {index}: {error!r}")
        slowest = max(slowest, timer.seconds)
    return {'start': begun, 'end': time.perf_counter(), 'slowest': slowest, 'failed': failed, 'peak': peak_mb()}


def get_numbers(env, ground):
    """Numbers of the receipts of the series, in order."""
    env.cr.execute(SQL("SELECT number FROM revenue_receipt WHERE series_id = %s ORDER BY number", ground.series.ids[0]))
    return [number for (number,) in env.cr.fetchall()]


# === STOCK === #

def pay_stock(env, _index, part):
    """Payments through the wizard, and their statements."""
    ground, share = make_ground(env), STOCK_SIZE // ROUNDS
    numbers = range(part * share, (part + 1) * share)
    invoices, _seconds = issue_invoices(env, prepare_invoices(env, ground, numbers, AMOUNTS))
    seconds, statements = pay_invoices(env, invoices)
    return {'size': len(invoices), 'seconds': seconds, 'statements': statements / len(invoices)}
