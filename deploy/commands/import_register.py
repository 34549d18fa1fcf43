"""Import a register of fines from a file (`./run import FILE --policy NAME`)."""
import json
import sys
from datetime import date

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

MODEL = 'fines.register.import'


class ImportRegister(Command):
    """Import an existing register: progress on standard error, one JSON object as the last line of output"""

    name = 'import_register'

    def run(self, args):
        self.parser.add_argument('--file', required=True)
        self.parser.add_argument('--policy', required=True)
        self.parser.add_argument('--cutover', type=date.fromisoformat, help="other day than the profile's")
        options, odoo_args = self.parser.parse_known_args(args)
        config.parse_config(odoo_args, setup_logging=True)
        [database] = config['db_name']
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if MODEL not in env:
                sys.exit(f"{database} cannot import: install fines_collection")
            try:
                # The import commits by itself, part by part: one that was interrupted goes on.
                summary = env[MODEL]._run_file(options.file, options.policy, options.cutover, self._tell)
            except UserError as error:
                sys.exit(f"import: {error}")
            cr.commit()
        print(json.dumps(summary, default=str))

    def _tell(self, done, count):
        print(f"  {done} of {count} rows", file=sys.stderr, flush=True)
