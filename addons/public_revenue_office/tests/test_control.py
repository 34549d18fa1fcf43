from odoo.tests import tagged
from odoo.tools import SQL

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestControl(OfficeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue("B1-1")
        cls.session = cls.open_session(100)
        cls.receipt = cls.pay(cls.session, "B1-1")
        cls.close(cls.session, 2095, difference_reason="change")
        cls.session.action_make_deposit()
        cls.office.with_user(cls.supervisor).action_close_day()

    def find_wrong(self, **options):
        return [row["name"] for row in self.env["revenue.control"]._control(**options)
                if row["difference"] or row["count"]]

    def break_books(self, table, assignment, record):
        """Change a row by SQL behind the back of everything; the guard of receipts is lifted for it."""
        self.env.flush_all()
        self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
        self.env.cr.execute(SQL("UPDATE %s SET %s WHERE id = %s", SQL.identifier(table), assignment, record.id))
        self.env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))
        self.env.invalidate_all()

    def test_inv_05_receipts_ledger_and_deposits_agree(self):
        self.assertFalse(self.find_wrong())
        self.assertFalse(self.find_wrong(company=self.company, day=self.office._today(), office=self.office))

    def test_inv_05_a_count_that_was_changed_is_named(self):
        self.break_books("revenue_desk_session", SQL("counted_amount = counted_amount + 1"), self.session)
        self.assertEqual(self.find_wrong(), ["Closed desks: float and cash receipts against count and difference"])

    def test_inv_05_a_receipt_moved_to_another_cashier_is_named(self):
        self.break_books("revenue_receipt", SQL("user_id = %s", self.supervisor.id), self.receipt)
        self.assertEqual(
            self.find_wrong(), ["Receipts outside the series, the office or the cashier of their session"])

    def test_inv_05_a_difference_that_is_not_what_was_booked_is_named(self):
        self.break_books(
            "revenue_desk_session", SQL("difference = -4, counted_amount = counted_amount + 1"), self.session)
        self.assertEqual(self.find_wrong(), ["Cash differences against their journal entries"])

    def test_inv_05_a_slip_of_another_amount_is_named(self):
        self.break_books("revenue_deposit", SQL("amount = amount - 1"), self.session.deposit_id)
        self.assertEqual(self.find_wrong(), ["Cash of sessions on deposit slips against the slips"])
