from lxml import etree

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestCapture(FinesCommon):

    def setUp(self):
        super().setUp()
        self.clerk = self._user("clerk")
        self.identity_type.sequence = -1

    def _form(self, number):
        form = Form(self.env["fines.fine"].with_user(self.clerk))
        form.agency_id = self.agency
        form.series = "A"
        form.number = number
        return form

    def test_a_clerk_keys_a_slip_in_the_order_of_the_form(self):
        form = self._form("0042")
        form.infraction_date = "2026-03-02"
        form.person_identity = "85032112345"
        form.person_name = "Juan Pérez"
        with form.line_ids.new() as line:
            line.offence_id = self.offence
        form.inspector_id = self.inspector
        fine = form.save()
        self.assertRecordValues(fine, [{
            "number": "42", "amount_total": 100, "office_id": self.office.id, "person_identity": "85032112345"}])
        self.assertEqual(fine.partner_id.name, "Juan Pérez")

    def test_ux_44_an_offence_fills_norm_article_and_amount(self):
        article = self.env["revenue.norm.article"].create({
            "norm_id": self.norm.id, "code": "12", "summary": "Red is red."})
        self.offence.write({"article_id": article.id, "section": "b)"})
        form = self._form("1")
        with form.line_ids.new() as line:
            line.offence_id = self.offence
            self.assertEqual((line.amount, line.norm_id, line.article), (100, self.norm, "12 b)"))
            line.offence_id = self.range_offence
            self.assertEqual(line.amount, 0, "in a range the inspector's amount is typed")
            line.amount = 60

    def test_who_works_for_one_agency_does_not_choose_it(self):
        officer = self._user("agency_officer")
        self.assertEqual(self.env["fines.fine"].with_user(officer).new().agency_id, self.agency)
        self.assertFalse(self.env["fines.fine"].with_user(self.clerk).new().agency_id)

    def test_an_identity_typed_fills_the_person(self):
        [partner] = self.env["revenue.identity"]._find_or_create([
            {"name": "Eva Ruiz", "type_code": "TEST-ID", "value": "90010112345", "verified": "document"}])
        form = self._form("1")
        self.assertEqual(form.person_identity_type_id, self.identity_type)
        form.person_identity = "900101 12345"
        self.assertEqual((form.partner_id, form.person_name), (partner, "Eva Ruiz"))
        form.person_identity = "90010112346"
        self.assertFalse(form.partner_id)

    def test_ux_45_what_saving_would_refuse_is_said_at_field_exit_and_the_value_kept(self):
        form = self._form("1")
        form.infraction_date = "2026-04-01"
        self.assertIn("in the future", form.problem)
        self.assertEqual(str(form.infraction_date), "2026-04-01")
        form.infraction_date = "2026-03-01"
        self.assertFalse(form.problem)
        form.person_identity = "12"
        self.assertIn("12 is not a number", form.problem)
        self.assertEqual(form.person_identity, "12")

    def test_ux_45_a_taken_number_shows_the_fine_that_carries_it(self):
        fine = self._fine(42)
        form = self._form("00 42")
        self.assertEqual(form.duplicate_id, fine)
        form.series = "B"
        self.assertFalse(form.duplicate_id)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestCaptureList(FinesCommon):
    """The list of a batch, as its web client uses it."""

    def setUp(self):
        super().setUp()
        self.clerk = self._user("clerk")
        self.identity_type.sequence = -1
        self.batch = self.env["fines.batch"].with_user(self.clerk).create({"agency_id": self.agency.id})
        self.view = "fines_base.fines_fine_view_list_capture"

    def _row(self, record=None):
        context = {"fines_capture_batch": self.batch.id, "default_batch_id": self.batch.id}
        return Form((record or self.env["fines.fine"]).with_user(self.clerk).with_context(**context), view=self.view)

    def _first(self, **values):
        row = self._row()
        for name, value in {
            "series": "A", "number": "12", "person_name": "Juan Pérez", "infraction_date": "2026-03-02",
            "place": "Main street", "offence_codes": "zq1", **values,
        }.items():
            row[name] = value
        return row.save()

    def test_ux_41_a_row_carries_over_what_it_shares_with_the_one_before(self):
        book = self._book(10, 20, inspector_id=self.inspector.id)
        self.env["fines.checkbook.number"].create(
            {"checkbook_id": book.id, "number": 13, "fate": "void", "reason": "torn"})
        self._first(notified_on="2026-03-02")
        row = self._row()
        self.assertEqual((row.series, row.number), ("A", "14"), "the number that is still blank in the book")
        self.assertEqual(
            (str(row.infraction_date), row.place, row.offence_codes, row.inspector_id, str(row.notified_on)),
            ("2026-03-02", "Main street", "ZQ1", self.inspector, "2026-03-02"))
        self.assertFalse(row.person_name)
        self.assertEqual(row.slip_amount, 100)

    def test_after_the_last_number_of_a_book_none_is_proposed_and_without_a_book_the_next(self):
        self._book(10, 12)
        self._first()
        self.assertFalse(self._row().number)
        self._first(number="99")
        self.assertEqual(self._row().number, "100")

    def test_what_was_carried_over_in_the_client_is_not_filled_in_by_the_server(self):
        self._first()
        fine = self._first(number="13", place=False)
        self.assertFalse(fine.place)

    def test_ux_44_codes_of_two_to_four_characters_give_texts_amount_and_infractions(self):
        row = self._row()
        row.infraction_date = "2026-03-02"
        row.offence_codes = "zq1"
        self.assertEqual(row.slip_amount, 100)
        self.assertIn("Crossing on red", row.offence_texts)
        row.offence_codes = "zq1 zq2"
        self.assertEqual(row.slip_amount, 0)
        self.assertIn("ZQ2=60", row.row_gaps)
        fine = self._first(offence_codes="zq1 zq2=60", amount_reason="Repeated")
        self.assertRecordValues(fine.line_ids, [
            {"offence_id": self.offence.id, "amount": 100}, {"offence_id": self.range_offence.id, "amount": 60}])
        self.assertFalse(fine.row_gaps)

    def test_several_infractions_cost_what_the_norm_says_and_a_slip_that_says_else_stays_a_draft(self):
        self.norm.fines_combination = "highest"
        fine = self._first(offence_codes="zq1 zq2=60", amount_reason="x")
        self.assertEqual((fine.amount_total, fine.slip_amount), (100, 100))
        fine.slip_amount = 160
        self.assertIn("The slip says 160.0, its infractions give 100.0", fine.row_gaps)

    def test_the_rest_of_the_sum_belongs_to_the_only_infraction_with_a_range(self):
        fine = self._first(offence_codes="zq1 zq2", slip_amount=170, amount_reason="x")
        self.assertEqual(fine.line_ids.mapped("amount"), [100, 70])

    def test_in_a_range_the_amount_is_keyed_with_its_reason(self):
        row = self._row()
        row.infraction_date = "2026-03-02"
        row.offence_codes = "zq2"
        self.assertTrue(row.amount_open)
        self.assertIn("Key the amount on the slip", row.row_gaps)
        row.slip_amount = 60
        self.assertIn("Key why this amount was chosen", row.row_gaps)
        row.amount_reason = "First time"
        self.assertNotIn("why", row.row_gaps)

    def test_an_unknown_code_is_said_at_field_exit_and_not_saved(self):
        row = self._row()
        row.number, row.infraction_date, row.person_name = "12", "2026-03-02", "Juan Pérez"
        row.offence_codes = "xx"
        self.assertEqual(row.problem, "No offence has the code XX on that day.")
        with self.assertRaisesRegex(ValidationError, "No offence has the code XX"):
            row.save()

    def test_changed_codes_or_amounts_change_the_infractions_of_a_draft(self):
        fine = self._first()
        with self._row(fine) as row:
            row.offence_codes = "zq2"
            row.slip_amount = 70
        self.assertRecordValues(fine.line_ids, [{"offence_id": self.range_offence.id, "amount": 70}])
        fine.amount_reason = "x"
        fine.action_register()
        with self.assertRaises(UserError):
            fine.write({"slip_amount": 80})

    def test_a_wrong_number_corrected_takes_the_name_of_the_other_person_away(self):
        self.env["revenue.identity"]._find_or_create([
            {"name": "Eva Ruiz", "type_code": "TEST-ID", "value": "90010112345", "verified": "document"}])
        row = self._row()
        row.person_identity = "90010112345"
        self.assertEqual((row.person_name, row.person_hint), ("Eva Ruiz", "Eva Ruiz"))
        row.person_identity = "90010112346"
        self.assertFalse(row.person_name)
        self.assertIn("a new person", row.person_hint)

    def test_a_document_is_chosen_by_keying_it_before_the_number(self):
        tax, passport = self.env["revenue.identity.type"].create([
            {"name": "Tax number", "code": "TEST-TAX"}, {"name": "Passport", "code": "TEST-PASS", "example": "K123"}])
        row = self._row()
        row.person_identity = "tax 3001"
        self.assertEqual((row.person_identity_type_id, row.person_identity), (tax, "3001"))
        row = self._row()
        row.person_identity_type_id = self.identity_type
        row.person_identity = "K123456"
        self.assertEqual(row.person_identity_type_id.example[:1], passport.example[:1])

    def test_rows_of_others_batches_are_not_carried_over(self):
        other = self.env["fines.batch"].create({"agency_id": self.other_agency.id})
        self.env["fines.fine"].create({
            "batch_id": other.id, "number": "1", "infraction_date": "2026-03-02", "place": "Secret"})
        fines = self.env["fines.fine"].with_user(self.clerk).with_context(fines_capture_batch=other.id)
        self.assertNotIn("place", fines.default_get(["place", "number"]))

    def test_ux_42_the_columns_follow_the_order_of_the_slip(self):
        arch = etree.fromstring(self.env["fines.fine"].get_view(self.env.ref(self.view).id, "list")["arch"])
        slip = [
            "series", "number", "person_identity", "person_name", "guardian_identity", "guardian_name",
            "infraction_date", "infraction_time", "place", "offence_codes", "slip_amount", "amount_reason", "plate",
            "person_licence", "inspector_id", "notified_on"]
        self.assertEqual([name for name in arch.xpath("//field/@name") if name in slip], slip)
