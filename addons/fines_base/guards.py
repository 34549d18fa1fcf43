"""What the database itself refuses, whoever asks: ORM, RPC, import or plain SQL with the application's own role.

Each trigger compares named legal columns only. Odoo fills a new column of existing rows with an UPDATE of every row, so
a trigger that refused every UPDATE would make the next upgrade fail.
"""
from odoo.tools import SQL

#: The facts of a fine that nobody may change once it is registered (its date of notification: once it is set).
LEGAL_COLUMNS = (
    "agency_id", "series", "number", "inspector_id", "infraction_date", "infraction_time", "place", "territory_id",
    "offender_kind", "partner_id", "plate", "norm_id", "currency_id", "amount_total", "slip_amount", "amount_reason",
)
LINE_COLUMNS = ("fine_id", "offence_id", "norm_id", "article", "amount")
PERSON_COLUMNS = (
    "fine_id", "role", "name", "identity_type_id", "identity_value", "birth_date", "address", "licence",
)
MOVE_COLUMNS = (
    "checkbook_id", "agency_id", "office_id", "inspector_id", "number", "state_from", "state_to", "holder_from",
    "holder_to", "moved_on", "recorded_at", "user_id", "handed_by", "reason", "blank_count", "paper",
)
SIGN_COLUMNS = ("signed_by", "signed_on", "signed_document", "signed_user_id")
FATE_COLUMNS = ("checkbook_id", "agency_id", "series", "number", "fate", "fine_id")
EVENT_COLUMNS = ("fine_id", "user_id", "happened_at", "state_from", "state_to", "reason")


def _row(alias, columns):
    """SQL row of the columns of OLD or NEW, to be compared with IS DISTINCT FROM."""
    return SQL("ROW(%s)", SQL(", ").join(SQL("%s.%s", alias, SQL.identifier(name)) for name in columns))


def _changed(columns):
    return SQL("%s IS DISTINCT FROM %s", _row(SQL("OLD"), columns), _row(SQL("NEW"), columns))


def _create_trigger(cr, table, name, moment):
    """(Re)create a trigger that runs the function of the same name."""
    full_name = SQL.identifier(f"{table}_{name}")
    cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", full_name, SQL.identifier(table)))
    cr.execute(SQL("CREATE TRIGGER %s %s EXECUTE FUNCTION %s()", full_name, moment, full_name))


def _create_function(cr, table, name, body):
    cr.execute(SQL(
        "CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN %s END $guard$",
        SQL.identifier(f"{table}_{name}"), body))


def guard_fine(cr):
    """Freeze a registered fine: legal columns, deletion, the way back to draft, and TRUNCATE."""
    _create_function(cr, "fines_fine", "guard_update", SQL(
        """
        IF NEW.state = 'draft' OR (NEW.state = 'registered' AND OLD.state <> 'registered') THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: a fine does not go back to ' || NEW.state;
        END IF;
        IF %s OR (OLD.notified_on IS NOT NULL AND OLD.state <> 'registered'
                  AND OLD.notified_on IS DISTINCT FROM NEW.notified_on) THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: the facts of a registered fine do not change';
        END IF;
        RETURN NEW;
        """, _changed(LEGAL_COLUMNS)))
    _create_trigger(cr, "fines_fine", "guard_update",
                    SQL("BEFORE UPDATE ON fines_fine FOR EACH ROW WHEN (OLD.state <> 'draft')"))
    _guard_removal(cr, "fines_fine", SQL("WHEN (OLD.state <> 'draft')"))


def guard_event(cr):
    """Make the history of fines append-only."""
    _create_function(cr, "fines_fine_event", "guard_update", SQL(
        "RAISE restrict_violation USING MESSAGE = 'fines_frozen: the history of a fine is append-only';"))
    _create_trigger(cr, "fines_fine_event", "guard_update", SQL(
        "BEFORE UPDATE ON fines_fine_event FOR EACH ROW WHEN (%s)", _changed(EVENT_COLUMNS)))
    _guard_removal(cr, "fines_fine_event", SQL(""))


