from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestRounding(OfficeCommon):
    """A desk where the smallest coin is ten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency.write({"revenue_cash_unit": 10, "revenue_cash_rounding": "half_down"})
        cls.first = cls.issue("B1-1", 2003)
        cls.second = cls.issue("B1-2", 504)
        cls.session = cls.open_session(100)

    def find(self, *keys):
        screen = self.open_screen(self.session, query=keys[0])
        screen.action_find()
        if len(keys) > 1:
            screen.action_choose_all()
        return screen

    def test_the_screen_tells_what_to_take_and_the_change(self):
        screen = self.find("B1-1", "B1-2")
        self.assertRecordValues(screen, [{"amount": 2507, "rounding": 3, "to_take": 2510}])
        screen.tendered = 3000
        self.assertEqual(screen.change, 490)
        screen.tendered = 2507
        with self.assertRaisesRegex(UserError, "2,510.00 is to be paid"):
            screen.action_collect()

    def test_inv_05_rounded_cash_is_expected_in_the_desk_and_the_control_report_is_zero(self):
        screen = self.find("B1-1", "B1-2")
        screen.action_collect()
        self.assertRecordValues(screen.receipt_id, [{"amount": 2510, "rounding": 3}])
        self.assertEqual((self.first | self.second).mapped("state"), ["closed", "closed"])
        self.close(self.session, 2610)
        self.assertRecordValues(self.session, [{"expected_cash": 2610, "difference": 0, "deposit_amount": 2510}])
        self.office.with_user(self.supervisor).action_close_day()
        self.assert_books_agree()

    def test_the_receipt_shows_the_rounding(self):
        screen = self.find("B1-1")
        screen.action_collect()
        for text in ("2,003.00", "Cash rounding", "-3.00", "2,000.00"):
            self.assertIn(text, str(screen.receipt_html).replace("\ufeff", ""))

    def test_other_methods_are_not_rounded(self):
        screen = self.find("B1-1")
        screen.write({"method": "card", "payment_reference": "4711"})
        self.assertRecordValues(screen, [{"rounding": 0, "to_take": 2003}])
        screen.action_collect()
        self.assertRecordValues(screen.receipt_id, [{"amount": 2003, "rounding": 0}])

    def test_a_part_in_cash_is_what_coins_can_pay(self):
        screen = self.find("B1-1")
        screen.line_ids[:1].amount = 1005
        with self.assertRaisesRegex(UserError, "must be a multiple of .*10.00"):
            screen.action_collect()
        screen.line_ids[:1].amount = 1000
        screen.action_collect()
        self.assertRecordValues(screen.receipt_id, [{"amount": 1000, "rounding": 0}])
        self.assertEqual(self.first.amount_today, 1003)

    def test_what_no_coin_pays_is_refused_in_words(self):
        tiny = self.issue("B1-3", 4)
        with self.assertRaisesRegex(UserError, "too little to be paid in cash"):
            self.session._collect("key-1", [(tiny.id, 4)])

    def test_the_same_request_again_gets_the_first_receipt(self):
        lines = [(self.first.id, 2003.0)]
        receipt = self.session._collect("key-1", lines)
        self.assertEqual(self.session._collect("key-1", lines), receipt)

    def test_a_reversal_takes_the_rounded_cash_out_of_the_desk(self):
        receipt = self.session._collect("key-1", [(self.first.id, 2003.0)])
        receipt._reverse("wrong person", receipt.paid_on, "A-1")
        self.assertEqual(self.first.balance, 2003)
        self.assert_books_agree()
