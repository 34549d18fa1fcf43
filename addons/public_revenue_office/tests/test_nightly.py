import contextlib
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.tests.common import TODAY
from odoo.addons.public_revenue_office.hooks import uninstall_hook

from .common import OfficeCommon

NIGHT = "2026-03-11 05:00:00"
TOMORROW = date(2026, 3, 11)


@tagged("post_install", "-at_install")
class TestNightly(OfficeCommon):
    """The work of a night: step by step, safe to repeat, going on where it was killed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(cls.registry["ir.cron"], "_commit_progress"))
        cls.runs = cls.env["revenue.nightly.run"]
        cls.young = cls.issue("N1", 1000)
        cls.older = cls.issue("N2", 300, start="2026-02-08")
        cls.oldest = cls.issue("N3", 50, start="2025-06-01")
        cls.collect(cls.young, 400)

    def work(self, moment=NIGHT):
        with self.at(moment):
            self.runs._cron_run()
        self.env.invalidate_all()
        return self.runs.search([("company_id", "=", self.company.id)], limit=1)

    def picture(self):
        """All that a night writes, to be compared."""
        tables = ("revenue.entry", "revenue.statistic.day", "revenue.statistic.stock", "revenue.company.summary",
                  "revenue.period", "revenue.nightly.step", "account.move")
        return {name: self.env[name].search([]).ids for name in tables}

    def test_a_night_prepares_posts_compares_and_sums_up(self):
        self.assertEqual(self.older.amount_due, 300)
        run = self.work()
        self.assertEqual(run.state, "done")
        self.assertEqual(set(run.step_ids.mapped("state")), {"done"})
        self.assertEqual(run.progress, 100)
        self.assertEqual(self.older.amount_due, 600)
        self.assertEqual(set(self.env["revenue.posting"].search(
            [("company_id", "=", self.company.id), ("date", "=", TODAY)]).mapped("state")), {"posted"})
        self.assertTrue(run.control_ids)
        self.assertFalse(run.has_difference)
        summary = self.env["revenue.company.summary"].search([("treasury_id", "=", self.company.id)])
        self.assertEqual((summary.imposed, summary.money, summary.pending_count), (1350, 400, 3))
        self.assertEqual(self.env["revenue.period"].search([]).mapped("date_from"), [date(2026, 2, 1)])

    def test_a_second_time_changes_nothing(self):
        self.work()
        before = self.picture()
        self.work("2026-03-11 06:00:00")
        self.assertEqual(self.picture(), before)

    def test_what_was_killed_goes_on_where_it_stood(self):
        with patch.object(self.registry["revenue.statistic.stock"], "_take", side_effect=RuntimeError("killed")):
            with contextlib.suppress(RuntimeError):  # not assertRaises: what was committed before must stay
                self.work()
        self.env.invalidate_all()
        run = self.runs.search([("company_id", "=", self.company.id)])
        self.assertEqual(run.step_ids.filtered(lambda step: step.state == "done").mapped("code"),
                         ["refresh", "announce", "notify", "post", "control", "summary"])
        entries = self.env["revenue.entry"].search_count([])
        self.assertEqual(self.work(), run)
        self.assertEqual(run.state, "done")
        self.assertEqual(self.env["revenue.entry"].search_count([]), entries)

    def test_what_cannot_be_done_stops_the_night_with_its_reason_and_goes_on_later(self):
        with patch.object(self.registry["revenue.posting"], "action_post", side_effect=UserError("No journal")):
            run = self.work()
        self.assertEqual(run.state, "failed")
        self.assertIn("No journal", run.step_ids.filtered(lambda step: step.state == "failed").note)
        self.assertTrue(run.activity_ids)
        with self.assertRaises(AccessError):
            run.with_user(self.auditor).action_retry()
        run.with_user(self.supervisor).action_retry()
        self.assertEqual(self.work().state, "done")

    def test_a_law_that_cannot_be_applied_stops_its_night_in_words_and_no_other_company(self):
        far = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_office("F1", far)
        refresh = type(self.env["revenue.obligation"])._refresh

        def fail(debts, day=None, limit=10000, company=None):
            if company == self.company:
                raise rules.UnknownIndex("index TM has no value on 2026-03-11")
            return refresh(debts, day, limit, company)

        with patch.object(self.registry["revenue.obligation"], "_refresh", fail):
            run = self.work()
        self.assertEqual(run.state, "failed")
        self.assertIn("index TM", run.step_ids.filtered(lambda step: step.state == "failed").note)
        self.assertEqual(self.runs.search([("company_id", "=", far.id)]).state, "done")

    def test_what_the_night_does_no_other_job_does_as_well(self):
        jobs = self.runs._get_taken_over()
        self.assertEqual(len(jobs), 2)
        self.assertFalse(any(jobs.mapped("active")))
        jobs.active = True
        self.runs._take_over_jobs()  # what an update does
        self.assertFalse(any(jobs.mapped("active")))
        uninstall_hook(self.env)
        self.assertTrue(all(jobs.mapped("active")))

    def test_a_difference_raises_an_alarm(self):
        self.env.cr.execute("UPDATE revenue_obligation SET balance = balance + 1 WHERE id = %s", (self.oldest.id,))
        run = self.work()
        self.assertTrue(run.has_difference)
        self.assertEqual(sum(run.control_ids.mapped("count")), 1)
        self.assertEqual(run.activity_ids.user_id, self.supervisor)

    def test_inv_12_what_a_night_found_is_not_written_through_rpc(self):
        self.env.cr.execute("UPDATE revenue_obligation SET balance = balance + 1 WHERE id = %s", (self.oldest.id,))
        run = self.work()
        for records, values in (
            (run, {"has_difference": False}), (run, {"state": "failed"}), (run, {"control_ids": [(5, 0, 0)]}),
            (run.step_ids[:1], {"state": "waiting"}), (run.step_ids[:1], {"position": 1}),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "not written by hand"):
                call_kw(records.with_user(self.supervisor), "write", [records.ids, values], {})
        self.assertTrue(run.has_difference)

    def test_each_change_is_announced_once_and_only_where_the_term_is_configured(self):
        told = []
        spy = patch.object(self.registry["revenue.nightly.run"], "_announce",
                           lambda run, debts: told.extend(debts.ids))
        with spy:
            self.work()
            self.assertFalse(told)
            self.company.revenue_notice_ahead = 5
            soon = self.issue("N4", 100, start="2026-02-15")  # its amount stays until 17 March
            for night in ("2026-03-12 05:00:00", "2026-03-13 05:00:00", "2026-03-14 05:00:00"):
                self.work(night)
        self.assertEqual(told, soon.ids)

    def test_open_debts_are_counted_in_the_phase_that_the_rule_says(self):
        held = self.issue("N5", 70, start="2025-06-01")
        held._hold("review", date(2025, 6, 10), None, "Appeal 4/2026")
        self.env["revenue.statistic.stock"]._take(self.company, TOMORROW)
        rows = self.env["revenue.statistic.stock"].search([("date", "=", TOMORROW)])
        debts = self.young | self.older | self.oldest | held
        with self.at(NIGHT):
            expected = {}
            for debt in debts:
                expected[debt.phase] = expected.get(debt.phase, 0) + 1
        found = {}
        for row in rows:
            found[row.phase] = found.get(row.phase, 0) + row.count
        self.assertEqual(found, expected)
        self.assertEqual(set(expected), {"in_term", "surcharged", "enforcement"})
        self.assertEqual(sum(rows.mapped("balance")), sum(debts.mapped("balance")))
        self.assertEqual({row.band for row in rows}, {"0", "1", "3"})
        told = {row["phase"] for row in rows.formatted_read_group([("date", "=", TOMORROW)], ["phase"], ["count:sum"])}
        words = dict(rows.fields_get(["phase"])["phase"]["selection"])
        self.assertEqual({words[phase] for phase in told},
                         {"Within the term", "With surcharge", "Enforced collection"})

    def test_the_last_day_of_a_month_is_in_the_summary_of_its_company(self):
        self.work("2026-03-31 05:00:00")
        with self.at("2026-03-31 15:00:00"):
            self.collect(self.young, 600, paid_on=date(2026, 3, 31))
        self.work("2026-04-02 05:00:00")  # the night of the first was missed
        summary = self.env["revenue.company.summary"].search([("treasury_id", "=", self.company.id)], order="month")
        self.assertEqual([(row.month, row.money) for row in summary],
                         [(date(2026, 3, 1), 1000), (date(2026, 4, 1), 0)])

    def test_sec_42_companies_are_compared_by_national_users_without_persons(self):
        self.work()
        national = self.make_user("o-national", "national", self.env["revenue.office"])
        summary = self.env["revenue.company.summary"]
        self.assertTrue(summary.with_user(national).search([]))
        with self.assertRaises(AccessError):
            summary.with_user(self.supervisor).search([])
        self.assertFalse([field.name for field in summary._fields.values() if field.comodel_name == "res.partner"])
