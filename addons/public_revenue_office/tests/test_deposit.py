from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestDeposit(OfficeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue("B1-1")
        cls.session = cls.open_session(100)
        cls.pay(cls.session, "B1-1")
        cls.bank = cls.env["account.journal"].create({"name": "Bank", "code": "BNKT", "type": "bank"})

    def make(self):
        self.close(self.session, 2100)
        return self.env["revenue.deposit"].with_user(self.cashier)._make(self.session)

    def test_ux_55_the_slip_holds_the_cash_without_the_float(self):
        deposit = self.make()
        self.assertRecordValues(deposit, [{"amount": 2000, "state": "prepared", "office_id": self.office.id}])
        self.assertEqual(self.session.deposit_id, deposit)

    def test_an_open_session_has_no_slip(self):
        with self.assertRaisesRegex(UserError, "Close the sessions"):
            self.session.action_make_deposit()

    def test_cash_goes_on_one_slip_only(self):
        self.make()
        with self.assertRaisesRegex(UserError, "already on the slip"):
            self.session.action_make_deposit()

    def test_no_cash_no_slip(self):
        self.close(self.session, 2100, float_kept=2100)
        with self.assertRaisesRegex(UserError, "no cash to deposit"):
            self.session.action_make_deposit()

    def test_the_bank_and_its_number_are_needed_to_hand_over(self):
        deposit = self.make()
        with self.assertRaisesRegex(UserError, "Enter the bank"):
            deposit.action_hand_over()
        deposit.write({"journal_id": self.bank.id, "bank_reference": "777"})
        deposit.action_hand_over()
        self.assertRecordValues(deposit, [{"state": "handed", "handed_on": self.office._today()}])
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            deposit.bank_reference = "778"
        with self.assertRaisesRegex(UserError, "cannot go to this state"):
            deposit.action_cancel()

    def test_a_cancelled_slip_frees_its_sessions(self):
        deposit = self.make()
        deposit.action_cancel()
        self.assertFalse(self.session.deposit_id)
        self.session.action_make_deposit()
        self.assertNotEqual(self.session.deposit_id, deposit)

    def test_nothing_is_written_by_hand(self):
        deposit = self.make()
        for values in ({"amount": 1}, {"state": "handed"}, {"session_ids": [(5,)]}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "cannot be changed now"):
                deposit.write(values)
        with self.assertRaisesRegex(UserError, "made from closed"):
            self.env["revenue.deposit"].create({"amount": 5})
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            deposit.sudo().unlink()

    def test_the_paper_tells_sessions_and_total(self):
        deposit = self.make()
        report = self.env.ref("public_revenue_office.revenue_deposit_action_slip").with_user(self.cashier)
        html = report._render_qweb_html(report.report_name, deposit.ids)[0].decode()
        for text in (deposit.number, self.session.display_name, "2,000.00"):
            self.assertIn(text, html)
