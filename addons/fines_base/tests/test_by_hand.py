import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestByHand(FinesCommon):
    """What only the acts write: no role writes it by hand, whatever the screens show as read-only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("clerk")
        cls.batch = cls.env["fines.batch"].with_user(cls.clerk).create({"agency_id": cls.agency.id})

    def _assert_refused(self, call):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            call()

    def test_inv_12_a_draft_carries_no_amount_version_or_end_that_nobody_decided(self):
        fine = self._fine(1).with_user(self.clerk)
        book = self._book(500, 549)
        written = {
            "amount_decided": 1, "amount_total": 1, "version": 5, "debtor_clock": "original", "closed_on": "2026-03-03",
            "collection_state": "paid", "collection_since": "2026-03-03", "checkbook_id": book.id,
        }
        for name, value in written.items():
            with self.subTest(name=name):
                self._assert_refused(lambda name=name, value=value: fine.write({name: value}))
                self._assert_refused(lambda name=name, value=value: fine.create(
                    self._fine_values(2, **{name: value})))
        for name, value in {"points": 7, "norm_id": False}.items():
            with self.subTest(name=name):
                self._assert_refused(lambda name=name, value=value: fine.line_ids.write({name: value}))
        self.assertEqual((fine.amount_total, fine.version, fine.collection_state), (100, 1, False))

    def test_a_change_of_debtor_is_carried_out_by_the_approval_and_not_by_writing_so(self):
        change = self._debtor_change(self._fine(1, "notified")).with_user(self.clerk)
        self._assert_refused(lambda: change.write({"done_on": "2026-03-09 12:00:00"}))
        self._assert_refused(lambda: self._debtor_change(change.fine_id, done_on="2026-03-09 12:00:00"))
        self.assertEqual(change.status, "draft")

    def test_a_file_is_signed_and_read_by_what_it_holds(self):
        files = self.env["fines.batch.import"].with_user(self.clerk)
        values = {"batch_id": self.batch.id, "file": base64.b64encode(b"x")}
        for name, value in (("is_signed", True), ("imported_count", 9), ("digest", "0")):
            with self.subTest(name=name):
                self._assert_refused(lambda name=name, value=value: files.create({**values, name: value}))
        file = files.create(values)
        for name, value in (("is_signed", True), ("imported_count", 9), ("repeated_count", 9), ("digest", "0")):
            with self.subTest(name=name):
                self._assert_refused(lambda name=name, value=value: file.write({name: value}))

    def test_slips_are_set_aside_only_as_they_were_keyed(self):
        self._fine(42)
        asides = self.env["fines.batch.aside"].with_user(self.clerk)
        self._assert_refused(lambda: asides.create({"batch_id": self.batch.id, "number": "77", "amount": 1000}))
        self.batch.action_set_aside({"series": "A", "number": "42", "slip_amount": 50})
        aside = self.batch.aside_ids
        for values in ({"amount": 1000}, {"number": "77"}, {"fine_id": False}):
            with self.subTest(values=values):
                self._assert_refused(lambda values=values: aside.write(values))
        aside.write({"kind": "clash", "note": "Two slips, one number"})
        self._assert_refused(lambda: self.batch.write({"agency_id": self.other_agency.id}))
        self.batch.write({"declared_count": 1, "declared_amount": 50})
        self.batch.action_close()
        self._assert_refused(lambda: aside.write({"kind": "repeated"}))
        self.assertEqual((self.batch.captured_count, self.batch.captured_amount), (1, 50))

    def test_who_keyed_a_slip_first_does_not_choose_between_the_two_keyings(self):
        self.identity_type.sequence = -1
        self.agency.fines_check_percent = 100
        self.env["fines.fine"].with_user(self.clerk).create({
            "batch_id": self.batch.id, "number": "12", "infraction_date": "2026-03-02", "person_name": "Juan Pérez",
            "offence_codes": "ZQ1"})
        self.batch.action_open_checks()
        check = self.batch.check_ids
        check.with_user(self._user("clerk", "fines_second")).write({"number_keyed": "12", "amount_keyed": 110})
        self.assertEqual(check.status, "differs")
        for choose in (check.action_keep_first, check.action_take_second):
            self._assert_refused(choose)
        self.assertEqual(check.status, "differs")
        check.with_user(self._user("supervisor")).action_keep_first()
        self.assertEqual(check.chosen, "first")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestFilesOfPersons(FinesCommon):

    def test_sec_23_files_of_slips_are_read_by_who_reads_identity_numbers(self):
        self.agency.exchange_key = "test"
        clerk, national = self._user("clerk"), self._user("national")
        batch = self.env["fines.batch"].with_user(clerk).create({"agency_id": self.agency.id})
        self.env["fines.fine"].create(self._fine_values(
            1, batch_id=batch.id, person_identity="85032112345", person_identity_type_id=self.identity_type.id))
        file = self.env["fines.batch.import"].with_user(clerk).create({
            "batch_id": batch.id, "file": base64.b64encode(b"x")})
        row = self.env["fines.batch.import.row"].create({
            "import_id": file.id, "row": 2, "texts": {"identity": "85032112345"}, "problems": "-"})
        for record, names in ((batch, ["exchange_file"]), (file, ["file", "error_file"]), (row, ["texts"])):
            for name in names:
                with self.subTest(name=name):
                    record.with_user(national).read(["display_name"])
                    with self.assertRaises(AccessError):
                        record.with_user(national).read([name])
        self.assertTrue(batch.with_user(clerk).read(["exchange_file"])[0]["exchange_file"])
