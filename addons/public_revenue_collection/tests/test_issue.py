from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestIssue(CollectionCommon):

    def test_a_debt_is_born_with_its_charge_its_keys_and_its_first_amount(self):
        debt = self.issue("AB-123")
        self.assertRecordValues(debt, [{
            "state": "open", "amount": 2000, "balance": 2000, "amount_due": 2000, "valid_until": date(2026, 3, 31),
            "policy_id": self.policy.id, "company_id": self.company.id}])
        self.assertEqual(self.sums(debt), {"charge": 2000})
        self.assertEqual(debt.key_ids.mapped("value"), ["AB123"])

    def test_a_batch_keeps_its_order(self):
        debts = self.env["revenue.obligation"]._issue([self.vals(f"k{i}", 100 + i) for i in range(30)])
        self.assertEqual(debts.mapped("amount"), [100 + i for i in range(30)])

    def test_a_repetition_gives_the_existing_debts_and_books_nothing(self):
        first = self.env["revenue.obligation"]._issue([self.vals("a"), self.vals("b")])
        count = self.env["revenue.entry"].search_count([])
        again = self.env["revenue.obligation"]._issue([self.vals("b"), self.vals("c"), self.vals("a")])
        self.assertEqual((again[0], again[2]), (first[1], first[0]))
        self.assertEqual(self.env["revenue.entry"].search_count([]), count + 1)

    def test_the_same_origin_twice_in_a_batch_is_one_debt(self):
        debts = self.env["revenue.obligation"]._issue([self.vals("a"), self.vals("a")])
        self.assertEqual(debts[0], debts[1])

    def test_an_overdue_debt_starts_with_the_amount_of_today(self):
        debt = self.issue("late", start="2026-01-15")
        self.assertEqual(debt.amount_due, 4000)
        self.assertEqual(debt.balance, 2000)

    def test_texts_with_tabs_and_backslashes_survive(self):
        debt = self.issue("t", origin_key="a\tb\\n\nc")
        debt.invalidate_recordset()
        self.assertEqual(debt.origin_key, "a\tb\\n\nc")
        self.assertFalse(self.env["revenue.entry"]._find_tampered())

    def test_an_amount_with_too_many_decimals_is_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "too many decimals"):
            self.issue("x", amount=10.005)

    def test_an_amount_of_zero_or_less_or_no_number_is_refused(self):
        for amount in (0, -5, "abc", float("nan")):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                self.issue("x", amount=amount)

    def test_a_day_in_the_future_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.issue("x", start="2026-03-11")

    def test_an_unknown_office_or_concept_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no such office"):
            self.issue("x", office_id=999999)
        with self.assertRaisesRegex(ValidationError, "no such concept"):
            self.issue("x", concept_id=999999)

    def test_a_refused_batch_leaves_nothing_behind(self):
        count = self.env["revenue.obligation"].search_count([])
        with self.assertRaises(ValidationError):
            self.env["revenue.obligation"]._issue([self.vals("good"), self.vals("bad", amount=0)])
        self.assertEqual(self.env["revenue.obligation"].search_count([]), count)

    def test_nobody_creates_or_changes_or_deletes_a_debt_by_hand(self):
        debt = self.issue()
        with self.assertRaises(UserError):
            self.env["revenue.obligation"].create({})
        with self.assertRaises(UserError):
            debt.write({"amount_due": 1})
        with self.assertRaises(UserError):
            debt.unlink()

    def test_a_key_finds_the_debt_however_it_is_spelled(self):
        debt = self.issue("AB-00123")
        for text in ("AB-00123", "ab00123", " AB 00123 ", "a.b.0.0.1.2.3"):
            self.assertEqual(self.env["revenue.key"]._find("slip", text), (debt, "found"))
        self.assertEqual(self.env["revenue.key"]._find("slip", "AB00124")[1], "unknown")

    def test_a_second_factor_must_belong_to_the_same_debt(self):
        debt = self.issue("S1", keys=[("slip", "", "S1"), ("identity", "CU", "85010112345")])
        find = self.env["revenue.key"]._find
        self.assertEqual(find("slip", "S1", "85010112345")[0], debt)
        self.assertEqual(find("slip", "S1", "85010112346")[1], "unknown")
        self.assertEqual(find("slip", "S1", "S1")[1], "unknown")
