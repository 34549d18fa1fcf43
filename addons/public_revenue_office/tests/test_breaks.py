import base64
from contextlib import contextmanager
from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.public_revenue.sheet import read_book
from odoo.addons.public_revenue_collection.tests.common import TODAY

from .common import OfficeCommon

CHANNELS = ("desk", "list", "bank")


@tagged("post_install", "-at_install")
class TestBreaks(OfficeCommon):
    """One day with money at a desk, by a list of the post office and by the bank, closed and posted. Then somebody who
    may do everything in the database falsifies one row, and the control report says which, and nothing else.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post_channel = cls.make_channel(cls.company, kind="post")
        cls.session = cls.open_session(100)
        cls.receipts = {}
        for name in CHANNELS:
            cls.take(name, f"{name}-0")
            cls.receipts[name] = cls.take(name, f"{name}-1")
            cls.take(name, f"{name}-2")
        cls.close(cls.session, 6095, difference_reason="change")
        cls.session.action_make_deposit()
        cls.office.with_user(cls.supervisor).action_close_day()

    @classmethod
    def take(cls, name, key):
        debt = cls.issue(key)
        if name == "desk":
            return cls.pay(cls.session, key)
        channel, method = (cls.post_channel, "list") if name == "list" else (cls.bank_channel, "transfer")
        series = cls.env["revenue.series"].search([("code", "=", f"{name}/")]) or cls.make_series(
            cls.office, f"{name}/")
        return cls.collect(debt, channel=channel, method=method, series=series)

    def seed(self, query, *tables):
        """Run SQL with the triggers of tables switched off."""
        self.env.flush_all()
        for table in tables:
            self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
        self.env.cr.execute(query)
        for table in tables:
            self.env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))
        self.env.invalidate_all()

    def find(self, **options):
        return self.env["revenue.control"]._find_breaks(**options)

    def assert_named(self, kind, record, receipt, found=None, day=TODAY, **options):
        """Exactly one break, of this class and record, on the day, in the office and at the channel of the receipt."""
        desk = f"Desk 1, {self.cashier.name}"
        breaks = found or self.find(**options)
        self.assertEqual(
            [(row["class"], row["model"], row["id"], row["day"], row["office_id"], row["channel_id"], row["desk"])
             for row in breaks],
            [(kind, record._name, record.id, day, self.office.id, receipt.channel_id.id,
              desk if receipt.session_id else "")], breaks)
        return breaks[0]

    @contextmanager
    def books(self, name):
        """The untouched books; what is done to them is undone. Gives the receipt of a channel and its entry."""
        receipt = self.receipts[name]
        with self.subTest(channel=name):
            self.env.cr.execute("SAVEPOINT untouched")
            try:
                yield receipt, receipt.entry_ids
            finally:
                self.env.cr.execute("ROLLBACK TO SAVEPOINT untouched")
                self.env.invalidate_all()

    def test_inv_05_untouched_books_have_no_break(self):
        self.assertFalse(self.find())
        self.assertFalse(self.find(company=self.company, day=TODAY, office=self.office))
        self.assert_books_agree()

    def test_inv_05_a_missing_entry_is_named(self):
        for name in CHANNELS:
            with self.books(name) as (receipt, entry):
                self.seed(SQL("DELETE FROM revenue_entry WHERE id = %s", entry.id), "revenue_entry")
                found = self.assert_named("missing", receipt, receipt)
                self.assertEqual((found["expected"], found["found"]), (2000, 0))
                self.assert_named("missing", receipt, receipt, company=self.company, day=TODAY, office=self.office)

    def test_inv_05_a_missing_receipt_is_named_by_its_number(self):
        for name in CHANNELS:
            with self.books(name) as (receipt, entry):
                number, series = receipt.display_name, receipt.series_id
                beside = receipt.search([("series_id", "=", series.id), ("id", "!=", receipt.id)], limit=1)
                self.env.cr.execute(SQL("DELETE FROM revenue_receipt_payer WHERE receipt_id = %s", receipt.id))
                self.seed(SQL("DELETE FROM revenue_entry WHERE id = %s", entry.id), "revenue_entry")
                self.seed(SQL("DELETE FROM revenue_receipt WHERE id = %s", receipt.id), "revenue_receipt")
                found = self.assert_named("missing", series, beside)
                self.assertEqual((found["name"], found["expected"], found["found"]), (number, 2000, 0))

    def test_inv_05_a_payment_booked_twice_is_named(self):
        columns = SQL("obligation_id, credit_id, kind, amount, currency_id, company_id, office_id, concept_id,"
                      " posting_id, receipt_id, channel_id, date, value_date, recorded_at, user_id, cause, step,"
                      " digest")
        for name in CHANNELS:
            with self.books(name) as (receipt, entry):
                self.seed(SQL(
                    "INSERT INTO revenue_entry (%(columns)s) SELECT %(columns)s FROM revenue_entry WHERE id = %(id)s",
                    columns=columns, id=entry.id), "revenue_entry")
                copy = self.env["revenue.entry"].search([], limit=1)
                found = self.assert_named("double", copy, receipt)
                self.assertEqual((found["expected"], found["found"]), (2000, 4000))

    def test_inv_05_a_receipt_written_twice_is_named(self):
        columns = SQL(", ".join((
            "series_id", "company_id", "office_id", "channel_id", "currency_id", "amount", "method", "paid_on", "date",
            "recorded_at", "user_id", "payload_hash", "conditions", "digest", "session_id")))
        for name in CHANNELS:
            with self.books(name) as (receipt, _entry):
                self.seed(SQL(
                    """INSERT INTO revenue_receipt (%(columns)s, number, external_id)
                       SELECT %(columns)s, 77, 'again' FROM revenue_receipt WHERE id = %(id)s""",
                    columns=columns, id=receipt.id), "revenue_receipt")
                self.assert_named("double", self.env["revenue.receipt"].search([("number", "=", 77)]), receipt)

    def test_inv_05_an_amount_that_is_one_more_or_less_is_named(self):
        for change in (1, -1):
            for name in CHANNELS:
                with self.books(name) as (receipt, entry):
                    self.seed(SQL("UPDATE revenue_entry SET amount = amount + %s WHERE id = %s", change, entry.id),
                              "revenue_entry")
                    found = self.assert_named("amount", entry, receipt)
                    self.assertEqual((found["expected"], found["found"]), (2000, 2000 - change))

    def test_inv_05_a_receipt_of_another_amount_is_named(self):
        for name in CHANNELS:
            with self.books(name) as (receipt, _entry):
                self.seed(SQL("UPDATE revenue_receipt SET amount = amount - 1 WHERE id = %s", receipt.id),
                          "revenue_receipt")
                found = self.assert_named("amount", receipt, receipt)
                self.assertEqual((found["expected"], found["found"]), (2000, 1999))

    def test_inv_05_an_entry_on_another_day_is_named(self):
        for name in CHANNELS:
            with self.books(name) as (receipt, entry):
                self.seed(SQL("UPDATE revenue_entry SET date = date - 1 WHERE id = %s", entry.id), "revenue_entry")
                self.assert_named("date", entry, receipt)
                self.assert_named("date", entry, receipt, self.find(day=date(2026, 3, 9)))

    def test_inv_05_a_receipt_on_another_day_is_named(self):
        for name in CHANNELS:
            with self.books(name) as (receipt, _entry):
                self.seed(SQL("UPDATE revenue_receipt SET date = date - 1 WHERE id = %s", receipt.id),
                          "revenue_receipt")
                self.assert_named("date", receipt, receipt)

    def test_inv_05_an_entry_in_another_municipality_is_named(self):
        for name in CHANNELS:
            with self.books(name) as (receipt, entry):
                self.seed(SQL("UPDATE revenue_entry SET office_id = %s WHERE id = %s", self.other_office.id, entry.id),
                          "revenue_entry")
                found = self.assert_named("place", entry, receipt)
                self.assertIn("test-O2", found["words"])
                self.assert_named("place", entry, receipt, office=self.other_office)

    def test_inv_05_a_receipt_in_another_municipality_is_named(self):
        for name in CHANNELS:
            with self.books(name) as (receipt, _entry):
                self.seed(SQL("UPDATE revenue_receipt SET office_id = %s WHERE id = %s", self.other_office.id,
                              receipt.id), "revenue_receipt")
                self.assert_named("place", receipt, receipt)

    def test_inv_05_a_break_is_named_where_several_are_at_once(self):
        desk, post = self.receipts["desk"], self.receipts["list"]
        self.seed(SQL("DELETE FROM revenue_entry WHERE id = %s", desk.entry_ids.id), "revenue_entry")
        self.seed(SQL("UPDATE revenue_entry SET amount = amount + 1 WHERE id = %s", post.entry_ids.id), "revenue_entry")
        self.seed(SQL("UPDATE revenue_deposit SET amount = amount - 1 WHERE id = %s", self.session.deposit_id.id))
        self.assertEqual(
            [(row["class"], row["model"], row["id"]) for row in self.find()],
            [("missing", "revenue.receipt", desk.id), ("amount", "revenue.deposit", self.session.deposit_id.id),
             ("amount", "revenue.entry", post.entry_ids.id)])

    def assert_found(self, *expected):
        self.assertEqual([(row["class"], row["model"], row["id"]) for row in self.find()], list(expected))

    def test_inv_05_what_a_desk_counted_and_keeps_is_compared(self):
        session = self.session
        self.seed(SQL("UPDATE revenue_desk_session SET counted_amount = counted_amount + 1 WHERE id = %s", session.id))
        self.assert_found(("amount", "revenue.desk.session", session.id))
        self.seed(SQL(
            """UPDATE revenue_desk_session SET counted_amount = counted_amount - 1, deposit_amount = deposit_amount - 1
                WHERE id = %s""", session.id))
        self.assert_found(("amount", "revenue.desk.session", session.id))

    def test_inv_05_a_receipt_given_to_another_cashier_is_a_stray(self):
        receipt = self.receipts["desk"]
        self.seed(SQL("UPDATE revenue_receipt SET user_id = %s WHERE id = %s", self.supervisor.id, receipt.id),
                  "revenue_receipt")
        self.assert_found(("stray", "revenue.receipt", receipt.id))

    def test_inv_05_a_payment_without_receipt_is_a_stray(self):
        entry = self.receipts["bank"].entry_ids
        self.seed(SQL("UPDATE revenue_entry SET receipt_id = NULL WHERE id = %s", entry.id), "revenue_entry")
        self.assertIn(("stray", "revenue.entry", entry.id),
                      [(row["class"], row["model"], row["id"]) for row in self.find()])

    def test_inv_05_debts_credits_charges_and_journal_entries_are_compared(self):
        debt = self.receipts["bank"].obligation_ids
        charge = self.env["revenue.entry"].search([("obligation_id", "=", debt.id), ("kind", "=", "charge")])
        fresh = self.issue("of a day that is not posted yet")
        cases = [
            (SQL("DELETE FROM revenue_entry WHERE obligation_id = %s", fresh.id), ("missing", fresh)),
            (SQL("UPDATE revenue_obligation SET balance = 1 WHERE id = %s", debt.id), ("amount", debt)),
            (SQL("UPDATE revenue_entry SET amount = amount - 1 WHERE id = %s", charge.id), ("amount", charge)),
            (SQL("DELETE FROM revenue_entry WHERE id = %s", charge.id), ("missing", debt)),
            (SQL("""UPDATE account_move_line SET balance = balance + 1 WHERE move_id = %s AND account_id = %s""",
                 charge.posting_id.move_id.id, self.env["revenue.account"].search(
                     [("role", "=", "receivable"), ("company_id", "=", self.company.id)], limit=1).account_id.id),
             ("amount", charge.posting_id.move_id)),
        ]
        for query, (kind, record) in cases:
            with self.subTest(kind=kind, record=record), self.books("bank"):
                self.seed(query, "revenue_entry")
                self.assert_found((kind, record._name, record.id))

    def test_the_check_of_the_database_names_the_rows(self):
        receipt = self.receipts["desk"]
        self.seed(SQL("UPDATE revenue_receipt SET amount = amount - 1 WHERE id = %s", receipt.id), "revenue_receipt")
        [check] = [row for row in self.env["revenue.check"]._run_all() if row["name"] == "Wrong rows of the books"]
        self.assertFalse(check["ok"])
        self.assertIn(receipt.display_name, check["detail"])

    def test_the_report_on_the_screen_opens_the_wrong_row_and_goes_into_a_spreadsheet(self):
        run = self.env["revenue.control.run"].with_user(self.auditor).create({})
        self.assertTrue(run.is_zero)
        receipt = self.receipts["desk"]
        self.seed(SQL("UPDATE revenue_receipt SET amount = amount - 1 WHERE id = %s", receipt.id), "revenue_receipt")
        run.action_run()
        self.assertFalse(run.is_zero)
        self.assertEqual(run.break_ids.action_open_record()["res_id"], receipt.id)
        run.action_export()
        self.assertIn("Control Report", self.env["revenue.person.lookup"].search([], limit=1).text)
        sheets = read_book(base64.b64decode(run.file))
        self.assertEqual(sheets["Wrong rows"][1][:3], ["Other amount", "Receipt", receipt.display_name])
