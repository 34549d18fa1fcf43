from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestStatisticShow(OfficeCommon):
    """The dashboard of a node and its indicators."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.province = cls.make_office("P")
        (cls.office | cls.other_office).parent_id = cls.province
        cls.director = cls.make_user("o-director", "supervisor", cls.province)
        cls.collect(cls.issue("D1", 2000), 2000)
        cls.collect(cls.issue("D2", 1000), 400)
        cls.env["revenue.obligation"]._issue([cls.vals("D3", 1000, office_id=cls.other_office.id)])
        cls.env["revenue.statistic"]._refresh()
        cls.env["revenue.statistic.stock"]._take(cls.company, date(2026, 3, 10))
        cls.env["revenue.statistic.cohort"]._count(cls.company)

    def show(self, user=None, **values):
        return self.env["revenue.statistic.show"].with_user(user or self.director).create(values)

    def test_ux_54_the_dashboard_of_a_node_adds_up_what_lies_below_it(self):
        self.assertRecordValues(self.show(office_id=self.province.id), [{
            "imposed_count": 3, "imposed": 4000, "money": 2400, "pending": 1600}])
        self.assertRecordValues(self.show(office_id=self.other_office.id), [{
            "imposed_count": 1, "imposed": 1000, "money": 0, "pending": 1000}])
        with self.assertRaises(AccessError):
            self.show(self.supervisor, office_id=self.province.id)

    def test_each_phase_of_the_photograph_is_told_by_its_name_also_one_that_only_a_policy_knows(self):
        self.env.cr.execute(
            "UPDATE revenue_statistic_stock SET phase = 'Apremio' WHERE office_id = %s", [self.other_office.id])
        self.assertRecordValues(self.show(office_id=self.province.id).phase_ids, [
            {"name": "Within the term", "amount": 600, "count": 1}, {"name": "Apremio", "amount": 1000, "count": 1}])

    def test_the_money_of_each_month_stands_in_the_bars_also_after_another_office_was_chosen(self):
        show = self.show(office_id=self.province.id)
        self.assertEqual(show.bars, [["Mar 2026", 2400]])
        self.assertIn("width: 100", show.money_graph)
        self.assertEqual(self.show(office_id=self.province.id, month="2026-05-01").bars, [
            ["Mar 2026", 2400], ["Apr 2026", 0], ["May 2026", 0]])
        show.office_id = self.other_office
        show.action_run()
        self.assertEqual(show.bars, [["Mar 2026", 0]])
        self.assertIn("width: 0", show.money_graph)

    def test_a_national_user_sees_the_figures_of_the_own_companies_beside_another_company(self):
        self.make_office("elsewhere", self.env["res.company"].create({"name": "Another town"}))
        national = self.make_user("s-national", "national", self.env["revenue.office"])
        self.assertEqual(self.show(national).imposed, 4000)

    def test_business_of_this_moment_is_on_it(self):
        self.issue("D4", 500)
        self.assertEqual(self.show(office_id=self.province.id).imposed, 4500)

    def test_three_readings_of_efficacy_are_told_and_none_is_official(self):
        lines = self.show(office_id=self.province.id).line_ids
        values = {line.code: round(line.value, 1) for line in lines}
        self.assertEqual(values, {"EF-A": 60, "EF-B": 66.7, "EF-C": 50})
        self.assertFalse(any(lines.mapped("source")))
        self.assertFalse(any(lines.mapped("target")))

    def test_a_share_of_nothing_is_not_told(self):
        lines = self.show(office_id=self.province.id, month="2025-01-01").line_ids
        self.assertFalse(any(lines.mapped("is_known")))

    def test_from_the_dashboard_to_the_report_of_the_same_month(self):
        show = self.show(office_id=self.province.id)
        run = self.env["revenue.statistic.run"].with_user(self.director).browse(show.action_report()["res_id"])
        self.assertEqual((run.office_id, run.imposed, run.money), (show.office_id, show.imposed, show.money))

    def test_indicators_are_changed_by_the_administrator_only(self):
        indicator = self.env.ref("public_revenue_office.revenue_indicator_amount")
        with self.assertRaises(AccessError):
            indicator.with_user(self.director).write({"target": 92})
        admin = self.make_user("o-admin", "admin", self.env["revenue.office"])
        indicator.with_user(admin).write({"target": 92})
