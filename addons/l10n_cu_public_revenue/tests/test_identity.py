from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install", "post_install_l10n")
class TestIdentity(TransactionCase):

    def _identity(self, number, kind="CU-CI"):
        return self.env["revenue.identity"]._find_or_create([{"name": "Eva", "type_code": kind, "value": number}])

    def test_an_identity_card_with_a_date_inside_is_accepted_however_it_is_written(self):
        [partner] = self._identity("850321-12345")
        self.assertEqual(partner.revenue_identity_ids.value, "85032112345")

    def test_an_identity_card_with_an_impossible_date_or_length_is_refused(self):
        for number in ("85023012345", "85133012345", "8503211234", "850321123456", "8503211234A"):
            with self.subTest(number=number), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._identity(number)

    def test_the_identity_card_has_no_check_digit(self):
        kind = self.env.ref("l10n_cu_public_revenue.identity_type_ci")
        self.assertFalse(kind.has_check_digit)
        self.assertTrue(kind._is_valid("85032112345") and kind._is_valid("85032112346"))
        self.assertTrue(kind._is_valid(kind.example))

    def test_documents_without_a_known_form_are_taken_as_written(self):
        for code in ("CU-PASSPORT", "CU-LICENCE", "CU-PLATE", "CU-NIT"):
            [partner] = self._identity("k 12-34", code)
            self.assertEqual(partner.revenue_identity_ids.value, "K1234")
