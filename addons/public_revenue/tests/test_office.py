from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestOffice(RevenueCommon):

    def test_code_is_unique(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._make_office('TO1')

    def test_an_office_cannot_be_below_itself(self):
        with self.assertRaises(UserError):
            self.office_above.parent_id = self.office

    def test_a_small_office_needs_a_higher_one(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self.office_above.small_office = True
            self.office_above.flush_recordset()

    def test_scope_is_the_own_office_and_all_below(self):
        user = self._make_user('supervisor', offices=self.office_above)
        self.assertEqual(user.revenue_scope_ids, self.office_above | self.office | self.office_beside)

    def test_scope_without_office_is_empty(self):
        self.assertFalse(self._make_user('clerk', offices=self.env['revenue.office']).revenue_scope_ids)

    def test_scope_keeps_closed_offices(self):
        self.office.active = False
        user = self._make_user('supervisor', offices=self.office_above)
        self.assertIn(self.office, user.revenue_scope_ids)

    def test_scope_of_an_office_whose_path_begins_alike_stays_outside(self):
        others = self.env['revenue.office'].create([{
            'name': str(number), 'code': f'many{number}', 'territory_id': self.province.id, 'tz': 'UTC',
        } for number in range(20)])
        user = self._make_user('clerk', offices=others[0])
        self.assertEqual(user.revenue_scope_ids, others[0])

    def test_national_user_works_for_all_offices(self):
        user = self._make_user('national', offices=self.env['revenue.office'])
        offices = self.env['revenue.office'].with_context(active_test=False).search([])
        self.assertEqual(user.revenue_scope_ids, offices)

    def test_user_who_becomes_national_sees_all_at_once(self):
        user = self._make_user('clerk')
        self.assertEqual(user.revenue_scope_ids, self.office)
        user.group_ids = [Command.link(self.env.ref('public_revenue.public_revenue_group_national').id)]
        self.assertIn(self.office_beside, user.revenue_scope_ids)

    def _see_approvals(self, user):
        """Return the offices whose approvals the user reads, through the record rules."""
        return self.env['revenue.approval'].with_user(user).search([('office_id', '!=', False)]).office_id

    def _make_approvals(self):
        group = self.env.ref('public_revenue.public_revenue_group_supervisor')
        self.env['revenue.approval'].create([{
            'res_model': 'revenue.office', 'res_id': office.id, 'action': 'test', 'action_label': "Test",
            'reason': "Test", 'office_id': office.id, 'company_id': office.company_id.id, 'group_id': group.id,
            'requested_by': self.env.uid,
        } for office in (self.office, self.office_beside)])

    def test_moved_officer_loses_the_old_office_in_the_same_process(self):
        self._make_approvals()
        user = self._make_user('clerk')
        self.assertEqual(self._see_approvals(user), self.office)
        user.revenue_office_ids = self.office_beside
        self.assertEqual(self._see_approvals(user), self.office_beside)

    def test_officer_moved_on_the_form_of_the_office_loses_the_old_one(self):
        self._make_approvals()
        user = self._make_user('clerk')
        self.assertEqual(self._see_approvals(user), self.office)
        self.office.user_ids = [Command.unlink(user.id)]
        self.office_beside.user_ids = [Command.link(user.id)]
        self.assertEqual(self._see_approvals(user), self.office_beside)

    def test_officer_follows_the_tree_when_an_office_moves(self):
        self._make_approvals()
        user = self._make_user('supervisor', offices=self.office_above)
        self.assertEqual(self._see_approvals(user), self.office | self.office_beside)
        self.office.parent_id = False
        self.assertEqual(self._see_approvals(user), self.office_beside)

    def test_new_office_below_is_seen_at_once(self):
        user = self._make_user('supervisor', offices=self.office_above)
        self.assertEqual(len(user.revenue_scope_ids), 3)
        below = self._make_office('TO103', parent_id=self.office.id)
        self.assertIn(below, user.revenue_scope_ids)

    def test_calendar_is_inherited_from_the_office_above(self):
        self.assertEqual(self.office._get_calendar(), self.calendar)

    @freeze_time('2026-01-01 03:30:00')
    def test_inv_20_today_is_the_day_of_the_office_at_the_turn_of_the_year(self):
        self.assertEqual(self.office._today(), date(2025, 12, 31))
        self.office.tz = 'Asia/Tokyo'
        self.assertEqual(self.office._today(), date(2026, 1, 1))

    def test_inv_20_a_moment_has_the_day_of_the_office_across_daylight_saving_and_leap_day(self):
        for moment, day in (
            (datetime(2026, 3, 8, 4, 30), date(2026, 3, 7)),  # before the clock moves: five hours behind
            (datetime(2026, 3, 9, 3, 59), date(2026, 3, 8)),  # after: four hours behind
            (datetime(2026, 3, 9, 4, 1), date(2026, 3, 9)),
            (datetime(2028, 3, 1, 4, 59), date(2028, 2, 29)),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(self.office._local_day(moment), day)
