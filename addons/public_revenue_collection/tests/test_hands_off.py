from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestHandsOff(CollectionCommon):
    """What decides about money is not written by hand, not even by those who may carry the act out."""

    def test_an_offer_is_honoured_so_nobody_edits_it(self):
        debt = self.issue()
        cashier = self.make_user("ho-cashier", "cashier", self.office)
        bill = self.env["revenue.bill"].with_user(cashier)._make([(debt.with_user(cashier), ())], TODAY, self.channel)
        for values in ({"valid_until": "2099-01-01"}, {"amount": 1}, {"state": "paid"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                bill.write(values)
        with self.assertRaises(AccessError):
            bill.line_ids.write({"amount": 1})
        bill.action_cancel()
        self.assertEqual(bill.state, "cancelled")

    def test_a_day_is_closed_by_its_button_only(self):
        self.issue()
        posting = self.env["revenue.posting"].search([("office_id", "=", self.office.id)])
        posting = posting.with_user(self.make_user("ho-supervisor", "supervisor", self.office))
        with self.assertRaises(AccessError):
            posting.write({"state": "closed"})
        posting.action_close()
        self.assertEqual(posting.state, "closed")
        with self.assertRaises(AccessError):
            posting.write({"state": "open"})

    def test_the_numbers_of_a_series_are_not_set_by_hand(self):
        with self.assertRaisesRegex(UserError, "never changed by hand"):
            self.series.number_last = 7
        with self.assertRaisesRegex(UserError, "begins with number 1"):
            self.series.copy({"code": "Z/", "number_last": 7})
