"""Post a payment list in the background, against the same rows taken one by one.

20,000 rows as a post office hands them in: paid up to ten days ago, each the amount of its own day; one in fifty names
a slip that is not keyed yet, one in a hundred pays too much, one in a hundred pays a debt of the list again. The other
side takes such rows one at a time, each in a savepoint and 200 in a transaction, with the collector of a desk.
"""
import random
from datetime import date, timedelta

from _ground import make_ground
from common import Timer, emit, peak_mb

SIZE, SINGLE, BATCH, CHUNK = 20_000, 2_000, 5_000, 200
LIMIT, MEMORY = 120, 800
UNKNOWN, TOO_MUCH, AGAIN = 50, 100, 100


def run(env, options):
    size, ground = options.size or SIZE, make_ground(env)
    office = ground.offices
    if not office.list_series_id:
        office.list_series_id = env['revenue.series'].create({
            'code': 'bench-list/', 'office_id': office.id, 'company_id': office.company_id.id,
            'year': ground.today.year})
    single = take_one_by_one(env, ground, make_rows(env, ground, min(SINGLE, size)))
    rows = make_rows(env, ground, size)
    record, entering = enter(env, ground, rows)
    posting = post(env, record)
    check(env, record, rows)
    wanted = LIMIT * size / SIZE
    emit('rows taken one at a time', 'rows/s', single, size=min(SINGLE, size))
    emit('rows of a list entered', 'rows/s', size / entering, size=size)
    emit('rows of a list posted', 'rows/s', size / posting, size=size, wants=(
        (f"at most {wanted:.0f} s, not {posting:.0f}", posting <= wanted),
        (f"at most {MEMORY} MB, not {peak_mb()}", peak_mb() <= MEMORY)))


def make_rows(env, ground, size):
    """Rows of a list as texts, and the debts that most of them name."""
    env.cr.execute("SELECT count(*) FROM revenue_obligation WHERE origin_key LIKE 'list:%'")
    [start] = env.cr.fetchone()
    rows, dice = [], random.Random(start)
    for first in range(start, start + size, BATCH):
        vals_list = [ground.make_vals(number, 'list') for number in range(first, min(first + BATCH, start + size))]
        env['revenue.obligation']._issue([
            vals for number, vals in enumerate(vals_list) if number % UNKNOWN])
        rows += [make_row(vals, ground.today, dice, number) for number, vals in enumerate(vals_list)]
        env.cr.commit()
    for number in range(AGAIN // 2, len(rows), AGAIN):
        rows[number] = {**rows[number - 7], 'day': ground.today.isoformat()}
    return rows


def make_row(vals, today, dice, number):
    """One payment: what was owed on the day of the payment, or a little more."""
    day = max(vals['clock_start'], today - timedelta(days=dice.randrange(11)))
    amount = vals['amount'] * (2 if (day - vals['clock_start']).days > 30 else 1)
    return {'key': vals['keys'][0][2], 'identity': '', 'day': day.isoformat(), 'payer': '',
            'amount': str(amount + (5 if number % TOO_MUCH == 3 else 0))}


def enter(env, ground, rows):
    """A checked list of these rows, and how long it took."""
    channel = env['revenue.channel'].browse(ground.channels.ids[0])
    channel.kind = 'post'
    record = env['revenue.payment.list'].create({
        'office_id': ground.offices.id, 'channel_id': channel.id, 'reference': f'bench {len(rows)} {env.cr.now()}',
        'control_count': len(rows), 'control_amount': sum(float(row['amount']) for row in rows)})
    with Timer() as timer:
        record._enter(list(enumerate(rows, 1)))
        record.action_check()
        record.action_post()
        env.cr.commit()
    return record, timer.seconds


def post(env, record):
    """Seconds of the background job, as it works: chunk by chunk, each committed."""
    with Timer() as timer:
        while record.state == 'posting':
            record._post_next()
            env.cr.commit()
            env.invalidate_all()
    return timer.seconds


def check(env, record, rows):
    """Nothing is lost: each row has its receipt, numbers are without gaps, the total is that of the file."""
    wanted = sum(float(row['amount']) for row in rows)
    if (record.posted_count, record.refused_count, record.amount) != (len(rows), 0, wanted):
        raise RuntimeError(f"{record.posted_count} posted, {record.refused_count} refused: {record.amount} of {wanted}")
    env.cr.execute(
        """SELECT s.number_last, count(*), min(r.number), max(r.number) FROM revenue_series s
             JOIN revenue_receipt r ON r.series_id = s.id WHERE s.id = %s GROUP BY s.id""",
        (record.office_id.list_series_id.id,))
    [(last, count, first, highest)] = env.cr.fetchall()
    if not (last == count == highest and first == 1):
        raise RuntimeError(f"numbers {first} to {highest} of {count} receipts, last {last}")


def take_one_by_one(env, ground, rows):
    """Rows a second by the collector of a desk, one at a time."""
    keys = env['revenue.key']
    channel, series = ground.channels, ground.offices.list_series_id
    with Timer() as timer:
        for number, row in enumerate(rows, 1):
            debts, _state = keys._find('slip', row['key'])
            with env.cr.savepoint(flush=False):
                env['revenue.receipt']._collect(
                    float(row['amount']), ground.offices.company_id.currency_id, date.fromisoformat(row['day']),
                    channel, f"single:{row['key']}:{number}", series=series, method='list', obligations=debts,
                    keys=() if debts else [('slip', '', row['key'])])
            if not number % CHUNK:
                env.cr.commit()
        env.cr.commit()
    return timer.rate(len(rows))
