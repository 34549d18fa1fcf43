"""What must hold for every model and file of the suite, whichever of its modules are installed."""
import ast
import csv
import re
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.modules.module import get_module_path
from odoo.tests import new_test_user, tagged

from .common import RevenueCommon

EVALUATORS = {'eval', 'exec', 'safe_eval', 'compile', 'test_python_expr'}
QUERIES = {'execute', 'execute_query', 'execute_query_dict', 'executemany'}


@tagged('post_install', '-at_install')
class TestSecurity(RevenueCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls.env['revenue.check']
        cls.modules = cls.check._get_suite_modules()
        cls.models_of_suite = cls.check._get_suite_models()

    # === RIGHTS === #

    def test_sec_17_no_model_is_open_to_website_forms(self):
        records = self.env['ir.model'].search([('model', 'in', [model._name for model in self.models_of_suite])])
        self.assertTrue(records)
        if 'website_form_access' in records:
            self.assertFalse(records.filtered('website_form_access').mapped('model'))
        for module in self.modules:
            for file in self._get_files(module, '*.xml'):
                self.assertNotIn('website_form_access', file.read_text(), file.name)

    def test_sec_20_every_model_with_a_company_has_a_global_company_rule(self):
        missing = []
        for model in self.models_of_suite:
            field = model._fields.get('company_id')
            if not field or not field.store or model._transient or model._abstract:
                continue
            rules = self.env['ir.rule'].search([('model_id.model', '=', model._name), ('global', '=', True)])
            if not any('company_id' in (rule.domain_force or '') for rule in rules):
                missing.append(model._name)
        self.assertFalse(missing, "models with company_id but without a global company rule")

    def test_sec_21_no_right_without_group_and_none_for_portal_or_public(self):
        names = [model._name for model in self.models_of_suite]
        rights = self.env['ir.model.access'].search([('model_id.model', 'in', names)])
        self.assertTrue(rights)
        self.assertFalse(rights.filtered(lambda right: not right.group_id).mapped('name'))
        outsiders = self.env.ref('base.group_portal') | self.env.ref('base.group_public')
        writing = rights.filtered(lambda right: right.perm_write or right.perm_create or right.perm_unlink)
        self.assertFalse(writing.filtered(lambda right: right.group_id.all_implied_ids & outsiders).mapped('name'))
        self.assertFalse(rights.filtered(lambda right: right.group_id in outsiders).mapped('name'))

    def test_sec_21_one_right_per_model_and_role(self):
        names = [model._name for model in self.models_of_suite]
        groups = self.env['ir.model.access']._read_group(
            [('model_id.model', 'in', names)], ['model_id', 'group_id'], ['__count'], having=[('__count', '>', 1)],
        )
        self.assertFalse([(model.model, group.name) for model, group, _count in groups])

    def test_sec_22_model_with_rights_has_a_rule_or_a_written_reason(self):
        self.assertFalse(self.check._find_models_without_rule())
        for model, reason in self.check._get_models_without_rule().items():
            self.assertTrue(reason.strip(), f"{model} stands in no_rule.csv without a reason")

    # === PUBLIC METHODS === #

    def _get_public_methods(self):
        """Return (module, model, method) of each remote door that the suite opens; one of a mixin where it is made."""
        doors = set()
        for name, model_class in self.env.registry.items():
            bases = [
                base for base in model_class.__mro__
                if vars(base).get('_module') and not self._is_mixin(vars(base).get('_name'), name)
            ]
            for base in bases:
                if self.check._is_suite_module(base._module):
                    doors.update(
                        (base._module, name, method) for method, function in vars(base).items()
                        if self._is_door(method, function) and not self._is_known_elsewhere(method, model_class)
                    )
        return doors

    def _is_mixin(self, made_for, name):
        return bool(made_for and made_for != name and self.env[made_for]._abstract)

    def _is_door(self, name, function):
        return not name.startswith('_') and callable(function) and not isinstance(function, type) \
            and not getattr(function, '_api_private', False)

    def _is_known_elsewhere(self, name, model_class):
        """A method that overrides one of Odoo's is no new door."""
        return any(
            name in vars(base) and not self.check._is_suite_module(vars(base).get('_module'))
            for base in model_class.__mro__
            if vars(base).get('_module') or base.__module__.startswith('odoo.orm')
        )

    def _read_allow_list(self):
        allowed = set()
        for module in self.modules:
            path = Path(get_module_path(module), 'tests', 'public_methods.csv')
            if path.exists():
                with path.open(newline='') as lines:
                    allowed.update((module, row['model'], row['method']) for row in csv.DictReader(lines))
        return allowed

    def test_sec_18_public_methods_are_those_that_were_reviewed(self):
        doors, allowed = self._get_public_methods(), self._read_allow_list()
        self.assertTrue(doors)
        self.assertFalse(sorted(doors - allowed), "not reviewed: make them private or add them to public_methods.csv")
        self.assertFalse(sorted(allowed - doors), "in public_methods.csv but no longer there")

    def test_sec_18_portal_users_pass_no_door(self):
        portal = new_test_user(self.env, login='test_portal_user', groups='base.group_portal')
        for _module, model, method in sorted(self._get_public_methods()):
            if self.env[model]._abstract:
                continue
            with self.subTest(model=model, method=method), self.assertRaises(AccessError):
                self._rpc(portal, model, method, [])

    # === SOURCE === #

    def _get_files(self, module, pattern):
        for path in sorted(Path(get_module_path(module)).rglob(pattern)):
            if 'tests' not in path.parts:
                yield path

    def _get_trees(self):
        for module in self.modules:
            for path in self._get_files(module, '*.py'):
                yield path, ast.parse(path.read_text())

    def _get_calls(self, tree):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, 'id', '')
                yield name, node

    def test_sec_19_every_sudo_has_its_reason_and_their_number_is_known(self):
        for module in self.modules:
            found, bare = 0, []
            for path in self._get_files(module, '*.py'):
                lines = path.read_text().splitlines()
                for number, line in enumerate(lines):
                    if re.search(r'\.sudo\(\)|\.sudo\(True\)|with_user\(SUPERUSER_ID\)', line):
                        found += 1
                        if '# sudo:' not in line and '# sudo:' not in "".join(lines[max(0, number - 3):number]):
                            bare.append(f'{path.name}:{number + 1}')
            with self.subTest(module=module):
                self.assertFalse(bare, "sudo without a reason (# sudo: ...)")
                baseline = Path(get_module_path(module), 'tests', 'sudo_baseline.txt')
                self.assertEqual(found, int(baseline.read_text()) if baseline.exists() else 0)

    def test_sec_33_law_is_data_and_nothing_is_evaluated(self):
        found = [
            f'{path}:{call.lineno}' for path, tree in self._get_trees() for name, call in self._get_calls(tree)
            if name in EVALUATORS and not (name == 'compile' and isinstance(call.func, ast.Attribute))
        ]
        self.assertFalse(found)

    def test_sec_34_sql_goes_through_the_wrapper_with_constant_text(self):
        found = []
        for path, tree in self._get_trees():
            wrapped = {
                target.id for node in ast.walk(tree) if isinstance(node, ast.Assign) and self._is_wrapper(node.value)
                for target in node.targets if isinstance(target, ast.Name)
            }
            for name, call in self._get_calls(tree):
                if name in QUERIES and call.args and not self._is_safe_query(call.args[0], wrapped):
                    found.append(f'{path}:{call.lineno}')
                if name == 'SQL' and call.args and not self._is_constant(call.args[0]):
                    found.append(f'{path}:{call.lineno}')
        self.assertFalse(found)

    def _is_wrapper(self, node):
        return isinstance(node, ast.Call) and (
            getattr(node.func, 'id', '') == 'SQL'
            or (isinstance(node.func, ast.Attribute) and getattr(node.func.value, 'id', '') == 'SQL')
        )

    def _is_safe_query(self, node, wrapped):
        # a query handed over by a caller was built there, where this test looks as well
        return self._is_wrapper(node) or (isinstance(node, ast.Name) and (node.id in wrapped or node.id == 'query')) \
            or (isinstance(node, ast.Call) and 'sql' in getattr(node.func, 'attr', '').lower())

    def _is_constant(self, node):
        # a constant of the module is written in capitals
        return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())

    def test_sec_34_payloads_in_searches_of_persons_find_nothing_and_break_nothing(self):
        clerk = self._make_user('clerk')
        partners = self.env['res.partner'].with_user(clerk).with_context(revenue_person_search=True)
        for payload in ("'; DROP TABLE res_partner; --", "%", "___", "\\", "' OR '1'='1", "{0.__class__}"):
            with self.subTest(payload=payload):
                self.assertFalse(partners.name_search(payload))
                self.assertFalse(partners.env['revenue.identity']._find(None, payload))
