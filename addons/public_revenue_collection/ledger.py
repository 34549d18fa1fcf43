"""The ledger's guards in the database and the shape of its rows, without the ORM.

A trigger protects against every way in: ORM, RPC, import, and plain SQL with the application's own role.
"""
import contextlib
import datetime
import hashlib
import itertools
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

SEPARATOR = "\x1f"

#: Columns of `revenue.entry` in the order in which rows are built, copied and digested.
ENTRY_COLUMNS = (
    "obligation_id", "credit_id", "kind", "amount", "currency_id", "company_id", "office_id", "concept_id",
    "posting_id", "receipt_id", "channel_id", "date", "value_date", "recorded_at", "user_id", "cause", "step",
)

#: The receipt that an entry `e` tells of, as SQL: its own, or the one by which another company took the money.
RECEIPT = SQL(
    """coalesce(e.receipt_id, CASE WHEN e.kind = 'payment' THEN
                substring(e.cause FROM '^receipt ([0-9]+) of company [0-9]+$')::integer END)""")


def name_receipt(receipt_id, company_id):
    """How the books of one company name a receipt of another, see RECEIPT.

    >>> name_receipt(7, 2)
    'receipt 7 of company 2'
    """
    return f"receipt {receipt_id} of company {company_id}"


class EntryRow(NamedTuple):
    """One ledger row; exactly one of obligation_id and credit_id is given, amount > 0 raises what is owed."""

    obligation_id: int | None
    credit_id: int | None
    kind: str
    amount: Decimal
    currency_id: int
    company_id: int
    office_id: int
    concept_id: int | None
    posting_id: int
    receipt_id: int | None
    channel_id: int | None
    date: datetime.date
    value_date: datetime.date
    recorded_at: datetime.datetime
    user_id: int
    cause: str
    step: str


class CopyLines:
    """A file for PostgreSQL's COPY whose lines are made while the database takes in those before.

    Only what cannot fail is left to the lines: an error in them reaches the caller as one of the database.
    """

    def __init__(self, lines):
        self._lines = iter(lines)

    def read(self, _size=-1):  # pylint: disable=method-required-super
        """The next lines as one text; psycopg2 takes any length, an empty one as the end."""
        return "".join(itertools.islice(self._lines, 100))


def digest_row(row):
    """Fingerprint of a row: SHA-256 over its values as PostgreSQL prints them, so that one SQL statement can verify
    millions (`digest_sql`). None prints as nothing.

    :param tuple row: values of ENTRY_COLUMNS, or any other tuple digested alike
    :rtype: str
    """
    return digest_text(SEPARATOR.join(["" if value is None else str(value) for value in row]))


def digest_text(text):
    """SHA-256 of a text, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_sql(columns, alias):
    """SQL expression that computes `digest_row` of a stored row."""
    parts = [SQL("coalesce(%s::text, '')", SQL.identifier(alias, column)) for column in columns]
    text = SQL(" || %s || ", SEPARATOR).join(parts)
    return SQL("encode(sha256(convert_to(%s, 'UTF8')), 'hex')", text)


def guard_table(cr, table, mutable=(), fill_once=()):
    """Make a table append-only in the database: UPDATE, DELETE and TRUNCATE are refused, for every role.

    :param str table: name of the table
    :param mutable: columns that an UPDATE may change
    :param fill_once: columns that an UPDATE may set while they are NULL
    """
    cr.execute(SQL(
        """
        CREATE OR REPLACE FUNCTION revenue_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE restrict_violation USING MESSAGE =
                'revenue_append_only: ' || TG_OP || ' on ' || TG_TABLE_NAME || ' is refused, it is append-only';
        END $$
        """,
    ))
    condition = _changed_condition(cr, table, mutable, fill_once)
    for name, event, when in (
        ("guard_update", SQL("BEFORE UPDATE"), condition),
        ("guard_delete", SQL("BEFORE DELETE"), SQL("true")),
    ):
        _create_trigger(cr, table, name, SQL("%s ON %s FOR EACH ROW WHEN (%s)", event, SQL.identifier(table), when))
    _create_trigger(cr, table, "guard_truncate",
                    SQL("BEFORE TRUNCATE ON %s FOR EACH STATEMENT", SQL.identifier(table)))


def _changed_condition(cr, table, mutable, fill_once):
    """SQL condition under which an UPDATE of a guarded table is refused."""
    if not mutable and not fill_once:
        return SQL("true")
    cr.execute(SQL(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        table,
    ))
    frozen = [name for (name,) in cr.fetchall() if name not in (*mutable, *fill_once)]
    changed = [SQL("OLD.%s IS DISTINCT FROM NEW.%s", SQL.identifier(name), SQL.identifier(name)) for name in frozen]
    changed += [
        SQL("(OLD.%s IS NOT NULL AND OLD.%s IS DISTINCT FROM NEW.%s)", *[SQL.identifier(name)] * 3)
        for name in fill_once
    ]
    return SQL(" OR ").join(changed)


def _create_trigger(cr, table, name, definition):
    full_name = SQL.identifier(f"{table}_{name}")
    cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", full_name, SQL.identifier(table)))
    cr.execute(SQL("CREATE TRIGGER %s %s EXECUTE FUNCTION revenue_refuse_change()", full_name, definition))


def guard_postings(cr):
    """Refuse ledger rows that name a posting which is no longer open.

    One statement-level trigger reads the postings FOR SHARE: it costs nothing per row, waits for a posting that is
    being closed, and under REPEATABLE READ fails with a serialization error that Odoo retries.
    """
    cr.execute(SQL(
        """
        CREATE OR REPLACE FUNCTION revenue_entry_check_posting() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            wanted integer;
            found integer;
        BEGIN
            SELECT count(*) INTO wanted FROM (SELECT DISTINCT posting_id, company_id, office_id, date FROM added) a;
            SELECT count(*) INTO found FROM (
                SELECT p.id FROM revenue_posting p
                  JOIN (SELECT DISTINCT posting_id, company_id, office_id, date FROM added) a
                    ON a.posting_id = p.id AND a.company_id = p.company_id AND a.office_id = p.office_id
                   AND a.date = p.date
                 WHERE p.state = 'open' ORDER BY p.id FOR SHARE OF p) open_postings;
            IF wanted <> found THEN
                RAISE restrict_violation USING MESSAGE =
                    'revenue_posting_closed: an entry needs an open posting of its company, office and day';
            END IF;
            RETURN NULL;
        END $$
        """,
    ))
    cr.execute(SQL("DROP TRIGGER IF EXISTS revenue_entry_check_posting ON revenue_entry"))
    cr.execute(SQL(
        """
        CREATE TRIGGER revenue_entry_check_posting AFTER INSERT ON revenue_entry
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION revenue_entry_check_posting()
        """,
    ))


@contextlib.contextmanager
def guards_lifted(cr, table):
    """Let a migration change a guarded table's structure: the update guard is lifted by name inside the block.

    Only for migration scripts that add a column: Odoo fills a new column of existing rows by UPDATE. The rows'
    digests must stay valid, so the block may not change a digested column.
    """
    trigger = SQL.identifier(f"{table}_guard_update")
    cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER %s", SQL.identifier(table), trigger))
    yield
    cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER %s", SQL.identifier(table), trigger))
