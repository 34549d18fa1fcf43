from datetime import date
from itertools import permutations

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY, CollectionCommon

EARLY = date(2026, 1, 20)
LATE = date(2026, 2, 25)


@tagged("post_install", "-at_install")
class TestSettle(CollectionCommon):
    """A debt of 5 January: doubled since 5 February, in enforcement since 7 March."""

    def make(self, key="B1-1"):
        return self.issue(key, start="2026-01-05")

    def test_a_late_notice_of_an_early_payment_undoes_the_surcharge(self):
        debt = self.make()
        self.collect(debt, 4000, paid_on=LATE)
        self.assertEqual(self.sums(debt), {"charge": 2000, "surcharge": 2000, "payment": -4000})
        self.collect(debt, 2000, paid_on=EARLY)
        self.assertEqual(self.sums(debt), {"charge": 2000, "payment": -6000, "excess": 4000})
        self.assertEqual(sum(debt.credit_ids.mapped("balance")), 4000)
        self.assert_books_agree()

    def test_an_appeal_upheld_in_part_after_payment_gives_a_credit(self):
        debt = self.make()
        self.collect(debt, 4000, paid_on=LATE)
        debt._adjust(-1000, "adjustment", "appeal upheld in part", debt.date, "R-7")
        self.assertEqual(self.sums(debt),
                         {"charge": 2000, "adjustment": -1000, "surcharge": 1000, "payment": -4000, "excess": 2000})
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0, "amount_due": 0}])
        self.assert_books_agree()

    def test_a_hold_decreed_after_the_fact_stops_the_clock(self):
        debt = self.make()
        self.assertEqual(debt.amount_today, 4000)
        hold = debt._hold("suspension", date(2026, 1, 10), None, "decree 5")
        self.assertEqual(debt.amount_today, 2000)
        hold._release(date(2026, 3, 1))
        self.assertEqual(debt.amount_today, 2000)
        with self.at("2026-03-27 12:00:00"):
            debt.invalidate_recordset()
            self.assertEqual(debt.amount_today, 4000)

    def test_a_reduction_lowers_what_is_left_and_never_becomes_money(self):
        debt = self.make()
        debt._adjust(-5000, "reduction", "amnesty", TODAY, "D-2")
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
        self.assertFalse(debt.credit_ids)
        self.assert_books_agree()

    def test_an_annulled_debt_gives_back_all_that_was_paid(self):
        debt = self.make()
        self.collect(debt, 1500, paid_on=EARLY)
        debt._close(self.env.ref("public_revenue_collection.revenue_close_reason_annulled"), "D-3")
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0, "amount_due": 0}])
        self.assertEqual(debt.credit_ids.balance, 1500)
        self.assert_books_agree()

    def test_a_written_off_debt_keeps_what_was_paid(self):
        debt = self.make()
        self.collect(debt, 1500, paid_on=EARLY)
        debt._close(self.env.ref("public_revenue_collection.revenue_close_reason_written_off"), "D-3")
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
        self.assertFalse(debt.credit_ids)
        self.assert_books_agree()

    def test_a_transfer_moves_the_receivable_and_nothing_else(self):
        debt = self.make()
        self.collect(debt, 500, paid_on=EARLY)
        before = debt.amount_today
        debt._transfer(self.other_office, "moved house", TODAY)
        debt.invalidate_recordset()
        self.assertRecordValues(debt, [{"office_id": self.other_office.id, "amount_today": before}])
        self.assertNotIn("transfer", self.sums(debt))
        moved = self.env["revenue.entry"].search([("kind", "=", "transfer"), ("obligation_id", "=", debt.id)])
        self.assertEqual(moved.office_id, self.office + self.other_office)
        self.assert_books_agree()

    def test_inv_08_the_stored_balance_is_what_the_rule_says_of_the_facts(self):
        debt = self.make()
        self.collect(debt, 700, paid_on=EARLY)
        debt._adjust(-300, "adjustment", "typing error", debt.date, "R-1")
        self.collect(debt, 100, paid_on=LATE)
        accrual = debt._get_accruals()[debt.id]
        self.assertEqual(float(accrual.amount), debt.balance)
        self.assertEqual(float(sum(step.amount for step in accrual.steps)), debt.balance)

    def test_inv_14_any_order_of_the_same_events_ends_the_same(self):
        events = {
            "pay early": lambda debt: self.collect(debt, 1200, paid_on=EARLY),
            "pay late": lambda debt: self.collect(debt, 900, paid_on=LATE),
            "correct": lambda debt: debt._adjust(-500, "adjustment", "appeal", debt.date, "R-9"),
            "hold": lambda debt: debt._hold("review", date(2026, 1, 25), date(2026, 2, 10), "appeal"),
        }
        ends = set()
        for number, order in enumerate(permutations(events)):
            debt = self.make(f"o{number}")
            for name in order:
                events[name](debt)
            debt._settle()
            home = sum(self.env["revenue.credit"].search([("obligation_id", "=", debt.id)]).mapped("balance"))
            ends.add((debt.balance, debt.amount_due, debt.state, home))
        self.assertEqual(len(ends), 1, ends)
        self.assert_books_agree()

    def test_inv_20_terms_are_whole_days_of_the_office(self):
        self.office.tz = "America/Havana"
        debt = self.issue(start="2026-02-08")
        with self.at("2026-03-11 03:30:00"):
            debt.invalidate_recordset()
            self.assertEqual(debt.amount_today, 2000, "23:30 of 10 March in Havana is still in time")
        with self.at("2026-03-11 04:30:00"):
            debt.invalidate_recordset()
            self.assertEqual(debt.amount_today, 4000, "daylight saving began on 8 March: 00:30 of 11 March")

    def test_the_nightly_refresh_brings_cached_amounts_up_to_date_in_batches(self):
        debts = [self.issue(f"r{i}", start="2026-02-08") for i in range(3)]
        with self.at("2026-03-12 12:00:00"):
            self.assertEqual(self.env["revenue.obligation"]._refresh(limit=2), 2)
            self.assertEqual(self.env["revenue.obligation"]._refresh(limit=2), 1)
            self.assertEqual(self.env["revenue.obligation"]._refresh(limit=2), 0)
        self.assertEqual([debt.amount_due for debt in debts], [4000] * 3)
        self.assertEqual([debt.balance for debt in debts], [2000] * 3, "the cache books nothing")

    def test_terms_begin_with_the_notification_however_late_it_is_recorded(self):
        debt = self.issue(start="2026-01-02", clock_start=None)
        self.assertEqual((debt.amount_today, debt.next_change), (2000, False))
        debt._start_clock(date(2026, 2, 5))
        self.assertEqual((debt.clock_start, debt.amount_today, debt.phase), (date(2026, 2, 5), 4000, "surcharged"))
        version = debt.version
        debt._start_clock(date(2026, 2, 5), self.policy)
        self.assertEqual(debt.version, version, "a repetition changes nothing")
        self.assert_books_agree()

    def test_a_debt_that_was_corrected_can_be_annulled(self):
        for number, (change, day) in enumerate(((300, TODAY), (-300, TODAY), (300, None), (-300, None))):
            with self.subTest(change=change, day=day):
                debt = self.make(f"c{number}")
                debt._adjust(change, "adjustment", "correction", day or debt.date, "R-1")
                debt._close(self.env.ref("public_revenue_collection.revenue_close_reason_annulled"), "D-1")
                self.assertRecordValues(debt, [{"state": "closed", "balance": 0, "amount_due": 0}])
        self.assert_books_agree()

    def test_more_than_was_charged_is_not_taken_off(self):
        with self.assertRaisesRegex(UserError, "More cannot be taken off"):
            self.make()._adjust(-2001, "adjustment", "typing error", TODAY, "R-1")

    def test_a_step_whose_term_the_norm_leaves_unknown_stays_out_and_hinders_no_payment(self):
        family = self.env["revenue.policy.family"].create({"name": "Unknown", "code": "test-unknown"})
        self.policy.copy({
            "code": "test-unknown", "family_id": family.id, "missing_facts": "When it doubles", "step_ids": [
                (0, 0, {"code": "double", "kind": "surcharge", "method": "factor", "rate": 2, "start_kind": "unknown"}),
                (0, 0, {"code": "late", "kind": "surcharge", "rate": 10, "start_after": 40})],
        })._set_in_force()
        concept = self.env["revenue.concept"].create(
            {"name": "Unknown", "code": "test-unknown", "family_id": family.id})
        debt = self.issue(start="2026-01-05", concept_id=concept.id)
        self.assertEqual(debt.amount_today, 2200)
        self.collect(debt, 2200)
        self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
