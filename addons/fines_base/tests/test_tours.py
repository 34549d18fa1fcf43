import json

from freezegun import freeze_time

from odoo import http
from odoo.tests import HttpCase, tagged

from .common import FinesCommon

SUITE = "/odoo/action-fines_base.fines_fine_action"


@tagged("post_install", "-at_install")
class TestTours(FinesCommon, HttpCase):
    """The guide docs/es/talonarios.md and the scanner in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-10 15:00:00", tick=True))

    def test_ux_58_a_book_goes_from_print_order_to_zero(self):
        supervisor, officer = self._user("supervisor"), self._user("agency_officer")
        self.start_tour(SUITE, "talonarios", login=supervisor.login)
        book = self.env["fines.checkbook"].search([("series", "=", "T"), ("agency_id", "=", self.agency.id)])
        self.assertRecordValues(book, [{"state": "delivered", "size": 5, "kind": "ours"}])
        self.start_tour(SUITE, "talonarios.2", login=officer.login)
        self._fine(1, "notified", series="T")
        self.start_tour(SUITE, "talonarios.3", login=supervisor.login)
        self.assertRecordValues(book, [{"state": "closed", "used_count": 1, "other_count": 4, "blank_count": 0}])
        self.assertEqual(
            book.number_ids.sorted("number").mapped("fate"), ["used", "void", "lost", "returned", "returned"])
        self.assertEqual(book.move_ids.sorted("id").mapped("state_to"), ["delivered", "assigned", "returned", "closed"])
        self.assertFalse(book.move_ids.filtered(lambda move: move.status == "waiting"))

    def test_ux_50_a_scanner_opens_a_fine_or_a_book_and_shows_a_clash(self):
        self._book(12400, 12449)
        self._fine(12401)
        self._fine(12402)
        self._fine(12402, agency_id=self.other_agency.id, inspector_id=False)
        self.start_tour("/odoo", "fines_base_scan", login=self._user("national").login)

    def test_ux_50_a_scan_in_a_list_opens_what_it_names_and_typing_stays_a_search(self):
        self._book(12400, 12449)
        self._fine(12401)
        self.start_tour(SUITE, "fines_base_scan_in_list", login=self._user("national").login)

    def test_a_delivery_note_is_downloaded_as_one_pdf(self):
        book, officer = self._book(1, 50), self._user("agency_officer")
        book.action_deliver()
        self.authenticate(officer.login, officer.login)
        url = f"/report/pdf/public_revenue.paper:fines.checkbook.move/{book.move_ids.id}"
        answer = self.url_open("/report/download", data={
            "data": json.dumps([url, "qweb-pdf"]), "csrf_token": http.Request.csrf_token(self)})
        self.assertEqual((answer.status_code, answer.content[:5]), (200, b"%PDF-"))
        self.assertIn("Delivery%20Note.pdf", answer.headers["Content-Disposition"])
