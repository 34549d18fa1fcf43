from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OfficeCommon


class RefundCommon(OfficeCommon):
    """Ana paid 2,000 twice on 10 March; the clerk prepares the refund, the supervisor decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("o-clerk", "clerk", cls.office)
        cls.debt = cls.issue("B1-1")
        cls.collect(cls.debt, payer=cls.debtor)
        cls.credit = cls.pay_again()
        cls.norm = cls.env["revenue.norm"].create({"name": "Refunds", "code": "TN-2", "kind": "law"})

    @classmethod
    def pay_again(cls, paid_on=date(2026, 3, 10)):
        receipt = cls.collect(cls.debt, payer=cls.debtor, paid_on=paid_on)
        return cls.env["revenue.credit"].search([("receipt_id", "=", receipt.id)])

    def prepare(self, credit=None, **values):
        return self.env["revenue.refund"].with_user(self.clerk).create([{
            "credit_id": (credit or self.credit).id, "decision": "41/2026", "grounds": "Paid twice", **values}])

    def approve(self, refund, user=None):
        refund.action_request()
        refund.revenue_approval_ids.with_user(user or self.supervisor)._decide("approved", "")
        return refund

    def pay_cash(self, refund):
        refund.with_user(self.cashier).payee_document = "85010112345"
        refund.with_user(self.cashier).action_pay_cash()

    def add_term(self, number=1, unit="month", **values):
        return self.env["revenue.refund.term"].create(
            {"norm_id": self.norm.id, "date_from": "2020-01-01", "number": number, "unit": unit, **values})


@tagged("post_install", "-at_install")
class TestRefund(RefundCommon):
    """Orders by desk and by bank."""

    def test_an_order_takes_payer_amount_and_office_from_the_credit(self):
        order = self.env["revenue.refund"].browse(self.credit.with_user(self.clerk).action_refund()["res_id"])
        self.assertRecordValues(order, [
            {"payee_id": self.debtor.id, "amount": 2000, "office_id": self.office.id, "status": "draft"}])
        self.assertEqual(self.credit.with_user(self.clerk).action_refund()["res_id"], order.id)

    def test_a_new_order_without_a_payee_is_for_who_paid(self):
        self.assertEqual(self.prepare(payee_id=False).payee_id, self.debtor)

    def test_sec_44_a_refund_needs_a_second_person(self):
        refund = self.prepare(method="transfer", channel_id=self.bank_channel.id, payment_reference="TR-1")
        with self.assertRaisesRegex(UserError, "cannot go from"):
            refund.with_user(self.accountant).action_pay()
        refund.action_request()
        with self.assertRaisesRegex(AccessError, "a second person must decide"):
            refund.revenue_approval_ids.with_user(self.clerk)._decide("approved", "")
        with self.assertRaisesRegex(AccessError, "you need the right"):
            refund.revenue_approval_ids.with_user(self.cashier)._decide("approved", "")
        refund.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        self.assertEqual((refund.state, self.credit.balance), ("approved", 2000))

    def test_cash_leaves_the_desk_once_and_the_count_knows(self):
        session = self.open_session(5000)
        refund = self.approve(self.prepare())
        self.pay_cash(refund)
        self.assertRecordValues(refund, [
            {"state": "paid", "session_id": session.id, "paid_by_id": self.cashier.id, "paid_on": date(2026, 3, 10)}])
        self.assertEqual((self.credit.balance, self.sums(self.credit)["refund"]), (0, 2000))
        with self.assertRaisesRegex(UserError, "cannot go from"):
            refund.with_user(self.cashier).action_pay_cash()
        self.count(session, 3000)
        self.assertEqual((session.expected_cash, session.difference), (3000, 0))

    def test_inv_05_refunds_receipts_counts_and_accounts_agree(self):
        session = self.open_session(5000)
        self.pay_cash(self.approve(self.prepare()))
        second = self.approve(self.prepare(self.pay_again(), method="transfer"))
        second.with_user(self.accountant).write({"channel_id": self.bank_channel.id, "payment_reference": "TR-9"})
        second.with_user(self.accountant).action_pay()
        self.close(session, 3000)
        self.office.with_user(self.supervisor).action_close_day()
        self.assert_books_agree()
        self.break_order(second)
        wrong = [row["name"] for row in self.env["revenue.control"]._control() if row["difference"] or row["count"]]
        self.assertEqual(wrong, ["Refund orders paid against the ledger"])

    def break_order(self, refund):
        self.env.flush_all()
        self.env.cr.execute("UPDATE revenue_refund SET amount = amount + 1 WHERE id = %s", (refund.id,))

    def test_the_bank_pays_with_its_number_only(self):
        refund = self.approve(self.prepare(method="cheque")).with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "Enter the account"):
            refund.action_pay()
        refund.write({"channel_id": self.bank_channel.id, "payment_reference": "CH-7"})
        refund.action_pay()
        self.assertEqual((refund.state, self.credit.balance), ("paid", 0))

    def test_inv_05_an_order_of_the_bank_takes_no_cash_out_of_a_desk(self):
        refund = self.approve(self.prepare(method="transfer")).with_user(self.accountant)
        refund.write({"channel_id": self.channel.id, "payment_reference": "TR-9"})
        with self.assertRaisesRegex(UserError, "is no bank account of this company"):
            refund.action_pay()
        self.assertEqual((refund.state, self.credit.balance), ("approved", 2000))

    def test_cash_needs_a_session_of_the_office_and_a_document(self):
        refund = self.approve(self.prepare()).with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "Open a session"):
            refund.action_pay_cash()
        self.open_session(5000)
        with self.assertRaisesRegex(UserError, "identity document"):
            refund.action_pay_cash()
        with self.assertRaisesRegex(UserError, "paid in cash"):
            refund.with_user(self.accountant).action_pay()

    def test_money_that_found_its_debt_meanwhile_is_not_paid_out(self):
        refund = self.approve(self.prepare(method="cheque")).with_user(self.accountant)
        refund.write({"channel_id": self.bank_channel.id, "payment_reference": "CH-7"})
        self.credit._apply(self.issue("B1-2", 500))
        with self.assertRaisesRegex(UserError, "Nothing was paid"):
            refund.action_pay()

    def test_who_pays_an_order_does_not_say_whom_and_why(self):
        refund = self.prepare()
        for user in (self.cashier, self.accountant):
            with self.subTest(user=user.login):
                self.assertFalse(refund.with_user(user).can_prepare)
                with self.assertRaisesRegex(UserError, "cannot be changed now"):
                    refund.with_user(user).payee_id = user.partner_id
                with self.assertRaises(AccessError):
                    refund.with_user(user).action_request()
                with self.assertRaises(AccessError):
                    refund.with_user(user).action_cancel()

    def test_what_was_presented_no_longer_changes(self):
        refund = self.prepare()
        refund.action_request()
        for values in ({"payee_id": self.clerk.partner_id.id}, {"method": "cheque"}, {"payment_reference": "1"}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "cannot be changed now"):
                refund.write(values)
        with self.assertRaisesRegex(UserError, "withdraw the request"):
            refund.action_cancel()
        for values in ({"amount": 1}, {"state": "approved"}, {"credit_id": 1}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "cannot be changed now"):
                refund.write(values)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            refund.sudo().unlink()

    def test_a_refused_order_is_corrected_and_presented_again(self):
        refund = self.prepare()
        refund.action_request()
        refund.revenue_approval_ids.with_user(self.supervisor)._decide("refused", "Which receipt?")
        self.assertEqual(refund.status, "refused")
        refund.grounds = "Paid twice, receipt A/2"
        refund.action_request()
        self.assertEqual(refund.status, "waiting")

    def test_an_order_without_its_decision_is_not_presented(self):
        with self.assertRaisesRegex(UserError, "lacks"):
            self.prepare(decision=False).action_request()

    def test_one_credit_has_one_order_and_a_cancelled_one_frees_it(self):
        refund = self.prepare()
        with self.assertRaisesRegex(UserError, "is under way"):
            self.prepare()
        refund.action_cancel()
        self.assertEqual(self.prepare().status, "draft")
        self.assertEqual(self.credit.balance, 2000)

    def test_inv_20_a_credit_is_listed_by_the_last_day_of_its_term(self):
        credits = self.env["revenue.credit"]
        self.assertFalse(self.credit.refund_until)
        self.add_term(1, "month")
        old = self.pay_again(date(2026, 2, 5))
        credits.invalidate_model()
        self.assertEqual((self.credit.refund_until, old.refund_until), (date(2026, 4, 10), date(2026, 3, 5)))
        near = [("refund_until", ">=", "today"), ("refund_until", "<=", "today +31d")]
        self.assertEqual(credits.search(near), self.credit)
        self.assertEqual(credits.search([("refund_until", "<", "today")]), old)

    def test_a_late_order_says_why_it_is_paid_all_the_same(self):
        self.add_term(1, "day")
        refund = self.prepare(self.pay_again(date(2026, 2, 5)))
        self.assertTrue(refund.is_late)
        with self.assertRaisesRegex(UserError, "lacks: Late Grounds"):
            refund.action_request()
        refund.late_grounds = "The claim was presented in time"
        refund.action_request()
        self.assertEqual(refund.status, "waiting")

    def test_terms_of_two_norms_do_not_overlap(self):
        self.add_term(date_to="2026-01-31")
        self.add_term(2, "year", date_from="2026-02-01")
        self.assertEqual(self.credit.refund_until, date(2028, 3, 10))

    def test_the_paper_prints_as_it_was_approved(self):
        refund = self.approve(self.prepare())
        paper = refund._get_papers()[0]
        self.debtor.name = "Another name"
        self.assertEqual(refund._get_papers()[0], paper)
        self.assertIn(["Paid to", "Ana Pérez"], paper["blocks"][0]["rows"])
        self.assertIn(["Resolution", "41/2026"], paper["blocks"][0]["rows"])

    def test_money_of_another_company_is_no_refund(self):
        self.credit.flush_recordset()
        self.env.cr.execute("UPDATE revenue_credit SET reason = 'for_others' WHERE id = %s", (self.credit.id,))
        self.credit.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "another company"):
            self.prepare()

    def test_sec_42_an_order_is_seen_and_paid_in_its_office_only(self):
        refund = self.approve(self.prepare())
        far = self.make_user("o-far-cashier", "cashier", self.other_office)
        self.assertFalse(self.env["revenue.refund"].with_user(far).search([]))
        with self.assertRaises(AccessError):
            refund.with_user(far).action_pay_cash()
        with self.assertRaises(AccessError):
            refund.with_user(self.auditor).action_cancel()
