from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.revenue_collector_receipt import PaymentConflict
from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestCollect(CollectionCommon):

    def test_a_payment_in_time_closes_the_debt(self):
        debt = self.issue()
        receipt = self.collect(debt)
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0, "amount_due": 0, "version": 2}])
        self.assertEqual(self.sums(debt), {"charge": 2000, "payment": -2000})
        self.assertEqual(receipt.display_name, "A/000001")
        self.assertEqual(receipt.entry_ids.mapped("display_name"), ["Payment"])  # its title, not a code
        self.assertEqual(receipt.obligation_ids, debt)
        self.assert_books_agree()

    def test_a_payment_after_the_term_pays_the_surcharge_first_and_the_rest_stays_open(self):
        debt = self.issue(start="2026-02-01")
        self.collect(debt, 1500)
        self.assertEqual(self.sums(debt), {"charge": 2000, "surcharge": 2000, "payment": -1500})
        self.assertRecordValues(debt, [{"state": "open", "balance": 2500, "amount_due": 2500}])
        self.assert_books_agree()

    def test_the_last_day_of_the_term_is_in_time(self):
        debt = self.issue(start="2026-02-08")
        self.assertEqual(debt.amount_today, 2000)
        with self.at("2026-03-11 12:00:00"):
            debt.invalidate_recordset()
            self.assertEqual(debt.amount_today, 4000)

    def test_several_debts_are_paid_by_one_receipt(self):
        debts = self.issue("a") + self.issue("b", 500)
        receipt = self.collect(debts, 2500)
        self.assertEqual(debts.mapped("state"), ["closed", "closed"])
        self.assertEqual(sorted(receipt.allocation_ids.mapped("amount")), [-2000, -500])

    def test_a_partial_payment_takes_no_more_than_was_said_for_each_debt(self):
        debts = self.issue("a") + self.issue("b")
        self.collect(debts, 1000, amounts={debts[0].id: 300, debts[1].id: 700})
        self.assertEqual(debts.mapped("balance"), [1700, 1300])

    def test_a_concept_without_partial_payments_takes_all_or_nothing(self):
        self.concept.partial_allowed = False
        debt = self.issue()
        receipt = self.collect(debt, 500)
        self.assertEqual(debt.balance, 2000)
        self.assertRecordValues(receipt.credit_ids, [{"reason": "partial", "balance": 500}])

    def test_inv_01_the_same_payment_again_gets_the_first_receipt(self):
        debt = self.issue()
        first = self.collect(debt, external_id="tm-1")
        for _repetition in range(3):
            self.assertEqual(self.collect(debt, external_id="tm-1"), first)
        self.assertEqual(self.env["revenue.receipt"].search_count([("external_id", "=", "tm-1")]), 1)
        self.assertEqual(self.series.number_last, 1)

    def test_inv_13_the_same_id_with_other_content_is_a_conflict(self):
        debt = self.issue()
        self.collect(debt, external_id="tm-1")
        with self.assertRaises(PaymentConflict):
            self.collect(debt, 1999, external_id="tm-1")
        self.assertEqual(self.env["revenue.receipt"].search_count([]), 1)

    def test_inv_03_every_amount_has_a_home(self):
        annulled, paid, open_debt = self.issue("a"), self.issue("b"), self.issue("c")
        annulled._close(self.env.ref("public_revenue_collection.revenue_close_reason_annulled"), "D-1")
        self.collect(paid)
        receipts = {
            "after_annulment": self.collect(annulled),
            "paid_twice": self.collect(paid),
            "overpaid": self.collect(open_debt, 2600),
            "unknown": self.collect(None, 700, keys=[("slip", "", "not-yet-keyed")]),
        }
        for reason, receipt in receipts.items():
            with self.subTest(reason=reason):
                self.assertEqual(receipt.credit_ids.mapped("reason"), [reason])
                self.assertEqual(sum(receipt.allocation_ids.mapped("amount")), -receipt.amount)
        self.assertEqual(receipts["overpaid"].credit_ids.balance, 600)
        self.assert_books_agree()

    def test_inv_09_what_is_paid_never_exceeds_what_was_due(self):
        debt = self.issue()
        for amount in (300, 1200, 900, 50):
            self.collect(debt, amount)
            sums = self.sums(debt)
            self.assertLessEqual(-sums["payment"], sums["charge"])
            self.assertNotIn("excess", sums, "a debt took more than it needed and had to give it back")
            self.assertGreaterEqual(debt.balance, 0)
        self.assertEqual(sum(self.env["revenue.credit"].search([]).mapped("balance")), 450)

    def test_an_amount_that_cannot_be_is_refused_and_takes_no_number(self):
        debt = self.issue()
        for amount, words in ((0, "greater than zero"), (-1, "greater than zero"), (10.005, "more decimals")):
            with self.subTest(amount=amount), self.assertRaisesRegex(UserError, words):
                self.collect(debt, amount)
        self.assertEqual(self.series.number_last, 0)

    def test_a_payment_of_tomorrow_is_refused(self):
        with self.assertRaisesRegex(UserError, "in the future"):
            self.collect(self.issue(), paid_on=date(2026, 3, 11))

    def test_the_day_of_the_payment_decides_the_amount_not_the_day_of_its_notice(self):
        debt = self.issue(start="2026-01-05")
        self.collect(debt, 2000, paid_on=date(2026, 1, 20))
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])

    def test_receipts_of_a_series_are_numbered_without_gaps(self):
        debts = [self.issue(f"n{i}") for i in range(5)]
        for number, debt in enumerate(debts, 1):
            self.assertEqual(self.collect(debt).number, number)
            with self.assertRaises(UserError):
                self.collect(debt, -1)

    def test_the_value_date_of_a_payment_is_its_day(self):
        debt = self.issue()
        receipt = self.collect(debt, paid_on=date(2026, 3, 5))
        self.assertEqual(receipt.allocation_ids.mapped("value_date"), [date(2026, 3, 5)])
        self.assertEqual(receipt.allocation_ids.mapped("date"), [TODAY])

    def test_the_receipt_keeps_who_paid_as_it_was_printed(self):
        receipt = self.collect(self.issue(), payer=self.debtor)
        self.debtor.name = "Ana Pérez García"
        self.assertEqual(receipt.payer_name, "Ana Pérez")
