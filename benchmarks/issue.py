"""Issue obligations with two keys and their charge, against stock invoices and against COPY of the same rows.

Each batch of ours is followed by PostgreSQL's COPY of the same rows, under new ids, into the same tables with the same
indexes, constraints and triggers; stock invoices are created and posted before and after, in a process of their own.
"""
import io

from _ground import AMOUNTS, make_ground
from _stock import issue_invoices, prepare_invoices
from common import Timer, emit, in_processes

from odoo.tools import SQL

SIZE, BATCH, STOCK_SIZE = 50_000, 5_000, 500
WANTED, WANTED_OF_STOCK, WANTED_OF_COPY = 8_000, 200, 0.65


def run(env, options):
    size = options.size or SIZE
    ground = make_ground(env, offices=5)
    env.cr.commit()
    stock = in_processes(1, issue_stock, ground.debtors.ids, 0)[0]
    ours, limit = measure(env, ground, size)
    stock = (stock + in_processes(1, issue_stock, ground.debtors.ids, 1)[0]) / 2
    emit('issue', 'obligations/s', ours, stock=stock, limit=limit, size=size, wants=(
        (f"at least {WANTED} a second", ours >= WANTED),
        (f"at least {WANTED_OF_STOCK} times stock", ours >= WANTED_OF_STOCK * stock),
        (f"at least {WANTED_OF_COPY} of COPY", ours >= WANTED_OF_COPY * limit),
    ))
    emit('issue again (all known)', 'obligations/s', repeat(env, ground, size), size=size)


def measure(env, ground, size):
    """Rates of our side and of COPY, batch after batch."""
    ours = limit = 0.0
    for start in range(0, size, BATCH):
        vals_list = [ground.make_vals(number, 'bench') for number in range(start, min(start + BATCH, size))]
        with Timer() as timer:
            obligations = env['revenue.obligation']._issue(vals_list)
            env.cr.commit()
        ours += timer.seconds
        limit += copy_again(env, obligations)
    return size / ours, size / limit


def repeat(env, ground, size):
    """Rate of issuing what is there already."""
    vals_list = [ground.make_vals(number, 'bench') for number in range(min(size, BATCH))]
    with Timer() as timer:
        env['revenue.obligation']._issue(vals_list)
        env.cr.commit()
    return timer.rate(len(vals_list))


def issue_stock(env, _index, debtor_ids, part):
    """Rate of stock invoices, created and posted in batches of 500."""
    ground = make_ground(env, offices=1)
    numbers = range(part * STOCK_SIZE, (part + 1) * STOCK_SIZE)
    invoices, seconds = issue_invoices(env, prepare_invoices(env, ground, numbers, AMOUNTS))
    return len(invoices) / seconds


# === COPY OF THE SAME ROWS === #

def copy_again(env, obligations):
    """Seconds that PostgreSQL needs to COPY and commit the rows of obligations once more, under new ids."""
    shift = move_sequence(env, len(obligations)) - min(obligations.ids)
    tables = [(table, columns, dump(env, query))
              for table, columns, query in get_tables(tuple(obligations.ids), shift)]
    env.cr.commit()
    with Timer() as timer:
        for table, columns, buffer in tables:
            env.cr.copy_from(buffer, table, columns=columns)
        env.cr.commit()
    return timer.seconds


def move_sequence(env, number):
    """Take ids for so many obligations; the first of them."""
    env.cr.execute("SELECT nextval('revenue_obligation_id_seq') FROM generate_series(1, %s)", (number,))
    return env.cr.fetchone()[0]


def get_tables(ids, shift):
    """(table, columns, query of the rows with new ids, origin keys and digests) in the order of COPY."""
    # Importable only since the addons path is set up.
    from odoo.addons.public_revenue_collection import ledger
    from odoo.addons.public_revenue_collection.models import revenue_issuer as issuer
    renumbered = {'obligation_id': SQL("r.obligation_id + %s", shift)}
    obligations = select('revenue_obligation', issuer.OBLIGATION_COLUMNS, 'id', ids, {
        'id': SQL("r.id + %s", shift), 'origin_key': SQL("r.origin_key || '/copy'")})
    keys = select('revenue_key', issuer.KEY_COLUMNS, 'obligation_id', ids, renumbered)
    entries = select('revenue_entry', ledger.ENTRY_COLUMNS, 'obligation_id', ids, renumbered)
    digested = SQL("SELECT e.*, %s FROM (%s) e", ledger.digest_sql(ledger.ENTRY_COLUMNS, 'e'), entries)
    return (
        ('revenue_obligation', issuer.OBLIGATION_COLUMNS, obligations),
        ('revenue_key', issuer.KEY_COLUMNS, keys),
        ('revenue_entry', (*ledger.ENTRY_COLUMNS, 'digest'), digested),
    )


def select(table, columns, owner, ids, changed):
    """Query of the columns of some rows, some of them changed."""
    values = [SQL("%s AS %s", changed.get(name, SQL.identifier('r', name)), SQL.identifier(name)) for name in columns]
    return SQL("SELECT %s FROM %s r WHERE %s IN %s ORDER BY r.id", SQL(", ").join(values), SQL.identifier(table),
               SQL.identifier('r', owner), ids)


def dump(env, query):
    """The rows as COPY reads them, in memory."""
    buffer = io.StringIO()
    env.cr.copy_expert(env.cr.mogrify(SQL("COPY (%s) TO STDOUT", query)), buffer)
    buffer.seek(0)
    return buffer