def guard_move(cr):
    """Make the hand-overs of checkbooks append-only; a signature is added once and stays."""
    _create_function(cr, "fines_checkbook_move", "guard_update", SQL(
        """
        IF %s OR (OLD.signed_by IS NOT NULL AND %s) THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: a hand-over of a checkbook does not change';
        END IF;
        RETURN NEW;
        """, _changed(MOVE_COLUMNS), _changed(SIGN_COLUMNS)))
    _create_trigger(cr, "fines_checkbook_move", "guard_update",
                    SQL("BEFORE UPDATE ON fines_checkbook_move FOR EACH ROW"))
    _guard_removal(cr, "fines_checkbook_move", SQL(""))


def guard_number(cr):
    """Keep the fate of a number: a draft gives its number back, nothing else does."""
    _create_function(cr, "fines_checkbook_number", "guard_update", SQL(
        "RAISE restrict_violation USING MESSAGE = 'fines_frozen: the fate of a number does not change';"))
    _create_trigger(cr, "fines_checkbook_number", "guard_update", SQL(
        "BEFORE UPDATE ON fines_checkbook_number FOR EACH ROW WHEN (%s)", _changed(FATE_COLUMNS)))
    _guard_removal(cr, "fines_checkbook_number", SQL("WHEN (OLD.fate <> 'used')"))


def guard_part(cr, table, columns):
    """Freeze the rows that belong to a fine (lines, persons) together with it.

    The fine's row is read FOR SHARE: who registers a fine while another adds a line waits, or fails and is retried.

    :param str table: table with a column fine_id
    :param tuple columns: its legal columns
    """
    _create_function(cr, table, "guard_part", SQL(
        """
        IF TG_OP = 'UPDATE' THEN
            IF NOT (%s) THEN
                RETURN NEW;
            END IF;
        END IF;
        IF EXISTS (SELECT FROM (SELECT state FROM fines_fine WHERE id IN (
                CASE WHEN TG_OP <> 'INSERT' THEN OLD.fine_id END,
                CASE WHEN TG_OP <> 'DELETE' THEN NEW.fine_id END) FOR SHARE) AS fine WHERE state <> 'draft') THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: ' || TG_OP || ' on ' || TG_TABLE_NAME
                || ' is refused, the fine is registered';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """, _changed(columns)))
    _create_trigger(cr, table, "guard_part", SQL(
        "BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW", SQL.identifier(table)))
    _guard_truncate(cr, table)


def _guard_removal(cr, table, condition):
    _create_function(cr, table, "guard_delete", SQL(
        "RAISE restrict_violation USING MESSAGE = 'fines_frozen: DELETE on ' || TG_TABLE_NAME || ' is refused';"))
    _create_trigger(cr, table, "guard_delete", SQL(
        "BEFORE DELETE ON %s FOR EACH ROW %s", SQL.identifier(table), condition))
    _guard_truncate(cr, table)


def _guard_truncate(cr, table):
    _create_function(cr, table, "guard_truncate", SQL(
        "RAISE restrict_violation USING MESSAGE = 'fines_frozen: TRUNCATE on ' || TG_TABLE_NAME || ' is refused';"))
    _create_trigger(cr, table, "guard_truncate", SQL(
        "BEFORE TRUNCATE ON %s FOR EACH STATEMENT", SQL.identifier(table)))


#: Every trigger that must exist, by table: what `./run check` looks for.
TRIGGERS = {
    "fines_fine": ("guard_update", "guard_delete", "guard_truncate"),
    "fines_fine_event": ("guard_update", "guard_delete", "guard_truncate"),
    "fines_checkbook_move": ("guard_update", "guard_delete", "guard_truncate"),
    "fines_checkbook_number": ("guard_update", "guard_delete", "guard_truncate"),
    "fines_fine_line": ("guard_part", "guard_truncate"),
    "fines_fine_person": ("guard_part", "guard_truncate"),
}


def get_missing_triggers(cr):
    """Names of guards that are absent or switched off in this database.

    :rtype: list[str]
    """
    wanted = {f"{table}_{name}" for table, names in TRIGGERS.items() for name in names}
    cr.execute(SQL("SELECT tgname FROM pg_trigger WHERE tgname IN %s AND tgenabled <> 'D'", tuple(wanted)))
    return sorted(wanted - {name for (name,) in cr.fetchall()})
