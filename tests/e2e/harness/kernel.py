"""Odoo within this process: cursors of one's own, at the isolation level one wants."""
import logging
import warnings
from contextlib import contextmanager

REPEATABLE, COMMITTED = "REPEATABLE READ", "READ COMMITTED"
LEVELS = (REPEATABLE, COMMITTED)


class Kernel:
    """The registry of one database."""

    def __init__(self, ground, database):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import odoo.tools
            from odoo.modules.registry import Registry
        self.database = database
        odoo.tools.config.parse_config([*ground.options(database), "--log-level", "warn"])
        self.registry = Registry(database)
        # Statements that meet another transaction are what these tests are about.
        logging.getLogger("odoo.sql_db").setLevel(logging.CRITICAL)

    def close(self):
        from odoo.modules.registry import Registry
        from odoo.sql_db import close_db
        Registry.delete(self.database)
        close_db(self.database)

    def let_go(self):
        """Close the pooled connections, before a fork."""
        from odoo.sql_db import close_db
        close_db(self.database)

    @contextmanager
    def env(self, level=REPEATABLE, user=1, lock_timeout=20):
        """An environment whose transaction is committed at the end of the block, rolled back on an error.

        :param int lock_timeout: seconds; a test that waits for ever proves nothing
        """
        from odoo import api
        with self.registry.cursor() as cr:
            cr.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
            cr.execute(f"SET LOCAL lock_timeout = '{lock_timeout}s'")
            env = api.Environment(cr, user, {})
            yield env(context={"allowed_company_ids": env["res.company"].search([]).ids})

    def retry(self, work, level=REPEATABLE, tries=20):
        """Do a transaction as Odoo does a request: again after a serialization failure, but without its pauses.

        :param work: called with an environment
        :return: what it returned, and how many tries failed
        """
        from psycopg2 import errors

        from odoo.exceptions import ConcurrencyError
        for failed in range(tries):
            try:
                with self.env(level) as env:
                    result = work(env)
                return result, failed
            except (errors.SerializationFailure, errors.DeadlockDetected, ConcurrencyError):
                continue
        raise AssertionError(f"given up after {tries} tries")
