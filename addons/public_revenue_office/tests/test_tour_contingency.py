from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTourContingency(OfficeCommon, HttpCase):
    """The guide docs/es/contingencia.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        for user in (cls.supervisor, cls.cashier):
            user.password = user.login

    def test_ux_58_a_book_is_handed_over_keyed_and_closed_at_zero(self):
        debt = self.issue("B1-1")
        path = "/odoo/action-public_revenue_office."
        self.start_tour(f"{path}revenue_contingency_book_action/new", "contingencia", login="o-supervisor")
        self.start_tour(f"{path}revenue_open_list_action", "contingencia.2", login="o-cashier")
        session = self.open_session(100)
        self.start_tour(f"{path}revenue_contingency_book_key_action", "contingencia.3", login="o-cashier")
        book = self.env["revenue.contingency.book"].search([("office_id", "=", self.office.id)])
        self.start_tour(f"{path}revenue_contingency_book_action/{book.id}", "contingencia.4", login="o-supervisor")
        self.env.invalidate_all()
        self.assertEqual((book.state, book.used_count, book.other_count, book.amount), ("closed", 1, 9, 2000))
        self.assertEqual(debt.state, "closed")
        self.close(session, 2100)
        self.assert_books_agree()
