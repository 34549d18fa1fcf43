import base64
import io
from datetime import date
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.sheet import write_book

from .. import payment_file
from ..models import revenue_payment_list_post
from .common import OfficeCommon

HEADING = list(payment_file.COLUMNS.values())


class PaymentListCommon(OfficeCommon):
    """The post office hands in lists; the clerk enters them, the supervisor decides about what differs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("o-clerk", "clerk", cls.office)
        cls.post = cls.make_channel(cls.company, kind="post")
        cls.post_office = cls.env["res.partner"].create({"name": "Post Office 7"})
        cls.office.list_series_id = cls.make_series(cls.office, "L/")
        cls.startClassPatcher(patch.object(cls.registry["ir.cron"], "_commit_progress", return_value=600))

    @classmethod
    def make_list(cls, reference="P-1", count=0, amount=0, **values):
        return cls.env["revenue.payment.list"].with_user(cls.clerk).create({
            "channel_id": cls.post.id, "partner_id": cls.post_office.id, "reference": reference,
            "control_count": count, "control_amount": amount, **values})

    @classmethod
    def make_file(cls, *rows, heading=None):
        return base64.b64encode(write_book({payment_file.SHEET: [heading or HEADING, *rows]}))

    @classmethod
    def read_rows(cls, record, *rows, heading=None):
        record.write({"file": cls.make_file(*rows, heading=heading), "file_name": "list.xlsx"})
        record.action_read()
        return record

    @classmethod
    def enter(cls, record, *rows):
        """Rows keyed by hand: (number, day, amount, identity)."""
        record.row_ids = [(0, 0, dict(zip(("key", "paid_on", "amount", "identity"), row, strict=False)))
                          for row in rows]
        return record

    @classmethod
    def run_job(cls):
        cls.env.flush_all()
        cls.env["revenue.payment.list"]._cron_post()
        cls.env.invalidate_all()

    @classmethod
    def post_list(cls, *rows, reference="P-1", **values):
        record = cls.make_list(reference, len(rows), sum(row[2] for row in rows), **values)
        cls.enter(record, *rows)
        record.action_check()
        record.action_post()
        cls.run_job()
        return record

    def states(self, record):
        return [(row.key, row.state) for row in record.row_ids.sorted("number")]


@tagged("post_install", "-at_install")
class TestPaymentList(PaymentListCommon):

    def test_a_payment_of_day_10_that_comes_on_day_41_pays_the_amount_of_day_10(self):
        debt = self.issue("B1-1", start="2026-01-20")
        record = self.post_list(("B1-1", "2026-01-30", 2000))
        self.assertEqual((record.state, record.amount, record.posted_on), ("posted", 2000, date(2026, 3, 10)))
        self.assertEqual((debt.state, debt.balance), ("closed", 0))
        self.assertRecordValues(record.row_ids.receipt_id, [{
            "paid_on": date(2026, 1, 30), "method": "list", "series_id": self.office.list_series_id.id,
            "channel_id": self.post.id, "user_id": self.clerk.id, "office_id": self.office.id}])
        late = self.issue("B1-2", start="2026-01-20")
        self.post_list(("B1-2", "2026-03-01", 2000), reference="P-2")
        self.assertEqual((late.balance, late.amount_today), (2000, 2000))
        self.assert_books_agree()

    def test_inv_03_every_amount_of_a_list_has_a_home(self):
        self.issue("B1-1", 2000)
        self.issue("B1-2", 500)
        self.issue("B1-3", 700, origin_key="x1", keys=[("slip", "", "B1-3"), ("identity", "", "1")])
        self.issue("B1-3", 700, origin_key="x2", keys=[("slip", "", "B1-3"), ("identity", "", "2")])
        record = self.post_list(
            ("B1-1", "2026-03-05", 2000), ("B1-1", "2026-03-05", 2000), ("B1-2", "2026-03-05", 800),
            ("UNKNOWN", "2026-03-05", 90), ("B1-3", "2026-03-05", 700))
        self.assertEqual((record.refused_count, record.posted_amount), (1, 4890))
        record.with_user(self.supervisor).action_keep()
        self.run_job()
        self.assertEqual((record.refused_count, record.amount), (0, 5590))
        held = self.env["revenue.credit"].search([("receipt_id", "in", record.row_ids.receipt_id.ids)])
        self.assertEqual(sorted(held.mapped(lambda credit: (credit.reason, credit.balance))), [
            ("overpaid", 300), ("paid_twice", 2000), ("unknown", 90), ("unknown", 700)])
        self.assertEqual(sum(record.row_ids.receipt_id.mapped("amount")), record.control_amount)
        self.assertEqual(record.credit_count, 4)
        self.assert_books_agree()

    def test_money_for_a_slip_not_yet_keyed_waits_for_it(self):
        self.post_list(("B7-7", "2026-03-05", 2000), reference="P-1")
        debt = self.issue("B7-7", start="2026-03-01")
        self.assertEqual((debt.state, debt.balance), ("closed", 0))

    def test_a_refused_row_is_corrected_and_tried_again(self):
        for number in ("1", "2"):
            self.issue("N1", 700, origin_key=f"x{number}", keys=[("slip", "", "N1"), ("identity", "", number)])
        record = self.post_list(("N1", "2026-03-05", 700), ("N1", "2026-03-05", 700, "9"))
        self.assertEqual(record.row_ids.sorted("number").mapped("problem"), [
            "Several debts have this number: add the identity number.",
            "The debt with this number is another person's."])
        for row, identity in zip(record.row_ids.sorted("number"), ("1", "2"), strict=True):
            row.identity = identity
        record.action_retry()
        self.run_job()
        self.assertEqual((record.state, record.refused_count, record.amount), ("posted", 0, 1400))
        self.assertFalse(record.credit_count)

    def test_ux_46_totals_that_differ_block_posting_until_a_supervisor_gives_the_reason(self):
        self.issue("B1-1")
        record = self.enter(self.make_list(count=2, amount=2100), ("B1-1", "2026-03-05", 2000))
        record.action_check()
        with self.assertRaisesRegex(UserError, "1 rows and .*2,000.*2 rows and .*2,100"):
            record.action_post()
        with self.assertRaises(AccessError):
            record.action_accept()
        with self.assertRaisesRegex(UserError, "Write down why"):
            record.with_user(self.supervisor).action_accept()
        record.with_user(self.supervisor).difference_reason = "One slip is missing"
        record.with_user(self.supervisor).action_accept()
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            record.difference_reason = "Another reason"
        record.action_post()
        self.run_job()
        self.assertRecordValues(record, [
            {"state": "posted", "amount": 2000, "accepted_by_id": self.supervisor.id, "started_by_id": self.clerk.id}])

    def test_ux_46_a_refused_row_that_is_corrected_does_not_raise_the_total_without_a_supervisor(self):
        for number in ("1", "2"):
            self.issue("N1", 700, origin_key=f"x{number}", keys=[("slip", "", "N1"), ("identity", "", number)])
        record = self.post_list(("N1", "2026-03-05", 700))
        record.row_ids.write({"identity": "1", "amount": 7000})
        with self.assertRaisesRegex(UserError, "1 rows and .*7,000.*1 rows and .*700"):
            record.action_retry()
        record.with_user(self.supervisor).difference_reason = "The post office corrected its list"
        record.with_user(self.supervisor).action_accept()
        record.row_ids.amount = 7001
        self.assertFalse(record.accepted_at)
        with self.assertRaisesRegex(UserError, "supervisor accepts"):
            record.action_retry()
        record.row_ids.amount = 700
        record.action_retry()
        self.run_job()
        self.assertRecordValues(record, [{"state": "posted", "amount": 700, "refused_count": 0}])

    def test_an_accepted_difference_falls_with_a_correction(self):
        record = self.enter(self.make_list(count=2, amount=2100, difference_reason="?"), ("B1-1", "2026-03-05", 2000))
        record.action_check()
        record.with_user(self.supervisor).action_accept()
        record.action_back()
        record.control_count = 5
        record.action_check()
        with self.assertRaisesRegex(UserError, "supervisor accepts"):
            record.action_post()

    def test_ux_49_rows_with_errors_are_listed_downloaded_corrected_and_never_doubled(self):
        record = self.read_rows(
            self.make_list(count=3, amount=2700), ["B1-1", "", "05/03/2026", 2000, "Ana"],
            ["B1-2", "", "31/02/2026", 500, ""], ["", "", "2026-03-11", "2oo", "Eva"])
        self.assertEqual(self.states(record), [("B1-1", "new"), ("B1-2", "refused"), (False, "refused")])
        self.assertEqual(record.row_ids.sorted("number").mapped("problem")[1:], [
            "Pagado el: 31/02/2026 cannot be read.", "Importe: 2oo cannot be read. The number is missing."])
        rows = [[cell.value for cell in row] for row in load_workbook(
            io.BytesIO(base64.b64decode(record.error_file))).active.iter_rows()]
        self.assertEqual([row[0] for row in rows], ["Fila", 3, 4])
        self.assertEqual(rows[1][3], "31/02/2026")
        self.assertIn("Error", rows[0])
        rows[1][3], rows[2][1], rows[2][4], rows[2][3] = "28/02/2026", "B1-3", 200, "2026-03-09"
        self.read_rows(record, *rows[1:], heading=rows[0])
        self.assertEqual(self.states(record), [("B1-1", "new"), ("B1-2", "new"), ("B1-3", "new")])
        self.read_rows(record, *rows[1:], heading=rows[0])
        self.assertEqual((record.row_count, record.row_amount, record.differs), (3, 2700, False))

    def test_a_text_with_separators_is_read_like_a_spreadsheet(self):
        text = "Pagado el;Importe;Número;Pagador\n05/03/2026;1.234,50;B-1;José Núñez\n"
        for encoding in ("utf-8-sig", "cp1252"):
            with self.subTest(encoding=encoding):
                record = self.make_list(encoding, file=base64.b64encode(text.encode(encoding)), file_name="list.csv")
                record.action_read()
                self.assertRecordValues(record.row_ids, [
                    {"key": "B-1", "amount": 1234.5, "paid_on": date(2026, 3, 5), "payer_name": "José Núñez"}])

    def test_inv_05_the_money_of_a_list_is_in_no_desk(self):
        for channel in (self.channel, self.bank_channel):
            with self.subTest(kind=channel.kind), self.assertRaisesRegex(ValidationError, "takes no payment lists"):
                self.make_list(channel_id=channel.id)

    def test_ux_53_a_debt_whose_law_cannot_be_applied_refuses_its_row_and_no_other(self):
        bad, _good = self.issue("B1-1"), self.issue("B1-2")
        take = type(self.env["revenue.collector"])._take

        def fail(collector, case, *args):
            if case.id == bad.id:
                raise rules.UnknownIndex("index TM has no value on 2026-03-05")
            return take(collector, case, *args)

        with patch.object(self.registry["revenue.collector"], "_take", fail):
            record = self.post_list(("B1-1", "2026-03-05", 2000), ("B1-2", "2026-03-05", 2000))
        self.assertEqual(self.states(record), [("B1-1", "refused"), ("B1-2", "posted")])
        self.assertIn("index TM", record.row_ids.sorted("number")[:1].problem)

    def test_what_is_no_list_is_refused_in_words(self):
        record = self.make_list()
        with self.assertRaisesRegex(UserError, "Choose the file"):
            record.action_read()
        for content, words in ((b"PK no spreadsheet", "cannot be read"), (b"a;b\n1;2\n", "has no column Número")):
            record.file = base64.b64encode(content)
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                record.action_read()
        with self.assertRaisesRegex(UserError, "has no rows"):
            record.action_check()

    def test_the_template_says_what_is_read(self):
        record = self.make_list()
        record.file = record.template_file
        record.action_read()
        self.assertRecordValues(record.row_ids, [{"key": "A 12401", "amount": 200, "state": "new"}])

    def test_the_same_list_is_not_handed_in_twice(self):
        content = self.make_file(["B1-1", "", "05/03/2026", 2000, ""])
        first = self.make_list("P-1", file=content)
        with self.assertRaisesRegex(UserError, f"already been handed in: {first.number}, P-1"):
            self.make_list("P-2", file=content)
        with self.assertRaisesRegex(UserError, "already been handed in"):
            self.make_list("P-1")
        first.action_read()
        first.file = self.make_file(["B1-2", "", "05/03/2026", 2000, ""])
        with self.assertRaisesRegex(UserError, "already been handed in"):
            self.make_list("P-2", file=content)
        first.action_cancel()
        self.assertEqual(self.make_list("P-1", file=content).state, "draft")

    def test_a_row_repeated_in_a_list_is_shown(self):
        record = self.enter(
            self.make_list(count=3, amount=6000), ("B 1-1", "2026-03-05", 2000), ("B1-2", "2026-03-05", 2000),
            ("b11", "2026-03-05", 2000))
        record.action_check()
        self.assertEqual(record.row_ids.sorted("number").mapped("repeat_of"), [0, 0, 1])
        self.assertEqual(record.repeated_count, 1)

    def test_a_list_needs_its_series_and_no_desk_writes_in_it(self):
        series = self.office.list_series_id
        with self.assertRaises(ValidationError) as desk_refused:
            self.desk.series_id = series
        self.assertIn("is for the payment lists", str(desk_refused.exception))
        with self.assertRaises(ValidationError) as office_refused:
            self.office.list_series_id = self.series
        self.assertIn("is for the payment lists", str(office_refused.exception))
        self.office.list_series_id = False
        record = self.enter(self.make_list(count=1, amount=2000), ("B1-1", "2026-03-05", 2000))
        record.action_check()
        with self.assertRaisesRegex(UserError, "Choose the receipt series"):
            record.action_post()

    def test_what_is_checked_does_not_change_and_nothing_is_written_by_hand(self):
        record = self.post_list(("B1-1", "2026-03-05", 2000))
        for target, values in (
            (record, {"control_amount": 1}), (record, {"state": "draft"}), (record, {"amount": 1}),
            (record.row_ids, {"amount": 1}), (record.row_ids, {"state": "new"}),
            (record.row_ids, {"receipt_id": False}),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "change"):
                target.write(values)
        with self.assertRaisesRegex(UserError, "no longer being entered"):
            self.enter(record, ("B1-2", "2026-03-05", 1))
        with self.assertRaisesRegex(UserError, "no longer being entered"):
            record.row_ids.unlink()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            record.sudo().unlink()
        with self.assertRaisesRegex(UserError, "cannot go from"):
            record.action_cancel()

    def test_sec_42_a_list_is_seen_in_its_office_only(self):
        record = self.post_list(("B1-1", "2026-03-05", 2000))
        far = self.make_user("o-far-clerk", "clerk", self.other_office)
        for model in ("revenue.payment.list", "revenue.payment.list.row"):
            self.assertFalse(self.env[model].with_user(far).search([]))
            self.assertTrue(self.env[model].with_user(self.auditor).search([]))
        with self.assertRaises(AccessError):
            record.with_user(far).action_retry()
        with self.assertRaises(AccessError):
            record.with_user(self.auditor).action_pause()

    def test_inv_05_a_row_that_says_another_amount_than_its_receipt_is_named(self):
        record = self.post_list(("B1-1", "2026-03-05", 2000))
        self.assert_books_agree()
        self.env.flush_all()
        self.env.cr.execute("UPDATE revenue_payment_list_row SET amount = amount + 1 WHERE list_id = %s", (record.id,))
        wrong = [row["name"] for row in self.env["revenue.control"]._control() if row["difference"] or row["count"]]
        self.assertEqual(wrong, ["Rows of payment lists against their receipts"])
        self.env.cr.execute("UPDATE revenue_payment_list SET amount = amount + 1 WHERE id = %s", (record.id,))
        wrong = [row["name"] for row in self.env["revenue.control"]._control() if row["difference"] or row["count"]]
        self.assertIn("Posted payment lists: total against receipts", wrong)


@tagged("post_install", "-at_install")
class TestPaymentListJob(PaymentListCommon):
    """600 rows, of which 10 fail: their number belongs to two debts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["revenue.obligation"]._issue([
            cls.vals(f"F{number}", 100) for number in range(590)] + [
            cls.vals(f"T{number}", 100, origin_key=f"{side}{number}", keys=[("slip", "", f"T{number}")])
            for number in range(10) for side in ("left", "right")])
        numbers = [f"F{number}" for number in range(590)]
        for number in range(10):
            numbers.insert(number * 50, f"T{number}")
        cls.record = cls.read_rows(cls.make_list(count=600, amount=60000), *(
            [number, "", "05/03/2026", 100, ""] for number in numbers))
        cls.record.action_check()
        cls.startClassPatcher(patch.object(revenue_payment_list_post, "CHUNK", 100))

    def pause(self, *_args, **_kwargs):
        """What somebody else does while the job works."""
        self.record.action_pause()
        self.env.flush_all()
        return 600

    def test_ux_53_a_long_list_is_posted_in_the_background_and_each_row_has_its_result(self):
        self.record.action_post()
        with patch.object(self.registry["ir.cron"], "_commit_progress", return_value=0) as told:
            self.run_job()
        self.assertEqual((self.record.state, round(self.record.progress)), ("posting", 17))
        self.assertEqual(told.call_args.kwargs["remaining"], 500)
        with patch.object(self.registry["ir.cron"], "_commit_progress", side_effect=self.pause):
            self.run_job()
        self.assertEqual((self.record.state, self.record.posted_count + self.record.refused_count), ("paused", 200))
        self.run_job()
        self.assertEqual(self.record.posted_count + self.record.refused_count, 200)
        self.record.action_resume()
        self.run_job()
        self.run_job()
        self.assertRecordValues(self.record, [
            {"state": "posted", "posted_count": 590, "refused_count": 10, "amount": 59000, "progress": 100}])
        self.assertEqual(set(self.record.row_ids.filtered(lambda row: row.state == "refused").mapped("problem")),
                         {"Several debts have this number: add the identity number."})
        self.assertEqual(self.office.list_series_id.number_last, 590)
        self.assert_books_agree()

    def test_what_is_left_out_stays_as_exceptions(self):
        self.record.action_post()
        with patch.object(self.registry["ir.cron"], "_commit_progress", return_value=0):
            self.run_job()
        self.record.action_pause()
        with self.assertRaises(AccessError):
            self.record.action_leave_rest()
        self.record.with_user(self.supervisor).action_leave_rest()
        self.assertEqual((self.record.state, self.record.refused_count, self.record.amount), ("posted", 502, 9800))
        self.record.action_retry()
        self.run_job()
        self.assertEqual((self.record.refused_count, self.record.amount), (10, 59000))
