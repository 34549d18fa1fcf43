from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTourRefund(OfficeCommon, HttpCase):
    """The guide docs/es/devoluciones.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        cls.clerk = cls.make_user("o-clerk", "clerk", cls.office)
        for user in (cls.clerk, cls.supervisor, cls.cashier):
            user.password = user.login

    def test_ux_58_a_refund_is_prepared_decided_and_paid_by_three_persons(self):
        debt = self.issue("B1-1")
        self.collect(debt, payer=self.debtor)
        receipt = self.collect(debt, payer=self.debtor)
        credit = self.env["revenue.credit"].search([("receipt_id", "=", receipt.id)])
        session = self.open_session(5000)
        path = f"/odoo/action-public_revenue_collection.revenue_credit_action/{credit.id}"
        self.start_tour(path, "devoluciones", login="o-clerk")
        path = f"/odoo/action-public_revenue_office.revenue_refund_action/{credit.refund_ids.id}"
        self.start_tour(path, "devoluciones.2", login="o-supervisor")
        self.start_tour(path, "devoluciones.3", login="o-cashier")
        self.env.invalidate_all()
        self.assertRecordValues(credit.refund_ids, [
            {"state": "paid", "session_id": session.id, "payee_id": self.debtor.id, "decision": "41/2026"}])
        self.assertEqual(credit.balance, 0)
        self.close(session, 3000)
        self.office.with_user(self.supervisor).action_close_day()
        self.assert_books_agree()
