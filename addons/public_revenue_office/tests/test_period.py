import random
from datetime import date, datetime

from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OfficeCommon

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@tagged("post_install", "-at_install")
class TestPeriod(OfficeCommon):
    """Balances roll forward without a difference; a closed month stays as it was reported."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Treasury of the test", "currency_id": cls.currency.id})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": [cls.company.id]})
        cls.company = cls.company.with_env(cls.env)
        cls.company._revenue_prepare_accounting()
        cls.office = cls.make_office("P1", cls.company).with_env(cls.env)
        cls.other_office = cls.make_office("P2", cls.company).with_env(cls.env)
        cls.channel = cls.make_channel(cls.company)
        cls.series = cls.make_series(cls.office, "P/")
        cls.both = cls.office | cls.other_office
        cls.balances = cls.env["revenue.statistic.balance"]
        cls.annulled = cls.env["revenue.close.reason"].create(
            {"name": "Annulled on review", "code": "t-annul", "effect": "annul"})
        cls.first = cls.make_accountant("o-first")
        cls.second = cls.make_accountant("o-second")

    @classmethod
    def make_accountant(cls, login):
        user = cls.make_user(login, "accountant", cls.both)
        user.write({"company_ids": [(4, cls.company.id)], "company_id": cls.company.id})
        return user

    def owe(self, key, amount, day, office=None):
        return self.env["revenue.obligation"]._issue([
            self.vals(key, amount, day.isoformat(), office_id=(office or self.office).id)])

    def live(self, chance, months):
        """Random lives of debts over some months, each act on its day."""
        debts, receipts = self.env["revenue.obligation"], self.env["revenue.receipt"]
        for number, month in enumerate(months):
            for day in sorted(chance.sample(range(1, 28), 6)):
                with self.at(datetime(month.year, month.month, day, 15)):
                    today = date(month.year, month.month, day)
                    debts |= self.owe(f"L{number}-{day}", chance.randint(1, 40) * 50, today,
                                      chance.choice(self.both))
                    receipts |= self.act(chance, debts, receipts, today)
        return debts

    def act(self, chance, debts, receipts, today):
        debt, act = chance.choice(debts), chance.choice(("pay", "pay", "transfer", "annul", "adjust", "reverse"))
        if act == "pay":
            return self.collect(debt, chance.randint(1, 60) * 50, paid_on=today)
        if act == "transfer":
            debt._transfer(chance.choice(self.both), "moved", today)
        elif act == "annul" and debt.state == "open":
            debt._close(self.annulled, "1/2026")
        elif act == "adjust" and debt.state == "open":
            debt._adjust(25, "cost", "stamp", today, "2/2026")
        elif receipts and not (receipts[-1].reversal_ids or receipts[-1].reversal_of_id):
            return receipts[-1]._reverse("bounced", today, "3/2026")
        return receipts.browse()

    def roll(self, month):
        return {(row["office_id"], row["concept_id"]): row for row in self.balances._get_roll(self.both, month)}

    def test_inv_04_random_lives_roll_forward_without_a_difference(self):
        for seed in range(4):
            with self.subTest(seed=seed):
                months = (JANUARY, FEBRUARY, MARCH)
                self.live(random.Random(seed), [month.replace(year=2022 + seed) for month in months])
                if seed % 2:
                    self.env["revenue.statistic"]._refresh()
                before = {}
                for month in months:
                    rows = self.roll(month.replace(year=2022 + seed))
                    self.assertTrue(rows)
                    for key, row in rows.items():
                        self.assertEqual(row["difference"], 0, row)
                        if before:
                            self.assertEqual(row["opening"], before.get(key, {"closing": 0})["closing"])
                    before = rows

    def make_month(self):
        """January: two debts, one paid; all of it closed and posted."""
        with self.at("2026-01-10 15:00:00"):
            self.owe("J1", 1000, date(2026, 1, 10))
            self.collect(self.owe("J2", 400, date(2026, 1, 10)), 400, paid_on=date(2026, 1, 10))
        with self.at("2026-02-02 15:00:00"):
            self.env["revenue.posting"].search(
                [("company_id", "=", self.company.id), ("state", "=", "open"), ("date", "<", FEBRUARY)])._close()
        return self.env["revenue.period"].with_user(self.first).create({"date_from": "2026-01-15"})

    def close(self, period):
        period.with_user(self.first).action_request()
        period.with_user(self.second)._approve("close_period")

    def test_sec_44_a_month_is_closed_by_two_accountants_who_see_the_company(self):
        period = self.make_month()
        local = self.make_accountant("o-local")
        local.revenue_office_ids = self.office
        with self.assertRaises(AccessError):
            period.with_user(local).action_request()
        with self.assertRaises(AccessError):
            period.with_user(self.supervisor).action_request()
        period.action_request()
        with self.assertRaises(UserError):
            period._approve("close_period")
        self.assertEqual(period.state, "open")
        period.with_user(self.second)._approve("close_period")
        self.assertRecordValues(period, [{"state": "closed", "closed_by_id": self.second.id}])

    def test_a_closed_month_stays_as_reported_and_late_facts_go_to_the_open_one(self):
        period = self.make_month()
        self.close(period)
        reported = period.figure_ids.read(["measure", "amount", "count"])
        self.assertEqual(sum(row["amount"] for row in reported if row["measure"] == "closing"), 1000)
        debt = self.env["revenue.obligation"].search([("origin_key", "=", "test:J1")])
        self.collect(debt, 1000, paid_on=date(2026, 1, 20))
        self.env["revenue.statistic"]._refresh()
        self.assertEqual(period.figure_ids.read(["measure", "amount", "count"]), reported)
        self.assertFalse(self.env["revenue.period"]._find_broken())
        self.assertEqual(self.roll(JANUARY)[self.office.id, self.concept.id]["closing"], 1000)
        march = self.roll(MARCH)[self.office.id, self.concept.id]
        self.assertEqual((march["opening"], march["payments"], march["difference"]), (1000, -1000, 0))

    @mute_logger("odoo.sql_db")
    def test_inv_10_the_database_keeps_a_closed_month(self):
        period = self.make_month()
        self.close(period)
        for query in (
            "UPDATE revenue_period_figure SET amount = 1 WHERE period_id = %s",
            "DELETE FROM revenue_period_figure WHERE period_id = %s",
            "UPDATE revenue_period SET state = 'open', closed_at = NULL, digest = NULL WHERE id = %s",
            "DELETE FROM revenue_period WHERE id = %s",
        ):
            with self.subTest(query=query), self.assertRaises(RestrictViolation), self.env.cr.savepoint():
                self.env.cr.execute(query, (period.id,))
        with self.assertRaises(RestrictViolation), self.env.cr.savepoint(), self.at("2026-01-31 12:00:00"):
            self.owe("J9", 100, date(2026, 1, 31), self.other_office)

    def test_a_month_that_runs_or_is_not_booked_is_not_closed(self):
        period = self.env["revenue.period"].with_user(self.first).create({})
        with self.assertRaises(UserError):
            period.action_request()
        with self.at("2026-01-10 15:00:00"):
            self.owe("J1", 1000, date(2026, 1, 10))
        january = self.env["revenue.period"].with_user(self.first).create({"date_from": JANUARY})
        with self.assertRaises(UserError):
            january.action_request()
        with self.assertRaises(UserError):
            january.write({"state": "closed"})

    def test_balances_are_told_at_a_date_and_as_known_at_a_moment(self):
        with self.at("2026-01-10 15:00:00"):
            debt = self.owe("J1", 1000, date(2026, 1, 10))
        with self.at("2026-02-20 15:00:00"):
            self.collect(debt, 300, paid_on=date(2026, 1, 12))
        ask = self.env["revenue.balance.ask"].with_user(self.first).create({"day": "2026-01-31"})
        self.assertEqual(ask.line_ids.mapped("balance"), [1000])
        ask.write({"day": "2026-02-28"})
        ask.action_run()
        self.assertEqual(ask.line_ids.mapped("balance"), [1700])  # what was left on day 31 doubled the debt
        ask.write({"day": False, "moment": "2026-02-20 14:00:00"})
        ask.action_run()
        self.assertEqual(ask.line_ids.mapped("balance"), [1000])
        action = ask.line_ids.action_entries()
        entries = self.env["revenue.entry"].with_user(self.first).search(action["domain"])
        self.assertEqual(sum(entries.mapped("amount")), 1000)

    def test_money_taken_elsewhere_lowers_the_balance_of_the_debt_s_own_office(self):
        self.collect(self.owe("J1", 1000, MARCH, self.other_office), 250)
        rows = self.roll(MARCH)
        row = rows[self.other_office.id, self.concept.id]
        self.assertEqual((row["payments"], row["closing"], row["difference"]), (-250, 750, 0))
        ask = self.env["revenue.balance.ask"].with_user(self.first).create({})
        entries = self.env["revenue.entry"].with_user(self.first).search(ask.line_ids.action_entries()["domain"])
        self.assertEqual(sum(entries.mapped("amount")), 750)

    def test_the_screen_of_the_roll_forward_says_that_all_is_zero(self):
        self.owe("J1", 1000, MARCH)
        roll = self.env["revenue.statistic.roll"].with_user(self.first).create({"by_office": True})
        self.assertTrue(roll.is_zero)
        self.assertEqual(roll.line_ids.office_id, self.office)
        self.assertTrue(roll.sheet_file)
