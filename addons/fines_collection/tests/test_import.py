import base64
import contextlib
import gzip
import tempfile
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RegisterCommon


@tagged("post_install", "-at_install")
class TestImport(RegisterCommon):

    # WHAT A ROW BECOMES

    def test_every_row_becomes_a_fine_with_its_debt_as_of_the_cutover(self):
        record = self._import(
            self._row(1), self._row(2, payment_amount=100, amount_due=0, issuing_agency="health", county="S"))
        self.assertEqual((record.state, record.imported, record.rejected, record.amount_due), ("done", 2, 0, 100))
        first, second = record.fine_ids.sorted("number")
        self.assertEqual((first.state, first.agency_id, first.office_id), ("notified", self.agency, self.office))
        self.assertEqual((second.state, second.close_reason), ("closed", "collected"))
        self.assertEqual((second.agency_id, second.office_id), (self.other_agency, self.other_office))
        self.assertEqual(first.obligation_id.cutover, date(2026, 3, 1))
        self.assertEqual((first.obligation_id.amount_today, second.obligation_id.amount_today), (100, 0))
        self._assert_books_agree()

    def test_a_recorded_penalty_is_named_by_the_steps_that_give_it(self):
        record = self._import(
            self._row(1, penalty_amount=30, amount_due=130),
            self._row(2, penalty_amount=10, payment_amount=110, amount_due=0),
            self._row(3, penalty_amount=25, amount_due=125))
        self.assertEqual(self._entries(self._debt(record, 1)), [
            ("charge", 100, ""), ("surcharge", 10, "late_30"), ("surcharge", 20, "late_60")])
        self.assertEqual(self._entries(self._debt(record, 2)), [
            ("charge", 100, ""), ("surcharge", 10, "late_30"), ("payment", -110, "")])
        self.assertEqual(self._entries(self._debt(record, 3)), [("charge", 100, ""), ("surcharge", 25, "unexplained")])
        days = self._debt(record, 1).entry_ids.sorted("id").mapped("value_date")
        self.assertEqual(days, [date(2025, 1, 2), date(2025, 2, 2), date(2025, 3, 4)])
        self.assertEqual(record.unexplained, 1)

    def test_what_is_due_less_than_the_amounts_give_is_a_reduction_that_says_so(self):
        record = self._import(
            self._row(1, payment_amount=60, amount_due=0), self._row(2, amount_due=0),
            self._row(3, interest_amount="2.5", payment_amount=100, amount_due=0))
        self.assertEqual(record.reduced, 3)
        causes = [self._debt(record, n).entry_ids.filtered(lambda entry: entry.kind == "reduction") for n in (1, 2, 3)]
        self.assertEqual([entry.amount for entry in causes], [-40, -100, -2.5])
        self.assertTrue(all(entry.cause.startswith("Reduced:") for entry in causes))
        fines = record.fine_ids.sorted("number")
        self.assertEqual(fines.mapped("close_reason"), ["collected", "cancelled", "collected"])
        self.assertEqual(fines.mapped("collection_state"), ["paid", "cancelled", "paid"])
        self.assertEqual(set(fines.mapped("collection_since")), {date(2026, 3, 1)})

    def test_inv_09_money_beyond_the_debt_is_a_credit_in_the_opening(self):
        record = self._import(self._row(1, payment_amount=135, amount_due=0))
        debt = self._debt(record, 1)
        self.assertEqual((record.overpaid, debt.balance, debt.amount_today, debt.state), (1, 0, 0, "closed"))
        self.assertEqual((debt.credit_ids.balance, debt.credit_ids.reason), (35, "overpaid"))
        self.assertEqual((debt.entry_ids | debt.credit_ids.entry_ids).posting_id.mapped("kind"), ["opening"])
        self._assert_books_agree()

    def test_steps_before_the_cutover_do_not_bite_again_and_later_ones_do(self):
        record = self._import(
            self._row(1), self._row(2, issue_date="2026-02-20"), self._row(3, penalty_amount=10, amount_due=110))
        self.assertEqual([self._debt(record, n).amount_today for n in (1, 2, 3)], [100, 100, 110])
        self.assertEqual(self._debt(record, 2)._get_accruals(date(2026, 3, 23))[self._debt(record, 2).id].amount, 110)
        for number in (1, 3):
            debt = self._debt(record, number)
            debt._settle()
            self.assertEqual(debt.balance, debt.amount_today, "settling books nothing of what was taken over")

    def test_history_goes_to_one_opening_posting_an_office_never_to_cash(self):
        record = self._import(
            self._row(1, payment_amount=100, amount_due=0), self._row(2), self._row(3, county="S", amount_due=0))
        postings = record.fine_ids.obligation_id.entry_ids.posting_id
        self.assertEqual(sorted(postings.mapped(lambda posting: (posting.office_id.id, posting.kind, posting.date))), [
            (self.office.id, "opening", date(2026, 3, 1)), (self.other_office.id, "opening", date(2026, 3, 1))])
        self.assertFalse(record.fine_ids.obligation_id.receipt_ids)
        postings.action_post()
        roles = self.env["revenue.account"].search([("company_id", "=", self.company.id)])
        accounts = roles.filtered(lambda role: role.role in ("receivable", "opening")).account_id
        self.assertEqual(postings.move_id.line_ids.account_id, accounts)
        self._assert_books_agree()

    def test_imported_debts_are_paid_like_any_other(self):
        record = self._import(self._row(1, penalty_amount=10, amount_due=110))
        found, state = self.env["revenue.key"]._find("slip", "TPOL 000001")
        self.assertEqual((found, state), (self._debt(record, 1), "found"))
        self._pay(record.fine_ids, 110)
        self.assertEqual((record.fine_ids.state, record.fine_ids.collection_state), ("closed", "paid"))
        self._assert_books_agree()

    # TWICE, KILLED, MOVED

    def _count_rows(self):
        return [self.env[model].search_count([]) for model in (
            "fines.fine", "fines.fine.event", "revenue.obligation", "revenue.entry", "revenue.key", "revenue.credit",
            "fines.register.import", "fines.register.quarantine")]

    def _run_file(self, content, **options):
        with tempfile.NamedTemporaryFile(suffix=".csv") as file, self.enter_registry_test_mode():
            file.write(content)
            file.flush()
            return self.env["fines.register.import"]._run_file(file.name, "old", **options)

    def test_inv_17_a_second_import_changes_nothing(self):
        content = self._content(
            self._row(1), self._row(2, issue_date=""), self._row(3, payment_amount=100, amount_due=0))
        first = self._run_file(content)
        before = self._count_rows()
        second = self._run_file(gzip.compress(content))
        self.assertEqual(self._count_rows(), before)
        self.assertEqual({**first, "seconds": 0}, {**second, "seconds": 0})
        self.assertEqual((first["rows"], first["imported"], first["rejected"]), (3, 2, 1))

    def test_inv_17_a_killed_import_goes_on_where_it_was(self):
        rows = [self._row(number) for number in range(1, 8)]
        content = self._content(*rows)
        writer = self.env.registry["fines.register.writer"]
        original, calls = writer._write_rows, []

        def killed(model, source, chunk):
            calls.append(chunk[0][0])
            if len(calls) == 3:
                raise KeyboardInterrupt
            return original(model, source, chunk)

        with patch("odoo.addons.fines_collection.models.fines_register_import.CHUNK", 2):
            # not assertRaises: it would take back what was committed before
            with patch.object(writer, "_write_rows", killed), contextlib.suppress(KeyboardInterrupt):
                self._run_file(content)
            record = self.env["fines.register.import"].search([], limit=1)
            record.invalidate_recordset()
            self.assertEqual((record.state, record.rows_done, record.imported), ("running", 4, 4))
            summary = self._run_file(content)
        self.assertEqual((summary["rows"], summary["imported"], summary["amount_due"]), (7, 7, 700))
        self.assertEqual(self.env["fines.fine"].search_count([("import_id", "=", record.id)]), 7)
        self._assert_books_agree()

    def test_the_same_rows_in_another_file_are_already_there(self):
        self._import(self._row(1), self._row(2))
        later = self._import(self._row(2), self._row(3), self._row(1, fine_amount=90, amount_due=90), name="later.csv")
        self.assertEqual((later.imported, later.repeated, later.rejected), (1, 1, 1))
        self.assertEqual(later.quarantine_ids.reason, "number_taken")

    def test_progress_is_told_after_each_chunk(self):
        told = []
        with patch("odoo.addons.fines_collection.models.fines_register_import.CHUNK", 2):
            content = self._content(*(self._row(n) for n in range(1, 6)))
            self._run_file(content, progress=lambda *args: told.append(args))
        self.assertEqual(told, [(2, 5), (4, 5), (5, 5)])

    def test_an_import_runs_in_the_background_twice_without_harm(self):
        content = self._content(self._row(1), self._row(2))
        record = self.env["fines.register.import"].create({
            "name": "x.csv", "file": base64.b64encode(content), "profile_id": self.profile.id})
        record.with_user(self._user("supervisor")).action_start()
        cron = self.env.ref("fines_collection.ir_cron_fines_collection_import")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        record.invalidate_recordset()
        self.assertEqual((record.state, record.imported, record.progress), ("done", 2, 100))

    # WHAT CANNOT BE

    def test_a_file_that_is_no_register_is_refused_as_a_whole(self):
        for content in (b"", b"a,b\n1,2\n", b"\x1f\x8bxx"):
            with self.subTest(content=content), self.assertRaisesRegex(UserError, "Not imported"):
                self._run_file(content)
        with self.assertRaisesRegex(UserError, "no profile"):
            self.env["fines.register.import"]._find_or_create("x", self._content(), "unheard-of", None)

    def test_the_day_of_the_cutover_is_not_in_the_future_and_does_not_change(self):
        content = self._content(self._row(1))
        with self.assertRaisesRegex(UserError, "future"):
            self._run_file(content, cutover=date(2026, 3, 12))
        self._run_file(content, cutover=date(2026, 2, 1))
        with self.assertRaisesRegex(UserError, "does not change"):
            self._run_file(content, cutover=date(2026, 2, 2))

    def test_one_row_that_the_law_refuses_does_not_hold_up_the_others(self):
        self._book(5, 6, series=False)
        self.env["fines.checkbook.number"].create({
            "checkbook_id": self.env["fines.checkbook"].search([], limit=1, order="id desc").id, "number": 5,
            "fate": "void", "reason": "torn"})
        record = self._import(*(self._row(number) for number in range(1, 10)))
        self.assertEqual((record.imported, record.rejected), (8, 1))
        self.assertEqual((record.quarantine_ids.summons_number, record.quarantine_ids.reason), ("5", "refused"))
        self.assertIn("checkbook", record.quarantine_ids.message)

    def test_a_fault_of_the_configuration_stops_the_import_instead_of_filling_the_quarantine(self):
        self.office.calendar_id = False
        with self.assertRaisesRegex(UserError, "calendar"):
            self._import(self._row(1), self._row(2))
        with patch("odoo.addons.fines_collection.models.fines_register_writer.MANY", 2):
            self.office.calendar_id = self.other_office.calendar_id
            rows = [self._row(n, issue_date="2014-01-01") for n in (1, 2, 3)]
            with self.assertRaisesRegex(UserError, "Many rows"):
                self._import(*rows)

    def test_an_import_that_has_begun_is_neither_changed_nor_deleted(self):
        record = self._import(self._row(1))
        for action in (record.unlink, lambda: record.write({"cutover": "2026-01-01"})):
            with self.assertRaises(UserError):
                action()
