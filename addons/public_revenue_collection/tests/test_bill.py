from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.public_revenue import rules

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestBill(CollectionCommon):

    def make_bill(self, debts, day=date(2026, 3, 10)):
        return self.env["revenue.bill"]._make([(debt, ()) for debt in debts], day, self.channel)

    def make_reduced_concept(self):
        """Half off for 30 days, for those who prove a condition when the bill is made."""
        family = self.env["revenue.policy.family"].create({"name": "Reduced", "code": "test-reduced"})
        self.policy.copy({
            "code": "test-reduced", "family_id": family.id, "step_ids": [(0, 0, {
                "code": "half", "kind": "discount", "rate": 50, "conditions": "filed",
                "end_kind": "elapsed", "end_after": 30})],
        })._set_in_force()
        return self.env["revenue.concept"].create(
            {"name": "Reduced", "code": "test-reduced", "family_id": family.id})

    def test_a_bill_offers_the_amounts_of_its_day_until_the_first_of_them_changes(self):
        bill = self.make_bill(self.issue("a", start="2026-02-20") + self.issue("b", start="2026-03-05"))
        self.assertRecordValues(bill, [{"amount": 4000, "valid_until": date(2026, 3, 22), "state": "open"}])
        self.assertEqual(len(bill.number), 12)
        self.assertEqual([step["amount"] for step in bill.line_ids[0].explanation], ["2000.00"])

    def test_a_debt_that_never_changes_does_not_shorten_the_bill(self):
        steady = self.env["revenue.concept"].create({"name": "Steady", "code": "test-steady"})
        bill = self.make_bill(self.issue("a", start="2026-02-20") + self.issue("b", concept_id=steady.id))
        self.assertEqual(bill.valid_until, date(2026, 3, 22))

    def test_a_bill_changes_no_debt(self):
        debt = self.issue()
        version = debt.version
        self.make_bill(debt)
        self.assertEqual(debt.version, version)

    def test_inv_15_a_bill_is_honoured_to_its_last_day(self):
        debt = self.issue(start="2026-02-08", concept_id=self.make_reduced_concept().id)
        bill = self.env["revenue.bill"]._make([(debt, ("filed",))], TODAY, self.channel)
        self.assertRecordValues(bill, [{"amount": 1000, "valid_until": date(2026, 3, 10)}])
        with self.at("2026-03-12 15:00:00"):
            # Paid on its last day, known two days later: what was offered is what is owed.
            self.collect(None, 1000, bill=bill)
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
        self.assertEqual(bill.state, "paid")
        self.assert_books_agree()

    def test_after_its_last_day_a_bill_pays_what_is_owed_then(self):
        debt = self.issue(start="2026-02-08")
        bill = self.make_bill(debt)
        with self.at("2026-03-12 15:00:00"):
            self.collect(None, 2000, bill=bill, paid_on=date(2026, 3, 12))
        self.assertEqual(debt.balance, 2000)
        self.assert_books_agree()

    def test_a_bill_paid_twice_gives_two_receipts_and_a_credit(self):
        debt = self.issue()
        bill = self.make_bill(debt)
        self.collect(None, 2000, bill=bill)
        second = self.collect(None, 2000, bill=bill)
        self.assertEqual(second.credit_ids.mapped("reason"), ["paid_twice"])

    def test_a_bill_whose_receipt_is_reversed_is_open_again_and_is_paid_anew(self):
        debt = self.issue()
        bill = self.make_bill(debt)
        self.collect(None, 2000, bill=bill)._reverse("Wrong bill", TODAY, "4/2026")
        self.assertEqual(bill.state, "open")
        self.assertFalse(bill._get_obstacle(TODAY))
        self.assertIn("valid until", bill._get_obstacle(rules.shift(bill.valid_until, 1)))
        self.collect(None, 2000, bill=bill)
        self.assertEqual(bill.state, "paid")
        self.assertEqual(debt.balance, 0)
        self.assert_books_agree()

    def test_a_bill_paid_twice_stays_paid_while_one_of_its_receipts_stands(self):
        bill = self.make_bill(self.issue())
        first, second = (self.collect(None, 2000, bill=bill) for _time in range(2))
        second._reverse("Paid twice", TODAY, "4/2026")
        self.assertEqual(bill.state, "paid")
        first._reverse("Wrong bill", TODAY, "5/2026")
        self.assertEqual(bill.state, "open")

    def test_a_withdrawn_bill_stays_so(self):
        bill = self.make_bill(self.issue())
        bill.action_cancel()
        self.collect(None, 2000, bill=bill)._reverse("Wrong bill", TODAY, "4/2026")
        self.assertEqual(bill.state, "cancelled")

    def test_nothing_to_pay_makes_no_bill(self):
        debt = self.issue()
        self.collect(debt)
        with self.assertRaisesRegex(UserError, "nothing to pay"):
            self.make_bill(debt)

    def test_a_paid_bill_cannot_be_cancelled_an_open_one_can(self):
        bill, other = self.make_bill(self.issue("a")), self.make_bill(self.issue("b"))
        self.collect(None, 2000, bill=bill)
        with self.assertRaises(UserError):
            bill.action_cancel()
        other.action_cancel()
        self.assertEqual(other.state, "cancelled")

    def test_inv_15_a_bill_overtaken_expired_paid_or_withdrawn_says_so_and_one_that_stands_says_nothing(self):
        debt = self.issue(start="2026-02-20")
        bill = self.make_bill(debt)
        self.assertEqual(bill._get_obstacle(TODAY), "")
        self.assertIn("was valid until", bill._get_obstacle(date(2026, 3, 23)))
        debt._adjust(-500, "adjustment", "review", date(2026, 2, 20), "D-1")
        self.assertIn("now owes less", bill._get_obstacle(TODAY))
        other = self.make_bill(debt)
        receipt = self.collect(None, 1500, bill=other)
        self.assertIn(receipt.display_name, other._get_obstacle(TODAY))
        bill.action_cancel()
        self.assertIn("was withdrawn", bill._get_obstacle(TODAY))

    def test_a_bill_is_found_however_its_number_is_spelt(self):
        bill = self.make_bill(self.issue())
        number = bill.number
        for text in (number, f" {number[:4]} {number[4:8]}-{number[8:]} ", number.replace("0", "O")):
            self.assertEqual(self.env["revenue.bill"]._find(text), bill)
        self.assertFalse(self.env["revenue.bill"]._find("1"))

    def test_debts_of_two_companies_become_two_bills_of_one_basket(self):
        town = self.env["res.company"].create({"name": "Town B", "currency_id": self.currency.id})
        self.env.user.company_ids |= town
        town._revenue_prepare_accounting()
        debts = self.issue("a") + self.issue("b", office_id=self.make_office("B1", town).id) + self.issue("c")
        bills = self.env["revenue.bill"]._make_each(debts, TODAY, self.channel, basket="k-1")
        self.assertEqual(bills.sudo().mapped("amount"), [4000, 2000])
        self.assertEqual(bills.sudo().company_id, self.company | town)
        self.assertEqual(self.env["revenue.bill"]._find_basket("k-1"), bills)

    def test_the_paper_says_number_amounts_reasons_and_last_day(self):
        bill = self.make_bill(self.issue("B-7", start="2026-02-20") + self.issue("B-8", 300))
        [paper] = bill._get_papers()
        self.assertEqual((paper["number"], paper["qr"]), (bill.number, bill.number))
        table = paper["blocks"][1]["rows"]
        self.assertEqual([row[1] for row in table], [self.currency.format(value) for value in (2000, 300, 2300)])
        self.assertIn("Charge", table[0][0])
        self.assertIn("03/22/2026", paper["blocks"][2]["text"])
        for name in ("a5", "80mm"):
            report = self.env.ref(f"public_revenue_collection.revenue_bill_action_{name}")
            self.assertTrue(report._render_qweb_pdf(report.report_name, bill.ids)[0].startswith(b"%PDF"))
