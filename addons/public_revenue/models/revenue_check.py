import csv
import re

from odoo import api, models
from odoo.fields import Domain
from odoo.modules.module import get_module_path
from odoo.tools import SQL

from ..guards import get_missing_triggers

# Modules that complete payments without money.
DEMO_MODULES = ('payment_demo',)
SUITE = re.compile(r'(public_revenue|fines|municipal_tax)(_\w+)?|l10n_\w+_(public_revenue|fines|municipal_tax)')


class RevenueCheck(models.AbstractModel):
    """What must hold in a database at any moment. Addons add their checks by extending `_get_checks`."""

    _name = 'revenue.check'
    _description = "Checks of the Database"

    @api.model
    def _get_checks(self):
        """Return the checks as (name, callable); a callable returns a list of faults in words.

        Hook to be extended by super().

        :rtype: list[tuple[str, collections.abc.Callable]]
        """
        return [
            (self.env._("Constraints and indexes exist"), self._find_missing_table_objects),
            (self.env._("Models with rights have record rules"), self._find_models_without_rule),
            (self.env._("Nothing of a demonstration in production"), self._find_demonstration),
            (self.env._("Guards of notices and cases exist"), self._find_missing_guards),
            (self.env._("Papers of notices are those issued"), self.env['revenue.notice']._find_changed),
            (self.env._("Decisions are those decided"), self.env['revenue.review.case']._find_changed),
        ]

    @api.model
    def _run_all(self):
        """Run all checks.

        :return: one dict per check: name, ok, detail
        :rtype: list[dict]
        """
        results = []
        for name, check in self._get_checks():
            faults = check()
            results.append({'name': name, 'ok': not faults, 'detail': "; ".join(faults)})
        return results

    def _find_demonstration(self):
        """Demonstration data and providers in a database that is declared to be in production.

        An administrator declares it by the system parameter `public_revenue.production`.
        """
        if not self._is_production():
            return []
        modules = self._get_parameters_sudo().env['ir.module.module'].search([('state', '=', 'installed')])
        found = modules.filtered(lambda module: module.demo or module.name in DEMO_MODULES)
        return found.mapped('name')

    @api.model
    def _is_production(self):
        """Say whether the database is declared to be in production.

        :rtype: bool
        """
        value = self._get_parameters_sudo().get_param('public_revenue.production', 'False')
        return value not in ('', '0', 'False', 'false')

    @api.model
    def _get_parameters_sudo(self):
        # sudo: what is asked here is asked for those who may not read modules and parameters
        return self.env['ir.config_parameter'].sudo()

    # === WHAT BELONGS TO THE SUITE === #

    @api.model
    def _is_suite_module(self, module):
        """Say whether a module is one of the suite, by its name."""
        return bool(SUITE.fullmatch(module or ''))

    @api.model
    def _get_suite_modules(self):
        """Return the names of the installed modules of the suite."""
        return sorted(filter(self._is_suite_module, self.env.registry._init_modules))

    @api.model
    def _get_suite_models(self):
        """Return the models that modules of the suite bring, without those they only extend.

        :rtype: list[odoo.models.BaseModel]
        """
        return [
            self.env[name] for name, model in sorted(self.env.registry.items())
            if self._is_suite_module(model._original_module)
        ]

    # === CHECKS === #

    @api.model
    def _find_missing_guards(self):
        return get_missing_triggers(self.env.cr)

    @api.model
    def _find_missing_table_objects(self):
        declared = {
            (full_name, model._name)
            for model in self._get_suite_models() if model._auto and not model._abstract
            for full_name in model._table_objects
        }
        rows = self.env.execute_query(SQL(
            "SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind = 'i'",
        ))
        existing = {name for name, in rows}
        return [
            self.env._("%(model)s lacks %(name)s", model=model, name=name)
            for name, model in sorted(declared) if name not in existing
        ]

    @api.model
    def _find_models_without_rule(self):
        allowed = self._get_models_without_rule()
        rights = self.env['ir.model.access'].search(Domain.TRUE)
        rules = self.env['ir.rule'].search(Domain.TRUE)
        ruled = set(rules.model_id.mapped('model'))
        granted = set(rights.model_id.mapped('model'))
        return [
            self.env._("%(model)s has rights but no record rule", model=model._name)
            for model in self._get_suite_models()
            if not model._transient and model._name in granted - ruled - allowed.keys()
        ]

    @api.model
    def _get_models_without_rule(self):
        """Return the models that need no record rule, with the reason: `security/no_rule.csv` of each module.

        :rtype: dict[str, str]
        """
        allowed = {}
        for module in self._get_suite_modules():
            allowed.update(self._read_pairs(module, 'security', 'no_rule.csv'))
        return allowed

    @api.model
    def _read_pairs(self, module, *path):
        """Return a two-column CSV file of a module as a dict, empty if there is no such file."""
        file = get_module_path(module) and f"{get_module_path(module)}/{'/'.join(path)}"
        try:
            with open(file, encoding='utf-8', newline='') as lines:
                return dict(row[:2] for row in list(csv.reader(lines))[1:])
        except FileNotFoundError:
            return {}
