from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestSession(OfficeCommon):

    def test_the_cashier_chooses_desk_and_float_and_the_rest_follows(self):
        session = self.open_session(50)
        self.assertRecordValues(session, [{
            "office_id": self.office.id, "user_id": self.cashier.id, "state": "open", "opening_float": 50,
            "date": self.office._today(), "series_id": self.series.id}])

    def test_what_follows_cannot_be_given_when_opening(self):
        session = self.env["revenue.desk.session"].with_user(self.cashier).create({
            "desk_id": self.desk.id, "state": "closed", "user_id": self.supervisor.id, "difference": 9})
        self.assertRecordValues(session, [{"state": "open", "user_id": self.cashier.id, "difference": 0}])

    def test_nobody_opens_a_second_session_on_a_desk(self):
        self.open_session()
        other = self.make_user("o-cashier-2", "cashier", self.office)
        with self.assertRaisesRegex(UserError, "still open since"):
            self.open_session(user=other)

    @mute_logger("odoo.sql_db")
    def test_ux_55_the_database_refuses_a_second_session_on_a_desk(self):
        session = self.open_session()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO revenue_desk_session (desk_id, office_id, company_id, channel_id, series_id, user_id,
                                                     date, opened_at, state, opening_float, counted_amount)
                   SELECT desk_id, office_id, company_id, channel_id, series_id, %s, date, opened_at, 'counting', 0, 0
                     FROM revenue_desk_session WHERE id = %s""", (self.supervisor.id, session.id))

    def test_a_cashier_sits_at_one_desk_at_a_time(self):
        self.open_session()
        second = self.make_desk("Desk 2", self.office, self.make_series(self.office, "B/"))
        with self.assertRaisesRegex(UserError, "already have an open session"):
            self.open_session(desk=second)

    def test_ux_55_the_count_is_blind(self):
        self.issue("B1-1")
        session = self.open_session(100)
        self.pay(session, "B1-1")
        session.action_count()
        self.assertRecordValues(session, [{"expected_cash": 0, "difference": 0, "counted_at": False}])
        session.counted_amount = 2095
        session.action_confirm_count()
        self.assertRecordValues(session, [{"expected_cash": 2100, "difference": -5}])

    def test_a_confirmed_count_stays_as_it_is(self):
        session = self.open_session(100)
        self.count(session, 95)
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            session.counted_amount = 100
        with self.assertRaisesRegex(UserError, "counted after"):
            session.action_confirm_count()
        with self.assertRaisesRegex(UserError, "counted after"):
            session.count_ids.create({"session_id": session.id, "value": 5, "quantity": 1})
        with self.assertRaisesRegex(UserError, "counted after"):
            session.action_resume()

    def test_notes_and_coins_add_up_to_the_count(self):
        self.currency.revenue_denominations = "50 20 1"
        session = self.open_session(100)
        session.action_count()
        self.assertEqual(session.count_ids.mapped("value"), [50, 20, 1])
        for line, quantity in zip(session.count_ids, (1, 2, 5), strict=True):
            line.quantity = quantity
        self.assertEqual(session.counted_amount, 95)

    def test_denominations_are_numbers(self):
        self.currency.revenue_denominations = "fifty"
        session = self.open_session()
        with self.assertRaisesRegex(ValidationError, "numbers with spaces"):
            session.action_count()

    def test_ux_55_a_difference_needs_its_reason(self):
        session = self.open_session(100)
        self.count(session, 95)
        with self.assertRaisesRegex(UserError, "Choose the reason"):
            session.action_close()
        session.difference_reason = "unknown"
        with self.assertRaisesRegex(UserError, "Write down what is known"):
            session.action_close()
        session.difference_note = "Counted twice"
        session.action_close()
        self.assertEqual(session.state, "closed")

    def test_a_session_is_not_closed_without_a_count(self):
        session = self.open_session()
        with self.assertRaisesRegex(UserError, "Count the cash"):
            session.action_close()
        session.action_count()
        with self.assertRaisesRegex(UserError, "Count the cash"):
            session.action_close()

    def test_the_float_kept_is_what_the_next_session_begins_with(self):
        session = self.open_session(100)
        self.close(session, 100, float_kept=60)
        self.assertEqual(session.deposit_amount, 40)
        following = self.env["revenue.desk.session"].with_user(self.cashier).create({"desk_id": self.desk.id})
        self.assertEqual(following.opening_float, 60)

    def test_ux_55_another_float_than_the_session_before_left_is_seen_by_the_supervisor(self):
        session = self.open_session(100)
        self.count(session, 100)
        session.float_kept = 60
        session.action_close()
        same = self.env["revenue.desk.session"].with_user(self.cashier).create({"desk_id": self.desk.id})
        self.assertFalse(same.activity_ids)
        self.close(same, 60)
        colleague = self.make_user("o-colleague", "cashier", self.office)
        form = Form(self.env["revenue.desk.session"].with_user(colleague))
        form.desk_id = self.desk
        self.assertEqual(form.opening_float, 60)
        less = self.open_session(0, user=colleague)
        self.assertEqual(less.activity_ids.user_id, self.supervisor)
        self.assertRegex(less.activity_ids.note, "left .*60.00.* begins with .*0.00")

    def test_more_float_than_cash_is_refused(self):
        session = self.open_session(100)
        self.count(session, 100)
        session.float_kept = 101
        with self.assertRaisesRegex(UserError, "float kept"):
            session.action_close()

    def test_only_allowed_moves_of_the_state(self):
        session = self.open_session()
        with self.assertRaisesRegex(UserError, "cannot go to this state"):
            session._update_state("closed")
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            session.state = "closed"
        session.action_count()
        session.action_resume()
        self.assertEqual(session.state, "open")

    def test_a_session_is_never_deleted(self):
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.open_session().sudo().unlink()

    def test_the_desk_keeps_its_series_while_a_session_is_under_way(self):
        self.open_session()
        with self.assertRaisesRegex(UserError, "session under way"):
            self.desk.series_id = self.make_series(self.office, "C/")
        with self.assertRaisesRegex(UserError, "session under way"):
            self.desk.active = False

    def test_a_desk_writes_in_a_series_of_its_own_office(self):
        with self.assertRaisesRegex(ValidationError, "another office"):
            self.make_desk("Desk 2", self.office, self.make_series(self.other_office, "C/"))

    def test_ux_55_a_session_left_open_overnight_is_seen_once_by_the_supervisor(self):
        self.startPatcher(patch.object(self.registry["ir.cron"], "_commit_progress"))
        session = self.open_session()
        sessions = self.env["revenue.desk.session"]
        sessions._cron_flag_overnight()
        self.assertFalse(session.sudo().activity_ids)
        with self.at("2026-03-11 08:00:00"):
            sessions._cron_flag_overnight()
            sessions._cron_flag_overnight()
            late = sessions.with_user(self.supervisor).search([("state", "!=", "closed"), ("date", "<", "today")])
        self.assertEqual(session.sudo().activity_ids.user_id, self.supervisor)
        self.assertEqual(len(session.sudo().activity_ids), 1)
        self.assertEqual(late, session)

    def test_without_a_supervisor_the_office_above_is_told(self):
        self.office.parent_id = self.other_office
        self.supervisor.revenue_office_ids = self.other_office
        self.assertEqual(self.office._get_supervisor(), self.supervisor)

    def test_a_session_of_yesterday_takes_no_money(self):
        self.issue("B1-1")
        session = self.open_session()
        with self.at("2026-03-11 08:00:00"), self.assertRaisesRegex(UserError, "left open since an earlier day"):
            self.pay(session, "B1-1")

    def test_a_supervisor_closes_what_a_cashier_left(self):
        session = self.open_session(100)
        self.close(session.with_user(self.supervisor), 100)
        self.assertRecordValues(session, [{"state": "closed", "closed_by_id": self.supervisor.id}])
