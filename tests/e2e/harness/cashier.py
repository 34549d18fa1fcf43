"""A cashier at a screen: one request for each payment, repeated with the same key until the answer has come."""
import time

from . import world
from .client import Broken, Client, Refused

ROUTE = "/revenue_fault_test/collect"
PATIENCE = 30


class Cashier:
    """Takes money at one desk through HTTP."""

    def __init__(self, server, desk):
        self.desk = desk
        self.client = Client(server.port).login(server.database, desk.login, world.PASSWORD)
        self.answers = {}    # by key, the answer that was given
        self.failures = 0    # requests that the server refused or could not answer
        self.breaks = 0      # of these, connections that broke

    def ask(self, debts, amount, key, fault=None):
        """One request.

        :rtype: dict
        """
        return self.client.call(ROUTE, {
            "series": self.desk.series, "channel": self.desk.channel, "obligations": debts, "amount": amount,
            "key": key}, fault)

    def collect(self, debts, amount, key, fault=None):
        """Ask until the answer comes; a fault that fails is met by the first request only.

        :return: the answer
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.answers[key] = self.ask(debts, amount, key, fault)
                return self.answers[key]
            except (Refused, Broken) as error:
                if isinstance(error, Refused) and "Injected fault" not in str(error):
                    raise
                self.failures += 1
                self.breaks += isinstance(error, Broken)
                assert time.monotonic() < deadline, "the server does not come back"
                fault = fault if fault and fault.startswith("name") else None
