"""Write the translation files of our addons: i18n/<module>.pot anew, i18n/es.po with what is new in it."""
from pathlib import Path

import addon_terms
import polib

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.tools import config


class ExportTerms(Command):
    """Bring i18n/*.pot and i18n/es.po of --ours up to date, keeping what is translated"""

    name = 'export_terms'

    def run(self, args):
        self.parser.add_argument('--ours', required=True, help="the modules, comma separated")
        options, odoo_args = self.parser.parse_known_args(args)
        config.parse_config(odoo_args, setup_logging=True)
        with Registry(config['db_name'][0]).cursor(readonly=True) as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for name in options.ours.split(','):
                self._export(env, name)

    def _export(self, env, name):
        folder = Path(Manifest.for_addon(name).path, 'i18n')
        template = addon_terms.export(env, name)
        folder.mkdir(exist_ok=True)
        template.save(str(folder / f'{name}.pot'))
        spanish = self._merge(folder / 'es.po', template)
        missing = len(spanish.untranslated_entries())
        print(f"{name}: {len(template)} terms, {missing} not translated yet in i18n/es.po")

    def _merge(self, file, template):
        """Give es.po exactly the terms of the template, each with the translation it has."""
        known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(file))} if file.is_file() else {}
        spanish = polib.POFile()
        spanish.metadata = {**template.metadata, 'Language': 'es'}
        for entry in template:
            spanish.append(polib.POEntry(
                msgid=entry.msgid, msgstr=known.get(entry.msgid, ''), comment=entry.comment,
                occurrences=entry.occurrences, flags=entry.flags,
            ))
        spanish.save(str(file))
        return spanish
