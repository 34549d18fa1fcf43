from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestOffence(FinesCommon):

    def test_a_code_typed_in_full_finds_its_offence_alone(self):
        self.env["fines.offence"].create({"code": "zq11", "name": "About zq1", "norm_id": self.norm.id, "amount": 1})
        found = self.env["fines.offence"].name_search("ZQ1 ")
        self.assertEqual([row[0] for row in found], self.offence.ids)
        self.assertIn(self.range_offence.id, [row[0] for row in self.env["fines.offence"].name_search("noise")])

    def test_a_code_has_two_to_four_characters(self):
        for code in ("z", "zqzqz"):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.env["fines.offence"].create({"code": code, "name": "x", "norm_id": self.norm.id})

    def test_a_new_amount_is_a_new_dated_row(self):
        self.offence.date_to = "2026-01-31"
        newer = self.offence.copy({"date_from": "2026-02-01", "date_to": False, "amount": 150})
        self.assertEqual(newer._get_amounts(date(2026, 3, 1)), (150, 150))
        with self.assertRaises(ValidationError):
            newer.date_from = "2026-01-15"

    def test_a_milder_amount_applies_to_older_deeds_where_its_norm_says_so(self):
        before = date(2026, 1, 15)
        self.offence.date_to = "2026-01-31"
        newer = self.offence.copy({"date_from": "2026-02-01", "date_to": False, "amount": 60})
        self.assertEqual(self.offence._get_amounts(before), (100, 100), "the norm does not say so")
        newer.retroactive = True
        self.assertEqual(self.offence._get_amounts(before), (60, 60))
        self.assertIn("60", self.offence._get_amount_text(before))
        newer.amount = 150
        self.assertEqual(self.offence._get_amounts(before), (100, 100), "a harder one never applies to older deeds")
        newer.write({"amount": 60, "date_from": "2026-03-11"})
        self.assertEqual(self.offence._get_amounts(before), (100, 100), "it is not in force yet")

    def test_a_slip_of_an_older_deed_is_keyed_with_the_milder_amount(self):
        self.offence.date_to = "2026-03-05"
        self.offence.copy({"date_from": "2026-03-06", "date_to": False, "amount": 60, "retroactive": True})
        fine = self._fine(1)
        self.assertRecordValues(fine.line_ids, [{"offence_id": self.offence.id, "amount": 60}])

    def test_an_amount_in_units_follows_the_index(self):
        index = self.env["revenue.index"].create({"name": "Unit", "code": "TEST-UNIT"})
        offence = self.env["fines.offence"].create({
            "code": "zq3", "name": "x", "norm_id": self.norm.id, "amount_kind": "index", "index_id": index.id,
            "units": 20, "units_max": 40})
        self.assertIsNone(offence._get_amounts(date(2026, 3, 1)))
        self.assertEqual(offence.amount_text, "Not configured")
        self.env["revenue.index.value"].create([
            {"index_id": index.id, "date": "2026-01-01", "value": 800},
            {"index_id": index.id, "date": "2026-03-02", "value": 900}])
        self.assertEqual(offence._get_amounts(date(2026, 3, 1)), (16000, 32000))
        self.assertEqual(offence._get_amounts(date(2026, 3, 2)), (18000, 36000))

    def test_a_range_without_a_lowest_amount_is_configured(self):
        self.range_offence.write({"amount": 0})
        self.assertEqual(self.range_offence._get_amounts(date(2026, 3, 1)), (0, 500))
        self.assertIn("up to", self.range_offence.amount_text)
        self.range_offence.write({"amount_max": 0})
        self.assertIsNone(self.range_offence._get_amounts(date(2026, 3, 1)))

    def test_amounts_out_of_order_are_refused(self):
        for values in ({"amount_max": 10}, {"amount": -1}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.range_offence.write(values)

    def test_units_need_their_index(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.offence.write({"amount_kind": "index"})
