"""Run one benchmark inside an Odoo environment (`./bench NAME`)."""
import argparse
import importlib.util
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class Benchmark(Command):
    """Call `run(env, options)` of a script in benchmarks/"""

    name = 'benchmark'

    def run(self, args):
        self.parser.add_argument('--script', type=Path, required=True)
        self.parser.add_argument('--size', type=int)
        self.parser.add_argument('--json', action='store_true')
        options, rest = self.parser.parse_known_args(args)
        sys.path.insert(0, str(options.script.parent))
        script = self._load(options.script)
        rest = self._read_more(script, options, rest)
        config.parse_config(rest, setup_logging=True)
        common = importlib.import_module('common')
        common.JSON = options.json
        with Registry(config['db_name'][0]).cursor() as cr:
            script.run(api.Environment(cr, SUPERUSER_ID, {}), options)
        sys.exit(common.finish())

    def _load(self, file):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        return script

    def _read_more(self, script, options, rest):
        """A benchmark with arguments of its own declares them in `arguments(parser)`."""
        parser = argparse.ArgumentParser(add_help=False)
        if hasattr(script, 'arguments'):
            script.arguments(parser)
        more, rest = parser.parse_known_args(rest)
        vars(options).update(vars(more))
        return rest
