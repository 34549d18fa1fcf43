from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TODAY, CollectionCommon

PAID = date(2026, 1, 20)


@tagged("post_install", "-at_install")
class TestReversal(CollectionCommon):

    def test_inv_21_a_reversal_mirrors_the_receipt_and_keeps_its_number(self):
        debts = self.issue("a", start="2026-01-05") + self.issue("b", 300)
        receipt = self.collect(debts, 4500)
        reversal = receipt._reverse("bounced cheque", TODAY, "A-1")
        self.assertEqual(reversal.amount, -receipt.amount)
        self.assertEqual(reversal.reversal_of_id, receipt)
        self.assertEqual((receipt.number, reversal.number), (1, 2))
        self.assertEqual(receipt.status, "reversed")
        def tell(entries, sign):
            return sorted((e.obligation_id.id, e.credit_id.id, e.kind, sign * e.amount, e.value_date) for e in entries)
        self.assertEqual(tell(reversal.entry_ids, -1), tell(receipt.entry_ids, 1))
        self.assert_books_agree()

    def test_after_a_bounced_cheque_the_debt_stands_as_if_never_paid(self):
        debt = self.issue(start="2026-01-05")
        receipt = self.collect(debt, 2000, paid_on=PAID)
        self.assertEqual(debt.state, "closed")
        receipt._reverse("bounced cheque", TODAY, "A-1")
        self.assertRecordValues(debt, [{"state": "open", "balance": 4000, "amount_due": 4000}])
        self.assert_books_agree()

    def test_a_reversal_asked_twice_is_one(self):
        receipt = self.collect(self.issue())
        self.assertEqual(receipt._reverse("x", TODAY, "A-1"), receipt._reverse("x", TODAY, "A-1"))

    def test_reversing_the_first_of_two_payments_takes_the_excess_back(self):
        debt = self.issue(start="2026-01-05")
        late = self.collect(debt, 4000, paid_on=date(2026, 2, 25))
        early = self.collect(debt, 2000, paid_on=PAID)
        self.assertEqual(sum(debt.credit_ids.mapped("balance")), 4000)
        early._reverse("bounced", TODAY, "A-1")
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
        self.assertEqual(sum(debt.credit_ids.mapped("balance")), 0)
        late._reverse("bounced", TODAY, "A-2")
        self.assertEqual(debt.balance, 4000)
        self.assert_books_agree()

    def test_money_already_refunded_leaves_the_debt_open_when_it_is_needed_again(self):
        debt = self.issue(start="2026-01-05")
        self.collect(debt, 4000, paid_on=date(2026, 2, 25))
        early = self.collect(debt, 2000, paid_on=PAID)
        debt.credit_ids._refund("cheque", "RF-1", self.channel)
        early._reverse("bounced", TODAY, "A-1")
        self.assertRecordValues(debt, [{"state": "open", "balance": 4000, "amount_due": 4000}])
        self.assert_books_agree()

    def test_a_receipt_whose_money_waits_as_credit_can_be_reversed_until_it_is_refunded(self):
        receipt = self.collect(None, 500, keys=[("slip", "", "zz")])
        receipt._reverse("bounced", TODAY, "A-1")
        self.assertEqual(receipt.credit_ids.balance, 0)
        other = self.collect(None, 500)
        other.credit_ids._refund("cash", "RF-1", self.channel)
        with self.assertRaisesRegex(UserError, "already been refunded"):
            other._reverse("bounced", TODAY, "A-1")

    def test_a_credit_applied_later_is_reversed_with_its_receipt(self):
        receipt = self.collect(None, 2000, paid_on=PAID, keys=[("slip", "", "K-1")])
        debt = self.issue("K-1", start="2026-01-05")
        self.assertEqual(debt.state, "closed")
        receipt._reverse("bounced", TODAY, "A-1")
        self.assertEqual(debt.balance, 4000)
        self.assert_books_agree()

    def test_a_reversal_needs_a_second_person_with_the_right(self):
        receipt = self.collect(self.issue())
        cashier = self.make_user("rv-cashier", "cashier", self.office)
        supervisor = self.make_user("rv-supervisor", "supervisor", self.office)
        receipt.with_user(cashier)._request("reverse", "bounced cheque")
        with self.assertRaises(AccessError):
            receipt.with_user(cashier)._approve("reverse")
        self.assertEqual(receipt.status, "issued")
        receipt.with_user(supervisor)._approve("reverse")
        receipt.invalidate_recordset()
        self.assertEqual(receipt.status, "reversed")
        self.assertEqual(receipt.reversal_ids.user_id, supervisor)

    def test_a_reversal_refused_leaves_the_receipt_as_it_is(self):
        receipt = self.collect(self.issue())
        cashier = self.make_user("rv-cashier", "cashier", self.office)
        receipt.with_user(cashier)._request("reverse", "wrong person")
        receipt.with_user(self.make_user("rv-supervisor", "supervisor", self.office))._refuse("reverse", "not shown")
        self.assertEqual(receipt.status, "issued")
