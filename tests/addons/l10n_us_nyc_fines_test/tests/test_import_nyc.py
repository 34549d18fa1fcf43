import csv
import gzip
import io
import os
import random
import unittest
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.base.tests.common import BaseCommon

NAME = "nyc_fines_20k.csv.gz"


def find_register():
    """The data lies beside the repository and is never copied into it; NYC_FINES names another place."""
    places = [Path(parent, "shared", "data", NAME) for parent in Path(__file__).resolve().parents]
    places.insert(0, Path(os.environ.get("NYC_FINES", NAME)))
    return next((place for place in places if place.is_file()), None)


REGISTER = find_register()
CUTOVER = date(2026, 5, 17)


@unittest.skipUnless(REGISTER, f"{NAME} is not beside the repository")
@tagged("post_install", "-at_install")
class TestImportNyc(BaseCommon):
    """The real register, imported once by the way of the command."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_enter_test_mode_cls()
        cls.summary = cls.env["fines.register.import"]._run_file(str(REGISTER), "nyc")
        cls.env.invalidate_all()
        cls.record = cls.env["fines.register.import"].search([("profile_id.code", "=", "nyc")], limit=1)
        with gzip.open(REGISTER, "rt") as stream:
            cls.rows = {row["summons_number"]: row for row in csv.DictReader(stream)}

    def test_every_row_is_a_fine_or_waits_in_quarantine(self):
        waiting = self.record.quarantine_ids
        self.assertEqual(self.summary["rows"], len(self.rows))
        self.assertEqual(self.summary["imported"] + self.summary["rejected"], len(self.rows))
        self.assertEqual(self.summary["imported"], len(self.record.fine_ids))
        self.assertEqual(
            {*self.record.fine_ids.mapped("number"), *waiting.mapped("summons_number")}, set(self.rows))
        self.assertEqual(Counter(waiting.mapped("reason")), {"no_date": 39, "late_date": 3, "zero_amount": 2})

    def test_the_books_say_what_the_file_says_on_the_day_of_the_cutover(self):
        sums = dict(self.env["revenue.entry"]._read_group(
            [("obligation_id", "in", self.record.fine_ids.obligation_id.ids), ("date", "<=", CUTOVER)],
            ["obligation_id"], ["amount:sum"]))
        for fine in self.record.fine_ids:
            self.assertEqual(sums[fine.obligation_id], float(self.rows[fine.number]["amount_due"]), fine.number)
        self.assertEqual(self.summary["amount_due"], 125)

    def test_history_is_in_one_opening_an_office_and_never_in_cash(self):
        entries = self.env["revenue.entry"]
        domain = [("obligation_id", "in", self.record.fine_ids.obligation_id.ids)]
        postings = entries._read_group(domain, ["posting_id"])
        kinds = {(posting.kind, posting.date) for (posting,) in postings}
        self.assertEqual(kinds, {("opening", CUTOVER)})
        self.assertEqual(len(postings), len(self.record.fine_ids.office_id))
        self.assertFalse(entries.search_count(domain + ["|", ("receipt_id", "!=", False), ("channel_id", "!=", False)]))

    def test_every_penalty_is_named_by_its_steps(self):
        self.assertEqual(self.summary["unexplained"], 0)
        steps = self.env["revenue.entry"]._read_group(
            [("obligation_id", "in", self.record.fine_ids.obligation_id.ids), ("kind", "=", "surcharge")],
            ["step", "amount"], ["__count"])
        self.assertEqual({(step, amount) for step, amount, _count in steps}, {
            ("late_30", 10), ("late_30", 25), ("late_60", 20), ("late_90", 30)})

    def test_a_hundred_rows_at_random_explain_themselves(self):
        numbers = random.Random(20260517).sample(sorted(self.record.fine_ids.mapped("number")), 100)
        fines = self.record.fine_ids.filtered(lambda fine: fine.number in numbers)
        self.assertEqual(len(fines), 100)
        for debt, fine in zip(fines.obligation_id, fines, strict=True):
            row, steps = self.rows[fine.number], debt.explanation
            with self.subTest(number=fine.number):
                self.assertEqual(sum(Decimal(step["amount"]) for step in steps), Decimal(row["amount_due"]))
                self.assertTrue(all(step["rule"] and step["kind"] for step in steps))
                for kind, column in (("charge", "fine"), ("surcharge", "penalty"), ("interest", "interest")):
                    told = sum(Decimal(step["amount"]) for step in steps if step["kind"] == kind)
                    self.assertEqual(told, Decimal(row[f"{column}_amount"]))
                self.assertEqual(str(fine.explanation_html).count("<tr"), str(debt.explanation_html).count("<tr"))
                self.assertGreaterEqual(str(debt.explanation_html).count("<tr"), len(steps))

    def test_a_second_import_changes_nothing(self):
        models = ("fines.fine", "revenue.obligation", "revenue.entry", "revenue.key", "fines.register.quarantine")
        before = [self.env[model].search_count([]) for model in models]
        again = self.env["fines.register.import"]._run_file(str(REGISTER), "nyc")
        self.assertEqual([self.env[model].search_count([]) for model in models], before)
        self.assertEqual({**again, "seconds": 0}, {**self.summary, "seconds": 0})

    def test_what_waits_is_answered_as_under_check(self):
        for number in random.Random(1).sample(self.record.quarantine_ids.mapped("summons_number"), 10):
            self.assertEqual(self.env["revenue.key"]._find("slip", number)[1], "checking")

    def test_all_checks_of_the_database_pass(self):
        wrong = [result for result in self.env["revenue.check"]._run_all() if not result["ok"]]
        self.assertFalse(wrong)

    def test_the_file_is_the_one_that_was_profiled(self):
        reader = csv.reader(io.TextIOWrapper(gzip.open(REGISTER), "utf-8"))
        self.assertEqual(len(next(reader)), 10)
