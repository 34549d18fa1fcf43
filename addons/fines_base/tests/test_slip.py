from odoo.tests import BaseCase, tagged

from odoo.addons.fines_base.slip import clean, get_serial, normalise_number, normalise_plate, normalise_series


@tagged("post_install", "-at_install")
class TestSlip(BaseCase):

    def test_a_number_is_the_same_however_it_is_written(self):
        for text in ("001234", "1234", " 00 12-34 ", "1.234", 1234, "OO1234", "00l234"):
            self.assertEqual(normalise_number(text), "1234", text)

    def test_a_number_with_other_letters_keeps_its_letters(self):
        self.assertEqual(normalise_number("oi-77x"), "OI77X")
        self.assertEqual(normalise_number(None), "")
        self.assertEqual(normalise_number("000"), "0")

    def test_series_and_plates_lose_separators_and_case(self):
        self.assertEqual(normalise_series(" a-b "), "AB")
        self.assertEqual(normalise_series(False), "")
        self.assertEqual(normalise_plate("p 123-456"), "P123456")

    def test_only_plain_numbers_have_a_place_in_a_checkbook(self):
        self.assertEqual(get_serial("1234"), 1234)
        for number in ("", "0", "X1", "99999999999"):
            self.assertIsNone(get_serial(number), number)

    def test_blank_text_is_nothing(self):
        self.assertIsNone(clean("  "))
        self.assertIsNone(clean(False))
        self.assertEqual(clean(" here "), "here")
