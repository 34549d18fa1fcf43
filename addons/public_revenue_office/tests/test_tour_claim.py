from datetime import date

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTourClaim(OfficeCommon, HttpCase):
    """The guide docs/es/reclamaciones.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        cls.clerk = cls.make_user("c-clerk", "clerk", cls.office)
        cls.clerk.password = "c-clerk"

    def test_ux_58_a_payment_shown_as_unpaid_is_found_and_applied(self):
        debt = self.issue("B1-1")
        self.collect(channel=self.bank_channel, series=self.make_series(self.other_office, "BK-"), external_id="TR-77",
                     paid_on=date(2026, 3, 5), method="transfer", keys=[("slip", "", "X9-9")])
        self.start_tour(f"/odoo/action-public_revenue_collection.revenue_obligation_action/{debt.id}", "reclamaciones",
                        login="c-clerk")
        self.env.invalidate_all()
        self.assertEqual((debt.state, debt.claim_ids.state), ("closed", "applied"))
