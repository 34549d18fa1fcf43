"""What the database itself refuses, whoever asks: ORM, RPC, import or plain SQL with the application's own role.

Each trigger compares named legal columns only. Odoo fills a new column of existing rows with an UPDATE of every row, so
a trigger that refused every UPDATE would make the next upgrade fail.
"""
from odoo.tools import SQL

#: The facts of a fine that nobody may change once it is registered (its date of notification: once it is set).
LEGAL_COLUMNS = (
    "agency_id", "series", "number", "inspector_id", "infraction_date", "infraction_time", "place", "territory_id",
    "offender_kind", "partner_id", "plate", "norm_id", "currency_id", "amount_total", "slip_amount", "amount_reason",
    "amount_decided", "debtor_clock", "preventive", "form_id",
)
#: What a version keeps of the fine itself beside its legal columns.
VERSION_COLUMNS = (*LEGAL_COLUMNS, "notified_on")
LINE_COLUMNS = ("fine_id", "offence_id", "norm_id", "article", "amount", "points")
MEASURE_COLUMNS = ("fine_id", "measure_id", "description", "date_to")
PERSON_COLUMNS = (
    "fine_id", "role", "name", "identity_type_id", "identity_value", "country_id", "birth_date", "address", "licence",
)
MOVE_COLUMNS = (
    "checkbook_id", "agency_id", "office_id", "inspector_id", "number", "state_from", "state_to", "holder_from",
    "holder_to", "moved_on", "recorded_at", "user_id", "handed_by", "reason", "blank_count", "paper",
)
SIGN_COLUMNS = ("signed_by", "signed_on", "signed_document", "signed_user_id")
FATE_COLUMNS = ("checkbook_id", "agency_id", "series", "number", "fate", "fine_id")
EVENT_COLUMNS = ("fine_id", "user_id", "happened_at", "state_from", "state_to", "reason")
LIST_COLUMNS = ("agency_id", "day", "printed_at", "user_id", "fine_count", "paper")
EVIDENCE_COLUMNS = ("fine_id", "name", "taken_at", "position", "original_digest", "digest")
#: Tables whose rows belong to a fine, with what a version keeps of them; persons stand apart, they can be erased.
FACT_PARTS = {"lines": ("fines_fine_line", LINE_COLUMNS), "measures": ("fines_fine_measure", MEASURE_COLUMNS)}
PERSON_PARTS = {"persons": ("fines_fine_person", PERSON_COLUMNS)}


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


def _is_correcting(fine_id):
    """SQL condition: this very transaction has kept the facts of a fine as a version and has not finished with it."""
    return SQL(
        """EXISTS (SELECT FROM fines_fine_version v WHERE v.fine_id = %s AND v.is_open
                       AND v.transaction = pg_current_xact_id()::text)""", fine_id)


def guard_fine(cr):
    """Freeze a registered fine: legal columns, version, deletion, the way back to draft, and TRUNCATE.

    Facts change only while a version of this transaction keeps the old ones; the number of the version is raised by
    the row that keeps them (`guard_version`), by one.
    """
    cr.execute(SQL("ALTER TABLE fines_fine ALTER COLUMN version SET DEFAULT 1"))
    _create_function(cr, "fines_fine", "guard_update", SQL(
        """
        IF NEW.state = 'draft' OR (NEW.state = 'registered' AND OLD.state <> 'registered' AND NOT %(correcting)s) THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: a fine does not go back to ' || NEW.state;
        END IF;
        IF NEW.version <> OLD.version AND (NEW.version <> OLD.version + 1 OR NOT EXISTS (
                SELECT FROM fines_fine_version v WHERE v.fine_id = OLD.id AND v.version = OLD.version AND v.is_open
                   AND v.transaction = pg_current_xact_id()::text)) THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: a new version keeps the facts of the old one';
        END IF;
        IF (%(changed)s OR (OLD.notified_on IS NOT NULL AND OLD.state <> 'registered'
                            AND OLD.notified_on IS DISTINCT FROM NEW.notified_on)) AND NOT %(correcting)s THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: the facts of a registered fine do not change';
        END IF;
        RETURN NEW;
        """, changed=_changed(LEGAL_COLUMNS), correcting=_is_correcting(SQL("OLD.id"))))
    _create_trigger(cr, "fines_fine", "guard_update",
                    SQL("BEFORE UPDATE ON fines_fine FOR EACH ROW WHEN (OLD.state <> 'draft')"))
    _guard_removal(cr, "fines_fine", SQL("WHEN (OLD.state <> 'draft')"))


