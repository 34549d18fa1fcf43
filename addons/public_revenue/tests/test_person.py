from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestPerson(RevenueCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.env['revenue.identity.type'].create({'name': "Test card", 'code': 'TEST-CARD'})
        cls.juan = cls._make_person("Zzjuan Pérez", revenue_birth_date='1985-01-01')
        cls.juana = cls._make_person("Zzjuana Gil")
        cls.pedro = cls._make_person("Pedro Zzjuan")
        cls.env['revenue.identity'].create({
            'partner_id': cls.pedro.id, 'type_id': cls.card.id, 'value': "85010112345",
        })

    def _search(self, user, text, **kwargs):
        partners = self.env['res.partner'].with_user(user).with_context(revenue_person_search=True)
        return dict(partners.name_search(text, **kwargs))

    # === SEARCH === #

    def test_name_is_found_by_its_beginning_without_accents(self):
        clerk = self._make_user('clerk')
        self.assertEqual(set(self._search(clerk, "ZZJUAN")), {self.juan.id, self.juana.id})
        self.assertEqual(set(self._search(clerk, "zzjuán perez")), {self.juan.id})

    def test_exact_number_comes_before_names(self):
        namesake = self._make_person("85010112345 Ltd")
        clerk = self._make_user('clerk')
        self.assertEqual(set(self._search(clerk, "850101-12345")), {self.pedro.id})
        self.assertEqual(set(self._search(clerk, "85010112345 L")), {namesake.id})

    def test_less_than_three_letters_find_nobody(self):
        self.assertFalse(self._search(self._make_user('clerk'), "zz"))

    def test_limit_and_domain_are_kept(self):
        clerk = self._make_user('clerk')
        self.assertEqual(len(self._search(clerk, "zzjuan", limit=1)), 1)
        self.assertFalse(self._search(clerk, "zzjuan", domain=[('is_company', '=', True)]))

    def test_lists_filter_by_the_same_search(self):
        partners = self.env['res.partner'].with_context(revenue_person_search=True)
        self.assertEqual(partners.search([('display_name', 'ilike', "zzjuan")]), self.juan | self.juana)

    def test_without_the_context_key_odoo_searches_as_always(self):
        self.assertEqual(
            self.env['res.partner'].search([('display_name', 'ilike', "zzjuan")]), self.juan | self.juana | self.pedro,
        )

    def test_choice_tells_namesakes_apart_by_number_and_birth_date(self):
        names = self._search(self._make_user('clerk'), "zzjuan perez")
        self.assertEqual(names[self.juan.id], "Zzjuan Pérez (1985-01-01)")
        self.assertIn("85010112345", self._search(self._make_user('cashier'), "85010112345")[self.pedro.id])

    def test_prefix_search_uses_its_index(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT id FROM res_partner WHERE revenue_search_name LIKE 'zzjuan%'"
            " AND active ORDER BY revenue_search_name USING ~<~ LIMIT 80",
        )
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn(
            'res_partner__revenue_search_name_idx', plan.replace('res_partner_revenue', 'res_partner__revenue'))
        self.assertNotIn('Sort', plan)

    # === LOG === #

    def _get_log(self, user):
        return self.env['revenue.person.lookup'].search([('user_id', '=', user.id)])

    def test_lookups_are_logged_with_the_number_masked(self):
        clerk = self._make_user('clerk')
        self._search(clerk, "zzjuan")
        self._search(clerk, "85010112345")
        self.assertRecordValues(self._get_log(clerk), [
            {'kind': 'identity', 'text': "•••••••2345", 'found': 1, 'partner_ids': self.pedro.ids},
            {'kind': 'name', 'text': "zzjuan", 'found': 2, 'partner_ids': (self.juan | self.juana).ids},
        ])

    def test_empty_search_is_not_logged(self):
        clerk = self._make_user('clerk')
        self._search(clerk, "")
        self.assertFalse(self._get_log(clerk))

    def test_sec_24_export_of_persons_is_for_a_group_and_logged(self):
        clerk = self._make_user('clerk')
        with self.assertRaises(UserError):
            self._rpc(clerk, 'res.partner', 'export_data', self.juan.ids, ['name'])
        clerk.group_ids += self.env.ref('base.group_allow_export')
        self._rpc(clerk, 'res.partner', 'export_data', self.juan.ids, ['name'])
        self.assertRecordValues(self._get_log(clerk)[0], [{'kind': 'export', 'partner_ids': self.juan.ids}])
        self._rpc(clerk, 'revenue.identity', 'export_data', self.pedro.revenue_identity_ids.ids, ['value'])
        self.assertRecordValues(self._get_log(clerk)[0], [{'kind': 'export', 'partner_ids': self.pedro.ids}])

    def test_log_is_never_changed_not_even_by_the_superuser(self):
        clerk = self._make_user('clerk')
        self._search(clerk, "zzjuan")
        with self.assertRaises(UserError):
            self._get_log(clerk).write({'text': "other"})
        with self.assertRaises(UserError):
            self._get_log(clerk).unlink()

    def test_log_is_read_by_auditor_and_administrator_only(self):
        for role, allowed in (('auditor', True), ('admin', True), ('supervisor', False), ('clerk', False)):
            with self.subTest(role=role):
                access = self.env['revenue.person.lookup'].with_user(self._make_user(role)).has_access('read')
                self.assertEqual(access, allowed)

    # === SAME PERSON === #

    def _link(self, one, two, **values):
        return self.env['revenue.person.link'].create({
            'partner_id': one.id, 'other_id': two.id, 'reason': "Same document", **values,
        })

    def test_linked_persons_are_one_along_the_whole_chain(self):
        self._link(self.juan, self.juana)
        self._link(self.pedro, self.juana)
        everybody = self.juan | self.juana | self.pedro
        for person in everybody:
            self.assertEqual(person._get_same_persons(), everybody)
        self.assertEqual(self.juan.revenue_same_person_ids, self.juana | self.pedro)

    def test_undone_link_no_longer_joins_and_says_who_and_why(self):
        link = self._link(self.juan, self.juana)
        supervisor = self._make_user('supervisor')
        link.with_user(supervisor).undo_reason = "Different birth dates"
        self._rpc(supervisor, 'revenue.person.link', 'action_undo', link.ids)
        self.assertEqual(self.juan._get_same_persons(), self.juan)
        self.assertRecordValues(link, [{
            'status': 'undone', 'undone_by': supervisor.id, 'undo_reason': "Different birth dates",
        }])

    def test_link_is_undone_only_with_a_reason(self):
        with self.assertRaises(UserError):
            self._link(self.juan, self.juana).action_undo()

    def test_pair_is_linked_once_in_either_order(self):
        self._link(self.juan, self.juana)
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._link(self.juana, self.juan)

    def test_undone_pair_may_be_linked_again(self):
        self._link(self.juan, self.juana)._undo("Mistake")
        self.assertTrue(self._link(self.juana, self.juan))

    def test_person_is_not_linked_to_itself(self):
        with self.assertRaises(ValidationError):
            self._link(self.juan, self.juan)

    def test_link_is_neither_edited_nor_deleted(self):
        link = self._link(self.juan, self.juana)
        with self.assertRaises(UserError):
            link.other_id = self.pedro
        with self.assertRaises(UserError):
            link.unlink()

    def test_clerk_reads_links_and_makes_none(self):
        with self.assertRaises(AccessError):
            self._rpc(self._make_user('clerk'), 'revenue.person.link', 'create', [{
                'partner_id': self.juan.id, 'other_id': self.juana.id, 'reason': "x",
            }])

    # === CONTACT MERGE === #

    def _make_wizard(self, *partners):
        return self.env['base.partner.merge.automatic.wizard'].create({
            'partner_ids': [partner.id for partner in partners], 'dst_partner_id': partners[0].id,
            'group_by_name': True,
        })

    def test_persons_without_debts_are_merged_as_always_and_keep_their_numbers(self):
        self._make_wizard(self.juan, self.pedro).action_merge()
        self.assertFalse(self.pedro.exists())
        self.assertEqual(self.juan.revenue_identity_ids.value, "85010112345")

    def test_merge_is_refused_for_persons_with_public_debts_whoever_asks(self):
        def has_debts(partners):
            return self.juana in partners

        with patch.object(type(self.env['res.partner']), '_has_public_debts', has_debts):
            wizard = self._make_wizard(self.juan, self.juana)
            for attempt in (
                wizard.action_merge,
                lambda: wizard._merge((self.juan | self.juana).ids, extra_checks=False),
                lambda: wizard.sudo()._merge((self.juan | self.juana).ids, self.juan),
                lambda: wizard._update_foreign_keys(self.juana, self.juan),
            ):
                with self.subTest(attempt=attempt), self.assertRaisesRegex(UserError, "same person"):
                    attempt()
        self.assertTrue(self.juana.exists())

    def test_automatic_merge_is_refused_too(self):
        twin = self._make_person(self.juana.name, email=self.juana.email)
        wizard = self._make_wizard(self.juana, twin)
        wizard.maximum_group = 0
        with (
            patch.object(type(self.env['res.partner']), '_has_public_debts', lambda partners: twin in partners),
            self.assertRaises(UserError),
        ):
            wizard.action_start_automatic_process()

    def test_linked_persons_are_not_merged(self):
        self._link(self.juan, self.juana)
        with self.assertRaises(UserError):
            self._make_wizard(self.juan, self.juana).action_merge()
