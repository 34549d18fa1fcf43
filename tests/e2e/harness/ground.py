"""Databases to test on, and Odoo's command line over them: a thin wrapper around deploy/, through ground.sh."""
import itertools
import os
import subprocess
from pathlib import Path

import psycopg2

HERE = Path(__file__).resolve().parent.parent
SUPERUSER = "postgres"


class Ground:
    """A running cluster with a template database, for as long as the tests run."""

    def __init__(self, cluster, modules):
        self._process = subprocess.Popen(
            [str(HERE / "ground.sh"), cluster, *modules], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._words = []
        self._counter = itertools.count(1)
        self._read_description()

    def _read_description(self):
        for line in self._process.stdout:
            name, _equals, value = line.rstrip("\n").partition("=")
            if name == "ready":
                return
            if name == "odoo":
                self._words.append(value)
            else:
                setattr(self, name, value)
        raise RuntimeError("the ground for end-to-end tests could not be prepared; see the lines above")

    def _tell(self, order):
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != "ok\n":
            raise RuntimeError(f"failed: {order}")

    def close(self):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def copy(self, topic):
        """A database of one's own.

        :return: its name
        """
        name = f"e2e_{topic}_{os.getpid()}_{next(self._counter)}"
        self._tell(f"copy {name}")
        return name

    def empty(self, topic):
        name = f"e2e_{topic}_{os.getpid()}_{next(self._counter)}"
        self._tell(f"empty {name}")
        return name

    def drop(self, name):
        self._tell(f"drop {name}")

    def connect(self, database):
        """A superuser's connection, for watching and for what no application may do."""
        connection = psycopg2.connect(host=self.socket, user=SUPERUSER, dbname=database)
        connection.autocommit = True
        return connection

    def command(self, database, command, *arguments):
        """Odoo's command line as a list; `command` may be empty (the server)."""
        names = {"@database": database, "@command": command}
        return [word for word in (names.get(word, word) for word in self._words) if word] + list(arguments)

    def options(self, database):
        """The options of that command line alone, for Odoo within this process."""
        words = self._words[self._words.index("@command") + 1:]
        return [database if word == "@database" else word for word in words]

    def check(self, database):
        """Run `./run check` on a database.

        :return: whether all is well, and what it printed
        """
        done = subprocess.run(self.command(database, "check_database", "--log-level", "warn"), timeout=120,
                              capture_output=True, text=True, check=False)
        return done.returncode == 0, done.stdout + done.stderr

    def program(self, name, *arguments, **options):
        """Run one of PostgreSQL's programs as superuser."""
        command = [str(Path(self.programs) / name), "-h", self.socket, "-U", SUPERUSER, *arguments]
        return subprocess.run(command, check=True, capture_output=True, timeout=120, **options)
