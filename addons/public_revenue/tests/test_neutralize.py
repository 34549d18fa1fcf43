from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged
from odoo.tools import SQL

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestNeutralize(RevenueCommon):

    def _neutralize(self):
        self.env.flush_all()
        self.env.cr.execute(SQL("SET CONSTRAINTS ALL IMMEDIATE"))
        for query in get_neutralization_queries(['base', 'mail', *self.env['revenue.check']._get_suite_modules()]):
            self.env.cr.execute(query)
        self.env.invalidate_all()

    def test_sec_49_a_copy_names_no_person_sends_no_mail_and_runs_no_job(self):
        kind = self.env['revenue.identity.type'].create({'name': "Number", 'code': 'NEUTRAL'})
        person = self._make_person("Zoila Quintana Real", email="zoila@example.com", phone="555 1234")
        identity = self.env['revenue.identity'].create(
            {'partner_id': person.id, 'type_id': kind.id, 'value': "85010112345"})
        self.env['revenue.person.lookup']._log('name', "Zoila Quintana", person)
        self.env['ir.config_parameter'].set_param('public_revenue.production', 'True')
        self._neutralize()
        self.assertFalse(self.env['res.partner'].search([('name', 'ilike', 'Quintana')]))
        self.assertRecordValues(person, [{'email': False, 'phone': False, 'name': f"Person {person.id}"}])
        self.assertNotIn("85010112345", identity.value)
        self.assertFalse(self.env['revenue.person.lookup'].search([('text', '!=', False)]))
        self.assertFalse(self.env['revenue.check']._is_production())
        self.assertFalse(self.env['ir.cron'].search([('active', '=', True), ('model_id.model', 'like', 'revenue.%')]))
        self.assertFalse(self.env['ir.mail_server'].search([('smtp_host', '!=', 'invalid')]))

    def test_what_a_copy_keeps_still_passes_every_check(self):
        self._neutralize()
        for result in self.env['revenue.check']._run_all():
            with self.subTest(result['name']):
                self.assertTrue(result['ok'], result['detail'])
