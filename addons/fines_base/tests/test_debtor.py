import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestDebtor(FinesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk, cls.supervisor = cls._user("clerk"), cls._user("supervisor")

    def _present(self, change):
        change.with_user(self.clerk).action_request()
        return change.revenue_approval_ids.filtered(lambda approval: approval.state == "requested")

    def test_a_decision_of_two_persons_makes_the_fine_the_right_persons(self):
        fine = self._fine(1, "notified", person_identity_type_id=self.identity_type.id, person_identity="85032112345")
        wrong = fine.partner_id
        change = self._debtor_change(fine)
        approval = self._present(change)
        self.assertEqual((change.status, fine.person_name), ("waiting", "Juan Pérez"))
        approval.with_user(self.supervisor)._decide("approved", "")
        self.assertEqual((fine.person_name, fine.person_identity), ("Eva Ruiz", "90010112345"))
        self.assertTrue(fine.partner_id)
        self.assertNotEqual(fine.partner_id, wrong)
        self.assertEqual((fine.state, fine.notified_on, fine.version), ("registered", False, 2))
        self.assertEqual(fine.version_ids.persons["persons"][0]["name"], "Juan Pérez")
        self.assertEqual((change.status, change.version_id, change.debtor_before), (
            "done", fine.version_ids, "Juan Pérez"))
        fine._set_notified("2026-03-09")
        self.assertEqual(fine.state, "notified")

    def test_sec_44_one_person_never_changes_a_debtor_alone(self):
        fine = self._fine(1, "notified")
        approval = self._present(self._debtor_change(fine))
        for user in (self.clerk, self._user("legal")):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                approval.with_user(user)._decide("approved", "")
        own = self._debtor_change(self._fine(2, "notified"))
        own.with_user(self.supervisor).action_request()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            own.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        self.assertEqual((fine.person_name, own.fine_id.person_name), ("Juan Pérez", "Juan Pérez"))

    def test_terms_may_run_on_from_the_original_event(self):
        fine = self._fine(1, "notified")
        self._present(self._debtor_change(fine, clock="original")).with_user(self.supervisor)._decide("approved", "")
        self.assertEqual((fine.state, str(fine.notified_on), fine.debtor_clock), ("notified", "2026-03-02", "original"))

    def test_what_the_policy_leaves_open_the_decision_has_to_say(self):
        change = self._debtor_change(self._fine(1, "notified"), clock=False)
        with self.assertRaisesRegex(UserError, "has to"):
            change.with_user(self.clerk).action_request()

    def test_what_was_presented_no_longer_changes(self):
        change = self._debtor_change(self._fine(1, "notified"))
        approval = self._present(change)
        for user in (self.clerk, self.supervisor, self.env.user):
            with self.assertRaises(UserError):
                change.with_user(user).write({"person_name": "Somebody else"})
            with self.assertRaises(UserError):
                change.with_user(user).unlink()
        approval.with_user(self.supervisor)._decide("refused", "No proof")
        self.env.flush_all()
        self.assertEqual(change.status, "refused")
        change.with_user(self.clerk).write({"proof_text": "Register of vehicles"})
        self._present(change).with_user(self.supervisor)._decide("approved", "")
        self.assertEqual(change.status, "done")

    def test_a_legal_person_becomes_the_debtor(self):
        fine = self._fine(1, "notified")
        change = self._debtor_change(fine, offender_kind="company", person_name="Taller SURL")
        self._present(change).with_user(self.supervisor)._decide("approved", "")
        self.assertEqual((fine.offender_kind, fine.partner_id.is_company), ("company", True))

    def test_a_paid_fine_is_open_again_for_the_right_person(self):
        fine = self._fine(1, "notified")
        fine._set_closed("collected")
        self._present(self._debtor_change(fine)).with_user(self.supervisor)._decide("approved", "")
        self.assertEqual((fine.state, fine.close_reason, fine.closed_on), ("registered", False, False))

    def test_drafts_and_ended_fines_have_no_change_of_debtor(self):
        for number, state in enumerate(("draft", "closed"), start=1):
            change = self._debtor_change(self._fine(number, state))
            with self.subTest(state=state), self.assertRaises(UserError):
                change.with_user(self.clerk).action_request()

    def test_nobody_decides_on_a_fine_of_another_office(self):
        fine = self._fine(1, "notified", office_id=self.other_office.id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["fines.debtor.change"].with_user(self.clerk).create({
                "fine_id": fine.id, "decision": "R", "reason": "x", "proof_text": "x", "person_name": "x"})

    def test_sec_27_a_proof_is_what_its_content_says(self):
        fine = self._fine(1, "notified")
        self._debtor_change(fine, proof=base64.b64encode(self._picture()), proof_name="deed.jpg")
        self._debtor_change(fine, proof=base64.b64encode(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), proof_name="a.pdf")
        for raw in (b"MZ\x90\x00" + b"\x00" * 60, b"<html><script>x</script></html>", b"<svg xmlns='x'/>"):
            with self.assertRaisesRegex(UserError, "something else"), self.env.cr.savepoint():
                self._debtor_change(fine, proof=base64.b64encode(raw), proof_name="deed.pdf")
