from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common_towns import TownsCommon


@tagged("post_install", "-at_install")
class TestTourRemittance(TownsCommon, HttpCase):
    """The guide docs/es/remesas.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        for town, role in ((cls.a, "accountant"), (cls.a, "supervisor"), (cls.b, "accountant")):
            cls.place[town][role].password = cls.place[town][role].login

    def test_ux_58_a_remittance_is_prepared_decided_paid_and_received(self):
        self.take(self.a, self.b, 300)
        self.take(self.b, self.a, 200)
        self.start_tour(
            "/odoo/action-public_revenue_office.revenue_remittance_action", "remesas", login="accountant-A")
        [order] = self.env["revenue.remittance"].search([("company_id", "=", self.a.id)])
        path = f"/odoo/action-public_revenue_office.revenue_remittance_action/{order.id}"
        self.start_tour(path, "remesas.2", login="supervisor-A")
        self.start_tour(path, "remesas.3", login="accountant-A")
        self.start_tour(path, "remesas.4", login="accountant-B")
        self.env.invalidate_all()
        self.assertEqual(order.state, "received")
        self.assertFalse(self.get_balances("others", "due_from_others"))
