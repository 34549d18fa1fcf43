import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.public_revenue_office.models.revenue_transfer_line import MOVES

from .common import OfficeCommon

PDF = base64.b64encode(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
ROLES = ("clerk", "cashier", "supervisor", "enforcement", "accountant", "national", "auditor")


@tagged("post_install", "-at_install")
class TestTransfer(OfficeCommon):
    """Ana's fine of 1 March was imposed in O1; she lives in O2. Today is 10 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls.make_user("t-sender", "clerk", cls.office)
        cls.receiver = cls.make_user("t-receiver", "clerk", cls.other_office)
        cls.third_office = cls.make_office("O3")
        cls.third = cls.make_user("t-third", "clerk", cls.third_office)
        cls.debt = cls.issue("B1-1")

    def send(self, debts=None, user=None, office=None, documents=()):
        return self.env["revenue.transfer"].with_user(user or self.sender)._send(
            (debts or self.debt).with_user(user or self.sender), office or self.other_office, "Lives there", documents)

    def line(self, transfer, user=None):
        return transfer.line_ids.with_user(user or self.receiver)

    def upload(self, content=PDF, user=None, **values):
        return self.env["ir.attachment"].with_user(user or self.sender).create(
            [{"name": "slip.pdf", "datas": content, **values}])

    def test_a_debt_goes_at_once_with_its_dates(self):
        transfer = self.send()
        self.debt.invalidate_recordset()
        self.assertRecordValues(self.debt, [{
            "office_id": self.other_office.id, "date": date(2026, 3, 1), "clock_start": date(2026, 3, 1),
            "amount_today": 2000, "next_change": date(2026, 3, 31)}])
        self.assertRecordValues(transfer.line_ids, [{
            "state": "sent", "sent_on": date(2026, 3, 10), "days_to_send": 9, "phase": "in_term", "amount_due": 2000}])
        self.assert_books_agree()

    def test_accepting_only_acknowledges(self):
        transfer = self.send()
        with self.at("2026-03-13 15:00:00"):
            self.line(transfer).action_accept()
        self.assertRecordValues(transfer.line_ids, [{
            "state": "accepted", "answered_on": date(2026, 3, 13), "answered_by_id": self.receiver.id,
            "days_to_answer": 3}])
        self.assertEqual((self.debt.office_id, transfer.status), (self.other_office, "answered"))

    def test_a_rejected_debt_is_back_at_once_and_its_clock_never_stood_still(self):
        transfer = self.send()
        with self.at("2026-04-05 15:00:00"), self.assertRaisesRegex(UserError, "Say why"):
            self.line(transfer)._answer("rejected", " ")
        with self.at("2026-04-05 15:00:00"):
            self.line(transfer)._answer("rejected", "Moved away")
            self.debt.invalidate_recordset()
            self.assertRecordValues(self.debt, [{
                "office_id": self.office.id, "clock_start": date(2026, 3, 1), "amount_today": 4000}])
        self.assertEqual(self.debt.entry_ids.filtered(lambda row: row.kind == "transfer").mapped("amount"),
                         [2000, -2000, 2000, -2000])

    def test_an_accepted_debt_is_returned_with_a_reason(self):
        transfer = self.send()
        self.line(transfer).action_accept()
        self.line(transfer)._answer("returned", "Another person")
        self.assertEqual((self.debt.office_id, transfer.line_ids.state), (self.office, "returned"))
        self.assertEqual(self.send().line_ids.state, "sent")

    def test_what_arrives_late_is_listed_by_its_sender(self):
        old, in_term = self.issue("B1-2", start="2026-02-01"), self.issue("B1-3", start="2026-03-09")
        enforced, waiting = self.issue("B1-4", start="2025-12-01"), self.issue("B1-5", clock_start=None)
        lines = self.send(old | in_term | enforced | waiting).line_ids
        by_debt = {line.obligation_id: (line.phase, line.days_to_send) for line in lines}
        self.assertEqual(by_debt, {
            old: ("surcharged", 37), in_term: ("in_term", 1), enforced: ("enforcement", 99),
            waiting: ("not_running", 9)})
        late = self.env["revenue.transfer.line"].with_user(self.receiver).search(
            [("is_incoming", "=", True), ("phase", "in", ("surcharged", "enforcement"))])
        self.assertEqual(late.obligation_id, old | enforced)

    def test_sec_42_sender_and_receiver_see_a_transfer_and_a_third_office_does_not(self):
        transfer = self.send()
        for user, seen in ((self.sender, 1), (self.receiver, 1), (self.third, 0)):
            for model in ("revenue.transfer", "revenue.transfer.line"):
                with self.subTest(user=user.login, model=model):
                    self.assertEqual(self.env[model].with_user(user).search_count([]), seen)
        with self.assertRaises(AccessError):
            self.line(transfer, self.third).action_accept()
        self.assertTrue(self.line(transfer, self.receiver).is_readable)
        self.assertFalse(self.line(transfer, self.sender).is_readable)
        self.assertEqual(self.line(transfer, self.sender).title, self.debt.display_name)

    def test_sec_42_each_office_acts_for_itself_only(self):
        transfer = self.send()
        with self.assertRaisesRegex(AccessError, "Only Office O2"):
            self.line(transfer, self.sender).action_accept()
        with self.assertRaises(AccessError):
            self.send(self.issue("B1-2"), user=self.receiver)

    def test_inv_12_a_transfer_and_its_lines_follow_from_sending_and_are_not_written_through_rpc(self):
        transfer = self.send()
        forged = {
            "number": "X", "office_id": self.office.id, "to_office_id": self.other_office.id, "reason": "x",
            "company_id": self.company.id, "sent_on": "2026-03-10", "sent_by_id": self.supervisor.id}
        line = {
            "transfer_id": transfer.id, "office_id": self.office.id, "to_office_id": self.other_office.id,
            "company_id": self.company.id, "obligation_id": self.issue("B1-2").id, "currency_id": self.currency.id,
            "imposed_on": "2026-03-01", "state": "accepted"}
        for model, values in (("revenue.transfer", forged), ("revenue.transfer.line", line)):
            with self.subTest(model=model), self.assertRaisesRegex(UserError, "made by sending debts"):
                call_kw(self.env[model].with_user(self.sender), "create", [[values]], {})

    def test_between_companies_nothing_moves(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        far = self.make_office("F1", company)
        with self.assertRaisesRegex(UserError, "debts do not move between companies"):
            self.send(office=far)
        self.assertEqual(self.debt.office_id, self.office)

    def test_what_cannot_be_sent_is_said_in_words(self):
        paid = self.issue("B1-2")
        self.collect(paid)
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self.send(paid)
        with self.assertRaisesRegex(UserError, "already"):
            self.send(office=self.office)
        self.send()
        self.debt.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "must be answered first"):
            self.send(user=self.receiver, office=self.third_office)

    def _line_in(self, key, state):
        """A line that came to a state by the acts that lead there."""
        debt = self.issue(f"M-{key}")
        self.patch_at_once(0 if state in ("draft", "cancelled") else 200)
        line = self.line(self.send(debt))
        {"draft": lambda: None, "sent": lambda: None, "accepted": line.action_accept,
         "rejected": lambda: line._answer("rejected", "no"), "cancelled": line.with_user(self.sender).action_cancel,
         "returned": lambda: (line.action_accept(), line._answer("returned", "no"))}[state]()
        self.assertEqual(line.state, state)
        return line

    def patch_at_once(self, number):
        self.patch(type(self.env["revenue.transfer.line"]), "_get_at_once", lambda _self: number)

    def _move(self, line, state):
        {"sent": lambda: line.with_user(self.sender)._go(), "accepted": line.action_accept,
         "rejected": lambda: line._answer("rejected", "no"), "returned": lambda: line._answer("returned", "no"),
         "cancelled": line.with_user(self.sender).action_cancel,
         "draft": lambda: line._update_state("draft")}[state]()

    def test_inv_12_only_the_moves_of_the_table_are_possible(self):
        for before in MOVES:
            for after in MOVES:
                line = self._line_in(f"{before}-{after}", before)
                with self.subTest(before=before, after=after):
                    if after in MOVES[before]:
                        self._move(line, after)
                    else:
                        with self.assertRaises(UserError), self.env.cr.savepoint():
                            self._move(line, after)
                    self.env.invalidate_all()
                    self.assertEqual(line.state, after if after in MOVES[before] else before)

    def test_inv_12_each_role_of_the_receiving_office_answers_or_not_through_rpc(self):
        for number, role in enumerate(ROLES):
            line = self.send(self.issue(f"R-{number}")).line_ids
            model = self.env["revenue.transfer.line"].with_user(self.make_user(f"t-{role}", role, self.other_office))
            with self.subTest(role=role):
                if role in ("clerk", "supervisor"):
                    call_kw(model, "action_accept", [line.ids], {})
                    self.assertEqual(line.state, "accepted")
                else:
                    with self.assertRaises(AccessError):
                        call_kw(model, "action_accept", [line.ids], {})
                    self.assertEqual(line.state, "sent")
                with self.assertRaises(UserError):
                    call_kw(model, "write", [line.ids, {"state": "returned"}], {})

    def test_what_was_sent_does_not_change_by_hand(self):
        transfer = self.send()
        with self.assertRaisesRegex(UserError, "does not change"):
            transfer.reason = "Another"
        with self.assertRaisesRegex(UserError, "by hand"):
            self.line(transfer).write({"office_id": self.third_office.id})
        for records in (transfer.sudo(), transfer.line_ids.sudo()):
            with self.assertRaisesRegex(UserError, "not deleted"):
                records.unlink()

    def test_documents_go_with_the_transfer_and_stay_as_they_came(self):
        file = self.upload()
        transfer = self.send(documents=file)
        self.assertRecordValues(file, [{"res_model": "revenue.transfer", "res_id": transfer.id, "public": False}])
        self.assertTrue(file.with_user(self.receiver).raw)
        with self.assertRaises(AccessError):
            self.env["ir.attachment"].with_user(self.third).browse(file.id).read(["datas"])
        with self.assertRaisesRegex(UserError, "does not change"):
            file.with_user(self.sender).raw = b"%PDF-1.4 other"
        with self.assertRaisesRegex(UserError, "does not change"):
            file.with_user(self.sender).unlink()
        with self.assertRaisesRegex(UserError, "only added"):
            transfer.write({"document_ids": [(5, 0, 0)]})

    def test_only_papers_and_photos_of_ones_own_are_taken(self):
        page = base64.b64encode(b"<html><script>alert(1)</script></html>")
        with self.assertRaisesRegex(UserError, "Only PDF"):
            self.send(documents=self.upload(page))
        with self.assertRaises(UserError):
            self.send(documents=self.upload(user=self.receiver).with_user(self.sender))
        kept = self.upload()
        self.send(documents=kept)
        with self.assertRaisesRegex(UserError, "belongs elsewhere"):
            self.send(self.issue("B1-2"), documents=kept)

    def test_ux_53_many_go_in_the_background_and_each_says_why_it_did_not(self):
        self.patch_at_once(2)
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60.0)
        debts = self.env["revenue.obligation"].concat(*(self.issue(f"N-{number}") for number in range(5)))
        transfer = self.send(debts)
        self.assertRecordValues(transfer, [{"status": "going", "going_count": 5, "problem_count": 0}])
        self.collect(debts[3])
        for _pass in range(4):
            self.env["revenue.transfer.line"]._cron_send(limit=2)
        transfer.invalidate_recordset()
        self.assertRecordValues(transfer, [
            {"status": "going", "going_count": 1, "problem_count": 1, "waiting_count": 4, "line_count": 5}])
        stopped = transfer.line_ids.filtered("problem")
        self.assertEqual(stopped.obligation_id, debts[3])
        self.assertIn("was paid", stopped.problem)
        self.assertEqual((debts - debts[3]).office_id, self.other_office)
        self.env["revenue.transfer.line"]._cron_send()
        transfer.with_user(self.sender).action_cancel()
        self.assertEqual((stopped.state, transfer.status), ("cancelled", "waiting"))

    def test_the_note_names_each_debt_with_its_dates(self):
        [paper] = self.send()._get_papers()
        self.assertEqual(paper["title"], "Transfer of debts")
        [row] = paper["blocks"][1]["rows"]
        self.assertEqual(row[:2], [self.debt.display_name, "Ana Pérez"])
        self.assertIn("2,000", row[-1])

    def test_the_action_of_the_list_sends_what_was_chosen(self):
        debts = (self.debt | self.issue("B1-2")).with_user(self.sender)
        action = debts.action_open_transfer()
        wizard = self.env["revenue.transfer.send"].with_user(self.sender).with_context(**action["context"]).create(
            {"to_office_id": self.other_office.id, "reason": "Live there"})
        self.assertEqual((wizard.obligation_count, wizard.office_id), (2, self.office))
        transfer = self.env["revenue.transfer"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual(transfer.line_ids.mapped("state"), ["sent", "sent"])
