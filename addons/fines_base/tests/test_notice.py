import base64
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .common import ROLES, FinesCommon

WRITERS = {"agency_officer", "clerk", "supervisor"}
READERS = WRITERS | {"inspector", "cashier", "enforcement", "legal", "auditor", "national"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestNotice(FinesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_calendar()

    def _registered(self, number, **values):
        fine = self.env["fines.fine"].create(self._fine_values(number, **values))
        fine._set_registered()
        return fine

    def _notice(self, number=1, channel="hand", **values):
        return self.env["revenue.notice"]._serve(self._registered(number, **values), "act", channel)

    def _channel(self, kind, **values):
        return self.env["revenue.notice.channel"].create({"kind": kind, "date_from": "2020-01-01", **values})

    def _assert_sql_refused(self, query, *args):
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "revenue_frozen"), \
                self.env.cr.savepoint():
            self.env.cr.execute(SQL(query, *args))

    # ISSUED

    def test_a_notice_has_the_next_number_of_its_office_and_year(self):
        fines = self.env["fines.fine"].browse([self._registered(number).id for number in range(1, 4)])
        notices = self.env["revenue.notice"]._serve(fines, "act", "hand")
        self.assertEqual(notices.mapped("number"), [f"TEST-North-N2026-0000{n}" for n in (1, 2, 3)])
        self.assertEqual(notices.mapped("res_id"), fines.ids, "in the order of the fines")
        with freeze_time("2027-01-02 15:00:00"):
            self.assertEqual(self._notice(4).number, "TEST-North-N2027-00001")

    def test_a_hundred_fines_are_notified_at_once_and_print_in_one_document(self):
        fines = self.env["fines.fine"].create([self._fine_values(number) for number in range(100)])
        fines._set_registered()
        wizard = self.env["revenue.notice.issue"].with_user(self._user("clerk")).create({
            "res_model": "fines.fine", "res_ids": fines.ids, "kind": "act", "channel": "post"})
        self.env.flush_all()
        with self.assertQueryCount(150):
            action = wizard.action_confirm()
        notices = self.env["revenue.notice"].search(action["domain"])
        self.assertEqual(len(notices), 100)
        report = self.env.ref("public_revenue.revenue_notice_action_print")
        content, kind = report._render_qweb_pdf(report.report_name, notices.ids)
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
        self.assertEqual(content.count(b"/Type /Page\n") or content.count(b"/Type /Page "), 100)

    def test_a_notice_prints_again_identically_whatever_changed_meanwhile(self):
        notice = self._notice()
        report = self.env.ref("public_revenue.revenue_notice_action_print")
        before = report._render_qweb_pdf(report.report_name, notice.ids)[0]
        self.office.name = "Renamed"
        self.agency.name = "Renamed"
        self.env.invalidate_all()
        self.assertEqual(report._render_qweb_pdf(report.report_name, notice.ids)[0], before)
        self.assertEqual(notice.addressee_ids.paper["number"], notice.number)

    def test_the_paper_names_offender_infraction_amount_and_what_follows(self):
        family = self.env["revenue.policy.family"].create({"name": "F", "code": "test-notice"})
        policy = self.env["revenue.policy"].create({
            "name": "P", "code": "test-notice", "family_id": family.id, "norm_id": self.norm.id,
            "date_from": "2020-01-01", "step_ids": [(0, 0, {
                "code": "double", "name": "Doubled from day 31", "method": "factor", "rate": 2, "start_after": 30})],
            "review_level_ids": [(0, 0, {"suspends": "no", "file_days": 10, "file_event": "notification"})]})
        policy._set_in_force()
        self.offence.family_id = family
        text = str(self._notice().addressee_ids.paper)
        for words in ("Juan Pérez", "Crossing on red", "100", "TPOL A 000001", "Doubled from day 31",
                      "within 10 days", "does not stop"):
            self.assertIn(words, text)

    def test_the_notice_of_a_minor_goes_to_who_answers_for_the_fine(self):
        notice = self._notice(guardian_name="Rosa Pérez", person_address="Calle 1")
        self.assertEqual((notice.name, notice.address), ("Rosa Pérez", "Calle 1"))
        text = str(notice.addressee_ids.paper)
        self.assertIn("Rosa Pérez", text)
        self.assertIn("Juan Pérez", text)

    def test_a_preventive_notice_names_measures_and_no_amount(self):
        measure = self.env["fines.measure"].create({"name": "Temporary closure", "code": "tcl"})
        fine = self.env["fines.fine"].create(self._fine_values(
            1, preventive=True, measure_ids=[Command.create({"measure_id": measure.id})]))
        fine._set_registered()
        paper = fine._notice_get_paper("act")
        self.assertEqual(paper["title"], "Preventive notice")
        self.assertIn("Temporary closure", str(paper))
        self.assertNotIn("Total", str(paper))

    def test_a_draft_or_a_closed_fine_is_not_notified(self):
        for number, state in enumerate(("draft", "closed"), 1):
            with self.subTest(state=state), self.assertRaises(UserError):
                self.env["revenue.notice"]._serve(self._fine(number, state), "act", "hand")

    # SERVED

    def test_handed_over_it_counts_on_its_own_day_and_notifies_the_fine(self):
        with freeze_time("2026-03-03 15:00:00"):
            notice = self._notice()
        notice._record_attempt("served", "2026-03-05", document="A-7", visitor="Pedro")
        fine = self.env["fines.fine"].browse(notice.res_id)
        self.assertRecordValues(notice, [{
            "state": "served", "served_on": notice.served_on, "effective": True, "last_result": "served"}])
        self.assertEqual((str(notice.served_on), str(notice.date_counts)), ("2026-03-05", "2026-03-05"))
        self.assertEqual((fine.state, str(fine.notified_on)), ("notified", "2026-03-05"))
        self.assertRecordValues(notice.attempt_ids, [{"document": "A-7", "visitor": "Pedro", "user_id": self.env.uid}])

    def test_a_notice_that_its_fine_refuses_does_not_hold_up_the_others(self):
        self._channel("publication", counts="after", after=5)
        inspector = self.inspector.copy({"badge": "9"})
        refused = self._notice(1, channel="publication", inspector_id=inspector.id)
        notice = self._notice(2, channel="publication")
        for one in (refused, notice):
            one._record_attempt("served", "2026-03-10")
        inspector.date_to = "2026-03-01"   # before the infraction
        self.startPatcher(patch.object(self.registry["ir.cron"], "_commit_progress"))
        with freeze_time("2026-03-20 15:00:00"), self.assertLogs("odoo.addons.public_revenue.models.revenue_notice"):
            self.env["revenue.notice"]._cron_take_effect()
        self.assertEqual((refused.effective, notice.effective), (False, True))

    def test_inv_20_a_publication_counts_in_the_legal_calendar_and_only_then_notifies_the_fine(self):
        self._channel("publication", counts="after", after=5, unit="working_day")
        self.env["revenue.calendar.day"].create([
            {"calendar_id": self.office.calendar_id.id, "date": day, "name": "Holiday", "kind": "closed"}
            for day in ("2026-12-31", "2027-01-01")])
        with freeze_time("2026-12-29 15:00:00"):
            notice = self._notice(channel="publication", infraction_date="2026-12-28")
            notice._record_attempt("served", "2026-12-29")
            fine = self.env["fines.fine"].browse(notice.res_id)
            self.assertEqual((notice.state, str(notice.date_counts)), ("served", "2027-01-07"))
            self.assertEqual((notice.effective, fine.state), (False, "registered"))
        cron = self.env.ref("public_revenue.ir_cron_public_revenue_serve_notices")
        # still the evening before at the office, although the next day in UTC
        for moment, state in (("2027-01-07 03:00:00", "registered"), ("2027-01-07 06:00:00", "notified")):
            with self.subTest(moment=moment), freeze_time(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
                self.env.invalidate_all()
                self.assertEqual(fine.state, state)
        self.assertEqual(str(fine.notified_on), "2027-01-07")

    def test_what_is_not_configured_does_not_serve_and_is_said(self):
        notice = self._notice(channel="post")
        notice._record_attempt("served", "2026-03-10")
        self.assertEqual((notice.state, notice.last_result), ("issued", "served"))
        self.assertIn("From which day", self.env["revenue.notice.channel"]._fields["counts"].help)
        self.assertEqual(self._channel("post").missing, "Counts, A refusal")

    def test_a_refusal_counts_where_the_norm_of_the_place_says_so(self):
        self._channel("hand", refusal="unserved")
        here = self._channel("hand", refusal="served", counts="same_day", territory_id=self.territory.id)
        notice = self._notice(1)
        notice._record_attempt("refused", "2026-03-10")
        self.assertEqual(notice.state, "served")
        here.unlink()
        notice = self._notice(2)
        notice._record_attempt("refused", "2026-03-10")
        self.assertEqual(notice.state, "unserved")

    def test_nobody_at_home_is_tried_again_and_a_paper_that_came_back_may_still_be_served(self):
        notice = self._notice()
        notice._record_attempt("absent", "2026-03-10")
        self.assertEqual(notice.state, "issued")
        notice._record_attempt("moved", "2026-03-10")
        self.assertEqual(notice.state, "unserved")
        notice._record_attempt("served", "2026-03-10", "workplace")
        self.assertEqual((notice.state, notice.attempt_ids[-1].channel), ("served", "workplace"))
        with self.assertRaisesRegex(UserError, "nothing more happens"):
            notice._record_attempt("returned", "2026-03-10")

    def test_an_attempt_lies_between_the_issue_and_today(self):
        notice = self._notice()
        for day in ("2026-03-11", "2026-03-09"):
            with self.subTest(day=day), self.assertRaises(UserError):
                notice._record_attempt("served", day)

    def test_a_notice_is_cancelled_by_an_officer_who_says_why(self):
        notice = self._notice()
        supervisor = self._user("supervisor")
        with self.assertRaisesRegex(UserError, "Say in the remark"):
            notice.with_user(supervisor).action_cancel()
        notice.with_user(supervisor).remark = "Printed twice"
        with self.assertRaises(AccessError):
            notice.with_user(self._user("clerk")).action_cancel()
        notice.with_user(supervisor).action_cancel()
        self.assertEqual((notice.state, notice.cancelled_by), ("cancelled", supervisor))
        with self.assertRaises(UserError):
            notice._record_attempt("served", "2026-03-10")

    # RETURNED PAPERS

    def test_returned_papers_are_read_one_after_the_other_and_unknown_numbers_told(self):
        first, second = self._notice(1), self._notice(2)
        scan = self.env["revenue.notice.scan"].with_user(self._user("clerk")).create({"document": "Sack 3"})
        for number in (first.number, "north n2026 00009", second.number.lower().replace("-", " "), first.number):
            scan.number = number
            scan.action_record()
        self.assertEqual((first | second).mapped("state"), ["unserved", "unserved"])
        self.assertEqual(first.attempt_ids[0].document, "Sack 3")
        self.assertIn("NORTH N2026 00009 is not a notice of your offices", scan.refused)
        self.assertEqual(scan.recorded_count, 2)
        scan.number = "TEST-South-N2026-00001"
        scan.action_record()
        self.assertTrue(scan.is_refused)

    def test_a_scan_is_kept_under_its_notice_and_only_papers_and_pictures(self):
        notice = self._notice()
        values = {"notice_ids": notice.ids, "result": "served", "scan_name": "acuse.pdf"}
        wizards = self.env["revenue.notice.record"].with_user(self._user("clerk"))
        with self.assertRaisesRegex(UserError, "PDF or a picture"):
            wizards.create({**values, "scan": base64.b64encode(b"<html><script>x</script></html>")}).action_confirm()
        wizards.create({**values, "scan": base64.b64encode(b"%PDF-1.4 test")}).action_confirm()
        attachment = notice.attempt_ids.attachment_id
        self.assertEqual((attachment.res_model, attachment.res_id), ("revenue.notice", notice.id))
        self.assertFalse(attachment.public)

    # GUARDED

    def test_inv_10_a_served_notice_is_immutable_through_orm_rpc_and_sql(self):
        notice = self._notice()
        notice._record_attempt("served", "2026-03-10")
        notices = self.env["revenue.notice"].with_user(self._user("supervisor"))
        for name, value in (
            ("served_on", "2026-03-01"), ("date_counts", "2026-03-01"), ("state", "issued"), ("number", "X"),
            ("office_id", self.other_office.id), ("digest", "X"),
        ):
            with self.subTest(name=name), self.assertRaises(UserError):
                call_kw(notices, "write", [notice.ids, {name: value}], {})
            self._assert_sql_refused(
                "UPDATE revenue_notice SET %s = %s WHERE id = %s", SQL.identifier(name), value, notice.id)
        with self.assertRaises(UserError):
            call_kw(notices, "create", [{"number": "X", "kind": "act"}], {})
        self._assert_sql_refused("DELETE FROM revenue_notice WHERE id = %s", notice.id)
        self._assert_sql_refused("TRUNCATE revenue_notice CASCADE")
        self._assert_sql_refused("UPDATE revenue_notice_attempt SET result = 'absent' WHERE notice_id = %s", notice.id)
        self._assert_sql_refused("DELETE FROM revenue_notice_attempt WHERE notice_id = %s", notice.id)
        self._assert_sql_refused("UPDATE revenue_notice_addressee SET name = 'X' WHERE notice_id = %s", notice.id)

    def test_retention_erases_the_addressee_and_the_notice_stays(self):
        notice = self._notice()
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM revenue_notice_addressee WHERE notice_id = %s", notice.id))
        self.env.invalidate_all()
        self.assertFalse(notice.name)
        self.assertFalse(self.env["revenue.notice"]._find_changed())
        with self.assertRaisesRegex(UserError, "was erased"):
            notice._get_papers()

    def test_inv_11_a_paper_changed_past_the_guards_is_found(self):
        notice = self._notice()
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "ALTER TABLE revenue_notice_addressee DISABLE TRIGGER revenue_notice_addressee_guard_update"))
        self.env.cr.execute(SQL(
            "UPDATE revenue_notice_addressee SET paper = jsonb_set(paper, '{title}', '\"Other\"') WHERE notice_id = %s",
            notice.id))
        self.env.invalidate_all()
        self.assertEqual(self.env["revenue.notice"]._find_changed(), [notice.number])
        self.assertEqual(self.env["revenue.check"]._find_missing_guards(), ["revenue_notice_addressee_guard_update"])

    # RIGHTS

    def test_inv_12_each_role_issues_and_records_or_not_through_rpc(self):
        for number, role in enumerate(ROLES, start=1):
            user, fine = self._user(role), self._registered(number)
            wizards = self.env["revenue.notice.issue"].with_user(user)
            values = {"res_model": "fines.fine", "res_ids": fine.ids, "kind": "act", "channel": "hand"}
            own = self._notice(100 + number)
            with self.subTest(role=role):
                if role in WRITERS:
                    wizard = call_kw(wizards, "create", [values], {})
                    call_kw(wizards, "action_confirm", [wizard], {})
                    self.assertEqual(len(fine.revenue_notice_ids), 1)
                    record = self.env["revenue.notice.record"].with_user(user).create({"notice_ids": own.ids})
                    record.action_confirm()
                    self.assertEqual(own.state, "served")
                else:
                    with self.assertRaises(AccessError):
                        call_kw(wizards, "create", [values], {})
                    with self.assertRaises(AccessError):
                        self.env["revenue.notice"].with_user(user)._serve(fine.with_user(user), "act", "hand")
                    with self.assertRaises(AccessError):
                        own.with_user(user)._record_attempt("served", "2026-03-10")

    def test_sec_42_notices_of_another_agency_or_municipality_are_out_of_reach(self):
        own = self._notice(1)
        foreign = self._notice(
            2, agency_id=self.other_agency.id, inspector_id=False, office_id=self.other_office.id)
        same_office = self._notice(3, agency_id=self.other_agency.id, inspector_id=False, office_id=self.office.id)
        for role in READERS:
            user = self._user(role)
            allowed = own | same_office | foreign if role in ("auditor", "national") else (
                own if role in ("inspector", "agency_officer") else own | same_office)
            for model, name in (("revenue.notice", "id"), ("revenue.notice.addressee", "notice_id")):
                found = self.env[model].with_user(user).search([(name, "in", (own | same_office | foreign).ids)])
                with self.subTest(role=role, model=model):
                    self.assertEqual(set(found.ids if name == "id" else found.notice_id.ids), set(allowed.ids))
            if role in WRITERS:
                with self.subTest(role=role), self.assertRaises(AccessError):
                    foreign.with_user(user)._record_attempt("served", "2026-03-10")
                fine = self.env["fines.fine"].browse(foreign.res_id).with_user(user)
                with self.subTest(role=role), self.assertRaises(AccessError):
                    self.env["revenue.notice"].with_user(user)._serve(fine, "act", "hand")

    def test_sec_23_the_paper_and_the_address_are_for_those_who_compare_papers(self):
        notice = self._notice(person_address="Calle 1")
        for role in READERS:
            user = self._user(role)
            with self.subTest(role=role):
                if role in ("legal", "national"):
                    with self.assertRaises(AccessError):
                        notice.addressee_ids.with_user(user).read(["paper"])
                    with self.assertRaises(AccessError):
                        notice.with_user(user).read(["address"])
                else:
                    self.assertEqual(notice.with_user(user).address, "Calle 1")
