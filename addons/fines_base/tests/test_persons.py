from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import FinesCommon

GUARDIAN = {"guardian_name": "Rosa Díaz", "guardian_identity": "70010112345", "guardian_address": "Oak 5"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestPersons(FinesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guardian = {**GUARDIAN, "guardian_identity_type_id": cls.identity_type.id}
        cls.passport = cls.env["revenue.identity.type"].create({
            "name": "Passport", "code": "TEST-PASS", "example": "K1", "needs_country": True, "holder": "person"})
        cls.tax_number = cls.env["revenue.identity.type"].create({
            "name": "Tax number", "code": "TEST-NIT", "holder": "company"})

    def test_a_minor_stays_the_offender_and_the_guardian_is_the_debtor(self):
        self.norm.fines_age_limit = 18
        values = {"person_birth_date": "2010-05-01", "person_identity_type_id": self.identity_type.id,
                  "person_identity": "10050112345"}
        alone = self._fine(1, **values)
        self.assertTrue(alone.is_minor)
        with self.assertRaisesRegex(ValidationError, "minor"), self.env.cr.savepoint():
            alone._set_registered()
        fine = self._fine(2, "registered", **values, **self.guardian)
        self.assertEqual((fine.person_name, fine.guardian_name), ("Juan Pérez", "Rosa Díaz"))
        self.assertEqual(fine.partner_id.name, "Rosa Díaz")
        self.assertEqual(set(fine.person_ids.mapped("role")), {"offender", "guardian"})

    def test_the_age_counts_on_the_day_of_the_infraction(self):
        self.norm.fines_age_limit = 18
        for number, (birth, minor) in enumerate((("2008-03-02", False), ("2008-03-03", True), (False, False)), 1):
            self.assertEqual(self._fine(number, person_birth_date=birth).is_minor, minor, birth)

    def test_a_norm_without_an_age_asks_for_nobody_else(self):
        fine = self._fine(1, "registered", person_birth_date="2015-05-01")
        self.assertFalse(fine.is_minor)

    def test_a_guardian_keyed_in_later_becomes_the_debtor_and_leaves_again(self):
        fine = self._fine(1, person_identity_type_id=self.identity_type.id, person_identity="85032112345")
        offender = fine.partner_id
        fine.write(self.guardian)
        self.assertEqual(fine.partner_id.name, "Rosa Díaz")
        fine.write({"guardian_name": False, "guardian_identity": False})
        self.assertEqual(fine.person_ids.mapped("role"), ["offender"])
        fine._set_registered()
        self.assertEqual(fine.partner_id, offender)

    def test_a_legal_person_is_known_as_one_and_has_a_representative(self):
        fine = self._fine(
            1, "registered", offender_kind="company", person_name="Taller SURL",
            person_identity_type_id=self.tax_number.id, person_identity="3001", representative_name="Ana Ruiz")
        self.assertTrue(fine.partner_id.is_company)
        self.assertEqual((fine.representative_name, fine.partner_id.name), ("Ana Ruiz", "Taller SURL"))

    def test_a_document_of_others_is_refused_in_words_while_it_is_typed(self):
        fine = self._fine(1, person_identity_type_id=self.tax_number.id, person_identity="3001")
        self.assertIn("no document of such an offender", fine.problem)

    def test_a_passport_needs_its_country(self):
        values = {"person_identity_type_id": self.passport.id, "person_identity": "K123"}
        with self.assertRaisesRegex(ValidationError, "country"), self.env.cr.savepoint():
            self._fine(1, "registered", **values)
        fine = self._fine(2, "registered", **values, person_country_id=self.env.ref("base.ca").id)
        self.assertEqual(fine.person_country_id.code, "CA")
        self.assertEqual(fine.partner_id.country_id.code, "CA")

    def test_an_unknown_owner_is_named_by_the_plate(self):
        fine = self._fine(1, "registered", person_name=False, offender_kind="unknown", plate="p 1")
        self.assertEqual((fine.plate, fine.person_ids.ids), ("P1", []))

    def test_guardians_are_frozen_with_the_fine_and_corrected_as_a_version(self):
        self.norm.fines_age_limit = 18
        fine = self._fine(1, "registered", person_birth_date="2010-05-01", **self.guardian)
        fine._correct({"guardian_address": "Elm 9"}, "misread")
        self.assertEqual(fine.guardian_address, "Elm 9")
        self.assertIn("Oak 5 → Elm 9", fine.version_ids.changes)
