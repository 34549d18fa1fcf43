from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import RevenueCommon

SUPERVISOR = 'public_revenue.public_revenue_group_supervisor'


class ApprovalCommon(RevenueCommon):
    """Uses the offices themselves as records with an act that needs two persons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy_class = cls.env.registry['revenue.policy']
        cls.startClassPatcher(patch.object(
            policy_class, '_get_approval_actions', lambda policy: {'annul': ("Annul", SUPERVISOR)},
        ))
        cls.startClassPatcher(patch.object(
            policy_class, '_get_approval_office', lambda policy: policy.env['revenue.office'].browse(cls.office.id),
        ))
        cls.record = cls._make_policy('P1', cls._make_family(), cls._make_norm(), '2020-01-01')
        cls.clerk = cls._make_user('clerk')
        cls.supervisor = cls._make_user('supervisor')

    def _request(self, user=None, reason="Wrong person"):
        return self.record.with_user(user or self.clerk)._request('annul', reason)


@tagged('post_install', '-at_install')
class TestApproval(ApprovalCommon):

    def test_second_person_approves_and_the_record_is_told(self):
        self._request()
        told = []
        with patch.object(type(self.record), '_on_approved', lambda record, approval: told.append((record, approval))):
            self.record.with_user(self.supervisor)._approve('annul', "Seen")
        approval = self.record.revenue_approval_ids
        self.assertRecordValues(approval, [{
            'state': 'approved', 'requested_by': self.clerk.id, 'decided_by': self.supervisor.id,
            'reason': "Wrong person",
            'decision_note': "Seen", 'office_id': self.office.id,
        }])
        self.assertEqual(told, [(self.record, approval)])

    def test_same_person_is_refused_even_with_the_right(self):
        self._request(self.supervisor)
        with self.assertRaisesRegex(AccessError, "second person"):
            self.record.with_user(self.supervisor)._approve('annul')

    def test_same_person_is_refused_by_the_database_too(self):
        approval = self._request()
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            approval.sudo().write({'state': 'approved', 'decided_by': self.clerk.id})
            approval.flush_recordset()

    def test_second_person_needs_the_right(self):
        self._request()
        with self.assertRaisesRegex(AccessError, "right"):
            self.record.with_user(self._make_user('clerk', login='other_clerk'))._approve('annul')

    def test_higher_office_may_decide_and_the_office_beside_may_not(self):
        self._request()
        beside = self._make_user('supervisor', offices=self.office_beside, login='beside')
        with self.assertRaises(UserError):
            self.record.with_user(beside)._approve('annul')
        above = self._make_user('supervisor', offices=self.office_above, login='above')
        self.record.with_user(above)._approve('annul')
        self.assertEqual(self.record.revenue_approval_ids.decided_by, above)

    def test_office_below_may_not_decide(self):
        below = self._make_user('supervisor', offices=self.office, login='below')
        office_above = self.office_above
        with patch.object(type(self.record), '_get_approval_office', lambda record: office_above):
            approval = self._request(self._make_user('clerk', offices=office_above, login='clerk_above'))
        with self.assertRaises(AccessError):
            approval.with_user(below)._decide('approved', "")

    def test_refusal_needs_a_reason_and_keeps_it(self):
        self._request()
        with self.assertRaises(UserError):
            self.record.with_user(self.supervisor)._refuse('annul', " ")
        self.record.with_user(self.supervisor)._refuse('annul', "No proof")
        self.assertRecordValues(self.record.revenue_approval_ids, [{'state': 'refused', 'decision_note': "No proof"}])

    def test_request_needs_a_reason_and_a_known_act(self):
        with self.assertRaises(UserError):
            self._request(reason="")
        with self.assertRaises(UserError):
            self.record._request('unknown', "Because")

    def test_act_is_requested_once_at_a_time(self):
        self._request()
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._request()

    def test_decided_request_is_not_decided_again(self):
        approval = self._request()
        approval.with_user(self.supervisor)._decide('refused', "No")
        with self.assertRaises(UserError):
            approval.with_user(self.supervisor)._decide('approved', "")

    def test_approval_serves_once(self):
        with self.assertRaises(UserError):
            self.record._use_approval('annul')
        self._request()
        self.record.with_user(self.supervisor)._approve('annul')
        self.assertEqual(self.record._use_approval('annul').state, 'used')
        with self.assertRaises(UserError):
            self.record._use_approval('annul')

    def test_only_who_asked_withdraws(self):
        approval = self._request()
        with self.assertRaises(AccessError):
            self._rpc(self.supervisor, 'revenue.approval', 'action_cancel', approval.ids)
        self._rpc(self.clerk, 'revenue.approval', 'action_cancel', approval.ids)
        self.assertEqual(approval.state, 'cancelled')

    def test_screen_offers_the_decision_to_the_second_person_only(self):
        approval = self._request(self.supervisor)
        other = self._make_user('supervisor', login='other')
        self.assertFalse(approval.with_user(self.supervisor).can_decide)
        self.assertTrue(approval.with_user(other).can_decide)

    def test_wizards_ask_and_decide(self):
        wizard = self.record.with_user(self.clerk)._open_request('annul')
        requests = self.env[wizard['res_model']].with_user(self.clerk).with_context(**wizard['context'])
        request = requests.create({'reason': "R"})
        request.action_request()
        approval = self.record.revenue_approval_ids
        wizard = approval.with_user(self.supervisor).action_decide()
        self.env[wizard['res_model']].with_user(self.supervisor).with_context(**wizard['context']).create({}).action_approve()
        self.assertEqual(approval.state, 'approved')

    def test_wizard_asks_only_for_records_with_such_acts(self):
        request = self.env['revenue.approval.request'].with_user(self.clerk).create({
            'res_model': 'res.users', 'res_id': self.clerk.id, 'action': 'annul', 'reason': "R",
        })
        with self.assertRaises(UserError):
            request.action_request()


@tagged('post_install', '-at_install')
class TestApprovalRpc(ApprovalCommon, HttpCase):

    def _call(self, user, model, method, *args):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(f'/web/dataset/call_kw/{model}/{method}', {
            'model': model, 'method': method, 'args': list(args), 'kwargs': {},
        })

    def test_sec_44_the_same_person_is_refused_through_rpc(self):
        approval = self._request(self.supervisor)
        for model, method, args in (
            ('revenue.approval', 'write', (approval.ids, {'state': 'approved'})),
            ('revenue.approval', '_decide', (approval.ids, 'approved', "")),
            ('revenue.approval', 'create', ([{'res_model': 'revenue.policy'}],)),
            ('revenue.policy', '_approve', (self.record.ids, 'annul')),
        ):
            with (
                self.subTest(method=method), mute_logger('odoo.http'),
                self.assertRaisesRegex(JsonRpcException, 'odoo.exceptions.AccessError'),
            ):
                self._call(self.supervisor, model, method, *args)
        decision = self._call(self.supervisor, 'revenue.approval.decide', 'create', [{'approval_id': approval.id}])
        with mute_logger('odoo.http'), self.assertRaisesRegex(JsonRpcException, 'odoo.exceptions.AccessError'):
            self._call(self.supervisor, 'revenue.approval.decide', 'action_approve', decision)
        self.assertEqual(approval.state, 'requested')


@tagged('post_install', '-at_install')
class TestSmallOffice(ApprovalCommon):

    def _get_acts(self):
        return self.env['revenue.incompatible.act'].search([('office_id', '=', self.office.id)])

    def test_roles_that_exclude_each_other_are_refused_in_an_ordinary_office(self):
        with self.assertRaisesRegex(UserError, "exclude each other"):
            self._request(self._make_user('cashier', 'supervisor'))

    def test_small_office_allows_them_and_logs_each_act(self):
        self.office.small_office = True
        both = self._make_user('cashier', 'supervisor')
        self._request(both)
        self.assertRecordValues(self._get_acts(), [{
            'user_id': both.id, 'action': "Annul", 'res_id': self.record.id, 'roles': "Cashier, Supervisor",
            'listed_on': False,
        }])

    def test_small_office_still_needs_a_second_person(self):
        self.office.small_office = True
        both = self._make_user('cashier', 'supervisor')
        self._request(both)
        with self.assertRaises(AccessError):
            self.record.with_user(both)._approve('annul')

    def test_one_role_is_never_logged(self):
        self.office.small_office = True
        self._request()
        self.assertFalse(self._get_acts())

    def test_daily_list_goes_to_the_higher_office_once(self):
        self.office.small_office = True
        chief = self._make_user('supervisor', offices=self.office_above, login='chief')
        both = self._make_user('cashier', 'supervisor')
        self._request(both)
        cron = self.env.ref('public_revenue.ir_cron_public_revenue_list_incompatible_acts')
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        activity = self.office_above.activity_ids
        self.assertEqual(activity.user_id, chief)
        self.assertIn(both.name, self.office_above.message_ids[0].body)
        self.assertTrue(self._get_acts().listed_on)

    def test_log_is_never_changed(self):
        self.office.small_office = True
        self._request(self._make_user('cashier', 'supervisor'))
        for attempt in (lambda: self._get_acts().write({'action': "x"}), self._get_acts().unlink):
            with self.assertRaises(UserError):
                attempt()

    def test_every_pair_of_exclusive_roles_is_recognised(self):
        for roles in (('cashier', 'supervisor'), ('inspector', 'cashier'), ('auditor', 'clerk')):
            with self.subTest(roles=roles):
                self.assertTrue(self.env['revenue.incompatible.act']._get_clash(self._make_user(*roles)))

    def test_administrator_holds_no_roles_that_exclude_each_other(self):
        self.assertFalse(self.env['revenue.incompatible.act']._get_clash(self._make_user('admin')))
