from odoo.tests import tagged

from .test_payment_list import PaymentListCommon

ROWS = 150


@tagged("post_install", "-at_install")
class TestPaymentListMany(PaymentListCommon):
    """Rows are taken together, and each still has its own result."""

    def make_rows(self, letter):
        self.env["revenue.obligation"]._issue([self.vals(f"{letter}{number}", 100) for number in range(ROWS)])
        return [(f"{letter}{number}", "2026-03-05", 100) for number in range(ROWS)]

    def test_a_row_that_is_refused_takes_no_other_with_it(self):
        rows = self.make_rows("R")
        record = self.enter(self.make_list("P-1", ROWS, ROWS * 100), *rows)
        record.action_check()
        self.collect(external_id=f"list:{record.id}/77", amount=1, channel=self.post)
        record.action_post()
        self.run_job()
        refused = record.row_ids.filtered(lambda row: row.state == "refused")
        self.assertEqual(refused.mapped("number"), [77])
        self.assertIn("already recorded with other content", refused.problem)
        self.assertEqual((record.posted_count, record.amount), (ROWS - 1, (ROWS - 1) * 100))
        numbers = record.row_ids.sorted("number").receipt_id.mapped("number")
        self.assertEqual(numbers, list(range(1, ROWS)))
        self.assertEqual(self.office.list_series_id.number_last, ROWS - 1)
        self.assert_books_agree()

    def test_rows_taken_together_need_fewer_statements_than_there_are_rows(self):
        self.post_list(*self.make_rows("W"), reference="P-1")    # what is read once is read
        record = self.enter(self.make_list("P-2", ROWS, ROWS * 100), *self.make_rows("S"))
        record.action_check()
        record.action_post()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.run_job()
        self.assertLess(self.env.cr.sql_log_count - before, ROWS)
        self.assertEqual(record.state, "posted")

    def test_a_debt_paid_by_several_rows_takes_the_first_and_keeps_the_others(self):
        debt = self.issue("B1-1", 2000)
        record = self.post_list(*[("B1-1", "2026-03-05", 2000)] * 3, ("B1-9", "2026-03-05", 70))
        self.assertEqual((debt.state, debt.balance, len(debt.receipt_ids)), ("closed", 0, 1))
        credits = self.env["revenue.credit"].search([("receipt_id", "in", record.row_ids.receipt_id.ids)])
        self.assertEqual(sorted(credits.mapped(lambda credit: (credit.reason, credit.balance))), [
            ("paid_twice", 2000), ("paid_twice", 2000), ("unknown", 70)])
        self.assertEqual(record.row_ids.sorted("number").mapped("has_credit"), [False, True, True, True])
        self.assert_books_agree()
