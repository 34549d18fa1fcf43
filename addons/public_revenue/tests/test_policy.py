from datetime import date
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.public_revenue import rules

from .common import RevenueCommon

DOUBLE = {'code': 'double', 'name': "Doubles after 30 days", 'method': 'factor', 'rate': 2, 'start_after': 30}


@tagged('post_install', '-at_install')
class TestPolicy(RevenueCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls._make_family()
        cls.norm = cls._make_norm()
        cls.policy = cls._make_policy('P1', cls.family, cls.norm, '2020-01-01', [DOUBLE])
        cls.policy._set_in_force()

    def _get_rule(self, day, office=None):
        return self.env['revenue.policy']._get_rule(self.family, day, office or self.office)

    # === IMMUTABLE === #

    def test_policy_in_force_refuses_every_edit_and_tells_the_way_out(self):
        for values in (
            {'name': "Other"}, {'date_from': '2021-01-01'}, {'state': 'draft'}, {'rounding_step': 1},
            {'step_ids': [Command.create({'code': 'more'})]},
            {'step_ids': [Command.update(self.policy.step_ids.id, {'rate': 3})]},
            {'step_ids': [Command.delete(self.policy.step_ids.id)]},
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "new version"):
                self.policy.write(values)

    def test_step_of_a_policy_in_force_refuses_edits_also_through_rpc(self):
        legal = self._make_user('legal')
        with self.assertRaisesRegex(UserError, "new version"):
            self._rpc(legal, 'revenue.policy.step', 'write', self.policy.step_ids.ids, {'rate': 3})
        with self.assertRaisesRegex(UserError, "new version"):
            self._rpc(legal, 'revenue.policy.step', 'unlink', self.policy.step_ids.ids)

    def test_data_files_loaded_again_change_nothing(self):
        self.policy.write({'name': self.policy.name, 'date_from': '2020-01-01', 'norm_id': self.norm.id})
        self.policy.step_ids.write({'rate': 2, 'method': 'factor'})

    def test_last_day_is_set_once(self):
        self.policy.date_to = '2030-12-31'
        with self.assertRaises(UserError):
            self.policy.date_to = '2031-12-31'

    def test_policy_in_force_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.policy.unlink()

    # === VERSIONS === #

    def test_new_version_is_a_draft_copy_with_the_steps(self):
        version = self.policy._make_version(date(2026, 3, 1))
        self.assertRecordValues(version, [{
            'state': 'draft', 'date_from': date(2026, 3, 1), 'code': 'P1@2026-03-01', 'replaces_id': self.policy.id,
        }])
        self.assertEqual(version.step_ids.mapped('code'), ['double'])

    def test_version_in_force_ends_the_one_it_replaces_the_day_before(self):
        version = self.policy._make_version(date(2026, 3, 1))
        version._set_in_force()
        self.assertEqual(self.policy.date_to, date(2026, 2, 28))
        self.assertEqual(self._get_rule(date(2026, 2, 28)), self.policy)
        self.assertEqual(self._get_rule(date(2026, 3, 1)), version)

    def test_version_cannot_begin_with_the_one_it_replaces(self):
        version = self.policy._make_version(date(2020, 1, 1))
        with self.assertRaises(UserError):
            version._set_in_force()

    def test_versions_of_one_day_get_different_codes(self):
        versions = [self.policy._make_version(date(2026, 3, 1)) for _number in range(2)]
        self.assertEqual(versions[1].code, 'P1@2026-03-01.2')

    @freeze_time('2026-05-05')
    def test_button_opens_a_version_that_begins_today(self):
        action = self._rpc(self._make_user('legal'), 'revenue.policy', 'action_new_version', self.policy.ids)
        self.assertEqual(self.env['revenue.policy'].browse(action['res_id']).date_from, date(2026, 5, 5))

    # === NO OVERLAP === #

    def test_two_policies_of_a_family_cannot_be_in_force_on_the_same_day(self):
        other = self._make_policy('P2', self.family, self.norm, '2026-01-01')
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            other._set_in_force()
            other.flush_recordset()

    def test_drafts_other_territories_and_days_after_the_end_do_not_clash(self):
        self._make_policy('P2', self.family, self.norm, '2020-01-01')
        self._make_policy('P3', self.family, self.norm, '2020-01-01', territory_id=self.province.id)._set_in_force()
        self.policy.date_to = '2020-12-31'
        self._make_policy('P4', self.family, self.norm, '2021-01-01')._set_in_force()
        self.env.flush_all()

    def test_policy_cannot_end_before_it_begins(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._make_policy('P2', self.family, self.norm, '2020-01-02', date_to='2020-01-01')

    # === WHICH ONE APPLIES === #

    def test_no_policy_before_the_first_one(self):
        self.assertFalse(self._get_rule(date(2019, 12, 31)))

    def test_drafts_do_not_apply(self):
        family = self._make_family('draft.family')
        self._make_policy('P2', family, self.norm, '2020-01-01')
        self.assertFalse(self.env['revenue.policy']._get_rule(family, date(2021, 1, 1), self.office))

    def test_smallest_territory_around_the_office_wins(self):
        day = date(2021, 1, 1)
        wide = self._make_policy('P2', self.family, self.norm, '2020-01-01', territory_id=self.province.id)
        wide._set_in_force()
        self.assertEqual(self._get_rule(day), wide)
        near = self._make_policy('P3', self.family, self.norm, '2020-01-01', territory_id=self.municipality.id)
        near._set_in_force()
        self.assertEqual(self._get_rule(day), near)
        self.assertEqual(self._get_rule(day, self.office_above), wide)

    def test_policy_of_a_territory_elsewhere_does_not_apply(self):
        elsewhere = self._make_territory('T2')
        self._make_policy('P2', self.family, self.norm, '2020-01-01', territory_id=elsewhere.id)._set_in_force()
        self.assertEqual(self._get_rule(date(2021, 1, 1)), self.policy)

    def test_each_policy_looks_at_the_date_it_names(self):
        self.policy.date_to = '2025-12-31'
        later = self._make_policy('P2', self.family, self.norm, '2026-01-01', date_basis='due')
        later._set_in_force()
        dates = {'infraction': date(2025, 6, 1), 'due': date(2025, 7, 1)}
        self.assertEqual(self._get_rule(dates), self.policy)
        self.assertEqual(self._get_rule({'infraction': date(2026, 1, 1), 'due': date(2026, 2, 1)}), later)

    # === TO THE RULES === #

    def test_policy_reaches_the_rules_exactly(self):
        self.norm.article_ids = [Command.create({'code': '7', 'summary': "Doubles."})]
        policy = self._make_policy('P9', self._make_family('f9'), self.norm, '2020-01-01', [{
            **DOUBLE, 'article_id': self.norm.article_ids.id, 'phase': 'surcharged', 'conditions': 'one two',
            'cap': 50.0, 'cap_base': 'original', 'end_kind': 'date', 'end_month': '2', 'end_day': 28,
        }], rounding_step=0.05, rounding_mode='half_down', allocation="interest charge")
        rule = policy._to_rule()
        self.assertEqual(rule.currency_rounding, rules.Rounding(Decimal('0.05'), 'half_down'))
        self.assertEqual(rule.allocation, ('interest', 'charge'))
        self.assertEqual(rule.steps[0], rules.Step(
            code='double', kind='surcharge', method='factor', rate=Decimal('2.0'), start=rules.Trigger(after=30),
            end=rules.Trigger(month_day=(2, 28)), phase='surcharged', cap=Decimal('50.0'), cap_base='original',
            conditions=frozenset({'one', 'two'}), norm='TEST-NORM', article='7', label="Doubles after 30 days",
        ))

    def test_edited_draft_reaches_the_rules_at_once(self):
        draft = self._make_policy('P2', self.family, self.norm, '2020-01-01', [DOUBLE])
        self.assertEqual(draft._to_rule().steps[0].rate, 2)
        draft.step_ids.rate = 3
        self.assertEqual(draft._to_rule().steps[0].rate, 3)

    def test_empty_rate_is_unknown_and_never_zero(self):
        draft = self._make_policy('P2', self.family, self.norm, '2020-01-01', [{'code': 'unknown'}])
        self.assertIsNone(draft._to_rule().steps[0].rate)

    def test_policy_the_rules_cannot_read_is_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "cannot be applied"):
            self._make_policy('P2', self.family, self.norm, '2020-01-01', [
                {'code': 'wrong', 'kind': 'discount', 'method': 'daily', 'rate': 1},
            ])

    def test_step_by_an_index_needs_one(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._make_policy('P2', self.family, self.norm, '2020-01-01', [{'code': 'x', 'method': 'index'}])

    # === NOT CONFIGURED === #

    def test_policies_with_unknown_facts_are_found(self):
        self.policy.copy({'code': 'P2', 'missing_facts': "Days to appeal"})
        incomplete = self.env['revenue.policy'].search(
            [('is_complete', '=', False), ('family_id', '=', self.family.id)])
        self.assertEqual(incomplete.mapped('code'), ['P2'])

    # === TWO PERSONS === #

    def test_policy_comes_into_force_by_two_legal_data_managers(self):
        draft = self._make_policy('P2', self._make_family('f2'), self.norm, '2020-01-01')
        first, second = self._make_user('legal'), self._make_user('legal', login='test_legal_2')
        draft.with_user(first)._request('in_force', "New decree")
        self.assertEqual(draft.state, 'draft')
        with self.assertRaises(AccessError):
            draft.with_user(first)._approve('in_force')
        draft.with_user(second)._approve('in_force')
        self.assertEqual(draft.state, 'in_force')

    def test_state_is_not_written_by_hand(self):
        draft = self._make_policy('P2', self._make_family('f2'), self.norm, '2020-01-01')
        with self.assertRaises(AccessError):
            self._rpc(self._make_user('legal'), 'revenue.policy', 'write', draft.ids, {'state': 'in_force'})
        with self.assertRaises(AccessError):
            self._rpc(self._make_user('legal', login='l2'), 'revenue.policy', 'create', [{
                'name': "P3", 'code': 'P3', 'family_id': self.family.id, 'norm_id': self.norm.id,
                'date_from': '2020-01-01', 'territory_id': self.province.id, 'state': 'in_force',
            }])
