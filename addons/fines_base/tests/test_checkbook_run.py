from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestCheckbookRun(FinesCommon):
    """What an auditor sees of slip numbers that carry no fine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls._user("auditor")

    def fates(self, book, user=None):
        runs = self.env["fines.checkbook.run"].with_user(user or self.auditor).search([("checkbook_id", "=", book.id)])
        return [(run.number_from, run.number_to, run.count, run.fate) for run in runs.sorted("number_from")]

    def give(self, book, fate, *numbers, reason="torn"):
        self.env["fines.checkbook.number"].create([
            {"checkbook_id": book.id, "number": number, "fate": fate, "reason": reason, "document": "act 1"}
            for number in numbers])

    def test_an_auditor_sees_gaps_voids_and_lost_numbers_of_a_book_run_by_run(self):
        book = self._book(1, 20)
        self._fine(2)
        self._fine(9)
        self.give(book, "void", 3, 4, 6)
        self.give(book, "lost", 12)
        book.action_deliver()
        self.assertEqual(self.fates(book), [
            (1, 1, 1, "gap"), (3, 4, 2, "void"), (5, 5, 1, "gap"), (6, 6, 1, "void"), (7, 8, 2, "gap"),
            (10, 11, 2, "blank"), (12, 12, 1, "lost"), (13, 20, 8, "blank")])
        self.assertEqual(book.used_count + sum(count for *_numbers, count, _fate in self.fates(book)), book.size)

    def test_numbers_void_for_another_reason_are_another_run(self):
        book = self._book(1, 10)
        self.give(book, "void", 3, 4)
        self.give(book, "void", 5, reason="rain")
        self.assertEqual(self.fates(book), [(3, 4, 2, "void"), (5, 5, 1, "void")])

    def test_a_book_in_the_safe_is_no_gap_and_a_held_one_is_told_whole(self):
        book = self._book(1, 10)
        self.assertEqual(self.fates(book), [])
        book.action_deliver()
        self.assertEqual(self.fates(book), [(1, 10, 10, "blank")])

    def test_another_office_and_another_agency_see_nothing_and_nobody_writes(self):
        book = self._book(1, 10)
        self.give(book, "void", 3)
        clerk, agency = self._user("clerk"), self._user("agency_officer")
        self.assertEqual((len(self.fates(book, clerk)), len(self.fates(book, agency))), (1, 1))
        clerk.revenue_office_ids, agency.fines_agency_ids = self.other_office, self.other_agency
        self.assertEqual((self.fates(book, clerk), self.fates(book, agency)), ([], []))
        run = self.env["fines.checkbook.run"].with_user(self.auditor).search([("checkbook_id", "=", book.id)])
        self.assertEqual(run.action_open_book()["res_id"], book.id)
        for attempt in (lambda: run.write({"fate": "used"}), run.unlink):
            with self.assertRaises(AccessError):
                attempt()
