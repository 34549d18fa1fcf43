from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import RegisterCommon


@tagged("post_install", "-at_install")
class TestQuarantine(RegisterCommon):

    def _waiting(self, **values):
        record = self._import(self._row(7, **values))
        return record.quarantine_ids

    def test_rows_that_cannot_be_wait_with_their_reasons(self):
        record = self._import(
            self._row(1, issue_date=""), self._row(2, issue_date="2026-03-02"), self._row(3), self._row(3),
            self._row(4, fine_amount=0, amount_due=0), self._row(5, issuing_agency="Unknown"),
            self._row(6, violation="Unknown"), self._row(7, county="X"), self._row(8, amount_due=150),
            self._row("", issue_date=""))
        self.assertEqual((record.imported, record.rejected), (1, 9))
        self.assertEqual(record.quarantine_ids.sorted("row").mapped("reason"), [
            "no_date", "late_date", "number_twice", "zero_amount", "unknown_agency", "unknown_offence",
            "unknown_office", "due_higher", "no_number"])
        self.assertTrue(all(record.quarantine_ids.mapped("message")))

    def test_a_row_tells_everything_that_is_wrong_with_it(self):
        waiting = self._waiting(issue_date="", issuing_agency="Unknown", interest_amount="x")
        self.assertEqual(len(waiting.message.splitlines()), 3)

    def test_a_corrected_row_becomes_a_fine(self):
        waiting = self._waiting(issue_date="")
        source = waiting.import_id
        clerk = self._user("clerk")
        with Form(waiting.with_user(clerk)) as form:
            form.issue_date = "2025-05-05"
            form.note = "Slip found in the archive"
        waiting.with_user(clerk).action_retry()
        self.assertEqual((waiting.state, waiting.fine_id.number), ("imported", "7"))
        self.assertEqual(waiting.fine_id.obligation_id.balance, 100)
        self.assertEqual((source.imported, source.rejected, source.amount_due), (1, 0, 100))
        self.assertEqual(self.env["revenue.key"]._find("slip", "7")[1], "found")
        self._assert_books_agree()

    def test_a_row_tried_again_says_what_is_still_wrong(self):
        waiting = self._waiting(issue_date="", issuing_agency="Unknown")
        waiting.issue_date = "2025-05-05"
        waiting.action_retry()
        self.assertEqual((waiting.state, waiting.reason), ("open", "unknown_agency"))
        self.profile.alias_ids = [(0, 0, {"kind": "agency", "text": "unknown", "agency_id": self.agency.id})]
        waiting.action_retry()
        self.assertEqual(waiting.state, "imported")

    def test_a_number_twice_stays_until_the_number_is_corrected(self):
        record = self._import(self._row(1), self._row(1, fine_amount=80, amount_due=80))
        waiting = record.quarantine_ids
        waiting.action_retry()
        self.assertEqual((waiting.state, waiting.reason), ("open", "number_twice"))
        waiting.summons_number = "2"
        waiting.action_retry()
        self.assertEqual(waiting.state, "imported")

    def test_what_waits_is_known_and_under_check_at_inquiry(self):
        self._waiting(issue_date="")
        keys = self.env["revenue.key"].with_user(self._user("cashier"))
        for kind, value in (("slip", "7"), ("slip", "TPOL 7"), (None, "000007"), ("number", "7")):
            with self.subTest(kind=kind, value=value):
                found, state = keys._find(kind, value)
                self.assertEqual((found.ids, state), ([], "checking"))
        self.assertEqual(keys._find("slip", "8")[1], "unknown")
        self.assertEqual(keys._find("plate", "7")[1], "unknown")

    def test_sec_06_under_check_is_answered_only_to_the_right_second_factor(self):
        self._waiting(issue_date="2097-01-01")
        find = self.env["revenue.key"]._find
        self.assertEqual(find("slip", "7", factor="2097-01-01")[1], "checking")
        self.assertEqual(find("slip", "7", factor="2025-01-01")[1], "unknown")

    def test_the_desk_says_that_a_fine_is_under_check(self):
        screen = self.env["revenue.desk.collect"].new({"query": "TPOL 7"})
        self.assertIn("under check", screen._get_notice("checking", [], None))

    def test_a_supervisor_dismisses_a_row_with_a_note(self):
        waiting = self._waiting(fine_amount=0, amount_due=0)
        supervisor = waiting.with_user(self._user("supervisor"))
        with self.assertRaisesRegex(UserError, "why there is no fine"):
            supervisor.action_dismiss()
        supervisor.note = "Test entry of the old system"
        with self.assertRaisesRegex(UserError, "supervisor decides"):
            waiting.with_user(self._user("clerk")).action_dismiss()
        supervisor.action_dismiss()
        self.assertEqual((waiting.state, waiting.import_id.rejected), ("dismissed", 0))
        self.assertEqual(self.env["revenue.key"]._find("slip", "7")[1], "unknown")

    def test_a_row_that_left_the_quarantine_does_not_change(self):
        waiting = self._waiting(issue_date="")
        waiting.issue_date = "2025-05-05"
        waiting.action_retry()
        for action in (lambda: waiting.write({"note": "x"}), waiting.unlink):
            with self.assertRaises(UserError):
                action()
        with self.assertRaisesRegex(UserError, "buttons"):
            self._import(self._row(8, issue_date=""), name="b").quarantine_ids.write({"state": "imported"})
