from datetime import date

from odoo.tests import tagged

from .common import FinesCollectionCommon


@tagged("post_install", "-at_install")
class TestCorrection(FinesCollectionCommon):

    def _find(self, value, kind="slip"):
        return self.env["revenue.key"]._find(kind, value)[0]

    def test_a_corrected_amount_is_owed_from_the_imposition_and_explained(self):
        fine = self._fine(1, "notified")
        fine._correct({"amounts": {fine.line_ids.id: 150}}, "misread", "R-1")
        debt = fine.obligation_id
        self.assertEqual((debt.balance, debt.amount_today), (150, 150))
        entry = debt.entry_ids.filtered(lambda row: row.kind == "adjustment")
        self.assertEqual((entry.amount, entry.value_date), (50, date(2026, 3, 2)))
        self.assertIn("misread", entry.cause)
        self.assertIn("R-1", entry.cause)
        self.assertIn("Correction of the amount", fine.explanation_html)
        self._assert_books_agree()

    def test_a_correction_counts_from_its_own_day_where_the_norm_says_so(self):
        policy = self._policy("imposition", [])
        policy.env.cr.execute(
            "UPDATE revenue_policy SET fines_correction_basis = 'decision' WHERE id = %s", [policy.id])
        policy.invalidate_recordset()
        self.offence.family_id = policy.family_id
        fine = self._fine(2, "notified")
        fine._correct({"amount_total": 60}, "partly upheld", "R-2")
        entry = fine.obligation_id.entry_ids.filtered(lambda row: row.kind == "adjustment")
        self.assertEqual((entry.amount, entry.value_date), (-40, date(2026, 3, 10)))

    def test_what_was_paid_too_much_is_the_payers_credit(self):
        fine = self._fine(3, "notified")
        self._pay(fine, 100)
        self.assertEqual(fine.state, "closed")
        fine._correct({"amount_total": 60}, "partly upheld", "R-3")
        credit = fine.obligation_id.credit_ids
        self.assertEqual((credit.balance, fine.obligation_id.balance, fine.state), (40, 0, "closed"))
        fine._correct({"amount_total": 90}, "the decision was misread", "R-3")
        self.assertEqual((credit.balance, fine.obligation_id.balance), (10, 0))
        self._assert_books_agree()

    def test_a_paid_fine_that_costs_more_is_open_again(self):
        fine = self._fine(4, "notified")
        self._pay(fine, 100)
        fine._correct({"amounts": {fine.line_ids.id: 130}}, "misread")
        self.assertEqual((fine.obligation_id.balance, fine.state), (30, "notified"))
        self._assert_books_agree()

    def test_a_corrected_day_of_notification_moves_the_terms(self):
        fine = self._fine(5, "notified")
        fine._correct({"notified_on": "2026-03-08"}, "the receipt says the 8th")
        self.assertEqual(fine.obligation_id.clock_start, date(2026, 3, 8))
        self.assertEqual(fine.collection_until, date(2026, 4, 7))

    def test_a_debt_is_found_by_the_corrected_number_and_plate_and_no_longer_by_the_wrong_ones(self):
        fine = self._fine(6, "notified", plate="P1")
        debt = fine.obligation_id
        fine._correct({"number": "66", "plate": "P2"}, "misread")
        self.assertEqual(debt.origin_key, "TPOL A 000066")
        for value, kind in (("TPOLA000066", "slip"), ("A66", "number"), ("P2", "plate")):
            self.assertEqual(self._find(value, kind), debt, value)
        for value, kind in (("TPOLA000006", "slip"), ("P1", "plate")):
            self.assertFalse(self._find(value, kind), value)
        again = self._fine(6, "notified", plate="P1")
        self.assertNotEqual(again.obligation_id, debt, "the number is free for the slip that carries it")
        self.assertEqual(fine._issue_obligations(), debt)

    def test_an_identity_that_was_left_out_names_the_debtor(self):
        fine = self._fine(7, "notified")
        self.assertFalse(fine.obligation_id.partner_id)
        fine._correct({
            "person_identity_type_id": self.identity_type.id, "person_identity": "85032112345"}, "left out")
        self.assertEqual(fine.obligation_id.partner_id, fine.partner_id)
        self.assertEqual(self._find("85032112345", "identity"), fine.obligation_id)

    def test_money_that_waited_for_the_right_number_finds_the_corrected_fine(self):
        fine = self._fine(8, "notified")
        self.env["revenue.receipt"]._collect(
            100, self.currency, self.office._today(), self.channel, "early", series=self.series,
            keys=[("slip", "", "TPOL A 000088")])
        fine._correct({"number": "88"}, "misread")
        self.assertEqual((fine.state, fine.obligation_id.balance), ("closed", 0))
        self._assert_books_agree()

    def test_a_decision_cancels_a_paid_fine_and_its_money_goes_back(self):
        fine = self._fine(9, "notified")
        self._pay(fine, 100)
        fine._cancel_by_decision("R-9")
        debt = fine.obligation_id
        self.assertEqual((fine.state, fine.close_reason, fine.collection_state), ("closed", "cancelled", "cancelled"))
        self.assertEqual((debt.balance, debt.close_reason_id.code, debt.credit_ids.balance), (0, "annulled", 100))
        self._assert_books_agree()

    def test_a_correction_needs_no_rights_on_money(self):
        fine = self._fine(10, "notified")
        supervisor = self._user("supervisor")
        self.env["fines.fine.correct"].with_user(supervisor).create(
            {"fine_id": fine.id, "plate": "P9", "reason": "misread"}).action_confirm()
        self.assertEqual(self._find("P9", "plate"), fine.obligation_id)
