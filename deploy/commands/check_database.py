"""Verify a database: constraints and triggers present, digests right, control report zero."""
import sys

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class CheckDatabase(Command):
    """Run every check of `revenue.check`; the exit code tells whether all passed"""

    name = 'check_database'

    def run(self, args):
        config.parse_config(args, setup_logging=True)
        [database] = config['db_name']
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if 'revenue.check' not in env:
                sys.exit(f"{database} has no checks: install public_revenue_collection")
            results = env['revenue.check']._run_all()
            cr.rollback()
        for result in results:
            print('ok    ' if result['ok'] else 'WRONG ', result['name'], result['detail'] or '', sep=' ')
        wrong = [result['name'] for result in results if not result['ok']]
        print(f"{len(results) - len(wrong)} of {len(results)} checks passed on {database}")
        if wrong or not results:
            sys.exit(1)
