from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestRounding(CollectionCommon):
    """Cash in coins of ten, the half down, as in Chile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency.write({"revenue_cash_unit": 10, "revenue_cash_rounding": "half_down"})

    def balance(self, role, company=None):
        company = company or self.company
        account = self.env["revenue.account"].search([("company_id", "=", company.id), ("role", "=", role)])
        lines = self.env["account.move.line"].search([("account_id", "=", account.account_id.id)])
        return sum(lines.mapped("balance"))

    def post(self):
        self.env["revenue.posting"].search([]).action_post()

    def test_inv_09_a_debt_paid_in_rounded_cash_closes_exactly(self):
        for owed, paid in ((2003, 2000), (2005, 2000), (2007, 2010)):
            with self.subTest(owed=owed):
                debt = self.issue(f"B-{owed}", owed)
                receipt = self.collect(debt, paid, rounding=owed - paid)
                self.assertRecordValues(debt, [{"state": "closed", "balance": 0, "amount_due": 0}])
                self.assertEqual(self.sums(debt), {"charge": owed, "payment": -paid, "rounding": paid - owed})
                self.assertRecordValues(receipt, [{"amount": paid, "rounding": paid - owed}])
                self.assertFalse(receipt.credit_ids)

    def test_inv_08_the_rule_sees_money_and_rounding_as_one_payment(self):
        debt = self.issue(amount=2003, start="2026-01-05")
        self.collect(debt, 2000, paid_on=TODAY.replace(month=1, day=20), rounding=3)
        self.assertEqual(debt.balance, 0)
        debt._settle()
        self.assertEqual(self.sums(debt), {"charge": 2003, "payment": -2000, "rounding": -3})
        self.assertRecordValues(debt, [{"state": "closed", "amount_due": 0}])

    def test_the_last_debts_bear_the_rounding(self):
        debts = self.issue("a", 2000) + self.issue("b", 3) + self.issue("c", 1)
        receipt = self.collect(debts, 2000, rounding=4)
        self.assertEqual(debts.mapped("state"), ["closed"] * 3)
        self.assertEqual([self.sums(debt) for debt in debts[1:]], [{"charge": 3, "rounding": -3},
                                                                   {"charge": 1, "rounding": -1}])
        self.assertEqual(receipt.obligation_ids, debts)

    def test_inv_21_a_reversal_mirrors_the_rounding(self):
        debts = self.issue("a", 300) + self.issue("b", 207)
        receipt = self.collect(debts, 510, rounding=-3)
        reversal = receipt._reverse("x", TODAY, "A-1")
        self.assertRecordValues(reversal, [{"amount": -510, "rounding": -3}])
        self.assertEqual([self.sums(debt) for debt in debts], [{"charge": 300}, {"charge": 207}])
        self.assertRecordValues(debts, [{"state": "open", "balance": 300}, {"state": "open", "balance": 207}])
        self.post()
        self.assertEqual(self.balance("rounding"), 0)
        self.assert_books_agree()

    def test_inv_05_the_rounding_stands_in_its_own_account_and_the_books_agree(self):
        self.collect(self.issue("a", 2003), 2000, rounding=3)
        self.collect(self.issue("b", 1006), 1010, rounding=-4)
        self.post()
        self.assertEqual(self.balance("rounding"), -1, "three given up, four gained")
        self.assertEqual(self.balance("receivable"), 0)
        self.assert_books_agree()

    def test_income_recognised_with_the_money_is_the_whole_debt(self):
        self.concept.recognition = "collected"
        self.collect(self.issue("a", 2003), 2000, rounding=3)
        self.post()
        self.assertEqual((self.balance("income"), self.balance("deferred")), (-2003, 0))

    def test_the_collector_bears_the_rounding_of_another_company_s_debt(self):
        town = self.env["res.company"].create({"name": "Town B", "currency_id": self.currency.id})
        self.env.user.company_ids |= town
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company | town).ids})
        town._revenue_prepare_accounting()
        debt = self.issue("B-1", 2003, office_id=self.make_office("B1", town).id)
        receipt = self.collect(debt, 2000, rounding=3)
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
        self.assertEqual(self.sums(debt), {"charge": 2003, "payment": -2003})
        self.assertRecordValues(receipt.credit_ids, [{"reason": "for_others", "balance": 2003}])
        self.assertEqual(self.sums(receipt.credit_ids), {"for_others": -2000, "rounding": -3})
        self.post()
        self.assertEqual(
            [self.balance("others"), self.balance("rounding"), self.balance("due_from_others", town)],
            [-2003, 3, 2003])
        self.assert_books_agree()
        receipt._reverse("x", TODAY, "A-1")
        self.assertEqual((debt.balance, receipt.credit_ids.balance), (2003, 0))
        self.post()
        self.assertEqual((self.balance("others"), self.balance("rounding")), (0, 0))
        self.assert_books_agree()

    def test_money_that_no_debt_takes_is_not_rounded(self):
        receipt = self.collect(self.issue("a", 7), 30, rounding=-3)
        self.assertEqual(receipt.rounding, 3)
        self.assertRecordValues(receipt.credit_ids, [{"balance": 20}])
        self.assert_books_agree()

    def test_a_rounding_that_no_coin_makes_necessary_is_refused(self):
        debt = self.issue(amount=2003)
        for values in ({"amount": 1990, "rounding": 13}, {"amount": 2010, "rounding": -7},
                       {"amount": 2000, "rounding": 3, "method": "card"}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "not rounded as its currency says"):
                self.collect(debt, **values)

    def test_the_paper_leads_from_the_debts_to_the_cash(self):
        receipt = self.collect(self.issue("a", 2000) + self.issue("b", 3), 2000, rounding=3)
        lines = receipt._describe_allocations()
        self.assertEqual([line["amount"] for line in lines], [2000, 3, -3])
        self.assertEqual(lines[-1]["title"], "Cash rounding")

    def test_a_coin_smaller_than_the_amounts_of_the_currency_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "more decimals"):
            self.currency.revenue_cash_unit = 0.001
