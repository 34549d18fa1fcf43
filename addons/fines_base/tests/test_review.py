from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.public_revenue.models.revenue_review_case import MOVES

from .common import ROLES
from .review_common import ReviewCommon

FILERS = {"agency_officer", "clerk", "supervisor"}
LEADERS = {"agency_officer", "supervisor"}
READERS = FILERS | {"inspector", "cashier", "enforcement", "legal", "auditor", "national"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestReview(ReviewCommon):

    # FILED

    def test_a_case_takes_office_amount_and_terms_from_the_fine_and_its_law(self):
        case = self._case(received_on="2026-03-05")
        self.assertRecordValues(case, [{
            "number": "TEST-North-C2026-00001", "office_id": self.office.id, "agency_id": self.agency.id,
            "policy_id": self.policy.id, "level": 1, "author": "Juan Pérez", "late": False,
            "file_until": date(2026, 3, 12), "decide_until": date(2026, 3, 15), "silence_on": False,
            "received_on": date(2026, 3, 5), "state": "filed"}])

    def test_the_day_of_receipt_counts_however_late_it_is_keyed(self):
        self.assertFalse(self._case(1, received_on="2026-03-10").late)
        with freeze_time("2026-04-01 15:00:00"):
            self.assertFalse(self._case(2, received_on="2026-03-12").late)
            self.assertTrue(self._case(3, received_on="2026-03-13").late)

    def test_a_corrected_day_of_receipt_moves_the_deadlines(self):
        case = self._case(received_on="2026-03-10")
        case.received_on = "2026-03-05"
        self.assertEqual(str(case.decide_until), "2026-03-15")
        with self.assertRaises(UserError):
            case.received_on = "2026-03-11"

    def test_what_the_norm_leaves_unknown_is_shown_and_not_guessed(self):
        self._use({"suspends": "no"})
        case = self._case()
        self.assertFalse(case.file_until or case.decide_until or case.silence_on or case.late)
        self.assertIn("Term to file", case.missing)
        self.assertIn("Term to decide", case.missing)
        self.assertNotIn("Filing stops", case.missing)
        self.offence.family_id = False
        self.assertIn("says nothing", self._case(2).missing)

    def test_one_case_is_open_at_a_time(self):
        case = self._case()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["revenue.review.case"].create({"res_model": "fines.fine", "res_id": case.res_id})
        case._end("withdrawn", "test")
        self.env["revenue.review.case"].create({"res_model": "fines.fine", "res_id": case.res_id})

    def test_the_button_of_the_fine_opens_the_case_that_is_open_or_an_empty_one(self):
        fine = self._fine(1, "notified")
        self.assertFalse(fine.action_file_review().get("res_id"))
        case = self.env["revenue.review.case"].with_context(**fine.action_file_review()["context"]).create({})
        self.assertEqual(fine.action_file_review()["res_id"], case.id)
        self.assertEqual((fine.revenue_review_count, fine.action_open_reviews()["domain"][1][2]), (1, fine.ids))

    def test_a_draft_or_a_fine_taken_back_is_not_appealed(self):
        for number, fine in enumerate((self._fine(1), self._fine(2, "closed")), 1):
            with self.subTest(number=number), self.assertRaises(UserError):
                self.env["revenue.review.case"].create({"res_model": "fines.fine", "res_id": fine.id})

    def test_a_record_that_cannot_be_reviewed_is_refused(self):
        for model, record in (("res.partner", self.env.user.partner_id.id), ("nothing", 1), ("fines.fine", 0)):
            with self.subTest(model=model), self.assertRaises(UserError):
                self.env["revenue.review.case"].create({"res_model": model, "res_id": record})

    # DECIDED

    def test_ux_30_a_decision_gives_reasons_remedy_and_number_and_is_printed(self):
        self._use({"decide_days": 10}, {"file_days": 15, "file_event": "decision"})
        case = self._case(state="admitted")
        decider = self._user("supervisor")
        with self.assertRaisesRegex(UserError, "gives its reasons"):
            case.with_user(decider)._decide("dismissed", " ")
        case.with_user(decider)._decide("dismissed", "The camera shows the plate")
        self.assertEqual(case.decision_number, "TEST-North-D2026-00001")
        text = str(case.with_user(decider)._get_papers())
        for words in ("The camera shows the plate", "Dismissed", "It was not me", "within 15 days", "Traffic police"):
            self.assertIn(words, text)
        report = self.env.ref("public_revenue.revenue_review_case_action_print")
        self.assertEqual(report._render_qweb_pdf(report.report_name, case.ids)[1], "pdf")

    def test_partly_upheld_lowers_the_amount_of_the_fine(self):
        case = self._case(state="admitted").with_user(self.director)
        for wrong in (0, 150):
            with self.subTest(amount=wrong), self.assertRaisesRegex(UserError, "at most"):
                case._decide("partly", "Half of it", wrong)
        case._decide("partly", "Half of it", 50)
        self.assertEqual(self._fine_of(case).amount_total, 50)
        self.assertEqual((case.amount_before, case.amount_new), (100, 50))

    def test_upheld_takes_the_fine_back(self):
        case = self._case(state="admitted").with_user(self.director)
        case._decide("upheld", "Another car")
        fine = self._fine_of(case)
        self.assertEqual((fine.state, fine.close_reason), ("closed", "cancelled"))

    def test_dismissed_changes_nothing(self):
        case = self._case(state="decided")
        self.assertEqual((self._fine_of(case).state, self._fine_of(case).amount_total), ("notified", 100))

    def test_inv_10_a_decision_is_immutable_through_orm_rpc_and_sql(self):
        case = self._case(state="decided")
        cases = self.env["revenue.review.case"].with_user(self._user("supervisor"))
        for name, value in (
            ("result", "upheld"), ("amount_new", 1), ("decision_grounds", "x"), ("decision_number", "x"),
            ("received_on", "2026-03-01"), ("number", "x"), ("decided_on", "2026-03-01"), ("state", "filed"),
        ):
            with self.subTest(name=name), self.assertRaises(UserError):
                call_kw(cases, "write", [case.ids, {name: value}], {})
            self.env.flush_all()
            with self.subTest(name=name), mute_logger("odoo.sql_db"), self.assertRaisesRegex(
                    IntegrityError, "revenue_frozen"), self.env.cr.savepoint():
                self.env.cr.execute(SQL(
                    "UPDATE revenue_review_case SET %s = %s WHERE id = %s", SQL.identifier(name), value, case.id))
        for name in ("author", "grounds", "decider_id"):
            with self.subTest(name=name), self.assertRaises(UserError):
                case.write({name: False})
        with self.assertRaises(UserError):
            case.unlink()

    def test_inv_11_each_step_of_a_case_leaves_who_when_why_before_and_after(self):
        case = self._case(state="admitted")
        case.with_user(self.director)._decide("partly", "Half of it", 50)
        money = case.currency_id
        self.assertRecordValues(case.event_ids, [
            {"state_from": False, "state_to": "filed", "user_id": self.env.uid, "reason": "It was not me",
             "value_from": False, "value_to": False},
            {"state_from": "filed", "state_to": "admitted", "user_id": self.env.uid, "reason": False,
             "value_from": False, "value_to": False},
            {"state_from": "admitted", "state_to": "decided", "user_id": self.director.id, "reason": "Half of it",
             "value_from": money.format(100), "value_to": money.format(50)},
        ])
        self.env.flush_all()
        for query in ("UPDATE revenue_review_event SET reason = 'x'", "DELETE FROM revenue_review_event",
                      "TRUNCATE revenue_review_event"):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.env.cr.execute(query)

    def test_inv_11_a_decision_changed_past_the_guards_is_found(self):
        case = self._case(state="decided")
        self.assertFalse(self.env["revenue.review.case"]._find_changed())
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE revenue_review_case DISABLE TRIGGER revenue_review_case_guard_update")
        self.env.cr.execute(SQL("UPDATE revenue_review_case SET amount_new = 1 WHERE id = %s", case.id))
        self.env.invalidate_all()
        self.assertEqual(self.env["revenue.review.case"]._find_changed(), [case.number])

    # NOTIFIED, SECOND LEVEL, SILENCE

    def test_the_decision_is_notified_and_from_then_on_the_second_level_counts(self):
        self._use({"early_days": 5}, {"file_days": 10, "file_event": "decision"})
        case = self._case(state="admitted")
        case.with_user(self.director)._decide("dismissed", "No")
        notice = self.env["revenue.notice"]._serve(case, "decision", "hand")
        self.assertEqual((notice.agency_id, notice.name, notice.address), (self.agency, "Juan Pérez", "Calle 1"))
        self.assertIn(case.decision_number, str(notice.addressee_ids.paper))
        self.assertFalse(case.notified_on)
        notice._record_attempt("served", "2026-03-10")
        self.assertEqual((str(case.notified_on), str(case.early_until)), ("2026-03-10", "2026-03-15"))
        action = case.action_appeal()
        second = self.env["revenue.review.case"].with_context(**action["context"]).create({})
        self.assertEqual((second.level, second.previous_id, str(second.file_until)), (2, case, "2026-03-20"))
        with self.assertRaises(UserError):
            second._end("withdrawn", "x")
            second.action_appeal()

    def test_who_decided_the_first_level_does_not_decide_the_second(self):
        self._use({}, {})
        first = self._case(state="admitted")
        first.with_user(self.director)._decide("dismissed", "No")
        second = self.env["revenue.review.case"].with_context(**first.action_appeal()["context"]).create({})
        second.action_admit()
        with self.assertRaisesRegex(AccessError, "decided the first level"):
            second.with_user(self.director)._decide("dismissed", "No")
        second.with_user(self._user("supervisor"))._decide("upheld", "Yes")

    def test_silence_has_the_effect_that_the_norm_gives_it_and_not_a_day_before(self):
        self._use({"decide_days": 10, "silence": "upheld"})
        case = self._case(received_on="2026-03-10")
        self.assertEqual(str(case.silence_on), "2026-03-21")
        with freeze_time("2026-03-20 15:00:00"), self.assertRaisesRegex(UserError, "not yet"):
            case.action_apply_silence()
        with freeze_time("2026-03-21 15:00:00"):
            case.action_apply_silence()
        self.assertEqual((case.result, self._fine_of(case).state), ("upheld", "closed"))

    def test_silence_that_says_nothing_decides_nothing(self):
        case = self._case()
        with freeze_time("2027-03-21 15:00:00"), self.assertRaises(UserError):
            case.action_apply_silence()

    def test_deadlines_near_and_passed_are_found(self):
        case = self._case(received_on="2026-03-10")
        for day, urgency in (("2026-03-16", "later"), ("2026-03-18", "near"), ("2026-03-21", "passed")):
            with self.subTest(day=day), freeze_time(f"{day} 15:00:00"):
                self.env.invalidate_all()
                self.assertEqual(case.urgency, urgency)

    # GATES AND RIGHTS

    def test_inv_12_only_the_moves_of_the_table_are_possible(self):
        for place, before in enumerate(MOVES):
            for offset, after in enumerate(MOVES):
                case = self._case(100 + place * 10 + offset, before)
                with self.subTest(before=before, after=after):
                    if after in MOVES[before] and (before, after) != ("filed", "decided"):
                        self._bring_from(case, after)
                        self.assertEqual(case.state, after)
                    else:
                        with self.assertRaises(UserError), self.env.cr.savepoint():
                            self._bring_from(case, after)
                        self.assertEqual(case.state, before)

    def _bring_from(self, case, state):
        """Use the public way to a state, whatever the state before."""
        if state == "admitted":
            case.action_admit()
        elif state == "decided":
            self.env["revenue.review.decide"].with_user(self.director).create(
                {"case_id": case.id, "result": "dismissed", "grounds": "x"}).action_confirm()
        elif state in ("inadmissible", "withdrawn"):
            self.env["revenue.review.close"].create(
                {"case_id": case.id, "end": state, "reason": "x"}).action_confirm()
        else:
            case._update_state(state)

    def test_inv_12_each_role_moves_what_it_may_through_rpc(self):
        self._use({})
        for number, role in enumerate(ROLES, start=1):
            user = self._user(role)
            for place, (event, state, allowed) in enumerate((
                ("file", None, FILERS), ("admit", "filed", LEADERS), ("inadmissible", "filed", LEADERS),
                ("withdrawn", "filed", FILERS), ("decide", "admitted", LEADERS),
            )):
                case = self._fine(1000 + number * 10 + place, "notified") if state is None else self._case(
                    1000 + number * 10 + place, state)
                with self.subTest(role=role, event=event):
                    if role in allowed:
                        self._act(user, event, case)
                    else:
                        with self.assertRaises(AccessError):
                            self._act(user, event, case)
                        if state:
                            self.assertEqual(case.state, state)

    def _act(self, user, event, record):
        cases = self.env["revenue.review.case"].with_user(user)
        if event == "file":
            call_kw(cases, "create", [{"res_model": "fines.fine", "res_id": record.id}], {})
        elif event == "admit":
            call_kw(cases, "action_admit", [record.ids], {})
        elif event == "decide":
            wizards = self.env["revenue.review.decide"].with_user(user)
            wizard = call_kw(wizards, "create", [{"case_id": record.id, "result": "dismissed", "grounds": "x"}], {})
            call_kw(wizards, "action_confirm", [wizard], {})
        else:
            wizards = self.env["revenue.review.close"].with_user(user)
            wizard = call_kw(wizards, "create", [{"case_id": record.id, "end": event, "reason": "x"}], {})
            call_kw(wizards, "action_confirm", [wizard], {})

    def test_inv_12_nobody_writes_the_state_of_a_case_past_the_gate(self):
        case = self._case()
        for role in FILERS:
            cases = self.env["revenue.review.case"].with_user(self._user(role))
            with self.subTest(role=role), self.assertRaises(UserError):
                call_kw(cases, "write", [case.ids, {"state": "decided"}], {})
            with self.subTest(role=role), self.assertRaises(UserError):
                call_kw(cases, "create", [{"res_model": "fines.fine", "res_id": case.res_id, "state": "decided"}], {})
            with self.subTest(role=role), self.assertRaises(UserError):
                call_kw(cases, "create", [{"res_model": "fines.fine", "res_id": case.res_id, "result": "upheld"}], {})

    def test_sec_42_cases_of_another_agency_or_municipality_are_out_of_reach(self):
        own = self._case(1)
        same_office, foreign = (
            self.env["revenue.review.case"].create({"res_model": "fines.fine", "res_id": self._fine(
                number, "notified", agency_id=self.other_agency.id, inspector_id=False, office_id=office.id).id})
            for number, office in ((2, self.office), (3, self.other_office)))
        every = own | same_office | foreign
        for role in READERS:
            user = self._user(role)
            allowed = every if role in ("auditor", "national") else (
                own if role in ("inspector", "agency_officer") else own | same_office)
            with self.subTest(role=role):
                cases = self.env["revenue.review.case"].with_user(user)
                self.assertEqual(cases.search([("id", "in", every.ids)]), allowed)
                events = self.env["revenue.review.event"].with_user(user).search([("case_id", "in", every.ids)])
                self.assertEqual(events.case_id, allowed)
            if role in FILERS:
                with self.subTest(role=role), self.assertRaises(AccessError):
                    foreign.with_user(user)._end("withdrawn", "x")
                with self.subTest(role=role), self.assertRaises(AccessError):
                    foreign.with_user(user).write({"grounds": "x"})
                fine = self._fine(f"77{len(role)}{role[0]}", "notified", agency_id=self.other_agency.id,
                                  inspector_id=False, office_id=self.other_office.id)
                with self.subTest(role=role), self.assertRaises(AccessError):
                    cases.create({"res_model": "fines.fine", "res_id": fine.id})

    def test_levels_of_a_policy_in_force_are_not_changed(self):
        level = self.policy.review_level_ids
        legal = self._user("legal")
        for call in (
            lambda: level.with_user(legal).write({"decide_days": 20}), lambda: level.with_user(legal).unlink(),
            lambda: level.with_user(legal).create({"policy_id": self.policy.id, "level": 2}),
        ):
            with self.assertRaisesRegex(UserError, "in force"), self.env.cr.savepoint():
                call()
        self.assertEqual(self.policy._make_version(date(2026, 4, 1)).review_level_ids.decide_days, 10)
