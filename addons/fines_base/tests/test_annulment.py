from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestAnnulment(FinesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("clerk")
        cls.first, cls.second = cls._user("supervisor", "first"), cls._user("supervisor", "second")
        cls.foreign = cls._user("supervisor", "foreign")
        cls.foreign.revenue_office_ids = cls.other_office

    def _ask(self, fine, user, reason="cancelled"):
        self.env["fines.fine.close"].with_user(user).create(
            {"fine_ids": fine.ids, "reason": reason, "explanation": "Resolution 1"}).action_confirm()
        return fine.pending_approval_id

    def _decide(self, approval, user, act="action_approve", note=""):
        """The way of the screen, through remote calls."""
        model = self.env["revenue.approval.decide"].with_user(user)
        wizard = call_kw(model, "create", [{"approval_id": approval.id, "note": note}], {})
        return call_kw(model, act, [[wizard] if isinstance(wizard, int) else wizard], {})

    def test_sec_44_one_person_never_ends_a_fine_alone(self):
        for number, reason in enumerate(("cancelled", "wrong_debtor", "prescribed", "other"), start=1):
            fine = self._fine(number, "notified")
            approval = self._ask(fine, self.first, reason)
            with self.subTest(reason=reason):
                for user in (self.first, self.clerk, self.foreign):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        self._decide(approval, user)
                self.assertEqual(fine.state, "notified")
                self._decide(approval, self.second)
                self.assertEqual((fine.state, fine.close_reason), ("closed", reason))
                self.assertEqual(fine.event_ids[-1].user_id, self.second)

    def test_a_paid_fine_is_cancelled_by_two_persons_and_ended_no_other_way(self):
        fine = self._fine(1, "notified")
        fine._set_closed("collected")
        with self.assertRaisesRegex(UserError, "already closed"), self.env.cr.savepoint():
            self._ask(fine, self.clerk, "prescribed")
        self._decide(self._ask(fine, self.clerk), self.first)
        self.assertEqual(fine.close_reason, "cancelled")

    def test_a_refusal_leaves_the_fine_as_it_is_and_says_why(self):
        fine = self._fine(1, "notified")
        approval = self._ask(fine, self.clerk)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._decide(approval, self.first, "action_refuse")
        self._decide(approval, self.first, "action_refuse", "No proof")
        self.assertEqual((fine.state, fine.revenue_approval_ids.decision_note), ("notified", "No proof"))
        self.assertFalse(fine.pending_approval_id)

    def test_collected_and_transferred_are_no_choice_of_persons(self):
        reasons = {code for code, _label in self.env["fines.fine.close"]._get_reasons()}
        self.assertEqual(reasons, {"cancelled", "wrong_debtor", "prescribed", "other"})
        fine = self._fine(1, "notified")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._ask(fine, self.clerk, "collected")

    def test_who_only_reads_fines_does_not_ask_for_their_end(self):
        fine = self._fine(1, "notified")
        for role in ("cashier", "accountant", "legal", "auditor"):
            wizard = self.env["revenue.approval.request"].with_user(self._user(role)).create({
                "res_model": "fines.fine", "res_id": fine.id, "action": "close_cancelled", "reason": "x"})
            with self.subTest(role=role), self.assertRaises(AccessError), self.env.cr.savepoint():
                wizard.action_request()

    def test_what_ended_meanwhile_is_not_closed_again(self):
        fine = self._fine(1, "notified")
        approval = self._ask(fine, self.clerk, "prescribed")
        fine._set_closed("collected")
        with self.assertRaisesRegex(UserError, "already closed"), self.env.cr.savepoint():
            self._decide(approval, self.first)
        self.assertEqual(fine.close_reason, "collected")

    def test_the_form_shows_who_may_decide(self):
        fine = self._fine(1, "notified")
        self._ask(fine, self.first)
        for user, can in ((self.first, False), (self.second, True), (self.clerk, False)):
            self.assertEqual(fine.with_user(user).pending_can_decide, can, user.login)
        self.assertEqual(fine.with_user(self.second).action_decide_pending()["res_model"], "revenue.approval.decide")
