from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestCheck(RevenueCommon):

    def test_all_checks_pass_on_a_sound_database(self):
        for result in self.env['revenue.check']._run_all():
            with self.subTest(result['name']):
                self.assertTrue(result['ok'], result['detail'])

    def test_missing_constraint_is_named(self):
        self.env.execute_query(SQL("ALTER TABLE revenue_policy DROP CONSTRAINT revenue_policy_no_overlap"))
        faults = self.env['revenue.check']._find_missing_table_objects()
        self.assertEqual(len(faults), 1)
        self.assertIn('revenue_policy_no_overlap', faults[0])

    def test_model_without_rule_is_named(self):
        with patch.object(type(self.env['revenue.check']), '_get_models_without_rule', lambda check: {}):
            faults = self.env['revenue.check']._find_models_without_rule()
        self.assertTrue(any('revenue.norm has' in fault for fault in faults))

    def test_addons_extend_the_list(self):
        check_class = type(self.env['revenue.check'])
        original = check_class._get_checks
        with patch.object(check_class, '_get_checks', lambda check: [*original(check), ("Extra", lambda: ["broken"])]):
            self.assertIn({'name': "Extra", 'ok': False, 'detail': "broken"}, self.env['revenue.check']._run_all())

    def test_modules_of_the_suite_are_known_by_name(self):
        is_ours = self.env['revenue.check']._is_suite_module
        for name in ('public_revenue', 'public_revenue_office', 'fines_base', 'municipal_tax', 'l10n_cu_fines',
                     'l10n_cu_public_revenue', 'l10n_cl_municipal_tax'):
            self.assertTrue(is_ours(name), name)
        for name in ('account', 'l10n_cl', 'payment', None):
            self.assertFalse(is_ours(name), name)

    def test_sec_55_a_production_database_with_demonstration_data_is_reported(self):
        module = self.env['ir.module.module'].search([('name', '=', 'mail')])
        module.demo = True
        self.assertFalse(self.env['revenue.check']._find_demonstration())
        self.env['ir.config_parameter'].set_param('public_revenue.production', 'True')
        self.assertIn('mail', self.env['revenue.check']._find_demonstration())
        self.env['ir.module.module'].search([('demo', '=', True)]).demo = False
        self.assertFalse(self.env['revenue.check']._find_demonstration())
