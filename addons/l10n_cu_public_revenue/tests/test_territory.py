from datetime import date

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install", "post_install_l10n")
class TestTerritory(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.env.ref("l10n_cu_public_revenue.territory_cu")
        cls.places = cls.env["revenue.territory"].search([("id", "child_of", country.id), ("id", "!=", country.id)])
        cls.provinces = cls.places.filtered(lambda place: place.kind == "province")
        cls.municipalities = cls.places.filtered(lambda place: place.kind == "municipality")

    def test_there_are_16_provinces_and_168_municipalities(self):
        self.assertEqual((len(self.provinces), len(self.municipalities)), (16, 168))
        self.assertEqual(self.provinces | self.municipalities, self.places)

    def test_codes_are_unique_and_a_municipality_begins_with_its_province(self):
        self.assertEqual(len(set(self.places.mapped("code"))), 184)
        for place in self.municipalities:
            self.assertEqual(place.code[:2], place.parent_id.code, place.name)
            self.assertRegex(place.code, "^[0-9]{4}$")

    def test_provinces_carry_their_iso_code(self):
        codes = self.provinces.mapped("l10n_cu_iso_code")
        self.assertEqual(len(set(codes)), 16)
        self.assertNotIn("CU-02", codes)
        self.assertEqual(self.env.ref("l10n_cu_public_revenue.territory_40").l10n_cu_iso_code, "CU-99")

    def test_known_places_are_spelled_with_their_accents(self):
        for code, name in (
            ("2101", "Sandino"), ("2309", "Diez de Octubre"), ("3506", "Imías"), ("4001", "Isla de la Juventud"),
            ("2405", "Madruga"), ("2611", "Santo Domingo"), ("28", "Sancti Spíritus"), ("3003", "Sierra de Cubitas"),
        ):
            self.assertEqual(self.env.ref(f"l10n_cu_public_revenue.territory_{code}").name, name)

    def test_municipalities_per_province_are_as_counted_in_the_source(self):
        counted = [len(province.child_ids) for province in self.provinces.sorted("code")]
        self.assertEqual(counted, [11, 11, 15, 11, 13, 13, 8, 8, 10, 13, 8, 14, 13, 9, 10, 1])

    def test_the_calendar_closes_saturdays_and_sundays(self):
        days = self.env.ref("l10n_cu_public_revenue.calendar_cu")._get_days()
        week = [days.is_working(date(2026, 3, day)) for day in range(2, 9)]
        self.assertEqual(week, [True] * 5 + [False] * 2)
