from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestDevice(FinesCommon):
    """Ranges of numbers for devices, and what devices send."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls._book(1, 9, series="E", kind="electronic", device_name="Phone 7", device_uuid="dev-7")
        cls.user = cls._user("inspector")

    def _submit(self, device, *rows, user=None):
        fines = self.env["fines.fine"].with_user(user or self.user)
        return fines._submit(device, [
            (name, self._fine_values(number, series="E", notified_on="2026-03-02", **values))
            for name, number, values in rows])

    def test_an_electronic_range_names_its_device_and_paper_has_none(self):
        for values in ({"kind": "electronic"}, {"kind": "old", "device_uuid": "x"}):
            with self.subTest(values=values), mute_logger("odoo.sql_db"), \
                    self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._book(50, 59, **values)
        self.book.action_deliver()
        with self.assertRaises(UserError):
            self.book.device_uuid = "dev-8"

    def test_inv_07_two_devices_send_one_number_and_the_second_is_kept_as_a_conflict(self):
        [fine] = self._submit("dev-7", ("s1", 5, {}))
        [conflict] = self._submit("dev-8", ("s1", 5, {"person_name": "Somebody else"}))
        self.assertEqual((fine._name, conflict._name), ("fines.fine", "fines.slip.conflict"))
        self.assertEqual(fine.person_name, "Juan Pérez")
        self.assertRecordValues(conflict, [{
            "cause": "taken", "fine_id": fine.id, "number": "5", "device_uuid": "dev-8", "status": "open"}])
        self.assertEqual(conflict.payload["person_name"], "Somebody else")
        self.assertEqual(self.env["fines.fine"].search_count([("number", "=", "5"), ("series", "=", "E")]), 1)

    def test_a_conflict_tells_what_was_sent_in_the_words_of_the_screens(self):
        self._submit("dev-7", ("s1", 5, {}))
        [conflict] = self._submit("dev-8", ("s1", 5, {"person_name": "Somebody else", "infraction_time": 9.5}))
        text = conflict.with_user(self._user("supervisor")).payload_text
        for part in ("Name and Surnames: Somebody else", "09:30", "03/02/2026", self.agency.display_name):
            self.assertIn(part, text)
        self.assertNotIn("infraction_date", text)

    def test_inv_18_what_is_sent_again_gets_its_first_answer(self):
        first = self._submit("dev-7", ("s1", 1, {}), ("s2", 1, {}), ("s3", 2, {}))
        again = self._submit("dev-7", ("s3", 2, {}), ("s1", 1, {"place": "Changed"}), ("s2", 1, {}))
        self.assertEqual([first[2], first[0], first[1]], again)
        self.assertEqual([one._name for one in first], ["fines.fine", "fines.slip.conflict", "fines.fine"])
        self.assertEqual(first[0].place, "Main street 1")
        self.assertEqual(self.env["fines.slip.conflict"].search_count([("device_uuid", "=", "dev-7")]), 1)

    def test_inv_18_the_database_takes_a_submission_once(self):
        [fine] = self._submit("dev-7", ("s1", 1, {}))
        self.env.flush_all()
        other = self._fine(77)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE fines_fine SET device_uuid = 'dev-7', submission_uuid = 's1' WHERE id = %s", [other.id])
        values = {"agency_id": self.agency.id, "series": "E", "number": "1"}
        conflicts = self.env["fines.slip.conflict"]
        conflicts._record("dev-7", "s9", values, "taken", fine.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            conflicts._record("dev-7", "s9", values, "taken", fine.id)

    def test_a_number_outside_the_range_of_the_device_or_void_becomes_no_fine(self):
        self.env["fines.checkbook.number"]._insert_run(self.book, 3, 3, "void", "test", "")
        answers = self._submit("dev-7", ("a", 3, {}), ("b", 50, {}))
        self.assertEqual([one.cause for one in answers], ["fated", "foreign"])
        self.assertEqual([one.cause for one in self._submit("dev-8", ("a", 4, {}))], ["foreign"])

    def test_a_conflict_is_kept_as_it_came_and_only_its_resolution_is_written(self):
        [conflict] = self._submit("dev-8", ("a", 4, {}))
        officer = self._user("agency_officer")
        conflict.with_user(officer).resolution = "Entered again as E 8"
        self.assertEqual(conflict.status, "resolved")
        with self.assertRaises(UserError):
            conflict.with_user(officer).number = "8"
        self.assertEqual(
            self.env["fines.slip.conflict"].search([("status", "=", "resolved"), ("id", "=", conflict.id)]), conflict)
