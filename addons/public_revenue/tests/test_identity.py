from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.public_revenue.text import mask, normalise_identity, normalise_name

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestIdentity(RevenueCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.env['revenue.identity.type'].create({
            'name': "Test card", 'code': 'TEST-CARD', 'pattern': '[0-9]{11}', 'example': "85010112345",
        })
        cls.passport = cls.env['revenue.identity.type'].create({'name': "Test passport", 'code': 'TEST-PASS'})
        cls.person = cls._make_person("Juan Pérez")

    def _make(self, value='85010112345', person=None, **values):
        return self.env['revenue.identity'].create({
            'partner_id': (person or self.person).id, 'type_id': self.card.id, 'value': value, **values,
        })

    def _find_or_create(self, *vals_list):
        return self.env['revenue.identity']._find_or_create(list(vals_list))

    # === SPELLINGS === #

    def test_names_are_compared_without_accents_case_and_signs(self):
        self.assertEqual(normalise_name("  PÉREZ-Núñez,  José "), "perez nunez jose")

    def test_numbers_are_stored_without_spaces_and_hyphens(self):
        self.assertEqual(normalise_identity(" 850101-123.45 k"), "85010112345K")
        self.assertEqual(self._make("850101-12 345").value, "85010112345")

    def test_mask_shows_the_end_of_long_numbers_only(self):
        self.assertEqual(mask("85010112345"), "•••••••2345")
        self.assertEqual(mask("12345678"), "••••••••")

    # === CHECKS === #

    def test_number_that_does_not_fit_is_refused_with_an_example(self):
        with self.assertRaisesRegex(ValidationError, "85010112345"):
            self._make("123")

    def test_number_is_checked_by_stdnum_where_the_type_says_so(self):
        rut = self.env['revenue.identity.type'].create({
            'name': "RUT", 'code': 'TEST-RUT', 'check': 'stdnum', 'stdnum_module': 'cl.rut',
        })
        self._make("12.531.909-2", type_id=rut.id)
        with self.assertRaises(ValidationError):
            self._make("12.531.909-3", type_id=rut.id)

    def test_type_with_unknown_stdnum_module_or_broken_pattern_is_refused(self):
        for values in ({'check': 'stdnum', 'stdnum_module': 'xx.nothing'}, {'pattern': '[0-9'}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.env['revenue.identity.type'].create({'name': "X", 'code': 'X', **values})

    # === VERIFIED === #

    def test_two_persons_may_carry_one_number_until_it_is_verified(self):
        other = self._make(person=self._make_person("Ana"))
        self._make(verified='document')
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            other.action_verify()

    def test_verification_says_who_and_when(self):
        identity = self._make()
        clerk = self._make_user('clerk')
        self._rpc(clerk, 'revenue.identity', 'action_verify', identity.ids)
        self.assertRecordValues(identity, [{'verified': 'document', 'verified_by': clerk.id}])
        self.assertTrue(identity.verified_on)

    def test_cashier_and_inspector_do_not_verify(self):
        identity = self._make()
        for role in ('cashier', 'inspector'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._rpc(self._make_user(role), 'revenue.identity', 'action_verify', identity.ids)

    def test_verified_number_is_neither_changed_nor_deleted(self):
        identity = self._make(verified='document')
        with self.assertRaises(UserError):
            identity.value = "85010112346"
        with self.assertRaises(UserError):
            identity.unlink()

    def test_only_a_supervisor_takes_a_verification_back(self):
        identity = self._make(verified='document')
        with self.assertRaises(UserError):
            self._rpc(self._make_user('clerk'), 'revenue.identity', 'write', identity.ids, {'verified': 'no'})
        self._rpc(self._make_user('supervisor'), 'revenue.identity', 'write', identity.ids, {'verified': 'no'})
        self.assertFalse(identity.verified_on)

    # === FIND === #

    def test_find_forgives_the_spelling_and_gives_the_verified_one_first(self):
        unsure = self._make(person=self._make_person("Ana"))
        sure = self._make(verified='registry')
        found = self.env['revenue.identity']._find('TEST-CARD', "850101 12345")
        self.assertEqual(list(found), [sure, unsure])
        self.assertFalse(self.env['revenue.identity']._find('TEST-PASS', "85010112345"))
        self.assertFalse(self.env['revenue.identity']._find(None, " "))

    # === FIND OR CREATE === #

    def test_new_persons_are_created_in_one_go_and_in_order(self):
        people = self._find_or_create(
            {'name': "Eva", 'type_code': 'TEST-CARD', 'value': "90010112345", 'birth_date': '1990-01-01',
             'country': 'AQ'},
            {'name': "Nobody knows"},
            {'name': "EVA ", 'type_code': 'TEST-CARD', 'value': "900101-12345"},
            {'name': "Bar Sol", 'is_company': True, 'street': "Main 1"},
        )
        self.assertEqual([person.name for person in people], ["Eva", "Nobody knows", "Eva", "Bar Sol"])
        self.assertEqual(people[0], people[2])
        self.assertEqual(people[0].revenue_identity_ids.value, "90010112345")
        self.assertEqual(people[0].country_id, self.country)
        self.assertEqual(str(people[0].revenue_birth_date), '1990-01-01')
        self.assertTrue(people[3].is_company)

    def test_verified_number_finds_its_person_whatever_the_name(self):
        self._make(verified='document')
        found = self._find_or_create({'name': "J. Peres", 'type_code': 'TEST-CARD', 'value': "85010112345"})
        self.assertEqual(found, [self.person])

    def test_unverified_number_finds_the_person_of_the_same_name_only(self):
        self._make()
        same, other = self._find_or_create(
            {'name': "JUAN PEREZ", 'type_code': 'TEST-CARD', 'value': "85010112345"},
            {'name': "Pedro Gil", 'type_code': 'TEST-CARD', 'value': "85010112345"},
        )
        self.assertEqual(same, self.person)
        self.assertNotEqual(other, self.person)

    def test_two_unverified_namesakes_with_one_number_are_not_guessed(self):
        self._make()
        self._make(person=self._make_person("Juan Pérez"))
        found = self._find_or_create({'name': "Juan Pérez", 'type_code': 'TEST-CARD', 'value': "85010112345"})
        self.assertNotIn(self.person, found)

    def test_asking_again_creates_nothing(self):
        vals = {'name': "Eva", 'type_code': 'TEST-CARD', 'value': "90010112345"}
        first = self._find_or_create(vals)
        before = self.env['res.partner'].search_count([])
        self.assertEqual(self._find_or_create(vals), first)
        self.assertEqual(self.env['res.partner'].search_count([]), before)

    def test_verification_by_the_caller_marks_the_number(self):
        identity = self._make()
        self._find_or_create({
            'name': "Juan Pérez", 'type_code': 'TEST-CARD', 'value': "85010112345", 'verified': 'registry',
        })
        self.assertEqual(identity.verified, 'registry')

    def test_unknown_type_is_said_in_words(self):
        with self.assertRaisesRegex(ValidationError, "NO-TYPE"):
            self._find_or_create({'name': "Eva", 'type_code': 'NO-TYPE', 'value': "1"})

    def test_a_batch_takes_the_same_number_of_statements_whatever_its_size(self):
        self._find_or_create({'name': "Warm", 'type_code': 'TEST-CARD', 'value': "10000000000"})
        self.env.flush_all()
        with self.assertQueryCount(60):
            self._find_or_create(*[
                {'name': f"Person {number}", 'type_code': 'TEST-CARD', 'value': f"{20000000000 + number}"}
                for number in range(200)
            ])
            self.env.flush_all()

    # === PERSONAL DATA === #

    def test_sec_23_number_is_masked_for_those_who_do_not_compare_papers(self):
        identity = self._make()
        for role in ('inspector', 'agency_officer', 'accountant'):
            user = self._make_user(role)
            with self.subTest(role=role):
                row = self._rpc(user, 'revenue.identity', 'read', identity.ids, ['masked_value'])[0]
                self.assertEqual(row['masked_value'], "•••••••2345")
                for method, args in (
                    ('read', (identity.ids, ['value'])), ('export_data', (identity.ids, ['value'])),
                    ('search', ([('value', '=', "85010112345")],)),
                ):
                    with self.assertRaises(UserError):
                        self._rpc(user, 'revenue.identity', method, *args)

    def test_sec_23_number_is_readable_for_those_who_compare_papers(self):
        identity = self._make()
        for role in ('clerk', 'cashier', 'supervisor', 'enforcement', 'auditor'):
            with self.subTest(role=role):
                row = self._rpc(self._make_user(role), 'revenue.identity', 'read', identity.ids, ['value'])[0]
                self.assertEqual(row['value'], "85010112345")
