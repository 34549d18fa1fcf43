"""A real server over a database, with workers that can be killed."""
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 5   # Odoo's master now and then waits for ever for a worker that is gone


class Server:
    """Odoo with worker processes on a port of its own."""

    def __init__(self, ground, database, workers=4):
        self.database, self.port = database, find_port()
        self.log = Path(ground.logs) / f"{database}.log"
        self._output = open(f"{self.log}.out", "wb")
        self._command = ground.command(
            database, "", "--http-port", str(self.port), "--gevent-port", str(self.port + 1), "--workers", str(workers),
            "--max-cron-threads", "1", "--logfile", str(self.log))
        self.start_again()

    def start_again(self):
        """Start, or start anew on the same port after `kill`."""
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server did not start, see {self.log}")
            if self._answers():
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server does not answer, see {self.log}")

    def _answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/web/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self):
        """End the master by its pid; its workers leave with it."""
        for signum in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is None:
                self._process.send_signal(signum)
                try:
                    self._process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    continue
        self._output.close()

    def kill(self):
        """SIGKILL to the master and its workers, as when the power goes."""
        children = self.get_children()
        for pid in [self._process.pid, *children]:
            os.kill(pid, signal.SIGKILL)
        self._process.wait(STOP_SECONDS)

    def get_children(self):
        """Pids of the processes that the master started: workers, cron, websocket."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def count_retries(self):
        """How many transactions met another one and were repeated by Odoo, with a pause; and how many were given up."""
        text = self.log.read_text(errors="replace")
        return len(re.findall(r"tries left, try again in", text)), len(re.findall(r"maximum number of tries", text))


def find_port():
    """A pair of ports of this machine that nobody listens on."""
    while True:
        port = random.randrange(20000, 30000, 2)
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("127.0.0.1", port))
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@contextmanager
def serving(ground, database, workers=4):
    server = Server(ground, database, workers)
    try:
        yield server
    finally:
        server.stop()
