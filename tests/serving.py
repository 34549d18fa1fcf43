"""Start the real server by ./run and talk to it: for tests that need more than a process of their own.

    with Served(modules='public_revenue', workers=4) as served:
        served.get('/web/login')
        served.sql("SELECT 1")
        served.worker_pids()
"""
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def command(*arguments, stdin=None, env=None, timeout=600):
    """Run ./run with these arguments; return what it did."""
    return subprocess.run(
        [str(ROOT / 'run'), *arguments], input=stdin, capture_output=True, text=True, timeout=timeout, check=False,
        cwd=ROOT, env={**os.environ, **(env or {})},
    )


def free_port():
    """A port that nobody listens on, and whose third neighbour (for websockets) is free too."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(('127.0.0.1', 0))
            port = one.getsockname()[1]
            try:
                other.bind(('127.0.0.1', port + 3))
            except OSError:
                continue
            return port


class Served:
    """A server of its own over a database of its own, both gone at the end."""

    def __init__(self, *options, modules='', workers=0, name='e2e'):
        self.port = free_port()
        self.db = f'{name}_{os.getpid()}_{self.port}'
        self.url = f'http://127.0.0.1:{self.port}'
        self.options = ['--db', self.db, '--workers', str(workers), *options]
        if modules:
            self.options += ['--modules', modules]

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop()
        command('drop', '--db', self.db)

    def start(self):
        done = command('--detach', '--port', str(self.port), *self.options)
        if done.returncode:
            raise RuntimeError(done.stderr)
        self.said = done.stderr

    def stop(self):
        command('--stop', '--port', str(self.port))

    def get(self, path, headers=None):
        """Return (status, body) of a page."""
        request = urllib.request.Request(self.url + path, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode(errors='replace')
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors='replace')

    def shell(self, script):
        """Run Python over the database (`env` is there); return what it printed."""
        done = command('shell', '--db', self.db, stdin=script)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def sql(self, statement):
        """Run SQL as the role that Odoo uses; return the rows, columns separated by |."""
        done = command('sql', '--db', self.db, stdin=f'\\pset tuples_only on\n\\pset format unaligned\n{statement};\n')
        if done.returncode:
            raise RuntimeError(done.stderr)
        return [line for line in done.stdout.splitlines() if line and not line.startswith(('Tuples', 'Output', 'Null'))]

    @property
    def pid(self):
        """The main process of the server."""
        local = Path(os.environ.get('PUBLIC_REVENUE_LOCAL', ROOT / '.local'))
        return int((local / 'run' / f'server-{self.port}.pid').read_text().split()[0])

    def worker_pids(self):
        """The processes that answer requests (workers, cron workers and the websocket process among them)."""
        children = Path(f'/proc/{self.pid}/task/{self.pid}/children').read_text()
        return [int(pid) for pid in children.split()]


if __name__ == '__main__':
    sys.exit("import this from a test")
