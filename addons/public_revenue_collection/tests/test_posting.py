from psycopg2.errors import RestrictViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestPosting(CollectionCommon):

    def post_all(self):
        postings = self.env["revenue.posting"].search([])
        postings.action_post()
        return postings

    def balance(self, role):
        account = self.env["revenue.account"].search(
            [("role", "=", role), ("company_id", "=", self.company.id)]).account_id
        return sum(self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]).mapped("balance"))

    def test_a_day_is_posted_as_balanced_locked_journal_entries(self):
        debt = self.issue(start="2026-01-05")
        self.collect(debt, 3000)
        postings = self.post_all()
        self.assertEqual(set(postings.mapped("state")), {"posted"})
        self.assertEqual(self.balance("receivable"), 1000)
        self.assertEqual(self.balance("income"), -2000)
        self.assertEqual(self.balance("accessory"), -2000)
        self.assertEqual(sum(self.env["account.move.line"].search(
            [("account_id", "=", self.channel.journal_id.default_account_id.id)]).mapped("balance")), 3000)
        self.assert_books_agree()

    def test_income_recognised_with_the_money_is_deferred_until_then(self):
        self.concept.recognition = "collected"
        debts = self.issue("a") + self.issue("b")
        self.collect(debts[0])
        self.post_all()
        self.assertEqual(self.balance("income"), -2000)
        self.assertEqual(self.balance("deferred"), -2000)
        self.assertEqual(self.balance("receivable"), 2000)
        self.assert_books_agree()

    def test_credits_stand_as_a_liability_and_a_refund_takes_the_money_out(self):
        credit = self.collect(None, 700).credit_ids
        self.post_all()
        self.assertEqual(self.balance("credit"), -700)
        credit._refund("cash", "RF-1", self.channel)
        self.post_all()
        self.assertEqual(self.balance("credit"), 0)
        self.assert_books_agree()

    def test_migrated_history_goes_to_the_opening_never_to_cash(self):
        day = self.vals("m")["date"]
        self.issue("m", cutover=day, entries=[
            ("surcharge", 500, day, "double", "recorded"), ("payment", -800, day, "", "history")])
        postings = self.post_all()
        self.assertEqual(postings.mapped("kind"), ["opening"])
        self.assertEqual(self.balance("opening"), -1700)
        self.assertEqual(self.balance("receivable"), 1700)
        self.assertEqual(self.balance("income"), 0)
        self.assert_books_agree()

    def test_migrated_history_is_booked_on_the_day_of_the_cutover_and_stays_a_fact(self):
        day = self.vals("m")["date"]
        debt = self.issue("m", start="2026-01-02", cutover=day, entries=[
            ("surcharge", 10, day, "double", "recorded"), ("interest", 3, day, "", "recorded")])
        self.assertEqual(set(debt.entry_ids.mapped("date")), {day})
        self.assertEqual(debt.entry_ids.posting_id.mapped("date"), [day])
        debt._settle()
        self.assertEqual(self.sums(debt), {"charge": 2000, "surcharge": 10, "interest": 3})

    def test_money_that_a_migrated_debt_did_not_need_is_a_credit_in_the_opening(self):
        day = self.vals("m")["date"]
        debt = self.issue("m", cutover=day, entries=[
            ("payment", -2300, day, "", "history"), ("excess", 300, day, "", "history")])
        credit = debt.credit_ids
        self.assertEqual((debt.state, debt.balance, debt.amount_today), ("closed", 0, 0))
        self.assertEqual((credit.reason, credit.balance, credit.payer_id), ("overpaid", 300, self.debtor))
        self.assertEqual((debt.entry_ids | credit.entry_ids).posting_id.mapped("kind"), ["opening"])
        self.post_all()
        self.assertEqual((self.balance("credit"), self.balance("receivable")), (-300, 0))
        self.assert_books_agree()

    def test_nothing_enters_a_closed_posting_not_even_by_sql(self):
        debt = self.issue()
        postings = self.env["revenue.posting"].search([])
        postings._close()
        with self.assertRaises(RestrictViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(SQL(
                """INSERT INTO revenue_entry (obligation_id, kind, amount, currency_id, company_id, office_id,
                       concept_id, posting_id, date, value_date, recorded_at, user_id, cause, step, digest)
                   SELECT obligation_id, kind, amount, currency_id, company_id, office_id, concept_id,
                       posting_id, date, value_date, recorded_at, user_id, cause, step, digest
                     FROM revenue_entry WHERE posting_id = %s""", postings[0].id))
        self.collect(debt)
        self.assertFalse(debt.entry_ids.filtered(lambda entry: entry.kind == "payment").posting_id & postings)

    def test_the_seals_of_an_office_form_a_chain_that_a_changed_row_breaks(self):
        self.issue("a")
        self.post_all()
        self.issue("b")
        self.post_all()
        postings = self.env["revenue.posting"].search([], order="id")
        self.assertEqual(postings[1].previous_id, postings[0])
        self.assertFalse(self.env["revenue.control"]._find_broken_seals())
        self.env.cr.execute("UPDATE revenue_posting SET digest = 'x' WHERE id = %s", [postings[0].id])
        self.assertEqual(set(self.env["revenue.control"]._find_broken_seals()), set(postings.ids))

    def test_a_posting_cannot_be_posted_twice(self):
        self.issue()
        postings = self.post_all()
        with self.assertRaises(UserError):
            postings._update_state("posted")
        postings.action_post()
        self.assertEqual(len(postings.move_id), 1)

    def test_the_cron_closes_and_posts_the_days_that_are_over_and_only_those(self):
        self.issue()
        cron = self.env.ref("public_revenue_collection.ir_cron_public_revenue_collection_post")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.env["revenue.posting"].search([]).mapped("state"), ["open"])
        with self.at("2026-03-11 10:00:00"), self.enter_registry_test_mode():
            self.issue("next day")
            for _run in range(2):
                cron.method_direct_trigger()
        self.assertEqual(sorted(self.env["revenue.posting"].search([]).mapped("state")), ["open", "posted"])

    def test_inv_05_a_difference_between_receipts_and_books_is_found(self):
        debt = self.issue()
        self.collect(debt)
        self.post_all()
        self.assert_books_agree()
        self.env.flush_all()
        self.env.cr.execute("UPDATE revenue_obligation SET balance = 1 WHERE id = %s", [debt.id])
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = balance + 1 WHERE account_id = %s",
            [self.channel.journal_id.default_account_id.id])
        wrong = [row["name"] for row in self.env["revenue.control"]._control() if row["difference"] or row["count"]]
        self.assertEqual(len(wrong), 2, wrong)

    def test_inv_05_a_manual_journal_item_on_a_control_account_is_found(self):
        self.collect(self.issue())
        self.post_all()
        accounts = {row.role: row.account_id for row in self.env["revenue.account"].search([
            ("company_id", "=", self.company.id)])}
        self.env["account.move"].create({
            "move_type": "entry", "date": TODAY, "line_ids": [
                (0, 0, {"account_id": accounts["receivable"].id, "debit": 7}),
                (0, 0, {"account_id": accounts["income"].id, "credit": 7})],
        }).action_post()
        wrong = [row for row in self.env["revenue.control"]._control() if row["difference"] or row["count"]]
        self.assertEqual([(row["difference"], row["count"]) for row in wrong], [(7, 1)])
        found = self.env["revenue.control"]._control(office=self.office)
        self.assertFalse([row for row in found if row["difference"] or row["count"]])

    def test_the_days_to_come_are_opened_once_for_the_journals_in_use(self):
        self.collect(self.issue(start="2026-01-05"), 4000)
        for _repetition in range(2):
            self.env["revenue.posting"]._cron_open_days()
        postings = self.env["revenue.posting"].search([("office_id", "=", self.office.id)])
        self.assertEqual(
            {(str(posting.date), posting.journal_id, posting.state) for posting in postings},
            {(day, journal, "open") for day in ("2026-03-10", "2026-03-11")
             for journal in (self.channel.journal_id, self.company.revenue_journal_id)})
        self.assertEqual(len(postings), 4)
