import base64
import csv
import io

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestFind(FinesCommon):
    """Typed or scanned: one hit opens, several are a choice, none says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.national = cls._user("national")

    def _scan(self, text, user=None):
        return self.env["fines.fine.find"].with_user(user or self.national).action_scan(text)

    def _found(self, text, user=None):
        """What opens, or the names offered for choice, or the message."""
        action = self._scan(text, user)
        if action["res_model"] != "fines.fine.find":
            return self.env[action["res_model"]].browse(action["res_id"])
        find = self.env["fines.fine.find"].browse(action["res_id"])
        return sorted(find.line_ids.mapped("name")) or find.message

    def test_a_number_that_one_fine_carries_opens_it_however_it_is_typed(self):
        fine = self._fine(12401)
        for text in ("12401", "012401", "TPOL A 12401", "tpol-a-012401", "TPOL 12401", " 12401 "):
            with self.subTest(text=text):
                self.assertEqual(self._found(text), fine)

    def test_a_clash_of_bare_numbers_is_a_choice_and_never_the_first_hit(self):
        own, foreign = self._fine(5), self._fine(5, agency_id=self.other_agency.id, inspector_id=False)
        series = self._fine(5, series="B")
        self.assertEqual(self._found("5"), sorted((own | foreign | series).mapped("display_name")))
        self.assertEqual(self._found("HEAL-A-5"), foreign)
        self.assertEqual(self._found("TPOL-B-5"), series)
        find = self.env["fines.fine.find"].browse(self._scan("5")["res_id"])
        self.assertEqual(set(find.line_ids.mapped("detail")), {
            "TPOL Traffic police · A · North · Draft", "TPOL Traffic police · B · North · Draft",
            "HEAL Health board · A · South · Draft"})
        line = find.line_ids.filtered(lambda one: one.res_id == foreign.id)
        self.assertEqual(line.with_user(self.national).action_open()["res_id"], foreign.id)

    def test_what_is_found_nowhere_is_said_in_words(self):
        self.assertIn("“998877”", self._found("998877"))
        self.assertIn("Nothing", self._found(""))

    def test_the_bars_of_a_cover_open_the_book_and_a_blank_slip_too(self):
        book = self._book(100, 149)
        self.assertEqual(self._found("TPOL-A-100-149"), book)
        self.assertEqual(self._found("123"), book)
        self.assertIn("Nothing", self._found("TPOL-A-100-150"))

    def _slips(self):
        order = self.env["fines.print.order"].create({
            "agency_id": self.agency.id, "series": "C", "number_from": 100, "number_to": 149,
            "office_id": self.office.id, "web_address": "https://fines.example/v/"})
        order.action_order()
        order.action_receive()
        return order, list(csv.DictReader(io.StringIO(base64.b64decode(order.file).decode())))

    def test_the_qr_code_of_a_slip_opens_its_book_and_then_its_fine(self):
        order, rows = self._slips()
        self.assertEqual(self._found(rows[3]["qr"]), order.checkbook_ids)
        fine = self._fine(103, series="C")
        self.assertEqual(self._found(rows[3]["qr"]), fine)
        self.assertEqual(self._found(rows[3]["printed_number"]), fine)

    def test_the_number_of_a_notice_opens_it(self):
        notice = self.env["revenue.notice"]._serve(self._fine(7, "registered"), "act", "hand")
        self.assertEqual(self._found(notice.number), notice)

    def test_a_forged_qr_code_is_said_to_be_one(self):
        rows = self._slips()[1]
        swapped = rows[3]["qr"].replace(rows[3]["printed_number"], rows[4]["printed_number"])
        invented = rows[3]["qr"][:-32] + "A" * 32
        for text in (swapped, invented):
            with self.subTest(text=text):
                self.assertIn("not one of ours", self._found(text))

    def test_sec_42_nobody_finds_what_another_agency_or_office_holds(self):
        self._fine(5, agency_id=self.other_agency.id, inspector_id=False, office_id=self.other_office.id)
        self._book(70, 79, agency_id=self.other_agency.id, office_id=self.other_office.id)
        for role in ("inspector", "agency_officer", "clerk", "cashier", "supervisor"):
            user = self._user(role)
            for text in ("5", "HEAL-A-5", "HEAL-A-70-79", "75"):
                with self.subTest(role=role, text=text):
                    self.assertIn("Nothing", self._found(text, user))

    def test_who_has_no_role_finds_nothing(self):
        with self.assertRaises(AccessError):
            self._scan("5", new_test_user(self.env, "find_portal", "base.group_portal"))
