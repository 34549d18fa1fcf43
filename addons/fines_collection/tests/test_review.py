from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import FinesCollectionCommon


@tagged("post_install", "-at_install")
class TestReview(FinesCollectionCommon):
    """What a case of review does to the money of a fine: doubled from day 31 of the notification (2 March)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.decider = cls._user("supervisor")

    def _use(self, *steps, **level):
        """Let the offence follow a new policy with these steps and this level of review."""
        code = f"test-review-{self.env['revenue.policy'].search_count([])}"
        family = self.env["revenue.policy.family"].create({"name": code, "code": code})
        policy = self.env["revenue.policy"].create({
            "name": code, "code": code, "family_id": family.id, "norm_id": self.norm.id, "date_from": "2020-01-01",
            "allocation": "interest surcharge charge",
            "step_ids": [Command.create({
                "code": "double", "name": "Doubled", "kind": "surcharge", "method": "factor", "rate": 2,
                "start_after": 30, "phase": "surcharged"}), *(Command.create(step) for step in steps)],
            "review_level_ids": [Command.create(level)]})
        policy._set_in_force()
        self.offence.family_id = family

    def _case(self, fine, **values):
        case = self.env["revenue.review.case"].create({"res_model": "fines.fine", "res_id": fine.id, **values})
        case.action_admit()
        return case.with_user(self.decider)

    def _due(self, fine, day):
        return fine.obligation_id._get_accruals(day)[fine.obligation_id.id].amount

    def test_terms_stand_still_while_a_case_runs_where_the_norm_says_so(self):
        self._use(suspends="yes")
        fine = self._fine(1, "notified")
        self.assertEqual(self._due(fine, date(2026, 4, 2)), 200)
        case = self._case(fine, received_on="2026-03-10")
        self.assertEqual(self._due(fine, date(2026, 4, 2)), 100)
        with freeze_time("2026-03-20 15:00:00"):
            case._decide("dismissed", "The evidence stands")
            self.assertTrue(fine.obligation_id.hold_ids.date_to)
        # ten days did not count: doubled from 12 April
        self.assertEqual([self._due(fine, date(2026, 4, day)) for day in (11, 12)], [100, 200])
        self._assert_books_agree()

    def test_terms_run_on_where_the_norm_does_not_stop_them(self):
        for number, suspends in enumerate(("no", False), 1):
            self._use(suspends=suspends)
            fine = self._fine(number, "notified")
            self._case(fine, received_on="2026-03-10")
            with self.subTest(suspends=suspends):
                self.assertFalse(fine.obligation_id.hold_ids)
                self.assertEqual(self._due(fine, date(2026, 4, 2)), 200)

    def test_terms_go_on_when_a_case_is_withdrawn_or_inadmissible(self):
        self._use(suspends="yes")
        for number, end in enumerate(("withdrawn", "inadmissible"), 1):
            fine = self._fine(number, "notified")
            case = self.env["revenue.review.case"].create({"res_model": "fines.fine", "res_id": fine.id})
            with self.subTest(end=end), freeze_time("2026-03-15 15:00:00"):
                case._end(end, "test")
                self.assertEqual(str(fine.obligation_id.hold_ids.date_to), "2026-03-14")

    def test_a_corrected_day_of_receipt_moves_the_hold(self):
        self._use(suspends="yes")
        fine = self._fine(1, "notified")
        case = self.env["revenue.review.case"].create({"res_model": "fines.fine", "res_id": fine.id})
        case.received_on = "2026-03-05"
        self.assertEqual(fine.obligation_id.hold_ids.mapped(lambda hold: str(hold.date_from)), ["2026-03-05"])

    def test_partly_upheld_lowers_the_debt_from_the_beginning_and_says_why(self):
        self._use()
        fine = self._fine(1, "notified")
        case = self._case(fine, received_on="2026-03-10")
        with freeze_time("2026-04-05 15:00:00"):
            fine.obligation_id._settle(date(2026, 4, 5))
            self.assertEqual(fine.amount_today, 200)
            case._decide("partly", "Half of it", 50)
            self.env.invalidate_all()
            self.assertEqual((fine.amount_total, fine.amount_today), (50, 100), "the half, doubled")
            self.assertIn("50", fine.explanation_html)
            self.assertIn(case.decision_number, str(fine.obligation_id.entry_ids.mapped("cause")))
        self._assert_books_agree()

    def test_partly_upheld_after_payment_gives_the_difference_back(self):
        self._use()
        fine = self._fine(1, "notified")
        self._pay(fine, 100)
        case = self._case(fine, received_on="2026-03-10")
        case._decide("partly", "Half of it", 40)
        self.assertEqual(fine.obligation_id.balance, 0)
        self.assertEqual(sum(self.env["revenue.credit"].search(
            [("obligation_id", "=", fine.obligation_id.id)]).mapped("balance")), 60)
        self._assert_books_agree()

    def test_upheld_ends_fine_and_debt_and_gives_back_what_was_paid(self):
        self._use(suspends="yes")
        fine, paid = self._fine(1, "notified"), self._fine(2, "notified")
        self._pay(paid, 100)
        for one in (fine, paid):
            self._case(one, received_on="2026-03-10")._decide("upheld", "Another car")
            self.assertEqual((one.state, one.close_reason, one.obligation_id.balance), ("closed", "cancelled", 0))
        self.assertEqual(sum(self.env["revenue.credit"].search(
            [("obligation_id", "=", paid.obligation_id.id)]).mapped("balance")), 100)
        self._assert_books_agree()

    def test_the_early_amount_is_offered_again_for_the_days_that_the_norm_gives(self):
        self._use(
            {"code": "early", "name": "Half within ten days", "kind": "discount", "method": "percent", "rate": 50,
             "start_kind": "event", "end_kind": "elapsed", "end_after": 10},
            early_days=5)
        fine = self._fine(1, "notified")
        case = self._case(fine, received_on="2026-03-10")
        with freeze_time("2026-03-20 15:00:00"):
            case._decide("dismissed", "The evidence stands")
            self.assertEqual(fine.amount_today, 100, "the days of the early amount are over")
            self.env["revenue.notice"]._serve(case.sudo(), "decision", "hand")._record_attempt("served", "2026-03-20")
            bill = self.env["revenue.bill"].search([("line_ids.obligation_id", "=", fine.obligation_id.id)])
            self.assertEqual((bill.amount, str(bill.valid_until), str(case.early_until)),
                             (50, "2026-03-25", "2026-03-25"))
            self.assertIn(bill.number, str(case.message_ids.mapped("body")))
        with freeze_time("2026-03-25 15:00:00"):
            self.env["revenue.receipt"]._collect(
                50, self.currency, date(2026, 3, 25), self.channel, "bill", series=self.series, bill=bill)
        self.assertEqual((fine.state, fine.obligation_id.balance), ("closed", 0))
        self._assert_books_agree()

    def test_an_officer_of_the_agency_decides_without_rights_on_debts(self):
        self._use(suspends="yes")
        fine = self._fine(1, "notified")
        officer = self._user("agency_officer")
        cases = self.env["revenue.review.case"].with_user(officer)
        case = cases.create({"res_model": "fines.fine", "res_id": fine.id})
        case.action_admit()
        case._decide("partly", "Half of it", 50)
        self.assertEqual(fine.obligation_id.balance, 50)

    def test_a_served_notice_starts_the_clock_of_the_debt(self):
        fine = self.env["fines.fine"].create(self._fine_values(1))
        fine._set_registered()
        self.assertFalse(fine.obligation_id.clock_start)
        self.env["revenue.notice"]._serve(fine, "act", "hand")._record_attempt("served", "2026-03-10")
        self.assertEqual((fine.state, fine.obligation_id.clock_start), ("notified", date(2026, 3, 10)))
