from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CollectionCommon

PAID = date(2026, 2, 1)


@tagged("post_install", "-at_install")
class TestCredit(CollectionCommon):

    def pay_unknown(self, amount=2000, key="K-1"):
        return self.collect(None, amount, paid_on=PAID, keys=[("slip", "", key)]).credit_ids

    def test_money_that_came_before_the_slip_finds_it_with_the_day_it_was_paid(self):
        credit = self.pay_unknown()
        debt = self.issue("K-1", start="2026-01-15")
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
        self.assertEqual(self.sums(debt), {"charge": 2000, "credit_applied": -2000}, "paid in time: no surcharge")
        self.assertEqual(credit.balance, 0)
        self.assertEqual(debt.receipt_ids, credit.receipt_id)
        self.assert_books_agree()

    def test_only_what_the_debt_needs_is_taken(self):
        credit = self.pay_unknown(2700)
        self.issue("K-1", start="2026-01-15")
        self.assertRecordValues(credit, [{"balance": 700, "status": "held"}])

    def test_another_number_does_not_find_it(self):
        credit = self.pay_unknown()
        self.issue("K-2", start="2026-01-15")
        self.assertEqual(credit.balance, 2000)

    def test_all_keys_that_the_payer_named_must_fit(self):
        receipt = self.collect(None, 2000, paid_on=PAID, keys=[("slip", "", "K-1"), ("identity", "CU", "85010112345")])
        self.issue("K-1", start="2026-01-15", keys=[("slip", "", "K-1"), ("identity", "CU", "70010112345")])
        self.assertEqual(receipt.credit_ids.balance, 2000)

    def test_money_that_names_nothing_is_never_used_by_itself(self):
        debt = self.issue("K-9")
        receipt = self.collect(None, 500)
        self.env["revenue.credit"]._match()
        self.assertEqual(receipt.credit_ids.balance, 500)
        self.assertEqual(debt.balance, 2000)

    def test_the_sweep_joins_what_met_at_the_same_moment(self):
        debt = self.issue("K-1", start="2026-01-15")
        credit = self.pay_unknown()
        self.assertEqual(debt.state, "open")
        self.env["revenue.credit"]._cron_match()
        self.assertEqual(debt.state, "closed")
        self.env["revenue.credit"]._cron_match()
        self.assertEqual(credit.balance, 0)

    def test_a_refund_empties_the_credit_and_cannot_be_repeated(self):
        credit = self.pay_unknown()
        credit._refund("cheque", "RF-1", self.channel)
        self.assertEqual(credit.balance, 0)
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            credit._refund("cheque", "RF-1", self.channel)
        self.assert_books_agree()
