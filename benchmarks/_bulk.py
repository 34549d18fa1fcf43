"""Filling large tables: indexes, foreign keys and triggers rest meanwhile; all are made again afterwards."""
import io
import time

from common import in_processes

from odoo.tools import SQL

WORKERS = 2


class Rest:
    """`with Rest(env, tables): ...` lets indexes (but primary keys), foreign keys and triggers of tables rest.

    Made again in two processes at once; an error inside leaves the database without them, which `./run check` tells.
    """

    def __init__(self, env, tables):
        self.env, self.tables = env, tuple(tables)

    def __enter__(self):
        cr = self.env.cr
        self.indexes = self._read(
            """SELECT c.relname, pg_get_indexdef(c.oid), t.relname
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
                WHERE t.relname IN %s AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)""")
        self.keys = self._read(
            """SELECT k.conname, pg_get_constraintdef(k.oid), t.relname FROM pg_constraint k
                 JOIN pg_class t ON t.oid = k.conrelid WHERE t.relname IN %s AND k.contype = 'f'""")
        for name, _definition, table in self.keys:
            cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))
        for name, _definition, _table in self.indexes:
            cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
        self._switch_triggers("DISABLE")
        cr.commit()

    def __exit__(self, error, *_more):
        if error:
            return
        statements = [[definition] for _name, definition, _table in self.indexes]
        in_processes(WORKERS, execute_share, statements)
        statements = [
            [f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition} NOT VALID',
             f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"'] for name, definition, table in self.keys]
        in_processes(WORKERS, execute_share, statements)
        self._switch_triggers("ENABLE")
        for table in self.tables:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.env.cr.commit()

    def _read(self, query):
        self.env.cr.execute(query, (self.tables,))
        return sorted(self.env.cr.fetchall(), key=lambda row: (row[2], row[0]))

    def _switch_triggers(self, verb):
        for table in self.tables:
            self.env.cr.execute(SQL("ALTER TABLE %s %s TRIGGER USER", SQL.identifier(table), SQL(verb)))


def execute_share(env, index, groups):
    """Every second group of statements, each group committed."""
    env.cr.execute("SET maintenance_work_mem = '256MB'")
    env.cr.commit()
    for group in groups[index::WORKERS]:
        for statement in group:
            env.cr.execute(statement)
            env.cr.commit()


class Mould:
    """The shape of a row: one that the ORM made, whose columns are kept unless given anew.

    :param changing: columns that `line` gets values for, in order
    """

    def __init__(self, cr, table, row_id, changing):
        cr.execute(SQL("SELECT * FROM %s WHERE id = %s", SQL.identifier(table), row_id))
        present = {name for name, value in cr.dictfetchone().items() if value is not None}
        kept = sorted(present - set(changing) - {'id'})
        buffer = io.StringIO()
        cr.copy_expert(cr.mogrify(SQL(
            "COPY (SELECT %s FROM %s WHERE id = %s) TO STDOUT",
            SQL(", ").join(map(SQL.identifier, kept)) if kept else SQL("''"), SQL.identifier(table), row_id)), buffer)
        self.table, self.columns = table, (*changing, *kept)
        self.tail = f"\t{buffer.getvalue()}" if kept else '\n'

    def copy(self, cr, heads):
        """COPY rows; each is the text of the changing columns."""
        tail = self.tail
        cr.copy_from(io.StringIO(''.join([head + tail for head in heads])), self.table, columns=self.columns)


def take_ids(cr, sequence, number):
    """Take so many ids in a row; the first of them."""
    cr.execute(SQL("SELECT nextval(%s)", sequence))
    [first] = cr.fetchone()
    cr.execute(SQL("SELECT setval(%s, %s)", sequence, first + number))
    return first


class Watch:
    """Says on the error output what is being done and how long it took."""

    def __init__(self, say):
        self._say, self._start = say, time.perf_counter()

    def lap(self, text):
        now = time.perf_counter()
        self._say(f"{text:60s}{now - self._start:8.1f} s")
        self._start = now
