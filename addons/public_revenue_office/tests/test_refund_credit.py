from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_refund import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundCredit(RefundCommon):
    """Ana paid 2,000 twice on 10 March and owes another 1,500: with her consent the money pays that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_debt = cls.issue("B1-9", 1500)

    def prepare_credit(self, **values):
        return self.prepare(method="credit", **{
            "target_id": self.other_debt.id, "consent": "Her letter of 9 March", **values})

    def test_money_pays_another_debt_of_its_payer(self):
        refund = self.approve(self.prepare_credit())
        self.assertRecordValues(refund, [
            {"state": "paid", "applied": 1500, "paid_on": date(2026, 3, 10), "paid_by_id": self.supervisor.id}])
        self.assertRecordValues(self.other_debt, [{"state": "closed", "balance": 0}])
        self.assertEqual(self.credit.balance, 500)
        self.assertIn(["Consent or norm", "Her letter of 9 March"], refund._get_papers()[0]["blocks"][0]["rows"])
        self.assert_books_agree()
        self.assertEqual(self.prepare().amount, 500)

    def test_inv_05_no_bank_is_expected_to_show_money_that_stays_here(self):
        refund = self.approve(self.prepare_credit(channel_id=self.bank_channel.id, payment_reference="TR-1"))
        self.assertEqual(refund.state, "paid")
        self.assertFalse(self.env["revenue.bank.expected"].search([("origin_model", "=", "revenue.refund")]))

    def test_sec_44_one_person_does_not_use_the_money_of_a_payer(self):
        refund = self.prepare_credit()
        refund.action_request()
        with self.assertRaisesRegex(AccessError, "a second person must decide"):
            refund.revenue_approval_ids.with_user(self.clerk)._decide("approved", "")
        self.assertEqual((self.other_debt.balance, self.credit.balance), (1500, 2000))
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            refund.target_id = self.debt

    def test_only_an_open_debt_of_the_payer_with_consent(self):
        with self.assertRaisesRegex(UserError, "lacks: Consent or Norm"):
            self.prepare_credit(consent=False).action_request()
        self.env["revenue.refund"].search([("state", "=", "draft")]).action_cancel()
        strange = self.issue("B1-8", partner_id=self.env["res.partner"].create({"name": "Luis"}).id)
        with self.assertRaisesRegex(UserError, "no open debt of Ana"):
            self.prepare_credit(target_id=strange.id).action_request()

    def test_who_may_lose_money_is_told_once(self):
        self.add_term(1, "month")
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60.0)
        for _night in range(2):
            with self.at("2026-03-20 15:00:00"):
                self.env["revenue.credit"]._cron_warn_of_terms()
        told = self.env["mail.activity"].search([("summary", "like", "Office O1")])
        self.assertRecordValues(told, [{"user_id": self.supervisor.id, "date_deadline": date(2026, 4, 10)}])
