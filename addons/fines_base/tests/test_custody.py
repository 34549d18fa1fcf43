import io

import pypdf
from psycopg2 import Error

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestCustody(FinesCommon):
    """Who holds a book, who signed for it, and that nothing of it can be rewritten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supervisor, cls.clerk = cls._user("supervisor"), cls._user("clerk")
        cls.officer, cls.holder = cls._user("agency_officer"), cls._user("inspector")
        cls.supervisor.name, cls.officer.name = "Rosa", "Nora"
        cls.inspector.user_id = cls.holder
        cls.book = cls._book(1, 5, inspector_id=cls.inspector.id)

    def _as(self, user):
        return self.book.with_user(user)

    def _deliver(self):
        self._as(self.supervisor).action_deliver()
        return self.book.move_ids

    def _text(self, records):
        content = self.env["ir.actions.report"].with_user(records.env.user)._render_qweb_pdf(
            f"public_revenue.paper:{records._name}", records.ids)[0]
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        return " ".join(text.split())

    def test_a_hand_over_says_from_whom_to_whom_and_who_handed_over(self):
        move = self._deliver()
        self.assertRecordValues(move, [{
            "holder_from": "North", "holder_to": "TPOL Traffic police", "handed_by": self.supervisor.name,
            "state_from": "stock", "state_to": "delivered", "user_id": self.supervisor.id, "signed_by": False,
            "blank_count": 5, "status": "waiting"}])
        self.assertTrue(self.book.waiting)

    def test_the_receiver_confirms_in_the_system_and_nobody_else(self):
        move = self._deliver()
        for user in (self.supervisor, self.clerk, self.holder.copy({"login": "other", "fines_agency_ids": False})):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                move.with_user(user).action_confirm()
        move.with_user(self.officer).action_confirm()
        self.assertRecordValues(move, [{
            "signed_by": self.officer.name, "signed_user_id": self.officer.id, "status": "signed"}])
        with self.assertRaises(UserError):
            move.with_user(self.officer).action_confirm()
        self._as(self.officer).action_assign()
        self.book.move_ids[:1].with_user(self.holder).action_confirm()
        self.assertEqual(self.book.move_ids[:1].signed_by, self.holder.name)

    def test_who_takes_a_book_back_signs_for_it_at_once(self):
        self._deliver().with_user(self.officer).action_confirm()
        self._as(self.supervisor).action_assign()
        self._as(self.supervisor).action_return()
        self.assertRecordValues(self.book.move_ids[:1], [{
            "handed_by": self.inspector.display_name, "signed_by": self.supervisor.name, "status": "signed"}])

    def test_a_signed_paper_is_noted_with_its_number(self):
        move = self._deliver()
        wizard = self.env["fines.checkbook.sign"].with_user(self.supervisor).create({
            "move_ids": move.ids, "signed_by": "Nora", "document": "File 3, page 21", "signed_on": "2026-03-09"})
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.signed_on = "2026-03-10"
        wizard.action_confirm()
        self.assertRecordValues(move, [{"signed_by": "Nora", "signed_document": "File 3, page 21"}])
        with self.assertRaises(UserError):
            wizard.action_confirm()

    def test_books_that_go_together_share_one_delivery_note(self):
        books = self.book | self._book(6, 10) | self._book(1, 5, agency_id=self.other_agency.id)
        books.with_user(self.supervisor).action_deliver()
        notes = books.move_ids.grouped("number")
        self.assertEqual(sorted(len(moves.checkbook_id) for moves in notes.values()), [1, 2])
        self.assertEqual(len(books.move_ids._get_papers()), 2)

    def test_a_delivery_note_prints_again_as_it_was(self):
        move = self._deliver()
        paper = move.paper
        report = self.env["ir.actions.report"]
        name = "public_revenue.paper:fines.checkbook.move"
        before = report._render_qweb_pdf(name, move.ids)[0]
        self.book.agency_id.name, self.book.office_id.name = "Renamed", "Moved"
        self._fine(1)
        move.with_user(self.officer).action_confirm()
        self.env.invalidate_all()
        self.assertEqual(report._render_qweb_pdf(name, move.ids)[0], before)
        self.assertEqual(move.paper, paper)
        text = self._text(move.with_user(self.officer))
        for part in (move.number, "000001", "000005", "Traffic police", self.supervisor.name):
            self.assertIn(part, text)

    def test_a_book_closes_only_when_every_hand_over_is_signed(self):
        move = self._deliver()
        self._as(self.supervisor).action_assign()
        self._as(self.supervisor).action_return()
        self.env["fines.checkbook.number"]._insert_run(self.book, 1, 5, "returned", "", "")
        with self.assertRaisesRegex(UserError, "signed"):
            self._as(self.supervisor).action_close()
        move.with_user(self.officer).action_confirm()
        self.book.move_ids.filtered(lambda one: one.state_to == "assigned").with_user(self.holder).action_confirm()
        self._as(self.supervisor).action_close()
        self.assertEqual(self.book.state, "closed")

    def test_a_book_goes_to_an_inspector_in_service_only(self):
        self._deliver()
        self.inspector.date_to = "2026-03-09"
        with self.assertRaises(UserError):
            self._as(self.supervisor).action_assign()

    def test_inv_10_the_database_keeps_hand_overs_and_signatures(self):
        move = self._deliver()
        move.with_user(self.officer).action_confirm()
        self.env.flush_all()
        for query in (
            "UPDATE fines_checkbook_move SET holder_to = 'x' WHERE id = %s",
            "UPDATE fines_checkbook_move SET paper = NULL WHERE id = %s",
            "UPDATE fines_checkbook_move SET signed_by = 'x' WHERE id = %s",
            "UPDATE fines_checkbook_move SET signed_by = NULL WHERE id = %s",
            "DELETE FROM fines_checkbook_move WHERE id = %s",
            "TRUNCATE fines_checkbook_move /* %s */ CASCADE",
        ):
            with self.subTest(query=query), mute_logger("odoo.sql_db"), \
                    self.assertRaises(Error), self.env.cr.savepoint():
                self.env.cr.execute(query, [move.id])

    def test_nobody_writes_hand_overs_by_hand(self):
        move = self._deliver()
        for user in (self.supervisor, self.officer, self.clerk, self.holder):
            for call in (lambda m: m.write({"holder_to": "x"}), lambda m: m.unlink(), lambda m: m.copy()):
                with self.subTest(user=user.login), self.assertRaises(UserError), \
                        self.env.cr.savepoint():
                    call(move.with_user(user))

    def test_sec_42_an_agency_never_reaches_books_orders_and_hand_overs_of_another(self):
        foreign = self._book(1, 5, agency_id=self.other_agency.id, office_id=self.other_office.id)
        foreign.action_deliver()
        order = self.env["fines.print.order"].create({
            "agency_id": self.other_agency.id, "number_from": 50, "number_to": 99, "office_id": self.other_office.id})
        conflict = self.env["fines.slip.conflict"]._record(
            "d", "s", {"agency_id": self.other_agency.id, "series": "", "number": "1"}, "foreign", None)
        for user in (self.officer, self.holder, self.supervisor, self.clerk):
            for record in (foreign, foreign.move_ids, order, conflict):
                if user == self.holder and record == order:
                    continue  # inspectors have no right over orders at all: tests/rights.csv
                with self.subTest(user=user.login, model=record._name):
                    self.assertFalse(record.with_user(user).search([("id", "in", record.ids)]))
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["agency_id"])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                foreign.move_ids.with_user(user).action_confirm()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._text(foreign.move_ids.with_user(user))

    # FATES

    def _give(self, first, last, fate, user=None, **values):
        return self.env["fines.checkbook.fate"].with_user(user or self.clerk).create({
            "checkbook_id": self.book.id, "number_from": first, "number_to": last, "fate": fate, **values})

    def test_a_run_of_numbers_gets_its_fate_at_once_and_those_with_one_keep_it(self):
        self._fine(2)
        wizard = self._give(1, 3, "void", reason="torn", document="Act 1")
        self.assertEqual((wizard.blank_count, wizard.fated_count), (2, 1))
        wizard.action_confirm()
        self.assertEqual(self.book.number_ids.sorted("number").mapped("fate"), ["void", "used", "void"])
        self.assertEqual(
            self.book.other_number_ids.mapped(lambda row: (row.reason, row.document)), [("torn", "Act 1")] * 2)

    def test_a_fate_is_given_within_the_book_with_reason_and_document(self):
        for first, last, fate, values in (
            (0, 2, "returned", {}), (3, 9, "returned", {}), (3, 2, "returned", {}), (1, 2, "void", {}),
            (1, 2, "lost", {"reason": "bus"}), (1, 2, "lost", {"document": "Report 1"}),
        ):
            with self.subTest(fate=fate, first=first), self.assertRaises(UserError):
                self._give(first, last, fate, **values).action_confirm()
        self._give(1, 5, "returned").action_confirm()
        with self.assertRaises(UserError):
            self._give(1, 2, "returned").action_confirm()

    def test_a_fate_is_not_given_to_books_of_others(self):
        foreign = self._book(1, 5, agency_id=self.other_agency.id, office_id=self.other_office.id)
        for user in (self.clerk, self.officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._give(1, 2, "returned", user, checkbook_id=foreign.id).action_confirm()
        with self.assertRaises(AccessError):
            self._give(1, 2, "returned", self.holder)

    def test_inv_07_the_range_report_sums_to_the_size_of_the_book(self):
        self._fine(2)
        self._give(4, 5, "lost", reason="bus", document="Report 1").action_confirm()
        rows = self.book._get_range_rows()
        self.assertEqual([(row[0], row[2], row[3]) for row in rows], [
            ("000001", "Blank", 1), ("000002", "Used", 1), ("000003", "Blank", 1), ("000004", "Lost", 2)])
        self.assertEqual(sum(row[3] for row in rows), self.book.size)
        text = self._text(self.book)
        self.assertIn("TPOL-A-1-5", text)
        self.assertRegex(text, r"Total\s+5")

    def test_a_lost_book_loses_its_blank_numbers_and_leaves_everybodys_hands(self):
        self._deliver().with_user(self.officer).action_confirm()
        self._fine(2)
        action = self._as(self.officer).action_lose()
        wizard = self.env["fines.checkbook.fate"].with_user(self.officer).with_context(**action["context"]).create({
            "reason": "theft", "document": "Report 318"})
        wizard.action_confirm()
        self.assertEqual((self.book.state, self.book.blank_count, self.book.used_count), ("lost", 0, 1))
        self.assertRecordValues(self.book.move_ids[:1], [{
            "state_to": "lost", "holder_to": "Nobody: lost", "reason": "theft, Report 318", "status": "noted"}])
        with self.assertRaises(UserError):
            self._as(self.supervisor).action_deliver()
        self._as(self.supervisor).action_close()
        self.assertEqual(self.book.state, "closed")

    def test_inv_07_the_database_keeps_the_fate_of_a_number(self):
        self._give(1, 1, "void", reason="torn").action_confirm()
        number = self.book.number_ids
        for query in (
            "UPDATE fines_checkbook_number SET fate = 'returned' WHERE id = %s",
            "UPDATE fines_checkbook_number SET number = 2 WHERE id = %s",
            "DELETE FROM fines_checkbook_number WHERE id = %s",
            "TRUNCATE fines_checkbook_number /* %s */ CASCADE",
        ):
            with self.subTest(query=query), mute_logger("odoo.sql_db"), \
                    self.assertRaises(Error), self.env.cr.savepoint():
                self.env.cr.execute(query, [number.id])

    def test_inv_07_the_check_of_the_database_finds_a_book_moved_past_its_gate_or_closed_with_blanks(self):
        checks = self.env["revenue.check"]
        self._deliver().with_user(self.officer).action_confirm()
        self.env.flush_all()
        self.assertFalse(checks._find_misplaced_checkbooks() + checks._find_blank_closed_checkbooks())
        self.env.cr.execute("UPDATE fines_checkbook SET state = 'closed' WHERE id = %s", [self.book.id])
        self.assertEqual(checks._find_misplaced_checkbooks(), [self.book.display_name])
        self.assertEqual(checks._find_blank_closed_checkbooks(), [self.book.display_name])

    # OPEN BOOKS

    def test_open_books_show_their_age_and_who_waits(self):
        self.book._update_state("delivered", day=self.env["fines.print.order"]._fields["ordered_on"].to_date(
            "2026-01-29"))
        self.assertEqual((self.book.age, self.book.move_ids.moved_on.isoformat()), (40, "2026-01-29"))
        books = self.env["fines.checkbook"]
        self.assertEqual(books.search([("waiting", "=", True), ("id", "=", self.book.id)]), self.book)
        self.assertEqual(
            books.search([("held_since", "<", "today -30d"), ("agency_id", "=", self.agency.id)]), self.book)
        self.book.move_ids._sign("Nora", self.book.held_since, "File 1")
        self.assertFalse(books.search([("waiting", "=", True), ("id", "=", self.book.id)]))
        with self.assertRaises(UserError):
            self.book.held_since = "2020-01-01"
