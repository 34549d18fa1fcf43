import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.public_revenue.paper import render
from odoo.addons.public_revenue.sheet import read_book
from odoo.addons.public_revenue_collection.tests.common import TODAY

from .common import OfficeCommon

SUMS = ("imposed_count", "imposed", "money", "cancelled", "pending")


@tagged("post_install", "-at_install")
class TestStatisticRun(OfficeCommon):
    """The same report at each node of the tree, down to one receipt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nation = cls.make_office("N")
        cls.province = cls.make_office("P")
        cls.province.parent_id = cls.nation
        (cls.office | cls.other_office).parent_id = cls.province
        cls.director = cls.make_user("o-director", "supervisor", cls.nation)
        cls.paid = cls.collect(cls.issue("R1", 2000))
        cls.collect(cls.issue("R2", 500), 700)
        cls.env["revenue.obligation"]._issue([cls.vals("R3", 900, office_id=cls.other_office.id)])
        cls.env["revenue.statistic"]._refresh()

    def open_run(self, user=None, **values):
        return self.env["revenue.statistic.run"].with_user(user or self.director).create({
            "date_from": date(2026, 3, 1), "date_to": TODAY, **values})

    def follow(self, action):
        return self.env[action["res_model"]].with_user(self.director).browse(action["res_id"])

    def totals(self, run):
        return [sum(run.line_ids.mapped(name)) for name in SUMS]

    def down(self, run, office):
        return self.follow(run.line_ids.filtered(lambda line: line.office_id == office).action_down())

    def test_ux_54_from_the_nation_to_a_receipt_every_sum_agrees(self):
        nation = self.open_run(office_id=self.nation.id)
        self.assertEqual(self.totals(nation), [3, 3400, 2700, 0, 900])
        province = self.down(nation, self.province)
        line = nation.line_ids.filtered(lambda line: line.office_id == self.province)
        self.assertEqual(self.totals(province), [line[name] for name in SUMS])
        days = self.down(province, self.office)
        line = province.line_ids.filtered(lambda line: line.office_id == self.office)
        self.assertEqual(days.dimension, "day")
        self.assertEqual(sum(days.line_ids.mapped("money")), line.money)
        action = days.line_ids.action_down()
        receipts = self.env[action["res_model"]].with_user(self.director).search(action["domain"])
        self.assertEqual(sum(receipts.mapped("amount")), line.money)
        self.assertIn(self.paid, receipts)

    def test_each_way_to_tell_figures_apart_gives_the_same_total(self):
        whole = self.open_run(office_id=self.nation.id)
        for dimension in ("territory", "agency", "norm", "channel", "concept", "day", "month"):
            run = self.open_run(office_id=self.nation.id, dimension=dimension)
            with self.subTest(dimension=dimension):
                self.assertEqual(self.totals(run)[:4], self.totals(whole)[:4])

    def test_whole_months_come_from_the_months_and_say_the_same(self):
        whole = self.open_run(office_id=self.nation.id, date_to=date(2026, 3, 31))
        self.assertEqual(self.totals(whole), self.totals(self.open_run(office_id=self.nation.id)))

    def test_what_is_owed_at_the_end_follows_the_day_asked_for(self):
        with self.at("2026-04-20 12:00:00"):
            self.issue("R9", 100, start="2026-04-02")
            self.assertEqual(self.open_run(office_id=self.nation.id).line_ids.mapped("pending"), [900])
            later = self.open_run(office_id=self.nation.id, date_to=date(2026, 4, 20))
            self.assertEqual(sum(later.line_ids.mapped("pending")), 1000)

    def test_sec_42_a_report_of_other_offices_is_refused(self):
        with self.assertRaises(AccessError):
            self.open_run(self.supervisor, office_id=self.nation.id)
        self.assertEqual(self.open_run(self.supervisor).line_ids.office_id, self.office)
        with self.assertRaises(AccessError):
            self.open_run(self.cashier)

    def test_the_menu_opens_the_top_of_what_one_sees(self):
        run = self.follow(self.env["revenue.statistic.run"].with_user(self.director).action_open())
        self.assertEqual(run.office_id, self.nation)

    def test_the_spreadsheet_and_the_paper_say_what_the_screen_says(self):
        run = self.open_run(office_id=self.nation.id)
        [rows] = read_book(base64.b64decode(run.sheet_file)).values()
        self.assertEqual(rows[-1][2], 3400)
        self.assertEqual(rows[1][0], self.province.name)
        self.assertTrue(render(run._get_papers()).startswith(b"%PDF"))

    def test_a_time_that_ends_before_it_begins_is_refused(self):
        with self.assertRaises(UserError):
            self.open_run(date_to=date(2026, 2, 1))

    def test_lead_times_are_told_by_median_and_by_what_90_of_100_need(self):
        for number, day in enumerate((2, 3, 5, 7, 9), start=1):
            debt = self.issue(f"L{number}", 100, start="2026-03-01")
            self.collect(debt, 100, paid_on=date(2026, 3, day))
        report = self.env["revenue.statistic.time"].with_user(self.supervisor).create(
            {"date_from": date(2026, 3, 1), "date_to": TODAY})
        paid = report.line_ids.filtered(lambda line: line.stage == "3")
        # days 1, 2, 4, 6, 8, and twice 9 of what the class has collected
        self.assertEqual((paid.office_id, paid.count, paid.median), (self.office, 7, 6))
        self.assertEqual(paid.ninetieth, 9)
