"""Install or update modules in a database and set what every database of ours has in common."""
import logging
import sys

import odoo
from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config

_logger = logging.getLogger(__name__)


class Build(Command):
    """Install and update modules, then settle languages, demo logins and outside services"""

    name = 'build'

    def run(self, args):
        options, odoo_args = self._read_options(args)
        config.parse_config(odoo_args, setup_logging=True)
        [database] = config['db_name']
        if options.demo:
            self._let_demo_data_in(database, options.ours)
        registry = self._load(database, options)
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self._check_installed(env, options)
            self._switch_outside_services_off(env)
            if options.default_language:
                self._set_default_language(env, options.default_language)
            if options.demo:
                self._set_demo_passwords(env, options.ours)
                cr.execute("UPDATE ir_module_module SET demo = false WHERE NOT name = ANY(%s)", (options.ours,))
        if options.pregenerate:
            with registry.cursor() as cr:
                api.Environment(cr, SUPERUSER_ID, {})['ir.qweb']._pregenerate_assets_bundles()

    def _load(self, database, options):
        """Install and update. Whatever may go wrong within a module's files ends as one line; the log has the rest."""
        try:
            return Registry.new(
                database, update_module=True, install_modules=options.install, upgrade_modules=options.update,
            )
        except Exception as error:
            _logger.critical("could not build %s", database, exc_info=True)
            lines = [line for line in str(error).splitlines() if line.strip()]
            sys.exit('\n'.join([f"{type(error).__name__}:", *lines[:8], f"log: {config['logfile']}"]))

    def _read_options(self, args):
        def names(text):
            return [name for name in text.split(',') if name]

        self.parser.add_argument('--install', type=names, default=[], help="modules to install")
        self.parser.add_argument('--update', type=names, default=[], help="modules to update")
        self.parser.add_argument('--ours', type=names, default=[], help="modules whose demo data is wanted")
        self.parser.add_argument('--demo', action='store_true', help="load the demo data of --ours")
        self.parser.add_argument('--default-language', help="language of users, company and new persons")
        self.parser.add_argument('--pregenerate', action='store_true', help="build scripts and styles at once")
        return self.parser.parse_known_args(args)

    def _let_demo_data_in(self, database, ours):
        """Odoo loads a module's demo data only if everything it depends on has some.

        We want ours without Odoo's own (invented companies in English), so those modules are called
        equipped while ours are installed; `run` takes it back.
        """
        with odoo.sql_db.db_connect(database).cursor() as cr:
            cr.execute(
                "UPDATE ir_module_module SET demo = true WHERE state = 'installed' AND NOT name = ANY(%s)", (ours,),
            )

    def _check_installed(self, env, options):
        """Odoo goes on after a module that it cannot install, or whose demo data fails: we do not."""
        wanted = set(options.install) | set(options.update)
        modules = env['ir.module.module'].search([('name', 'in', list(wanted | set(options.ours)))])
        missing = wanted - set(modules.filtered(lambda m: m.state == 'installed').mapped('name'))
        if missing:
            sys.exit(f"could not be installed: {', '.join(sorted(missing))}")
        failed = env['ir.demo_failure'].search([]) if 'ir.demo_failure' in env else ()
        if failed:
            # The text is a whole traceback: each of its errors begins at the left margin.
            errors = [line for line in failed[0].error.splitlines() if line and not line.startswith((' ', 'Traceback'))]
            sys.exit('\n'.join([f"the demo data of {failed[0].module_id.name} failed:", *errors[-8:]]))

    def _switch_outside_services_off(self, env):
        """What is left of `mail` after deploy/blocked.txt: its report to the vendor, its link previews."""
        report = env.ref('mail.ir_cron_module_update_notification', raise_if_not_found=False)
        if report:
            report.active = False
            env['ir.config_parameter'].set_param('mail.link_preview_throttle', '0')

    def _set_default_language(self, env, code):
        env['ir.default'].set('res.partner', 'lang', code)
        users = env['res.users'].with_context(active_test=False).search([('id', '!=', SUPERUSER_ID)])
        users.partner_id.lang = code
        env['res.company'].search([]).partner_id.lang = code
        if 'website' in env:
            language = env['res.lang']._lang_get(code)
            for website in env['website'].search([]):
                website.language_ids |= language
                website.default_lang_id = language

    def _set_demo_passwords(self, env, ours):
        """In a demo database every user of ours enters with the login as password."""
        ids = env['ir.model.data'].search([('model', '=', 'res.users'), ('module', 'in', ours)]).mapped('res_id')
        for user in env['res.users'].browse(ids).exists():
            user.password = user.login
