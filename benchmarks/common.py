"""What every benchmark needs: time, memory, statements, processes, and one way to say the result.

A benchmark is a module with `run(env, options)`; `options.size` is None unless given; arguments of its own
are declared in `arguments(parser)`. It measures both sides in the same run and calls `emit` for each figure.
"""
import json
import os
import pickle
import resource
import sys
import time
import traceback
from contextlib import contextmanager

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

MEMORY_LIMIT_MB = 600
JSON = False
COLUMNS = ('name', 'unit', 'ours', 'stock', 'limit', 'ratio', 'size', 'peak_mb')
_rows, _broken, _inherited = [], [], []


class Timer:
    """`with Timer() as timer: ...` then `timer.seconds`, `timer.rate(n)`, and `timer.statements` of `cr`."""

    def __init__(self, cr=None):
        self._cr = cr

    def __enter__(self):
        self._statements = self._cr.sql_log_count if self._cr else 0
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_error):
        self.seconds = time.perf_counter() - self._start
        self.statements = (self._cr.sql_log_count - self._statements) if self._cr else None

    def rate(self, number):
        return number / self.seconds


def peak_mb():
    """Return the largest memory this process has had. Stock runs by `in_processes(1, …)`: this is ours."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def emit(name, unit, ours, *, stock=None, limit=None, size=None, peak=None, wants=()):
    """Say one figure.

    :param unit: '…/s' if more is better; 's', 'ms' and the like if less is
    :param limit: what PostgreSQL alone reaches on the same rows, if measured
    :param peak: `peak_mb()` of the processes that did our side, if it was not this one
    :param wants: pairs (text, bool): what this figure promises, and whether it held
    """
    faster_is_more = unit.endswith('/s')
    ratio = None if not stock or not ours else (ours / stock if faster_is_more else stock / ours)
    row = dict(zip(COLUMNS, (name, unit, ours, stock, limit, ratio, size, peak or peak_mb()), strict=True))
    row = {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}
    _rows.append(row)
    _broken.extend(f"{name}: {text}" for text, held in wants if not held)
    if JSON:
        print(json.dumps(row), flush=True)


def finish():
    """Print the table, say what was promised and did not hold; return the exit code."""
    if not JSON:
        table = [COLUMNS, *([str('' if row[key] is None else row[key]) for key in COLUMNS] for row in _rows)]
        widths = [max(len(line[i]) for line in table) for i in range(len(COLUMNS))]
        for line in table:
            print('  '.join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    peak = max((row['peak_mb'] for row in _rows), default=0)
    if peak > MEMORY_LIMIT_MB:
        _broken.append(f"memory: {peak} MB, {MEMORY_LIMIT_MB} are allowed")
    for line in _broken:
        print(f"not reached: {line}", file=sys.stderr)
    return 1 if _broken or not _rows else 0


@contextmanager
def new_env(dbname):
    """An environment over a connection of its own; commits at the end, rolls back on an error."""
    with Registry(dbname).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


def in_processes(number, function, *args):
    """Run `function(env, index, *args)` in `number` processes at once; return what they returned, by index.

    Each has connections of its own. An error in one is raised here.
    """
    dbname = odoo.tools.config['db_name'][0]
    children = [_fork(dbname, index, function, args) for index in range(number)]
    results = []
    for pid, pipe in children:
        with os.fdopen(pipe, 'rb') as stream:
            ok, value = pickle.loads(stream.read() or pickle.dumps((False, "a process died")))
        os.waitpid(pid, 0)
        if not ok:
            raise RuntimeError(value)
        results.append(value)
    return results


def _fork(dbname, index, function, args):
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    os.close(reading)
    try:
        # The parent's connections are not ours. They are kept: letting go of one would end it for the parent.
        _inherited.extend((odoo.sql_db._Pool, odoo.sql_db._Pool_readonly))
        odoo.sql_db._Pool = odoo.sql_db._Pool_readonly = None
        with new_env(dbname) as env:
            answer = (True, function(env, index, *args))
    except BaseException:
        answer = (False, traceback.format_exc())
    with os.fdopen(writing, 'wb') as stream:
        stream.write(pickle.dumps(answer))
    os._exit(0)
