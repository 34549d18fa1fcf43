"""A cashier's browser, bare: a session, JSON calls, and what happens when the line breaks."""
import http.client
import json
import time

TIMEOUT = 60


class Broken(Exception):
    """The connection ended before the answer came."""


class Refused(Exception):
    """The server answered with an error."""


class Client:
    """One session of one user."""

    def __init__(self, port):
        self._port = port
        self._cookie = ""
        self.seconds = []   # how long each call took

    @property
    def session(self):
        """The id of the session, for a browser that goes on with it."""
        return self._cookie.partition("=")[2]

    def login(self, database, login, password):
        self.call("/web/session/authenticate", {"db": database, "login": login, "password": password})
        self.seconds.clear()
        return self

    def call(self, route, params, fault=None):
        """One JSON-RPC call over a connection of its own, as Odoo's server wants it.

        :param str fault: see tests/addons/public_revenue_fault_test
        :raise Refused: on an error of the server
        :raise Broken: when no answer came
        """
        headers = {"Content-Type": "application/json", "Cookie": self._cookie}
        if fault:
            headers["X-Revenue-Fault"] = fault
        started = time.monotonic()
        try:
            answer = self._send(route, json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}), headers)
        except (OSError, http.client.HTTPException) as error:
            raise Broken(repr(error)) from error
        finally:
            self.seconds.append(time.monotonic() - started)
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise Refused(f"{data.get('name')}: {data.get('message')}")
        return answer["result"]

    def _send(self, route, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT)
        try:
            connection.request("POST", route, body, headers)
            response = connection.getresponse()
            text = response.read()
            for cookie in response.headers.get_all("Set-Cookie") or ():
                if cookie.startswith("session_id="):
                    self._cookie = cookie.split(";")[0]
            return json.loads(text)
        finally:
            connection.close()

    def call_model(self, model, method, *args, fault=None, **kwargs):
        """Call a public method of a model, as a button does."""
        return self.call(f"/web/dataset/call_kw/{model}/{method}",
                         {"model": model, "method": method, "args": list(args), "kwargs": kwargs}, fault)
