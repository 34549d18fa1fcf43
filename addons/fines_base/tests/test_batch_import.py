import base64
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.public_revenue.sheet import read_book, write_book

from .. import slip_file
from .common import FinesCommon

HEADING = list(slip_file.COLUMNS.values())


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestBatchImport(FinesCommon):

    def setUp(self):
        super().setUp()
        self.clerk = self._user("clerk")
        self.identity_type.sequence = -1
        self.batch = self.env["fines.batch"].with_user(self.clerk).create({"agency_id": self.agency.id})

    def _texts(self, number, **values):
        return {"series": "A", "number": str(number), "name": "Juan Pérez", "day": "02/03/2026", "time": "09:30",
                "codes": "ZQ1", "inspector": "7", **values}

    def _read(self, *rows, batch=None, control=()):
        sheets = {slip_file.SLIPS: [HEADING, *([row.get(name, "") for name in slip_file.COLUMNS] for row in rows)]}
        if control:
            sheets[slip_file.CONTROL] = control
        return self._read_bytes(write_book(sheets), batch)

    def _read_bytes(self, content, batch=None):
        batch = batch or self.batch
        record = self.env["fines.batch.import"].with_user(self.clerk).create({
            "batch_id": batch.id, "name": "slips.xlsx", "file": base64.b64encode(content)})
        record.action_read()
        return record

    def test_ux_49_good_rows_enter_and_bad_ones_are_listed_in_words(self):
        self._fine(3)
        record = self._read(
            self._texts(1), self._texts(2, codes="ZQ2", amount="1 20,50", reason="First time"), self._texts(3),
            self._texts(4, day="31/02/2026"), self._texts(5, codes="XX"), self._texts(6, inspector="99"),
            self._texts(7, day="02/04/2026"), self._texts(1))
        self.assertRecordValues(record, [{"imported_count": 2, "repeated_count": 0, "row_count": 6}])
        problems = {row.row: row.problems for row in record.row_ids}
        self.assertIn("already registered: TPOL A 000003", problems[4])
        self.assertIn("Fecha: 31/02/2026 cannot be read", problems[5])
        self.assertIn("No offence has the code XX", problems[6])
        self.assertIn("no inspector with the badge 99", problems[7])
        self.assertIn("in the future", problems[8])
        self.assertIn("already registered", problems[9])
        self.assertRecordValues(self.batch.fine_ids.sorted("id"), [
            {"number": "1", "amount_total": 100, "inspector_id": self.inspector.id, "infraction_time": 9.5},
            {"number": "2", "amount_total": 120.5, "inspector_id": self.inspector.id, "infraction_time": 9.5}])

    def test_ux_49_reading_a_file_again_repeats_nothing_and_enters_what_was_corrected(self):
        record = self._read(self._texts(1), self._texts(2, codes="ZQ9"))
        with self.assertRaisesRegex(UserError, "already read into this batch"):
            record.copy({"batch_id": self.batch.id})
        self.env["fines.offence"].create({"code": "ZQ9", "name": "Late", "norm_id": self.norm.id, "amount": 70})
        record.action_read()
        self.assertRecordValues(record, [{"imported_count": 2, "repeated_count": 1, "row_count": 0}])
        record.action_read()
        self.assertEqual((len(self.batch.fine_ids), record.imported_count), (2, 2))

    def test_the_template_and_the_rows_with_errors_can_be_read_again(self):
        record = self._read(self._texts(1, codes="XX", place="=1+1"))
        template = read_book(base64.b64decode(self.batch.template_file))[slip_file.SLIPS]
        self.assertEqual(template[0], HEADING)
        [heading, row] = read_book(base64.b64decode(record.error_file))[slip_file.SLIPS]
        self.assertEqual(heading[-1], "Error")
        self.assertEqual(row[HEADING.index("Lugar")], "=1+1")
        self.assertIn("XX", row[-1])

    def test_what_is_no_spreadsheet_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self._read_bytes(b"number;name")
        with self.assertRaisesRegex(UserError, "has no column Número"):
            self._read_bytes(write_book({"Hoja": [["Nombre"], ["Juan"]]}))

    def test_sec_25_no_cell_that_leaves_the_house_begins_like_a_formula(self):
        payloads = [f"{start}HYPERLINK(1)" for start in ("=", "+", "-", "@", "\t", "\n")] + ["'quoted"]
        content = write_book({"Boletas": [["Texto"], *([payload] for payload in payloads)]})
        with self.subTest("in the file"):
            sheet = load_workbook(io.BytesIO(content)).active
            for cell in [cell for [cell] in sheet.iter_rows(min_row=2)]:
                self.assertEqual((cell.data_type, cell.value[:1]), ("s", "'"))
        self.assertEqual([row[0] for row in read_book(content)["Boletas"][1:]], payloads)

    # WHAT AN AGENCY WITHOUT CONNECTION SENDS

    def _send(self):
        """The file of a batch that the agency keyed, and the batch gone: at the office nothing of it is known."""
        self.agency.exchange_key = "a secret of both"
        sent = self.env["fines.batch"].create({"agency_id": self.agency.id})
        self.env["fines.fine"].create([
            {"batch_id": sent.id, "series": "A", "number": number, "infraction_date": "2026-03-02",
             "infraction_time": 14.75, "person_name": "=Eva", "offence_codes": codes, "slip_amount": amount,
             "amount_reason": "x"}
            for number, codes, amount in (("1", "ZQ1", 100), ("2", "ZQ2", 77.5))])
        content = sent._make_exchange_file()
        sent.fine_ids.unlink()
        return content

    def test_sec_42_the_signed_file_of_an_agency_enters_with_its_totals(self):
        record = self._read_bytes(self._send())
        self.assertRecordValues(record, [{"is_signed": True, "imported_count": 2, "row_count": 0}])
        self.assertRecordValues(self.batch, [{
            "declared_count": 2, "declared_amount": 177.5, "captured_count": 2, "captured_amount": 177.5}])
        self.assertEqual(self.batch.fine_ids.mapped("person_name"), ["=Eva", "=Eva"])

    def test_a_changed_or_unsigned_file_of_an_agency_with_a_key_is_refused(self):
        content = self._send()
        sheets = read_book(content)
        changed = {**sheets, slip_file.SLIPS: [list(row) for row in sheets[slip_file.SLIPS]]}
        changed[slip_file.SLIPS][1][HEADING.index("Importe")] = "10"
        unsigned = {slip_file.SLIPS: sheets[slip_file.SLIPS]}
        for name, book in (("changed", changed), ("unsigned", unsigned)):
            with self.subTest(name), self.assertRaisesRegex(UserError, "not as TPOL .* signed it"):
                self._read_bytes(write_book(book))
        record = self.env["fines.batch.import"].with_user(self.clerk).create({
            "batch_id": self.batch.id, "name": "slips.xlsx", "file": base64.b64encode(content)})
        for key in ("another", False):
            self.agency.exchange_key = key
            with self.subTest(key=key), self.assertRaisesRegex(UserError, "signed with another key"):
                record.action_read()
        self.assertFalse(self.batch.fine_ids)

    def test_the_key_is_read_by_administrators_only(self):
        self.agency.exchange_key = "a secret of both"
        for role in ("agency_officer", "clerk", "supervisor", "national", "legal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.agency.with_user(self._user(role, f"fines_key_{role}")).read(["exchange_key"])
