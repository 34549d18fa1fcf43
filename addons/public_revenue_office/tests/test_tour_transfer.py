from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTourTransfer(OfficeCommon, HttpCase):
    """The guide docs/es/traslados.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        for login, office in (("t-sender", cls.office), ("t-receiver", cls.other_office)):
            cls.make_user(login, "clerk", office).password = login

    def test_ux_58_a_debt_is_sent_accepted_and_returned_by_two_offices(self):
        debt = self.issue("B1-1")
        path = f"/odoo/action-public_revenue_collection.revenue_obligation_action/{debt.id}"
        self.start_tour(path, "traslados", login="t-sender")
        self.start_tour("/odoo/action-public_revenue_office.revenue_transfer_line_action", "traslados.2",
                        login="t-receiver")
        self.env.invalidate_all()
        self.assertEqual((debt.transfer_line_ids.state, debt.office_id), ("returned", self.office))
