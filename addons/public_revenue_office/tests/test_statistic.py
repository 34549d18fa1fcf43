from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.public_revenue_collection.tests.common import TODAY

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestStatistic(OfficeCommon):
    """The summary says what the ledger says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statistics = cls.env["revenue.statistic"]
        while cls.statistics._refresh():
            pass
        cls.annulled = cls.env["revenue.close.reason"].create(
            {"name": "Annulled on review", "code": "t-annul", "effect": "annul"})
        cls.given_up = cls.env["revenue.close.reason"].create(
            {"name": "Given up", "code": "t-off", "effect": "write_off"})

    def figures(self, office=None, day=TODAY):
        """Stored figures of an office and day, as {measure: (count, amount)}."""
        rows = self.env["revenue.statistic.day"]._read_group(
            [("office_id", "=", (office or self.office).id), ("date", "=", day)],
            ["measure"], ["count:sum", "amount:sum"])
        return {measure: (count, amount) for measure, count, amount in rows}

    def test_each_kind_of_entry_has_its_figure(self):
        paid = self.issue("S1", 2000)
        self.collect(paid, 2500)
        self.issue("S2", 1000)._close(self.annulled, "7/2026")
        self.issue("S3", 700)._close(self.given_up, "8/2026")
        self.issue("S4", 300)._transfer(self.other_office, "moved", TODAY)
        self.collect(self.issue("S5", 2000, start="2026-01-20"), 4000)
        self.assertEqual(self.statistics._refresh(), 2 + 1)
        self.assertEqual(self.figures(), {
            "imposed": (5, 6000), "collected": (2, -6000), "credit_received": (1, -500), "cancelled": (1, -1000),
            "written_off": (1, -700), "transfer_out": (1, -300), "surcharged": (1, 2000)})
        self.assertEqual(self.figures(self.other_office), {"transfer_in": (1, 300)})

    def test_a_reversed_payment_is_counted_back(self):
        receipt = self.collect(self.issue("S1"))
        self.statistics._refresh()
        receipt._reverse("bounced", TODAY, "9/2026")
        self.statistics._refresh()
        self.assertEqual(self.figures()["collected"], (0, 0))

    def test_the_summary_equals_the_ledger_and_a_second_refresh_changes_nothing(self):
        for number in range(6):
            debt = self.issue(f"S{number}", 1000 + number, start="2026-01-10")
            self.collect(debt, 900 * number + 1)
        self.assertTrue(self.statistics._refresh())
        rows = self.env["revenue.statistic.day"].search([]).ids
        self.assertFalse(self.statistics._refresh())
        self.assertEqual(self.env["revenue.statistic.day"].search([]).ids, rows)
        self.assertFalse(self.statistics._find_differences())
        total = self.sum_ledger()
        self.assertEqual(sum(self.env["revenue.statistic.day"].search([]).mapped("amount")), total)
        self.assertEqual(sum(self.env["revenue.statistic.month"].search([]).mapped("amount")), total)

    def sum_ledger(self):
        return self.env["revenue.entry"]._read_group([], aggregates=["amount:sum"])[0][0]

    def test_what_was_booked_since_is_read_from_the_ledger(self):
        self.collect(self.issue("S1"))
        self.statistics._refresh()
        self.collect(self.issue("S2", 500), 500)
        domain = [("office_id", "=", self.office.id), ("date", "=", TODAY)]
        live = self.env["revenue.statistic.analysis"]._read_group(
            domain, aggregates=["imposed_count:sum", "imposed:sum", "collected:sum", "money:sum"])
        self.assertEqual(live, [(2, 2500, 2500, 2500)])
        self.assertEqual(self.figures()["imposed"], (1, 2000))
        self.statistics._refresh()
        self.assertEqual(self.figures()["imposed"], (2, 2500))

    def test_a_sealed_day_is_not_made_again(self):
        self.collect(self.issue("S1"))
        posting = self.env["revenue.posting"].search([("office_id", "=", self.office.id), ("date", "=", TODAY)])
        posting._close()
        self.assertEqual(self.statistics._refresh(), len(posting))
        self.assertTrue(all(self.env["revenue.statistic.mark"].search(
            [("posting_id", "in", posting.ids)]).mapped("sealed")))
        self.assertFalse(self.statistics._refresh())

    def test_money_for_a_debt_of_another_office_says_whose_debt_it_was(self):
        debt = self.env["revenue.obligation"]._issue([self.vals("S1", office_id=self.other_office.id)])
        self.collect(debt)
        self.statistics._refresh()
        row = self.env["revenue.statistic.day"].search(
            [("measure", "=", "collected"), ("office_id", "=", self.office.id), ("date", "=", TODAY)])
        self.assertEqual(row.debt_office_id, self.other_office)
        with self.at("2026-03-11 12:00:00"):
            debt = self.issue("S2", 1000)
            self.collect(debt, 400)
            debt._transfer(self.other_office, "moved", date(2026, 3, 11))
            self.statistics._refresh()
        row = self.env["revenue.statistic.day"].search(
            [("measure", "=", "collected"), ("date", "=", date(2026, 3, 11))])
        self.assertEqual(row.debt_office_id, self.office)

    def test_sec_42_figures_are_seen_in_the_own_offices_only_and_written_by_nobody(self):
        self.collect(self.issue("S1"))
        self.env["revenue.obligation"]._issue([self.vals("S2", office_id=self.other_office.id)])
        self.statistics._refresh()
        for model in ("revenue.statistic.day", "revenue.statistic.month", "revenue.statistic.analysis"):
            with self.subTest(model=model):
                seen = self.env[model].with_user(self.supervisor).search([])
                self.assertEqual(seen.office_id, self.office)
                self.assertIn(self.other_office, self.env[model].with_user(self.auditor).search([]).office_id)
                with self.assertRaises(AccessError):
                    self.env[model].with_user(self.cashier).search([])
        row = self.env["revenue.statistic.day"].search([], limit=1)
        for act in (lambda: row.write({"amount": 1}), row.unlink, lambda: row.create({"count": 1})):
            with self.assertRaises(UserError):
                act()
