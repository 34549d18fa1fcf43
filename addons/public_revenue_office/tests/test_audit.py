from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from odoo.addons.public_revenue_collection.tests.common import TODAY

from .common import OfficeCommon

#: Working papers of auditors: no books.
OWN_NOTES = "revenue.audit."


@tagged("post_install", "-at_install")
class TestAudit(OfficeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipts = cls.env["revenue.receipt"].union(*(cls.collect(cls.issue(f"B1-{n}")) for n in range(8)))
        cls.second_auditor = cls.make_user("o-auditor-2", "auditor", cls.env["revenue.office"])

    def draw(self, user=None, **values):
        sample = self.env["revenue.audit.sample"].with_user(user or self.auditor).create({
            "date_from": "2026-03-01", "date_to": "2026-03-31", "size": 3, "seed": "lottery of 12 March", **values})
        sample.action_draw()
        return sample

    # === RIGHTS === #

    def test_sec_18_the_auditor_reads_every_model_and_writes_none_through_rpc(self):
        for model in self.env["revenue.check"]._get_suite_models():
            if model._abstract or model._transient or model._name.startswith(OWN_NOTES):
                continue
            with self.subTest(model=model._name), mute_logger("odoo.addons.base.models.ir_model"):
                rows = self.ask(model, "search", [], limit=1)
                self.ask(model, "read", rows, ["display_name"])
                ids = rows or [1]
                for method, args in (("create", [{}]), ("write", [ids, {}]), ("unlink", [ids])):
                    with self.assertRaises(UserError):
                        self.ask(model, method, *args)

    def ask(self, model, method, *args, **kwargs):
        return call_kw(model.with_env(self.env).with_user(self.auditor), method, list(args), kwargs)

    def test_notes_of_auditors_are_read_by_auditors_only(self):
        sample = self.draw()
        self.assertEqual(self.env["revenue.audit.sample"].with_user(self.second_auditor).search([]), sample)
        for user in (self.supervisor, self.accountant, self.cashier):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["revenue.audit.sample"].with_user(user).search([])

    def test_sec_24_the_auditor_takes_lists_away_and_it_is_noted(self):
        self.receipts.with_user(self.auditor).export_data(["amount"])
        log = self.env["revenue.person.lookup"].search([("user_id", "=", self.auditor.id)], limit=1)
        self.assertRecordValues(log, [{"kind": "export", "text": "Receipt (8): amount"}])
        with self.assertRaises(UserError):
            self.receipts.with_user(self.supervisor).export_data(["amount"])

    # === SAMPLES === #

    def test_the_same_seed_draws_the_same_records_for_another_auditor(self):
        first, again, other = self.draw(), self.draw(self.second_auditor), self.draw(seed="other")
        self.assertEqual(first.line_ids.mapped("res_id"), again.line_ids.mapped("res_id"))
        self.assertNotEqual(first.line_ids.mapped("res_id"), other.line_ids.mapped("res_id"))
        self.assertEqual((first.population_count, len(first.line_ids), first.drawn_by_id), (8, 3, self.auditor))

    def test_a_sample_is_drawn_of_its_period_and_office(self):
        self.collect(self.issue("B2-1"), office=self.other_office)
        self.assertEqual(self.draw(office_id=self.office.id).population_count, 8)
        self.assertEqual(self.draw(office_id=self.other_office.id).population_count, 1)
        self.assertEqual(self.draw(date_to="2026-03-09").population_count, 0)

    def test_what_was_drawn_is_not_drawn_again_changed_or_deleted(self):
        sample = self.draw()
        for act in (
            sample.action_draw, sample.unlink, lambda: sample.write({"seed": "better"}),
            lambda: sample.write({"line_ids": [(5, 0, 0)]}), lambda: sample.line_ids[0].write({"res_id": 1}),
            lambda: sample.write({"drawn_on": False}),
        ):
            with self.assertRaises(UserError):
                act()
        sample.line_ids[0].write({"result": "differs", "note": "No slip"})
        sample.note = "One slip is missing"
        self.assertEqual(sample.wrong_count, 1)

    def test_one_document_holds_all_papers_of_a_sample(self):
        debt = self.receipts[0].obligation_ids
        self.env["ir.attachment"].create({
            "name": "slip.jpg", "raw": b"x", "res_model": "revenue.obligation", "res_id": debt.id})
        sample = self.draw(size=8)
        papers = sample._get_papers()
        self.assertEqual(len(papers), 9)
        [paper] = [paper for paper in papers if paper["number"] == self.receipts[0].display_name]
        self.assertIn("slip.jpg", str(paper["blocks"]))
        self.assertIn("2000", str(paper["blocks"]))
        report = self.env.ref("public_revenue_office.revenue_audit_sample_action_report")
        content = self.env["ir.actions.report"].with_user(self.auditor)._render_qweb_pdf(report, sample.ids)[0]
        self.assertTrue(content.startswith(b"%PDF"))
        sample.action_print()
        self.assertIn("PDF", self.env["revenue.person.lookup"].search([], limit=1).text)

    def test_every_population_has_papers(self):
        session = self.open_session(100)
        self.close(session, 100)
        debt = self.issue("B9-1")
        self.collect(debt, 2500, payer=self.debtor)
        for population in ("obligation", "credit", "session"):
            with self.subTest(population=population):
                sample = self.draw(population=population, size=50)
                self.assertTrue(sample.line_ids)
                self.assertEqual(len(sample._get_papers()), len(sample.line_ids) + 1)
                self.assertTrue(sample.line_ids[0].action_open_record())

    # === TWO PERSONS === #

    def test_acts_of_two_persons_say_how_soon_and_from_where(self):
        receipt = self.receipts[0]
        approval = receipt.with_user(self.make_user("o-clerk", "clerk", self.office))._request("reverse", "Wrong")
        with self.at("2026-03-10 16:30:00"):
            approval.with_user(self.supervisor)._decide("approved", "")
        seen = approval.with_user(self.auditor)
        self.assertEqual((seen.hours_taken, seen.decided_from), (1.5, "same"))

    def test_changes_of_law_say_what_each_value_was_and_is(self):
        norms = self.env["revenue.norm"].with_context(tracking_disable=False, mail_notrack=False)
        norm = norms.create({"name": "Decree 5", "code": "D-5"})
        self.env.cr.flush()
        norm.date_to = "2026-03-31"
        self.env.cr.flush()
        action = self.env.ref("public_revenue_office.mail_message_action_audit")
        messages = self.env["mail.message"].with_user(self.auditor).search(safe_eval(action.domain))
        [told] = messages.filtered(lambda message: message.res_id == norm.id and "→" in message.revenue_change)
        self.assertEqual(told.revenue_kind, "Legal Norm")
        self.assertIn("– → 03/31/2026", told.revenue_change)
        with self.assertRaises(AccessError):
            told.with_user(self.supervisor).read(["revenue_change"])

    def test_the_ledger_at_a_date_is_what_was_booked_until_then(self):
        before = self.env["revenue.entry"].search([("date", "<=", TODAY)])
        with self.at("2026-03-11 15:00:00"):
            self.collect(self.issue("C-1"), paid_on=date(2026, 3, 11))
        self.assertEqual(self.env["revenue.entry"].search([("date", "<=", TODAY)]), before)
