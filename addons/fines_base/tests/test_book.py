from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.public_revenue import rules

from .. import book

SECRET = "00" * 32


@tagged("post_install", "-at_install")
class TestBook(BaseCase):

    def test_a_range_is_bound_into_books_of_equal_size_and_the_rest(self):
        self.assertEqual(book.split_range(101, 250, 50), [(101, 150), (151, 200), (201, 250)])
        self.assertEqual(book.split_range(1, 120, 50), [(1, 50), (51, 100), (101, 120)])
        self.assertEqual(book.split_range(7, 7, 50), [(7, 7)])

    def test_sec_04_a_token_has_160_bits_and_belongs_to_one_slip_of_one_secret(self):
        token = book.make_token(SECRET, "PNR", "A", 7)
        self.assertRegex(token, r"^[A-Z2-7]{32}$")
        others = {
            book.make_token("11" * 32, "PNR", "A", 7), book.make_token(SECRET, "PNR", "A", 8),
            book.make_token(SECRET, "PNR", "B", 7), book.make_token(SECRET, "DIS", "A", 7),
            book.make_token(SECRET, "PN", "RA", 7), book.make_token(SECRET, "PNRA", "", 7)}
        self.assertEqual(len(others | {token}), 7)
        self.assertTrue(book.is_token(SECRET, "PNR", "A", 7, token))
        self.assertFalse(book.is_token(SECRET, "PNR", "A", 8, token))

    def test_a_qr_code_reads_back_also_behind_a_web_address_and_with_hyphens_in_the_agency(self):
        token = book.make_token(SECRET, "DIS-VC", "", 7)
        text = book.make_qr("DIS-VC", None, "00000741", token)
        for seen in (text, f"https://fines.example/v/{text}", f" {text} "):
            self.assertEqual(book.read_qr(seen), ("DIS-VC", "", "00000741", token))
        for other in ("", None, "PNR-A-7", text[:-1]):
            self.assertIsNone(book.read_qr(other))

    def test_a_cover_reads_back(self):
        self.assertEqual(book.read_cover(book.make_cover("DIS-VC", "A", 1, 50)), ("DIS-VC", "A", 1, 50))
        self.assertEqual(book.read_cover(book.make_cover("PNR", False, 1, 50)), ("PNR", "", 1, 50))
        self.assertIsNone(book.read_cover("PNR 1 50"))

    def test_inv_07_the_runs_of_a_range_cover_it_without_gap_or_overlap(self):
        fates = {1: "used", 2: "used", 4: "void", 5: "lost", 6: "lost", 10: "returned"}
        runs = rules.get_runs(1, 10, fates)
        self.assertEqual(runs, [
            (1, 2, "used"), (3, 3, "blank"), (4, 4, "void"), (5, 6, "lost"), (7, 9, "blank"), (10, 10, "returned")])
        self.assertEqual(sum(last - first + 1 for first, last, __ in runs), 10)
        self.assertEqual(rules.get_runs(1, 3, {}), [(1, 3, "blank")])

    def test_age_counts_whole_days_and_never_runs_backwards(self):
        self.assertEqual(book.get_age(date(2026, 1, 31), date(2026, 3, 1)), 29)
        self.assertEqual(book.get_age(date(2026, 3, 2), date(2026, 3, 1)), 0)
        self.assertEqual(book.get_age(None, date(2026, 3, 1)), 0)
