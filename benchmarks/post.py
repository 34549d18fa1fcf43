"""Close and post a day of 100,000 entries of 50 offices, against the same amounts as posted invoices.

The day holds charges issued by `_issue`, and for most of them a payment by one of three channels with the surcharge of
those paid late: 5 concepts with accounts of their own, so that about 1,700 journal lines come out. Only closing and
posting is timed. Stock posts a smaller number of invoices, whose time is extrapolated.
"""
from datetime import timedelta

from _ground import AMOUNTS, make_ground
from _lives import SETTLED, Lives
from _rows import Rows, check_columns
from _stock import issue_invoices, prepare_invoices
from common import Timer, emit, in_processes

from odoo.tools import SQL

SIZE, OFFICES, CONCEPTS, CHANNELS, STOCK_SIZE, BATCH = 100_000, 50, 5, 3, 500, 5_000
SHARE_OF_CHARGES = 0.45
WANTED_SECONDS = 6


def run(env, options):
    size = options.size or SIZE
    check_columns()
    ground = make_ground(env, OFFICES, CONCEPTS, CHANNELS)
    give_accounts(env, ground)
    env.cr.commit()
    stock = in_processes(1, post_stock)[0]
    fill_day(env, ground, size)
    entries, lines, seconds = post_day(env)
    wanted = WANTED_SECONDS * size / SIZE
    emit('post a day', 's', seconds, stock=entries / stock, size=entries, wants=(
        (f"at most {wanted} s", seconds <= max(wanted, 1)),))
    emit('journal lines of the day', 'lines', lines, size=entries)


def give_accounts(env, ground):
    """Each concept has its own receivable, income and accessory account."""
    accounts, roles = env['account.account'], env['revenue.account']
    known = {(row.role, row.concept_id) for row in roles.search([('concept_id', 'in', ground.concepts.ids)])}
    for role, account_type, digit in (
        ('receivable', 'asset_current', 1), ('income', 'income', 4), ('accessory', 'income_other', 5),
    ):
        for number, concept in enumerate(ground.concepts):
            if (role, concept) not in known:
                account = accounts.create({
                    'name': f"{concept.name}: {role}", 'code': f'BENCH{digit}{number}', 'account_type': account_type})
                roles.create({'role': role, 'concept_id': concept.id, 'account_id': account.id})


def fill_day(env, ground, size):
    """Book about so many entries on this day: charges first, then payments with what follows from them."""
    count = round(size * SHARE_OF_CHARGES)
    left = size - count
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        obligations = env['revenue.obligation']._issue([ground.make_vals(number, 'post') for number in numbers])
        left -= pay(env, ground, obligations, left)
        env.cr.commit()


def pay(env, ground, obligations, most):
    """Book payments of debts in full, with their receipts; stop at so many entries.

    :return: how many entries were booked
    """
    from odoo.addons.public_revenue_collection import cases
    writer = DayWriter(env, ground, Lives(
        ground.policy._to_rule(), env['revenue.calendar']._get_days(ground.offices[0]), cases))
    closed = []
    for obligation in obligations:
        if writer.entries >= most:
            break
        writer.pay(obligation)
        closed.append(obligation.id)
    writer.write()
    env.cr.execute(SQL(
        """UPDATE revenue_obligation SET version = version + 1, balance = 0, amount_due = 0, valid_until = NULL,
                  state = 'closed' WHERE id IN %s""", tuple(closed) or (0,)))
    env['revenue.obligation'].invalidate_model(flush=False)
    return writer.entries


class DayWriter:
    """Writes receipts of today and their entries, as `_collect` would."""

    def __init__(self, env, ground, lives):
        self.env, self.ground, self.lives, self.rows = env, ground, lives, Rows()
        self.entries, self.today, self.now = 0, ground.today, env.cr.now().replace(microsecond=0)
        self.currency_id, self.company_id = ground.currency_id, env.company.id
        self.series = dict(zip(ground.offices.ids, ground.series.ids, strict=True))
        env.cr.execute("SELECT id, number_last FROM revenue_series")
        self.numbers = dict(env.cr.fetchall())
        self.journal_id = env.company.revenue_journal_id.id
        self.channels = [(channel.id, channel.journal_id.id) for channel in ground.channels]
        self.postings = env['revenue.posting']._get_open(
            (self.company_id, office_id, self.today, journal_id, 'day')
            for office_id in ground.offices.ids for journal_id in (self.journal_id, *dict(self.channels).values()))

    def pay(self, obligation):
        """A receipt over the full amount of today, its payment, and the lines that follow."""
        start, office_id = obligation.clock_start, obligation.office_id.id
        life = self.lives.get(round(obligation.amount), 'paid', (self.today - start).days, SETTLED)
        channel_id, journal_id = self.channels[obligation.id % len(self.channels)]
        receipt_id = self._write_receipt(obligation, life.paid, channel_id)
        for kind, amount, value_day, _booked, step, cause in life.entries[1:]:
            money = (receipt_id, channel_id) if kind == 'payment' else (None, None)
            place = (self.company_id, office_id, self.today, journal_id if money[0] else self.journal_id, 'day')
            self.rows.add_digested('revenue_entry', (
                obligation.id, None, kind, amount, self.currency_id, self.company_id, office_id,
                obligation.concept_id.id, self.postings[place], *money, self.today, start + timedelta(days=value_day),
                self.now, self.env.uid, cause, step))
            self.entries += 1

    def _write_receipt(self, obligation, amount, channel_id):
        self.env.cr.execute("SELECT nextval('revenue_receipt_id_seq')")
        [receipt_id] = self.env.cr.fetchone()
        series_id = self.series[obligation.office_id.id]
        self.numbers[series_id] += 1
        external_id = f'post:{obligation.id}'
        self.rows.add_digested('revenue_receipt', (
            receipt_id, series_id, self.numbers[series_id], self.company_id, obligation.office_id.id, channel_id,
            self.currency_id, amount, 'cash', self.today, self.today, self.now, self.env.uid, external_id,
            external_id, '', None, None), None)
        return receipt_id

    def write(self):
        self.rows.write(self.env.cr)
        for series_id in self.series.values():
            self.env.cr.execute(
                "UPDATE revenue_series SET number_last = %s WHERE id = %s", (self.numbers[series_id], series_id))
        self.env['revenue.series'].invalidate_model(['number_last'], flush=False)


def post_day(env):
    """Entries, journal lines and seconds of closing and posting all that is open."""
    postings = env['revenue.posting'].search([('state', '=', 'open')])
    env.cr.execute(SQL("SELECT count(*) FROM revenue_entry WHERE posting_id IN %s", tuple(postings.ids)))
    [entries] = env.cr.fetchone()
    env.cr.execute("ANALYZE revenue_entry")
    env.cr.commit()
    with Timer() as timer:
        postings.action_post()
        env.cr.commit()
    return entries, len(postings.move_id.line_ids), timer.seconds


def post_stock(env, _index):
    """Invoices that stock Odoo creates and posts in a second."""
    ground = make_ground(env, OFFICES, CONCEPTS, CHANNELS)
    invoices, seconds = issue_invoices(env, prepare_invoices(env, ground, range(STOCK_SIZE), AMOUNTS))
    return len(invoices) / seconds
