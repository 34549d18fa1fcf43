from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestDossier(RevenueCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env['revenue.identity.type'].create({'name': "Number", 'code': 'DOSSIER'})
        cls.person, cls.namesake = cls._make_person("Zoila Real"), cls._make_person("Zoila Real")
        cls.identity, _other = cls.env['revenue.identity'].create([
            {'partner_id': person.id, 'type_id': cls.kind.id, 'value': value}
            for person, value in ((cls.person, "85010112345"), (cls.namesake, "85010199999"))])

    def _ask(self, user, text="85010112345"):
        dossier = self.env['revenue.person.dossier'].with_user(user).create({'text': text})
        dossier.action_find()
        return dossier

    def test_sec_47_all_that_is_known_under_a_number_is_listed_and_the_look_up_noted(self):
        auditor = self._make_user('auditor')
        link = self.env['revenue.person.link'].create({
            'partner_id': self.person.id, 'other_id': self._make_person("Z. Real").id, 'reason': "Same document"})
        dossier = self._ask(auditor)
        found = set(dossier.line_ids.mapped(lambda line: (line.res_model, line.res_id)))
        self.assertLessEqual({('revenue.identity', self.identity.id), ('revenue.person.link', link.id)}, found)
        self.assertNotIn(self.namesake, dossier.partner_ids)
        log = self.env['revenue.person.lookup'].search([('user_id', '=', auditor.id)], limit=1)
        self.assertRecordValues(log, [{'kind': 'dossier', 'text': "•••••••2345"}])
        self.assertIn(self.person, log.partner_ids)

    def test_sec_47_only_auditors_and_administrators_ask(self):
        for role in ('clerk', 'supervisor', 'national'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._ask(self._make_user(role))

    def test_an_unknown_number_finds_nothing_and_an_empty_one_is_refused(self):
        auditor = self._make_user('auditor')
        self.assertFalse(self._ask(auditor, "11111111111").line_ids)
        with self.assertRaises(UserError):
            self._ask(auditor, " ")
