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
