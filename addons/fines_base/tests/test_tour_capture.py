import base64
import io

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue.sheet import read_book

from .. import slip_file
from .common import FinesCommon

ACTION = "/odoo/action-fines_base.fines_batch_action"


@tagged("post_install", "-at_install")
class TestTourCapture(FinesCommon, HttpCase):
    """The guide docs/es/captura.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-10 15:00:00", tick=True))
        for role, login in (("clerk", "t-first"), ("clerk", "t-second"), ("agency_officer", "t-agency")):
            cls._user(role, login).password = login
        cls.norm.fines_age_limit = 16
        cls.identity_type.write({"sequence": -9, "check": "stdnum", "stdnum_module": "cu.ni"})
        cls._book(100, 150, inspector_id=cls.inspector.id)

    def _batch(self):
        self.env.invalidate_all()
        return self.env["fines.batch"].search([("agency_id", "=", self.agency.id)], limit=1)

    def test_slips_are_keyed_keyed_again_and_the_batch_closes(self):
        self.env["revenue.identity"]._find_or_create([
            {"name": name, "type_code": "TEST-ID", "value": value, "verified": "document"}
            for name, value in (("Eva Ruiz", "90010112345"), ("Juan Pérez", "85032112345"))])
        self._fine(120, "registered")
        self.start_tour(ACTION, "captura", login="t-first")
        batch = self._batch()
        self.assertRecordValues(batch.fine_ids.sorted("id"), [
            {"number": "101", "person_name": "Rosa Gil", "guardian_name": False, "amount_total": 100},
            {"number": "102", "person_name": "Leo Vega", "guardian_name": "Ada Vega", "amount_total": 100},
            {"number": "103", "person_name": "Eva Ruiz", "guardian_name": False, "amount_total": 160},
            {"number": "104", "person_name": "Juan Pérez", "guardian_name": False, "amount_total": 0}])
        self.assertEqual(batch.aside_ids.mapped("number"), ["120"])
        self.start_tour(f"{ACTION}/{batch.id}", "captura.2", login="t-second")
        self.assertRecordValues(self._batch(), [{"state": "closed", "closed_count": 5, "closed_amount": 360}])

    def test_a_spreadsheet_is_filled_read_and_read_again(self):
        self._put_file()
        self.start_tour(ACTION, "captura.3", login="t-first")
        batch = self._batch()
        self.assertEqual(sorted(batch.fine_ids.mapped("number")), ["110", "111"])
        self.assertEqual(batch.import_ids.row_count, 1)

    def test_an_agency_makes_its_signed_file(self):
        batch = self.env["fines.batch"].create({"agency_id": self.agency.id})
        self._fine(112, batch_id=batch.id)
        self.agency.exchange_key = "key of both"
        self.start_tour(f"{ACTION}/{batch.id}", "captura.4", login="t-agency")
        self.assertTrue(read_book(base64.b64decode(batch.exchange_file))[slip_file.CONTROL])

    def _put_file(self):
        """The template filled with three slips, of which the last is wrong, where the browser finds it."""
        empty = self.env["fines.batch"].new({"agency_id": self.agency.id}).template_file
        book = load_workbook(io.BytesIO(base64.b64decode(empty)))
        sheet = book[slip_file.SLIPS]
        sheet.delete_rows(2)
        for number, code in ((110, "ZQ1"), (111, "ZQ1"), (112, "XX")):
            texts = {"series": "A", "number": number, "name": "Juan Pérez", "day": "02/03/2026", "codes": code}
            sheet.append([texts.get(name, "") for name in slip_file.COLUMNS])
        filled = io.BytesIO()
        book.save(filled)
        self.env["ir.attachment"].create({
            "name": "captura.xlsx", "type": "binary", "url": "/captura.xlsx", "public": True, "raw": filled.getvalue()})
