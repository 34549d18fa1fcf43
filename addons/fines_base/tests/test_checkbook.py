from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestCheckbook(FinesCommon):

    def test_inv_07_ranges_of_one_series_never_overlap(self):
        self._book(101, 200)
        for first, last in ((101, 200), (150, 160), (1, 101), (200, 300)):
            with self.subTest(first=first, last=last), mute_logger("odoo.sql_db"), \
                    self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._book(first, last)
        self._book(1, 100)
        self._book(201, 300)
        self._book(101, 200, series="B")
        self._book(101, 200, series=False)
        self._book(101, 200, agency_id=self.other_agency.id)

    def test_inv_07_the_database_refuses_overlapping_ranges_in_plain_sql(self):
        self._book(101, 200)
        other = self._book(301, 400)
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE fines_checkbook SET number_from = 150 WHERE id = %s", [other.id])

    def test_inv_07_a_number_is_used_once(self):
        self._book(1, 10)
        fine = self._fine(5)
        self.assertEqual(fine.checkbook_id.used_count, 1)
        with self.assertRaises(UserError):
            self.env["fines.checkbook.number"].create({
                "checkbook_id": fine.checkbook_id.id, "number": 5, "fate": "used"})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["fines.checkbook.number"].create({
                "checkbook_id": fine.checkbook_id.id, "number": 5, "fate": "void", "reason": "torn"})

    def test_inv_07_a_void_or_lost_number_carries_no_fine(self):
        book = self._book(1, 10)
        for number, fate in ((3, "void"), (4, "lost"), (5, "returned")):
            self.env["fines.checkbook.number"].create({
                "checkbook_id": book.id, "number": number, "fate": fate, "reason": "rain", "document": "act 1"})
            with self.subTest(fate=fate), self.assertRaises(ValidationError):
                self._fine(number)
        self.assertEqual(self.env["fines.fine"].search_count([("agency_id", "=", self.agency.id)]), 0)

    def test_inv_07_every_number_of_a_range_has_a_fate(self):
        book = self._book(1, 10)
        self._fine(1)
        self._fine(2)
        self.env["fines.checkbook.number"].create({
            "checkbook_id": book.id, "number": 3, "fate": "void", "reason": "torn"})
        self.assertEqual((book.used_count, book.other_count, book.blank_count), (2, 1, 7))
        self.assertEqual(book.used_count + book.other_count + book.blank_count, book.size)

    def test_a_void_or_lost_number_needs_a_reason(self):
        book = self._book(1, 10)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["fines.checkbook.number"].create({"checkbook_id": book.id, "number": 3, "fate": "lost"})

    def test_a_lost_number_needs_the_document_of_the_loss(self):
        book = self._book(1, 10)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["fines.checkbook.number"].create({
                "checkbook_id": book.id, "number": 3, "fate": "lost", "reason": "bus"})

    def test_a_fate_lies_in_the_range_and_does_not_change(self):
        book = self._book(1, 10)
        with self.assertRaises(ValidationError):
            self.env["fines.checkbook.number"].create({"checkbook_id": book.id, "number": 11, "fate": "returned"})
        number = self.env["fines.checkbook.number"].create({
            "checkbook_id": book.id, "number": 3, "fate": "void", "reason": "torn"})
        with self.assertRaises(UserError):
            number.fate = "returned"
        with self.assertRaises(UserError):
            number.unlink()
        number.reason = "torn, act 12"

    def test_a_draft_that_is_renumbered_or_deleted_leaves_its_number_blank(self):
        book = self._book(1, 10)
        fine = self._fine(1)
        fine.number = "2"
        self.assertEqual(book.number_ids.mapped("number"), [2])
        fine.number = "77"
        self.assertFalse(fine.checkbook_id)
        self.assertEqual(book.blank_count, 10)
        fine.number = "3"
        fine.unlink()
        book.invalidate_recordset()
        self.assertEqual(book.blank_count, 10)

    def test_a_book_entered_late_adopts_its_fines(self):
        fine, far = self._fine(5, "notified"), self._fine(50)
        book = self._book(1, 10)
        self.assertEqual(fine.checkbook_id, book)
        self.assertFalse(far.checkbook_id)
        self.assertEqual(book.number_ids.mapped("fate"), ["used"])

    def test_a_used_book_keeps_its_range_and_stays(self):
        book = self._book(1, 10)
        book.number_to = 12
        self._fine(1)
        with self.assertRaises(UserError):
            book.number_to = 20
        with self.assertRaises(UserError):
            book.unlink()

    def test_custody_moves_along_its_table_only(self):
        book = self._book(1, 1)
        with self.assertRaises(UserError):
            book.action_assign()
        book.action_deliver()
        with self.assertRaises(ValidationError):
            book.action_assign()
        book.inspector_id = self.inspector
        book.action_assign()
        book.action_return()
        with self.assertRaises(UserError):
            book.action_close()
        self._fine(1)
        book.move_ids.filtered(lambda move: move.status == "waiting")._sign("Ana", book.held_since, "File 1")
        book.action_close()
        self.assertEqual(book.state, "closed")
        with self.assertRaises(UserError):
            book.write({"state": "stock"})

    def test_a_book_goes_to_inspectors_of_its_agency_only(self):
        with self.assertRaises(ValidationError):
            self._book(1, 10, inspector_id=self.other_inspector.id)

    def test_the_fine_takes_the_inspector_who_holds_the_book(self):
        self._book(1, 10, inspector_id=self.inspector.id)
        self.assertEqual(self._fine(1, inspector_id=False).inspector_id, self.inspector)

    def test_the_check_of_the_database_finds_a_fine_without_fate(self):
        self._book(1, 10)
        fine = self._fine(1)
        checks = self.env["revenue.check"]
        self.assertFalse(checks._find_fines_without_fate())
        self.env.cr.execute("DELETE FROM fines_checkbook_number WHERE fine_id = %s", [fine.id])
        self.assertEqual(checks._find_fines_without_fate(), [fine.display_name])
