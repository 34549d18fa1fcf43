from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from ..models.fines_fine import MOVES
from .common import ROLES, FinesCommon

MOVERS = {"inspector", "agency_officer", "clerk", "supervisor"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestState(FinesCommon):

    def _move(self, fine, state):
        """The business method that leads to a state."""
        return {
            "registered": lambda: fine._set_registered(),
            "notified": lambda: fine._set_reopened("undone") if fine.state == "closed" else fine._set_notified(),
            "closed": lambda: fine._set_closed("cancelled", "Resolution 1"),
            "draft": lambda: fine._update_state("draft"),
        }[state]()

    def test_inv_12_only_the_moves_of_the_table_are_possible(self):
        for number, before in enumerate(MOVES, start=1):
            for after in MOVES:
                with self.subTest(before=before, after=after):
                    fine = self._fine(10 * number + list(MOVES).index(after), before)
                    if after in MOVES[before]:
                        self._move(fine, after)
                    elif after != before:
                        with self.assertRaises(UserError), self.env.cr.savepoint():
                            self._move(fine, after)
                    else:
                        self._move(fine, after)
                    self.assertEqual(fine.state, after if after in MOVES[before] else before)

    def test_inv_12_each_role_moves_what_it_may_through_rpc(self):
        for number, role in enumerate(ROLES, start=1):
            model = self.env["fines.fine"].with_user(self._user(role))
            for place, (state, action) in enumerate((("draft", "action_register"), ("registered", "action_notify"))):
                fine = self._fine(10 * number + place, state)
                with self.subTest(role=role, action=action):
                    if role in MOVERS:
                        call_kw(model, action, [fine.ids], {})
                        self.assertEqual(fine.state, "notified")
                    else:
                        with self.assertRaises(AccessError):
                            call_kw(model, action, [fine.ids], {})
                        self.assertEqual(fine.state, state)

    def test_inv_12_a_clerk_asks_for_the_closing_and_nothing_closes_before_a_second_person_decides(self):
        for number, role in enumerate(ROLES, start=1):
            fine = self._fine(number, "notified")
            wizards = self.env["fines.fine.close"].with_user(self._user(role))
            values = {"fine_ids": fine.ids, "reason": "cancelled", "explanation": "Resolution 1"}
            with self.subTest(role=role):
                if role in ("clerk", "supervisor"):
                    wizards.create(values).action_confirm()
                    self.assertEqual(fine.pending_approval_id.action, "close_cancelled")
                else:
                    with self.assertRaises(AccessError):
                        wizards.create(values).action_confirm()
                self.assertEqual(fine.state, "notified")

    def test_inv_12_nobody_writes_the_state_past_the_gate(self):
        fine = self._fine(1)
        for role in ROLES:
            model = self.env["fines.fine"].with_user(self._user(role))
            with self.subTest(role=role), self.assertRaises(UserError):
                call_kw(model, "write", [fine.ids, {"state": "notified"}], {})
            with self.subTest(role=role), self.assertRaises(UserError):
                call_kw(model, "create", [self._fine_values(2, state="notified")], {})

    def test_every_move_leaves_who_when_and_why(self):
        fine = self._fine(1, "closed")
        self.assertRecordValues(fine.event_ids, [
            {"state_from": "draft", "state_to": "registered", "user_id": self.env.uid, "reason": False},
            {"state_from": "registered", "state_to": "notified", "user_id": self.env.uid, "reason": False},
            {"state_from": "notified", "state_to": "closed", "user_id": self.env.uid, "reason": "other: test"},
        ])
        self.assertEqual(fine.event_ids[-1].state_to_label, "Closed")

    def test_a_repeated_message_moves_nothing_twice(self):
        fine = self._fine(1, "notified")
        fine._set_closed("collected")
        fine._set_closed("cancelled")
        self.assertEqual((fine.close_reason, len(fine.event_ids)), ("collected", 3))

    def test_one_wrong_fine_stops_the_whole_batch(self):
        fines = self._fine(1) | self._fine(2, "closed")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            fines._set_registered()
        self.assertEqual(fines.mapped("state"), ["draft", "closed"])

    def test_an_incomplete_slip_is_not_registered(self):
        for values in (
            {"line_ids": False}, {"person_name": False}, {"person_name": False, "offender_kind": "unknown"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._fine(1, "registered", **values)
        self._fine(1, "registered", person_name=False, offender_kind="unknown", plate="P1")

    def test_a_notification_needs_its_day(self):
        fine = self.env["fines.fine"].create(self._fine_values(1))
        fine._set_registered()
        with self.assertRaises(ValidationError):
            fine.action_notify()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            fine._set_notified("2026-03-01")
        fine._set_notified("2026-03-05")
        self.assertEqual(str(fine.notified_on), "2026-03-05")

    def test_the_hooks_get_all_fines_of_a_batch_once(self):
        fines = self._fine(1) | self._fine(2)
        calls = []
        self.patch(type(fines), "_fines_after_register", lambda records: calls.append(("register", records)))
        self.patch(type(fines), "_fines_after_notify", lambda records: calls.append(("notify", records)))
        fines.action_register()
        self.assertEqual(calls, [("register", fines), ("notify", fines)])

    def test_closing_asks_for_the_reason_first(self):
        fine = self._fine(1, "notified")
        action = fine.action_open_close()
        self.assertEqual(action["context"], {"default_fine_ids": fine.ids})
