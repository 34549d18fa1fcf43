from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestDay(OfficeCommon):
    """The day of issue 2: two debts in one receipt, a count short by 5, the deposit, the posting, zero differences."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.issue("B1-1"), cls.issue("B1-2", amount=500)
        cls.session = cls.open_session(100)
        cls.receipt = cls.pay(cls.session, "B1-1", "B1-2")
        cls.close(cls.session, 2595, difference_reason="change", difference_note="Five too much given back")
        cls.session.action_make_deposit()

    def test_closing_the_session_posts_nothing(self):
        self.assertEqual(set(self.env["revenue.posting"].search([("office_id", "=", self.office.id)]).mapped("state")),
                         {"open"})
        self.assertFalse(self.session.difference_move_id)

    def test_the_supervisor_closes_the_day_and_the_books_agree(self):
        self.office.with_user(self.supervisor).action_close_day()
        postings = self.env["revenue.posting"].search([("office_id", "=", self.office.id)])
        self.assertEqual(set(postings.mapped("state")), {"posted"})
        self.assert_books_agree()
        self.assertEqual(self.session.deposit_id.amount, 2495)

    def test_the_difference_stands_in_accounting(self):
        self.office.with_user(self.accountant).action_close_day()
        move = self.session.difference_move_id
        self.assertEqual(move.state, "posted")
        cash = self.channel.journal_id.default_account_id
        self.assertEqual(sum(move.line_ids.filtered(lambda line: line.account_id == cash).mapped("balance")), -5)
        lines = self.env["account.move.line"].search([("account_id", "=", cash.id), ("parent_state", "=", "posted")])
        self.assertEqual(sum(lines.mapped("balance")), 2495)

    def test_the_difference_is_booked_once(self):
        self.office.with_user(self.supervisor).action_close_day()
        move = self.session.difference_move_id
        self.issue("B1-9")
        self.office.with_user(self.supervisor).action_close_day()
        self.assertEqual(self.session.difference_move_id, move)

    def test_a_difference_without_any_receipt_reaches_accounting_too(self):
        self.office.with_user(self.supervisor).action_close_day()
        with self.at("2026-03-11 15:00:00"):
            session = self.open_session(100)
            self.close(session, 90, difference_reason="theft")
            self.office.with_user(self.supervisor).action_close_day()
            self.assertEqual(session.difference_move_id.state, "posted")
            self.assert_books_agree()

    def test_drill_down_goes_from_the_receipt_to_the_books_and_back(self):
        self.office.with_user(self.supervisor).action_close_day()
        posting = self.receipt.entry_ids.posting_id
        move = posting.with_user(self.accountant).action_view_move()
        self.assertEqual((move["res_model"], move["res_id"]), ("account.move", posting.move_id.id))
        back = posting.move_id.with_user(self.accountant).action_view_revenue_posting()
        self.assertEqual((back["res_model"], back["res_id"]), ("revenue.posting", posting.id))
        self.assertIn(self.receipt, posting.with_user(self.accountant).entry_ids.receipt_id)
        session = self.session.difference_move_id.with_user(self.accountant).action_view_revenue_session()
        self.assertEqual(session["res_id"], self.session.id)
        entry = self.session.with_user(self.accountant).action_view_difference_move()
        self.assertEqual(entry["res_id"], self.session.difference_move_id.id)

    def test_the_day_is_not_closed_over_an_open_desk(self):
        self.open_session()
        with self.assertRaisesRegex(UserError, "not yet closed: Desk 1"):
            self.office.with_user(self.supervisor).action_close_day()

    def test_a_cashier_does_not_close_the_day(self):
        with self.assertRaisesRegex(AccessError, "Only a supervisor or an accountant"):
            self.office.with_user(self.cashier).action_close_day()

    def test_the_screen_of_the_control_report_shows_every_row(self):
        action = self.env["revenue.control.run"].with_user(self.accountant).action_open()
        run = self.env["revenue.control.run"].browse(action["res_id"])
        self.assertEqual(len(run.line_ids), len(self.env["revenue.control"]._control()))
        self.assertTrue(run.is_zero)
        run.write({"day": "2026-03-10", "office_id": self.office.id})
        run.action_run()
        self.assertTrue(run.is_zero)
