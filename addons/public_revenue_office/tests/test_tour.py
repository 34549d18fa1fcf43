from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTour(OfficeCommon, HttpCase):
    """The cashier's day in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))

    def test_ux_55_a_cashier_opens_collects_counts_explains_and_closes(self):
        self.issue("B1-1")
        self.issue("B1-2", amount=500)
        self.cashier.password = "o-cashier"
        self.start_tour("/odoo", "public_revenue_office_cashier_day", login="o-cashier")
        session = self.env["revenue.desk.session"].search([("user_id", "=", self.cashier.id)])
        self.assertRecordValues(session, [{
            "state": "closed", "difference": -5, "difference_reason": "change", "receipt_count": 1}])
        self.assertRecordValues(session.receipt_ids, [{"amount": 2500}])
        self.assertEqual(session.deposit_id.amount, 2495)
        self.office.with_user(self.supervisor).action_close_day()
        self.assert_books_agree()
