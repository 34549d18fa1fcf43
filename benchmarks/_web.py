"""A served database and a browser's requests to it: what a user waits for, HTTP included."""
import http.client
import json
import random
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from odoo.tools import config

START_SECONDS, STOP_SECONDS, TIMEOUT = 90, 10, 120


@contextmanager
def serving(dbname, workers=2):
    """A server of its own over a database, with workers as in production.

    :return: its port
    """
    port = find_port()
    process = subprocess.Popen(
        [sys.executable, sys.argv[0], '-c', config['config'], '--addons-path', ','.join(config['addons_path']),
         '--data-dir', config['data_dir'], '--db_host', config['db_host'], '--db_user', config['db_user'], '-d', dbname,
         '--http-port', str(port), '--gevent-port', str(port + 1), '--workers', str(workers), '--max-cron-threads', '0',
         '--log-level', 'error'], stdin=subprocess.DEVNULL)
    try:
        wait_until_ready(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(port, process):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=TIMEOUT)
        try:
            connection.request('GET', '/web/health')
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("the server does not answer")


def find_port():
    """A port that nobody listens on, and its neighbour."""
    while True:
        port = random.randrange(20000, 30000, 2)
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(('127.0.0.1', port))
                two.bind(('127.0.0.1', port + 1))
            except OSError:
                continue
            return port


class Web:
    """One session of one user, each call timed."""

    def __init__(self, port, dbname, login):
        self._port, self._cookie, self.seconds = port, '', 0.0
        info = self.call('/web/session/authenticate', {'db': dbname, 'login': login, 'password': login})
        # As the web client sends it with every call: language, time zone, companies.
        companies = info['user_companies']['allowed_companies']
        self.context = {**info['user_context'], 'allowed_company_ids': [one['id'] for one in companies.values()]}

    def call(self, route, params):
        """One JSON-RPC call over a connection of its own, as through a proxy.

        :raise RuntimeError: when the server refuses
        """
        body = json.dumps({'jsonrpc': '2.0', 'method': 'call', 'params': params})
        connection = http.client.HTTPConnection('127.0.0.1', self._port, timeout=TIMEOUT)
        start = time.perf_counter()
        try:
            connection.request('POST', route, body, {'Content-Type': 'application/json', 'Cookie': self._cookie})
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        self.seconds = time.perf_counter() - start
        for cookie in response.headers.get_all('Set-Cookie') or ():
            if cookie.startswith('session_id='):
                self._cookie = cookie.split(';')[0]
        answer = json.loads(text)
        if 'error' in answer:
            raise RuntimeError(answer['error'].get('data', answer['error']))
        return answer.get('result')   # none: the method returned nothing

    def call_kw(self, model, method, *args, **kwargs):
        return self.call(f'/web/dataset/call_kw/{model}/{method}', {
            'model': model, 'method': method, 'args': list(args), 'kwargs': {'context': self.context, **kwargs}})

    def get_specification(self, model, view_id, kind='list'):
        """What the web client asks of each record of a view."""
        views = self.call_kw(model, 'get_views', [[view_id, kind]])
        fields, arch = views['models'][model]['fields'], views['views'][kind]['arch']
        names = [name for name in fields if f'name="{name}"' in arch]
        return {
            name: {} if fields[name]['type'] != 'many2one' else {'fields': {}}
            if f'<field name="{name}" invisible="1"' in arch else {'fields': {'display_name': {}}} for name in names}


def get_p95(seconds):
    """The time in ms that 95 of 100 do not exceed."""
    return sorted(seconds)[int(len(seconds) * 0.95)] * 1000
