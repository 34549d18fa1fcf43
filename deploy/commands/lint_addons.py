"""Run Odoo's own linters (its addon test_lint) over our addons only."""
import contextlib
import importlib
import logging
import sys
from pathlib import Path
from unittest.mock import patch

import addon_terms
import polib

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.tests import loader
from odoo.tests.suite import OdooSuite
from odoo.tools import config

_logger = logging.getLogger(__name__)

# Left out: test_checkers (tests the linters themselves), test_eslint (no eslint here), test_markers and
# test_pylint (walk all of Odoo; the latter's checks are run by ./test lint over our addons).
LINTERS = [
    'test_docstring', 'test_dunderinit', 'test_i18n', 'test_index', 'test_jstranslate', 'test_l10n',
    'test_manifests', 'test_naming', 'test_onchange_domains', 'test_orm_import', 'test_override_signatures',
    'test_pofile', 'test_routes', 'test_test_holes',
]


class LintAddons(Command):
    """Odoo's test_lint over --ours, and whether their .pot files are up to date"""

    name = 'lint_addons'

    def run(self, args):
        self.parser.add_argument('--ours', required=True, help="the modules to look at, comma separated")
        options, odoo_args = self.parser.parse_known_args(args)
        config.parse_config([*odoo_args, '--test-tags', '/test_lint'], setup_logging=True)
        self.ours = options.ours.split(',')
        registry = Registry(config['db_name'][0])
        results = self._run_linters()
        stale = list(self._stale_templates(registry))
        for line in stale:
            _logger.error(line)
        logging.getLogger('odoo.tests.result').info("%s over our addons", results)
        sys.exit(0 if results.wasSuccessful() and not stale else 1)

    def _run_linters(self):
        with contextlib.ExitStack() as stack:
            manifests = [one for one in Manifest.all_addon_manifests() if one.name in self.ours]
            stack.enter_context(patch.object(Manifest, 'all_addon_manifests', lambda: manifests))
            modules = [importlib.import_module(f'odoo.addons.test_lint.tests.{name}') for name in LINTERS]
            docstrings = next(module for module in modules if module.__name__.endswith('test_docstring'))
            stack.enter_context(patch.object(docstrings, 'MODULES_TO_LINT', tuple(self.ours)))
            cases = [case for module in modules for case in loader.get_module_test_cases(module)]
            return loader.run_suite(OdooSuite(cases))

    def _stale_templates(self, registry):
        """Return a line for each module whose .pot does not hold the terms of its sources."""
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for name in self.ours:
                wanted = {entry.msgid for entry in addon_terms.export(env, name)}
                file = Path(Manifest.for_addon(name).path, 'i18n', f'{name}.pot')
                present = {entry.msgid for entry in polib.pofile(str(file))} if file.is_file() else set()
                if wanted != present:
                    differing = sorted(wanted ^ present)
                    yield f"{name}: {len(differing)} terms differ from i18n/{name}.pot (./run terms): {differing[:3]}"
