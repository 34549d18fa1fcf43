from odoo.tests import Form, freeze_time, tagged

from .common import FinesCommon

MINOR, ADULT, MOTHER = "12020262345", "85032112345", "70010112345"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestGuardian(FinesCommon):
    """The guardian of a minor in the list of a batch."""

    def setUp(self):
        super().setUp()
        self.clerk = self._user("clerk")
        self.identity_type.write({"sequence": -1, "check": "stdnum", "stdnum_module": "cu.ni"})
        self.norm.fines_age_limit = 16
        self.batch = self.env["fines.batch"].with_user(self.clerk).create({"agency_id": self.agency.id})

    def _row(self, identity, record=None, **values):
        context = {"fines_capture_batch": self.batch.id, "default_batch_id": self.batch.id}
        fines = (record or self.env["fines.fine"]).with_user(self.clerk).with_context(**context)
        row = Form(fines, view="fines_base.fines_fine_view_list_capture")
        row.series, row.number = "A", "12"
        for name, value in {
            "person_identity": identity, "person_name": "Leo Vega", "infraction_date": "2026-03-02", "place": "Oak 1",
            "offence_codes": "zq1", **values,
        }.items():
            row[name] = value
        return row

    def _known(self, name, number):
        [partner] = self.env["revenue.identity"]._find_or_create([
            {"name": name, "type_code": "TEST-ID", "value": number, "verified": "document"}])
        return partner

    def test_the_guardian_is_asked_for_of_a_minor_only(self):
        row = self._row(ADULT)
        self.assertFalse(row.guardian_asked)
        row.person_identity = MINOR
        self.assertTrue(row.guardian_asked)
        self.assertIn("father, mother or guardian", row.row_gaps)
        row.offender_kind = "company"
        self.assertFalse(row.guardian_asked)

    def test_before_the_infraction_is_keyed_any_norm_may_ask(self):
        row = self._row(MINOR, offence_codes=False, infraction_date=False)
        self.assertTrue(row.guardian_asked)
        row.infraction_date = "2026-03-02"
        self.norm.fines_age_limit = 0
        row.offence_codes = "zq1"
        self.assertFalse(row.guardian_asked, "this norm does not")

    def test_the_guardian_keyed_is_the_debtor_and_the_minor_the_offender(self):
        row = self._row(MINOR, guardian_identity=MOTHER, guardian_name="Ada Vega")
        self.assertFalse(row.row_gaps)
        fine = row.save()
        self.assertEqual((fine.person_name, fine.guardian_name), ("Leo Vega", "Ada Vega"))
        self.assertEqual(fine.partner_id.name, "Ada Vega")
        fine.action_register()
        self.assertEqual(fine.partner_id.name, "Ada Vega")

    def test_a_guardian_known_by_number_is_filled_in_and_a_known_minor_owes_nothing(self):
        mother, child = self._known("Ada Vega", MOTHER), self._known("Leo Vega", MINOR)
        row = self._row(MINOR)
        self.assertEqual(row.partner_id, child)
        row.guardian_identity = MOTHER
        self.assertEqual((row.guardian_name, row.partner_id), ("Ada Vega", mother))
        row.person_identity = ADULT
        row.person_identity = MINOR
        self.assertEqual(row.partner_id, mother)
        self.assertEqual(row.save().partner_id, mother)

    def test_a_wrong_number_of_the_guardian_is_said_at_field_exit_and_corrected(self):
        mother = self._known("Ada Vega", MOTHER)
        row = self._row(MINOR, guardian_identity=MOTHER)
        row.guardian_identity = "12"
        self.assertIn("12 is not a number", row.problem)
        self.assertFalse(row.guardian_name, "the name of the person found before")
        self.assertEqual(row.guardian_identity, "12")
        row.guardian_identity = MOTHER
        self.assertFalse(row.problem)
        self.assertEqual(row.save().partner_id, mother)

    def test_a_guardian_without_a_number_makes_nobody_the_debtor(self):
        self._known("Leo Vega", MINOR)
        row = self._row(MINOR, guardian_name="Ada Vega")
        self.assertFalse(row.partner_id)
        fine = row.save()
        self.assertEqual((fine.guardian_name, fine.partner_id.name), ("Ada Vega", False))

    def test_a_guardian_taken_back_makes_the_offender_the_debtor_again(self):
        child = self._known("Leo Vega", MINOR)
        row = self._row(MINOR, guardian_identity=MOTHER, guardian_name="Ada Vega")
        row.guardian_name = False
        row.guardian_identity = False
        self.assertEqual(row.partner_id, child)

    def test_a_row_corrected_later_takes_the_guardian(self):
        fine = self._row(MINOR).save()
        with self._row(MINOR, record=fine) as row:
            row.guardian_identity, row.guardian_name = MOTHER, "Ada Vega"
        self.assertEqual(fine.partner_id.name, "Ada Vega")
        self.assertFalse(fine.row_gaps)
        self.assertEqual(self.env["fines.batch.check"]._find_wanted(self.batch), {fine.id: "unverified"})
