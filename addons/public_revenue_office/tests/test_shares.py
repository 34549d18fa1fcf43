from collections import Counter
from datetime import date

from psycopg2.errors import CheckViolation, ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.public_revenue.sheet import read_book

from .common_towns import TownsCommon

MARCH = ("2026-03-01", "2026-03-31")


@tagged("post_install", "-at_install")
class TestShares(TownsCommon):
    """Town A keeps 70 % of what is imposed, 30 % go to a budget; of surcharges, half to who collected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.norm = cls.env["revenue.norm"].create({"name": "Shares", "code": "TN-7", "kind": "law"})
        cls.rule = cls.share([
            ("residence", "principal", 70), ("budget", "principal", 30), ("collecting", "accessory", 50),
            ("budget", "accessory", 50)])

    @classmethod
    def share(cls, rows, **values):
        return cls.env["revenue.share.rule"].create({
            "norm_id": cls.norm.id, "date_from": "2020-01-01", **values,
            "row_ids": [(0, 0, {
                "sequence": position, "beneficiary": beneficiary, "base": base, "percent": percent,
                "kind": "percent" if percent else "rest",
                "budget": "State budget" if beneficiary == "budget" else False})
                for position, (beneficiary, base, percent) in enumerate(rows)]})

    def take_own(self, amount=300, **options):
        place = self.place[self.a]
        debt = options.pop("debt", None) or self.owe(self.a, amount)
        return self.collect(debt, amount, channel=place["channel"], series=place["series"], **options)

    def state(self, first=MARCH[0], last=MARCH[1], now="2026-04-02 15:00:00"):
        """The statement of town A for a period that is over."""
        with self.at(now):
            return self.as_(self.a, model="revenue.remittance.statement").create([
                {"office_id": self.place[self.a]["office"].id, "date_from": first, "date_to": last}])

    def shares(self, statement):
        sums = Counter()
        for line in statement.line_ids:
            sums[line.name, line.collector] += line.amount
        return dict(sums)

    def test_the_money_of_a_period_is_shared_as_the_norm_says(self):
        self.take_own()
        statement = self.state()
        self.assertEqual(self.shares(statement), {("Office TA", "Office TA"): 210, ("State budget", "Office TA"): 90})
        self.assertRecordValues(statement, [
            {"amount": 300, "paid_amount": 300, "payable_amount": 90, "unshared_amount": 0}])

    def test_surcharges_are_shared_among_others(self):
        place = self.place[self.a]
        debt = self.issue("late", 1000, "2026-01-20", office_id=place["office"].id)
        self.take_own(2000, debt=debt)
        self.assertEqual(self.shares(self.state()), {
            ("Office TA", "Office TA"): 700 + 500, ("State budget", "Office TA"): 300 + 500})

    def test_what_another_company_collected_is_shared_by_the_one_it_is_for(self):
        place = self.place[self.a]
        debt = self.issue("late", 1000, "2026-01-20", office_id=place["office"].id)
        theirs = self.place[self.b]
        self.collect(debt, 2000, channel=theirs["channel"], series=theirs["series"])
        self.assertEqual(self.shares(self.state()), {
            ("Office TA", "Town B"): 700, ("State budget", "Town B"): 800, ("Town B", "Town B"): 500})

    def test_a_reversal_goes_into_the_next_period_with_its_sign_and_the_shares_it_had(self):
        receipt = self.take_own()
        first = self.state()
        self.rule.date_to = "2026-03-31"
        self.rule.flush_recordset()
        self.share([("residence", "all", 100)], date_from="2026-04-01")
        with self.at("2026-04-05 12:00:00"):
            self.take_back(receipt)
        second = self.state(last="2026-04-30", now="2026-05-02 12:00:00")
        self.assertEqual(self.shares(second), {key: -amount for key, amount in self.shares(first).items()})
        self.assertEqual((second.date_from, first.previous_id | second.previous_id), (date(2026, 4, 1), first))

    def test_surcharges_that_are_taken_back_go_where_they_came_from(self):
        place = self.place[self.a]
        debt = self.issue("late", 1000, "2026-01-20", office_id=place["office"].id)
        receipts = [self.take_own(amount, debt=debt) for amount in (600, 1400)]
        first = self.state()
        with self.at("2026-04-05 12:00:00"):
            for receipt in receipts:
                self.take_back(receipt)
        second = self.state(last="2026-04-30", now="2026-05-02 12:00:00")
        self.assertEqual(self.shares(first), {("Office TA", "Office TA"): 1200, ("State budget", "Office TA"): 800})
        self.assertEqual(self.shares(second), {key: -amount for key, amount in self.shares(first).items()})

    def test_inv_03_the_shares_are_the_money_of_the_ledger_whatever_happened(self):
        office = self.place[self.a]["office"]
        beside = office.copy({"name": "Office TA2", "code": "TA2"})
        for position in range(7):
            debt = self.issue(f"odd-{position}", 333, "2026-01-15", office_id=(office, beside)[position % 2].id)
            receipt = self.take_own(100 + 177 * position, debt=debt)
            if position % 3 == 1:
                self.take_back(receipt)
        statement = self.state()
        entries = self.env["revenue.entry"].search([
            ("company_id", "=", self.a.id), ("obligation_id", "!=", False), ("kind", "in", statement._get_kinds())])
        self.assertEqual(sum(statement.line_ids.mapped("amount")), -sum(entries.mapped("amount")))
        self.assertEqual(statement.amount, -sum(entries.mapped("amount")))

    def test_the_same_ledger_gives_the_same_statement(self):
        self.take_own()
        self.take(self.b, self.a, 70)
        statement = self.state()
        before = self.shares(statement)
        statement._count()
        self.assertEqual(self.shares(statement), before)

    def test_without_shares_the_money_stays(self):
        self.rule.date_from = "2026-03-20"
        self.take_own()
        statement = self.state()
        self.assertEqual((statement.unshared_amount, statement.payable_amount), (300, 0))
        self.assertEqual(statement.line_ids.mapped("name"), ["Not configured"])

    def test_the_narrowest_shares_apply(self):
        self.share([("collecting", "all", 100)], concept_id=self.concept.id)
        self.take_own()
        self.assertEqual(self.shares(self.state()), {("Office TA", "Office TA"): 300})

    def test_shares_that_do_not_give_the_whole_are_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "they give 90.0 % of the amount"), self.env.cr.savepoint():
            self.share([("residence", "all", 90)], date_from="2010-01-01", date_to="2010-12-31")
        self.share([("residence", "all", 90), ("agency", "all", 0)], date_from="2010-01-01", date_to="2010-12-31")

    def test_inv_05_each_day_stands_in_one_statement(self):
        first = self.state()
        with self.assertRaisesRegex(UserError, "days that are over"):
            self.state(last="2026-05-01", now="2026-05-01 12:00:00")
        second = self.state(last="2026-04-15", now="2026-05-01 12:00:00")
        self.assertEqual(second.date_from, date(2026, 4, 1))
        for day, last, error in (("2026-03-31", "2026-03-30", ExclusionViolation),
                                 ("2026-04-02", "2026-03-31", CheckViolation)):
            with self.assertRaises(error), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE revenue_remittance_statement SET date_from = %s, previous_to = %s WHERE id = %s",
                    (day, last, second.id))
        with self.assertRaisesRegex(UserError, "cancel that first"):
            first.action_cancel()
        second.action_cancel()
        first.action_cancel()
        self.assertEqual(self.state(first="2026-03-05").date_from, date(2026, 3, 5))

    def test_sec_44_what_others_get_needs_a_second_person(self):
        self.take_own()
        statement = self.state()
        with self.assertRaisesRegex(UserError, "cannot go from"):
            statement.action_post()
        statement.action_request()
        approval = statement.revenue_approval_ids
        with self.assertRaisesRegex(AccessError, "a second person must decide"):
            approval.with_user(self.place[self.a]["accountant"])._decide("approved", "")
        approval.with_user(self.place[self.a]["supervisor"])._decide("approved", "")
        with self.assertRaises(AccessError):
            self.as_(self.a, "supervisor", statement._name).browse(statement.ids).action_post()
        statement.action_post()
        self.assertEqual(statement.state, "posted")
        with self.assertRaisesRegex(UserError, "cannot go from"):
            statement.action_cancel()

    def test_what_leaves_the_company_is_booked_as_owed(self):
        self.take_own()
        statement = self.state()
        statement.action_request()
        statement.revenue_approval_ids.with_user(self.place[self.a]["supervisor"])._decide("approved", "")
        statement.action_post()
        self.assertEqual(self.get_balances("share_given", "share_payable"), {
            "Town A share_given": 90, "Town A share_payable": -90})
        self.assertEqual(statement.move_id.date, date(2026, 3, 31))
        self.assert_books_agree()

    def test_paper_and_spreadsheet_say_the_same(self):
        self.take_own()
        statement = self.state()
        [paper] = statement._get_papers()
        rows = next(iter(read_book(statement._make_book()).values()))
        self.assertEqual([row[0] for row in rows[1:]], [row[0] for row in paper["blocks"][1]["rows"]])
        self.assertEqual(sum(row[6] for row in rows[1:]), 300)
        self.assertIn("/file/", statement.action_export()["url"])

    def test_from_a_share_to_the_entries_behind_it(self):
        receipt = self.take_own()
        action = self.state().line_ids[0].action_view_entries()
        self.assertEqual(self.env["revenue.entry"].search(action["domain"]).receipt_id, receipt)

    def test_a_change_of_a_share_is_told_in_its_history(self):
        rows = self.rule.row_ids
        self.rule.write({"row_ids": [(1, rows[0].id, {"percent": 60}), (1, rows[1].id, {"percent": 40})]})
        self.assertIn("Share changed", " ".join(self.rule.message_ids.mapped("body")))

    def test_inv_19_a_statement_is_seen_by_its_company_only(self):
        self.take_own()
        statement = self.state()
        for model in (statement._name, "revenue.remittance.statement.line"):
            self.assertTrue(self.as_(self.a, model=model).search([]), model)
            self.assertFalse(self.as_(self.b, model=model).search([]), model)
        with self.assertRaises(UserError):
            statement.write({"amount": 1})
        with self.assertRaises(UserError):
            statement.line_ids.sudo().write({"amount": 1})
