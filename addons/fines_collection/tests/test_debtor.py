from datetime import date

from odoo.tests import tagged

from .common import FinesCollectionCommon


@tagged("post_install", "-at_install")
class TestDebtor(FinesCollectionCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.identity = {"person_identity_type_id": cls.identity_type.id, "person_identity": "85032112345"}
        cls.clerk, cls.supervisor = cls._user("clerk"), cls._user("supervisor")

    def _change(self, fine, **values):
        change = self._debtor_change(fine, **values)
        change.with_user(self.clerk).action_request()
        change.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        return change

    def _find(self, value, kind="slip"):
        return self.env["revenue.key"]._find(kind, value)[0]

    def test_the_wrong_persons_debt_ends_and_the_right_one_gets_one_of_its_own(self):
        fine = self._fine(1, "notified", plate="P1", **self.identity)
        old = fine.obligation_id
        old._hold("review", date(2026, 3, 5), None, "C-1")
        change = self._change(fine)
        new = fine.obligation_id
        self.assertNotEqual(new, old)
        self.assertEqual((old.state, old.balance, old.close_reason_id.code), ("closed", 0, "wrong_debtor"))
        self.assertEqual(old.hold_ids.mapped("date_to"), [date(2026, 3, 9)])
        self.assertFalse(old.key_ids)
        self.assertEqual((new.balance, new.partner_id, new.clock_start), (100, fine.partner_id, False))
        self.assertEqual((new.origin_key, new.origin_id), ("TPOL A 000001/2", fine.id))
        self.assertEqual((self._find("TPOLA000001"), self._find("90010112345", "identity")), (new, new))
        self.assertFalse(self._find("85032112345", "identity"))
        self.assertEqual((fine.state, fine.collection_state), ("registered", "in_term"))
        self.assertEqual(change.obligation_id, old)
        fine._set_notified(date(2026, 3, 9))
        self.assertEqual(new.clock_start, date(2026, 3, 9))
        self.assertEqual(fine._issue_obligations(), new)
        self._assert_books_agree()

    def test_what_the_wrong_person_paid_is_its_own_credit(self):
        fine = self._fine(2, "notified", **self.identity)
        wrong, old = fine.partner_id, fine.obligation_id
        self._pay(fine, 100)
        self.assertEqual(fine.state, "closed")
        change = self._change(fine)
        self.assertEqual((old.credit_ids.balance, old.credit_ids.payer_id), (100, wrong))
        self.assertEqual((fine.obligation_id.balance, fine.state), (100, "registered"), "the right person still owes")
        self.assertEqual(change.amount_paid_before, 100)
        self._assert_books_agree()

    def test_money_that_comes_for_the_wrong_debt_afterwards_is_a_credit_and_the_fine_stays_open(self):
        fine = self._fine(3, "notified", **self.identity)
        old = fine.obligation_id
        self._change(fine)
        self.env["revenue.receipt"]._collect(
            100, self.currency, self.office._today(), self.channel, "late", series=self.series, obligations=old)
        self.assertEqual((fine.obligation_id.balance, fine.state), (100, "registered"))
        self.assertNotEqual(fine.obligation_id, old)
        self.assertEqual(sum(self.env["revenue.credit"].search([("balance", ">", 0)]).mapped("balance")), 100)
        self._pay(fine, 100)
        self.assertEqual((fine.state, fine.close_reason), ("closed", "collected"))
        self._assert_books_agree()

    def test_a_payment_of_the_wrong_person_that_bounces_afterwards_touches_the_right_one_no_more(self):
        fine = self._fine(4, "notified", **self.identity)
        old = fine.obligation_id
        receipt = self._pay(fine, 100)
        self._change(fine)
        receipt._reverse("bounced", self.office._today(), "D-1")
        self.assertEqual((old.balance, sum(old.credit_ids.mapped("balance"))), (0, 0))
        self.assertEqual((fine.obligation_id.balance, fine.state), (100, "registered"))
        self._assert_books_agree()

    def test_terms_run_on_from_the_original_event_where_the_policy_says_so(self):
        self.env.cr.execute("UPDATE revenue_policy SET fines_debtor_clock = 'original' WHERE id = %s", [self.policy.id])
        self.policy.invalidate_recordset()
        self.env.registry.clear_cache()
        fine = self._fine(5, "notified", **self.identity)
        self._change(fine, clock="notification")
        self.assertEqual((fine.state, fine.debtor_clock), ("notified", "original"))
        self.assertEqual(fine.obligation_id.clock_start, date(2026, 3, 2))

    def test_a_debtor_is_changed_again_and_the_last_one_counts(self):
        fine = self._fine(6, "notified", **self.identity)
        self._change(fine)
        self._change(fine, person_name="Luis Gil", person_identity="95010112345")
        self.assertEqual(fine.obligation_id.origin_key, "TPOL A 000006/3")
        debts = self.env["revenue.obligation"].search([
            ("origin_id", "=", fine.id), ("origin_model", "=", "fines.fine")])
        self.assertEqual(sorted(debts.mapped("balance")), [0, 0, 100])
        fine._correct({"number": "66"}, "misread")
        self.assertEqual(fine.obligation_id.origin_key, "TPOL A 000066/3")
        self._assert_books_agree()

    def test_a_preventive_notice_is_no_debt(self):
        fine = self._fine(7, "notified", preventive=True)
        self.assertEqual((fine.state, fine.close_reason), ("closed", "preventive"))
        self.assertFalse(fine.obligation_id)
        self._assert_books_agree()

    def test_the_debt_is_found_by_the_minor_and_by_who_answers(self):
        fine = self._fine(8, "notified", **self.identity, guardian_name="Rosa Díaz",
                          guardian_identity_type_id=self.identity_type.id, guardian_identity="70010112345")
        self.assertEqual(fine.obligation_id.partner_id.name, "Rosa Díaz")
        for number in ("85032112345", "70010112345"):
            self.assertEqual(self._find(number, "identity"), fine.obligation_id)
