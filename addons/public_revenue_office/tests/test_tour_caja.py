from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTourCaja(OfficeCommon, HttpCase):
    """The guide docs/es/caja.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        cls.desk.method_ids = [(0, 0, {"method": "cheque", "channel_id": cls.bank_channel.id})]
        kind = cls.env["revenue.identity.type"].create({"name": "Test card", "code": "TEST-CARD"})
        cls.env["revenue.identity"].create({
            "partner_id": cls.debtor.id, "type_id": kind.id, "value": "85010112345", "verified": "document"})
        cls.bank = cls.env["account.journal"].create({"name": "Bank", "code": "BNKT", "type": "bank"})
        for user in (cls.cashier, cls.accountant):
            user.password = user.login

    def test_ux_58_a_cashier_makes_a_bill_takes_cash_and_a_cheque_and_counts_five_short(self):
        first, second = self.issue("B1-1"), self.issue("B1-2", amount=500)
        other = self.make_user("o-debtor", "clerk", self.office).partner_id
        third = self.issue("B1-3", amount=700, partner_id=other.id)
        self.issue("B1-4", amount=70, office_id=self.other_office.id)
        self.start_tour("/odoo", "caja", login="o-cashier")
        session = self.env["revenue.desk.session"].search([("user_id", "=", self.cashier.id)])
        self.assertRecordValues(session, [{"state": "closed", "difference": -5, "difference_reason": "change"}])
        by_cash, by_cheque = session.receipt_ids.sorted("id")
        self.assertEqual(by_cash.obligation_ids, first | second)
        self.assertEqual((by_cash.bill_id.state, by_cash.amount), ("paid", 2500))
        self.assertRecordValues(by_cheque, [{"method": "cheque", "payment_reference": "0042", "amount": 700}])
        self.assertRecordValues(session.deposit_id, [{"cash_amount": 2495, "cheque_amount": 700, "amount": 3195}])
        session.deposit_id.write({"journal_id": self.bank.id, "bank_reference": "777"})
        session.deposit_id.action_hand_over()
        path = "/odoo/action-public_revenue_office.revenue_receipt_action_cheque"
        self.start_tour(path, "caja.2", login="o-accountant")
        by_cheque.bounce_ids.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        self.env.invalidate_all()
        self.assertEqual((by_cheque.status, third.state), ("bounced", "open"))
        self.office.with_user(self.supervisor).action_close_day()
        self.assert_books_agree()
