"""What the database itself refuses, whoever asks: ORM, RPC, import or plain SQL with the application's own role.

Each trigger compares named legal columns only. Odoo fills a new column of existing rows with an UPDATE of every row, so
a trigger that refused every UPDATE would make the next upgrade fail.
"""
from odoo.tools import SQL

#: Every trigger that must exist, by table: what `./run check` looks for.
TRIGGERS = {
    'revenue_notice': ('guard_update', 'guard_delete', 'guard_truncate'),
    'revenue_notice_addressee': ('guard_update',),
    'revenue_notice_attempt': ('guard_update', 'guard_delete', 'guard_truncate'),
    'revenue_review_case': ('guard_update', 'guard_delete', 'guard_truncate'),
    'revenue_review_event': ('guard_update', 'guard_delete', 'guard_truncate'),
}


def freeze(cr, table, always, once=(), later=(), condition=None, removable=False):
    """Let the database refuse changes of a table's legal columns, the removal of its rows, and TRUNCATE.

    :param always: columns that never change
    :param once: columns that are filled in once
    :param later: columns that no longer change when `condition` holds for the row before
    :param condition: SQL over OLD
    :param removable: rows may be deleted (retention erases persons)
    """
    refused = [_changed(always)] if always else []
    refused += [SQL("(%s IS NOT NULL AND %s)", SQL('OLD.%s', SQL.identifier(name)), _changed((name,))) for name in once]
    if later:
        refused.append(SQL("((%s) AND %s)", condition, _changed(later)))
    _make_trigger(cr, table, 'guard_update', SQL(
        "IF %s THEN RAISE restrict_violation USING MESSAGE = 'revenue_frozen: ' || TG_TABLE_NAME; END IF; RETURN NEW;",
        SQL(" OR ").join(refused),
    ), SQL("BEFORE UPDATE ON %s FOR EACH ROW", SQL.identifier(table)))
    if not removable:
        _guard_removal(cr, table)


def _guard_removal(cr, table):
    refusal = SQL("RAISE restrict_violation USING MESSAGE = 'revenue_frozen: ' || TG_OP || ' on ' || TG_TABLE_NAME;")
    _make_trigger(cr, table, 'guard_delete', refusal, SQL("BEFORE DELETE ON %s FOR EACH ROW", SQL.identifier(table)))
    _make_trigger(cr, table, 'guard_truncate', refusal, SQL(
        "BEFORE TRUNCATE ON %s FOR EACH STATEMENT", SQL.identifier(table),
    ))


def _changed(columns):
    old, new = (
        SQL("ROW(%s)", SQL(", ").join(SQL("%s.%s", alias, SQL.identifier(name)) for name in columns))
        for alias in (SQL('OLD'), SQL('NEW'))
    )
    return SQL("%s IS DISTINCT FROM %s", old, new)


def _make_trigger(cr, table, name, body, moment):
    """(Re)create a trigger and its function of the same name."""
    full_name = SQL.identifier(f'{table}_{name}')
    cr.execute(SQL(
        "CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN %s END $guard$",
        full_name, body,
    ))
    cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", full_name, SQL.identifier(table)))
    cr.execute(SQL("CREATE TRIGGER %s %s EXECUTE FUNCTION %s()", full_name, moment, full_name))


def get_missing_triggers(cr):
    """Return the names of guards that are absent or switched off in this database."""
    wanted = {f'{table}_{name}' for table, names in TRIGGERS.items() for name in names}
    cr.execute(SQL("SELECT tgname FROM pg_trigger WHERE tgname IN %s AND tgenabled <> 'D'", tuple(wanted)))
    return sorted(wanted - {name for name, in cr.fetchall()})
