import base64
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..collection_file import BadFile, is_signed_by, read_file, write_file
from .common import FinesCommon

EARLY, LATE = datetime(2026, 3, 9, 12), datetime(2026, 3, 10, 12)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestShown(FinesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer, cls.clerk = cls._user("agency_officer"), cls._user("clerk")

    def _load(self, content, user=None):
        wizard = self.env["fines.agency.load"].with_user(user or self.officer).create(
            {"file": base64.b64encode(content)})
        if "obligation_id" in self.env["fines.fine"]._fields:
            self.skipTest("this database collects the fines itself")
        wizard.action_load()
        return wizard.result

    def test_an_agency_without_collection_sees_what_the_offices_file_says(self):
        fine, other = self._fine(1, "notified"), self._fine(2, "notified")
        content = write_file("TPOL", LATE, [("A", "1", "paid", "2026-03-09"), ("A", "000002", "enforcement", ""),
                                            ("A", "77", "paid", "")])
        result = self._load(content)
        self.assertEqual((fine.collection_state, str(fine.collection_since)), ("paid", "2026-03-09"))
        self.assertEqual(other.collection_state, "enforcement")
        self.assertIn("2 of 3", result)
        self.assertIn("A 77", result)
        self.assertIn("0 of 3", self._load(content), "again changes nothing")
        self._load(write_file("TPOL", EARLY, [("A", "1", "in_term", "")]))
        self.assertEqual(fine.collection_state, "paid", "an older file says nothing new")

    def test_a_file_of_another_agency_or_changed_on_the_way_is_refused(self):
        fine = self._fine(1, "notified")
        good = write_file("TPOL", LATE, [("A", "1", "paid", "")])
        for content, words in (
            (write_file("HEAL", LATE, []), "not yours"), (good.replace(b"paid", b"prescribed"), "changed"),
            (b"x,y", "not a file"), (good[:-30], "changed"),
            (write_file("TPOL", LATE, [("A", "1", "rich", "")]), "state"),
            (write_file("TPOL", LATE, [("A", "1", "paid", "soon")]), "date"),
            (write_file("TPOL", datetime(2027, 1, 1), []), "future"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self._load(content)
        self.assertFalse(fine.collection_state)

    def test_an_agency_with_a_key_loads_only_what_its_office_signed(self):
        fine = self._fine(1, "notified")
        rows = [("A", "1", "paid", "2026-03-09")]
        self.agency.exchange_key = "shared"
        for content in (write_file("TPOL", LATE, rows), write_file("TPOL", LATE, rows, "another")):
            with self.assertRaisesRegex(UserError, "not signed"), self.env.cr.savepoint():
                self._load(content)
        self.assertFalse(fine.collection_state)
        self._load(write_file("TPOL", LATE, rows, "shared").replace(b"\n", b"\r\n"))
        self.assertEqual(fine.collection_state, "paid")

    def test_the_office_signs_with_the_key_of_the_agency(self):
        self._fine(1, "notified")
        self.env["fines.fine"]._load_collection(self.agency, LATE, [("A", "1", "paid", "")])
        self.agency.exchange_key = "shared"
        wizard = self.env["fines.agency.export"].with_user(self.clerk).create({"agency_id": self.agency.id})
        wizard.action_make()
        content = base64.b64decode(wizard.file)
        self.assertTrue(is_signed_by("shared", content))
        for key in ("another", ""):
            self.assertFalse(is_signed_by(key, content))

    def test_the_office_tells_states_and_dates_and_nothing_of_persons(self):
        fine = self._fine(1, "notified")
        foreign = self._fine(2, "notified", office_id=self.other_office.id)
        self.env["fines.fine"]._load_collection(self.agency, LATE, [("A", "1", "paid", ""), ("A", "2", "paid", "")])
        wizard = self.env["fines.agency.export"].with_user(self.clerk).create({"agency_id": self.agency.id})
        wizard.action_make()
        content = base64.b64decode(wizard.file)
        code, __, rows = read_file(content)
        self.assertEqual((code, rows), ("TPOL", [("A", "1", "paid", "")]))
        self.assertNotIn(b"Juan", content)
        self.assertTrue(fine.collection_state and foreign.collection_state)

    def test_the_file_is_made_by_the_office_and_loaded_by_the_agency(self):
        for model, users in (("fines.agency.export", [self.officer]), ("fines.agency.load", [self.clerk])):
            for user in users:
                with self.subTest(model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).create({})

    def test_files_of_windows_are_read(self):
        content = write_file("X", LATE, [("", "1", "paid", "2026-01-02")])
        __, __, rows = read_file(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
        self.assertEqual(rows, [("", "1", "paid", "2026-01-02")])
        with self.assertRaises(BadFile):
            read_file(b"")
