from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
class TestTourLaw(FinesCommon, HttpCase):
    """The guide docs/es/multas.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-10 15:00:00", tick=True))
        for login in ("t-first", "t-second"):
            cls._user("supervisor", login).password = login

    def _tour(self, fine, name, login):
        self.start_tour(f"/odoo/action-fines_base.fines_fine_action/{fine.id}", name, login=login)
        self.env.invalidate_all()

    def test_ux_58_a_fine_is_registered_corrected_and_annulled_by_two_persons(self):
        fine = self._fine(1)
        self._tour(fine, "multas", "t-first")
        self.assertEqual((fine.state, fine.version, fine.place), ("notified", 2, "Calle Real 12"))
        self.assertEqual((fine.person_name, fine.guardian_name), ("Juan Pérez", "Rosa Díaz"))
        self._tour(fine, "multas.2", "t-second")
        self.assertEqual((fine.state, fine.close_reason), ("closed", "cancelled"))

    def test_ux_58_a_change_of_debtor_is_presented_and_approved(self):
        fine = self._fine(1, "notified")
        self._tour(fine, "multas.3", "t-first")
        self._tour(fine, "multas.4", "t-second")
        self.assertEqual(
            (fine.person_name, fine.state, fine.debtor_change_ids.status), ("Eva Ruiz", "registered", "done"))