def _keep_columns(cr, table, columns, message):
    """Refuse every change of named columns."""
    _create_function(cr, table, "guard_update", SQL(
        "RAISE restrict_violation USING MESSAGE = %s;", "fines_frozen: " + message))
    _create_trigger(cr, table, "guard_update", SQL(
        "BEFORE UPDATE ON %s FOR EACH ROW WHEN (%s)", SQL.identifier(table), _changed(columns)))


def guard_event(cr):
    """Make the history of fines append-only."""
    _keep_columns(cr, "fines_fine_event", EVENT_COLUMNS, "the history of a fine is append-only")
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
    _keep_columns(cr, "fines_checkbook_number", FATE_COLUMNS, "the fate of a number does not change")
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
        IF EXISTS (SELECT FROM (SELECT id, state FROM fines_fine WHERE id IN (
                CASE WHEN TG_OP <> 'INSERT' THEN OLD.fine_id END,
                CASE WHEN TG_OP <> 'DELETE' THEN NEW.fine_id END) FOR SHARE) AS fine
                WHERE state <> 'draft' AND NOT %s) THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: ' || TG_OP || ' on ' || TG_TABLE_NAME
                || ' is refused, the fine is registered';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """, _changed(columns), _is_correcting(SQL("fine.id"))))
    _create_trigger(cr, table, "guard_part", SQL(
        "BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW", SQL.identifier(table)))
    _guard_truncate(cr, table)


def guard_evidence(cr):
    """Freeze what a piece of evidence was when it came."""
    _keep_columns(cr, "fines_evidence", EVIDENCE_COLUMNS, "evidence does not change")


def guard_list(cr):
    """Keep a daily list as it was printed; retention erases whole rows, there are names in them."""
    _keep_columns(cr, "fines_daily_list", LIST_COLUMNS, "a list stays as it was printed")


def guard_version(cr):
    """Let a version be written by the database itself: it takes the facts from the fine as it stands, whoever asks.

    Afterwards a row only loses its persons (retention) and is finished (`is_open`), never the other way round.
    """
    cr.execute(SQL(
        "CREATE OR REPLACE FUNCTION fines_fine_facts(integer) RETURNS jsonb STABLE LANGUAGE plpgsql AS "
        "$guard$ BEGIN RETURN %s; END $guard$", _facts(VERSION_COLUMNS, FACT_PARTS)))
    cr.execute(SQL(
        "CREATE OR REPLACE FUNCTION fines_fine_persons(integer) RETURNS jsonb STABLE LANGUAGE plpgsql AS "
        "$guard$ BEGIN RETURN %s; END $guard$", _parts(PERSON_PARTS)))
    _create_function(cr, "fines_fine_version", "guard_insert", SQL(
        """
        SELECT f.version INTO NEW.version FROM fines_fine f
         WHERE f.id = NEW.fine_id AND f.state <> 'draft' FOR UPDATE;
        IF NOT FOUND THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: a draft is corrected in place';
        END IF;
        NEW.facts := fines_fine_facts(NEW.fine_id);
        NEW.persons := fines_fine_persons(NEW.fine_id);
        NEW.transaction := pg_current_xact_id()::text;
        NEW.is_open := true;
        NEW.digest := %s;
        RETURN NEW;
        """, get_version_digest(SQL("NEW"))))
    _create_trigger(cr, "fines_fine_version", "guard_insert", SQL("BEFORE INSERT ON fines_fine_version FOR EACH ROW"))
    _create_function(cr, "fines_fine_version", "raise_number", SQL(
        "UPDATE fines_fine SET version = NEW.version + 1 WHERE id = NEW.fine_id; RETURN NEW;"))
    _create_trigger(cr, "fines_fine_version", "raise_number", SQL("AFTER INSERT ON fines_fine_version FOR EACH ROW"))
    _create_function(cr, "fines_fine_version", "guard_update", SQL(
        """
        IF %s OR (NEW.is_open AND NOT OLD.is_open)
                OR (NEW.persons IS NOT NULL AND NEW.persons IS DISTINCT FROM OLD.persons) THEN
            RAISE restrict_violation USING MESSAGE = 'fines_frozen: a version of a fine does not change';
        END IF;
        RETURN NEW;
        """, _changed((*VERSION_DIGESTED, "digest", "transaction"))))
    _create_trigger(cr, "fines_fine_version", "guard_update", SQL("BEFORE UPDATE ON fines_fine_version FOR EACH ROW"))
    _guard_removal(cr, "fines_fine_version", SQL(""))


#: Columns of a version under its digest; persons are not, so that it stays valid when retention erases them.
VERSION_DIGESTED = ("fine_id", "version", "facts", "reason", "decision", "user_id", "happened_at")


def get_version_digest(alias):
    """SQL expression: SHA-256 over a version and the digest of the one before it.

    :param SQL alias: of the row
    """
    texts = [SQL("coalesce(%s.%s::text, '')", alias, SQL.identifier(name)) for name in VERSION_DIGESTED]
    before = SQL(
        """coalesce((SELECT b.digest FROM fines_fine_version b
                      WHERE b.fine_id = %s.fine_id AND b.version = %s.version - 1), '')""", alias, alias)
    text = SQL(" || '|' || ").join([*texts, before])
    return SQL("encode(sha256(convert_to(%s, 'UTF8')), 'hex')", text)


def _facts(columns, parts):
    """SQL expression: the facts of the fine $1 as jsonb, its columns and the rows of its parts."""
    pairs = SQL(", ").join(SQL("%s, f.%s", name, SQL.identifier(name)) for name in columns)
    return SQL("(SELECT jsonb_build_object(%s) || %s FROM fines_fine f WHERE f.id = $1)", pairs, _parts(parts))


def _parts(parts):
    """SQL expression: by name, the rows that belong to the fine $1, as jsonb."""
    lists = []
    for name, (table, columns) in parts.items():
        pairs = SQL(", ").join(SQL("%s, p.%s", column, SQL.identifier(column)) for column in ("id", *columns))
        lists.append(SQL(
            """%s, (SELECT coalesce(jsonb_agg(jsonb_build_object(%s) ORDER BY p.id), '[]')
                      FROM %s p WHERE p.fine_id = $1)""",
            name, pairs, SQL.identifier(table)))
    return SQL("jsonb_build_object(%s)", SQL(", ").join(lists))


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
    "fines_evidence": ("guard_update",),
    "fines_daily_list": ("guard_update",),
    "fines_fine_version": ("guard_insert", "raise_number", "guard_update", "guard_delete", "guard_truncate"),
    "fines_fine_line": ("guard_part", "guard_truncate"),
    "fines_fine_person": ("guard_part", "guard_truncate"),
    "fines_fine_measure": ("guard_part", "guard_truncate"),
}


def get_missing_triggers(cr):
    """Names of guards that are absent or switched off in this database.

    :rtype: list[str]
    """
    wanted = {f"{table}_{name}" for table, names in TRIGGERS.items() for name in names}
    cr.execute(SQL("SELECT tgname FROM pg_trigger WHERE tgname IN %s AND tgenabled <> 'D'", tuple(wanted)))
    return sorted(wanted - {name for (name,) in cr.fetchall()})
