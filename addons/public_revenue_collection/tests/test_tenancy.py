from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestTenancy(CollectionCommon):
    """The second shape: one company per municipality (the first, many offices in one, is that of all other tests)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = cls.env["res.company"].create({"name": "Town B", "currency_id": cls.company.currency_id.id})
        cls.env.user.company_ids |= cls.town
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.town).ids})
        cls.town._revenue_prepare_accounting()
        cls.town_office = cls.make_office("B1", cls.town)

    def issue_there(self, key="B-1", amount=2000, **values):
        return self.issue(key, amount, office_id=self.town_office.id, **values)

    def test_money_for_another_company_serves_its_debtor_at_once_and_is_held_for_it(self):
        debt = self.issue_there()
        receipt = self.collect(debt)
        self.assertEqual(receipt.company_id, self.company)
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0, "company_id": self.town.id}])
        self.assertEqual(receipt.credit_ids.mapped("reason"), ["for_others"])
        self.assertEqual(receipt.entry_ids.company_id, self.company)
        self.assert_books_agree()

    def test_one_receipt_may_pay_debts_of_both_and_each_book_balances(self):
        debts = self.issue("own") + self.issue_there("theirs", 300)
        self.collect(debts, 2300)
        self.env["revenue.posting"].search([]).action_post()
        self.assertEqual(debts.mapped("state"), ["closed", "closed"])
        for company, role, expected in (
            (self.company, "others", -300), (self.town, "due_from_others", 300), (self.town, "receivable", 0),
        ):
            account = self.env["revenue.account"].search([("company_id", "=", company.id), ("role", "=", role)])
            lines = self.env["account.move.line"].search([("account_id", "=", account.account_id.id)])
            self.assertEqual(sum(lines.mapped("balance")), expected, (company.name, role))
        self.assert_books_agree()

    def test_reversing_such_a_receipt_opens_the_other_company_s_debt_again(self):
        debt = self.issue_there()
        receipt = self.collect(debt)
        receipt._reverse("bounced cheque", receipt.paid_on, "A-1")
        self.assertRecordValues(debt, [{"state": "open", "balance": 2000}])
        self.assertEqual(receipt.credit_ids.balance, 0)
        self.assert_books_agree()

    def make_cheaper_for_electronic_payment(self):
        family = self.env["revenue.policy.family"].create({"name": "Cheaper", "code": "test-cheaper"})
        self.policy.copy({
            "code": "test-cheaper", "family_id": family.id, "step_ids": [(0, 0, {
                "code": "wallet", "kind": "discount", "rate": 10, "channel": "electronic",
                "end_kind": "elapsed", "end_after": 30})],
        })._set_in_force()
        return self.env["revenue.concept"].create({
            "name": "Cheaper", "code": "test-cheaper", "family_id": family.id})

    def test_inv_08_what_another_company_was_paid_electronically_stays_so_when_the_debt_is_looked_at_again(self):
        debt = self.issue_there(concept_id=self.make_cheaper_for_electronic_payment().id)
        receipt = self.collect(debt, 1800, channel=self.make_channel(self.company, electronic=True))
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
        debt._settle()
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
        receipt._reverse("bounced", receipt.paid_on, "A-1")
        self.assertRecordValues(debt, [{"state": "open", "balance": 2000}])
        self.assert_books_agree()

    def test_what_another_company_took_too_much_belongs_to_who_paid_it(self):
        debt, payer = self.issue_there(), self.env["res.partner"].create({"name": "Who paid"})
        self.collect(debt, payer=payer)
        debt._adjust(-500, "adjustment", "Lowered", TODAY, "R-1")
        credit = self.env["revenue.credit"].search([("obligation_id", "=", debt.id), ("reason", "=", "overpaid")])
        self.assertRecordValues(credit, [{"balance": 500, "payer_id": payer.id, "company_id": self.town.id}])
        self.assert_books_agree()

    def test_inv_05_what_the_other_company_did_not_book_is_named(self):
        debt = self.issue_there()
        receipt = self.collect(debt)
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE revenue_entry DISABLE TRIGGER USER")
        self.env.cr.execute("DELETE FROM revenue_entry WHERE obligation_id = %s AND kind = 'payment'", [debt.id])
        self.env.invalidate_all()
        [found] = self.env["revenue.control"]._find_breaks()
        self.assertEqual((found["class"], found["model"], found["id"], found["expected"], found["found"]),
                         ("missing", "revenue.receipt", receipt.id, 2000, 0))

    def test_inv_19_no_money_line_mixes_companies(self):
        debts = self.issue("own") + self.issue_there("theirs")
        self.collect(debts, 5000)
        self.env["revenue.posting"].search([]).action_post()
        for left, column, right in (
            ("revenue_entry", "obligation_id", "revenue_obligation"), ("revenue_entry", "credit_id", "revenue_credit"),
            ("revenue_entry", "receipt_id", "revenue_receipt"), ("revenue_entry", "posting_id", "revenue_posting"),
            ("revenue_posting", "office_id", "revenue_office"), ("revenue_posting", "move_id", "account_move"),
        ):
            [[mixed]] = self.env.execute_query(SQL(
                "SELECT count(*) FROM %s l JOIN %s r ON r.id = l.%s WHERE l.company_id <> r.company_id",
                SQL.identifier(left), SQL.identifier(right), SQL.identifier(column)))
            self.assertEqual(mixed, 0, (left, right))

    def test_inv_19_a_debt_does_not_move_to_an_office_of_another_company(self):
        with self.assertRaisesRegex(UserError, "same company"):
            self.issue()._transfer(self.town_office, "moved", TODAY)

    def test_inv_19_a_bill_holds_debts_of_one_company(self):
        debts = self.issue("own") + self.issue_there("theirs")
        with self.assertRaisesRegex(UserError, "one company"):
            self.env["revenue.bill"]._make([(debt, ()) for debt in debts], TODAY, self.channel)

    def test_a_credit_does_not_pay_a_debt_of_another_company(self):
        credit = self.collect(None, 500).credit_ids
        with self.assertRaisesRegex(UserError, "same company"):
            credit._apply(self.issue_there())

    def test_inv_04_debits_equal_credits_per_company_after_any_mix_of_events(self):
        own, theirs = self.issue("own", start="2026-01-05"), self.issue_there("theirs")
        receipt = self.collect(own + theirs, 7000)
        theirs._close(self.env.ref("public_revenue_collection.revenue_close_reason_annulled"), "D-1")
        receipt._reverse("bounced", receipt.paid_on, "A-1")
        own._transfer(self.other_office, "moved", receipt.paid_on)
        self.env["revenue.posting"].search([]).action_post()
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            "SELECT company_id, sum(balance) FROM account_move_line WHERE parent_state = 'posted' GROUP BY 1"))
        self.assertEqual({round(total, 2) for _company, total in rows}, {0.0})
        self.assert_books_agree()
