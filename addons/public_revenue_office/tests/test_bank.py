import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import OfficeCommon
from .test_payment_list import PaymentListCommon

HEADING = "Fecha;Referencia;Concepto;Importe;Saldo"
LINE_ALIKE = "09/03/2026;;COMISION MENSUAL;-3,00;"


class BankCommon(OfficeCommon):
    """A bank with a profile of its own, and a deposit of 2,000 handed over today under the bank's number 777."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.env["account.journal"].create({"name": "Bank", "code": "BNKT", "type": "bank"})
        cls.company._revenue_prepare_accounting()
        cls.profile = cls.env["revenue.bank.profile"].create({
            "name": "Our bank", "journal_id": cls.bank.id, "column_date": "Fecha", "column_amount": "Importe",
            "column_reference": "Referencia", "column_label": "Concepto", "column_balance": "Saldo",
            "user_id": cls.accountant.id})

    @classmethod
    def hand_over(cls, reference="777", key="B1-1", amount=2000):
        """A deposit slip of one receipt that the bank has taken."""
        cls.issue(key, amount=amount)
        session = cls.open_session(100)
        cls.pay(session, key)
        cls.close(session, amount + 100)
        deposit = cls.env["revenue.deposit"].with_user(cls.cashier)._make(session)
        deposit.write({"journal_id": cls.bank.id, "bank_reference": reference})
        deposit.action_hand_over()
        return deposit

    @classmethod
    def take(cls, *rows, name="marzo.csv", heading=HEADING, **values):
        """A file of the bank, not yet read."""
        content = "\n".join([heading, *rows]).encode()
        return cls.env["revenue.bank.import"].with_user(cls.accountant).create({
            "profile_id": cls.profile.id, "name": name, "file": base64.b64encode(content), **values})

    @classmethod
    def enter_file(cls, *rows, **options):
        """The bank lines of a file."""
        file = cls.take(*rows, **options)
        file.action_read()
        return file.statement_id.line_ids.sorted("id")

    @classmethod
    def show(cls, amount, reference="", label="DEPOSITO", day="10/03/2026"):
        """One bank line."""
        cls.files = getattr(cls, "files", 0) + 1
        return cls.enter_file(f"{day};{reference};{label};{amount};", name=f"{cls.files}.csv")

    @classmethod
    def propose(cls):
        proposals = cls.env["revenue.bank.proposal"].with_user(cls.accountant)
        proposals.action_find()
        return proposals.search([])

    @classmethod
    def expect(cls, record):
        return cls.env["revenue.bank.expected"].with_user(cls.accountant).search(
            [("origin_model", "=", record._name), ("origin_id", "=", record.id)])

    def in_account(self, account):
        return sum(self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]).mapped("balance"))


@tagged("post_install", "-at_install")
class TestBankMatch(BankCommon):

    def test_inv_05_the_cash_account_is_empty_when_the_bank_has_shown_every_deposit(self):
        deposit = self.hand_over()
        self.office.with_user(self.supervisor).action_close_day()
        cash = self.channel.journal_id.default_account_id
        self.assertEqual(self.in_account(cash), 2000)
        self.show("2000,00", "0777")
        self.assertEqual(self.in_account(cash), 2000, "in transit")
        [proposal] = self.propose()
        self.assertEqual(proposal.rank, "safe")
        self.assertEqual(proposal.reasons, "same reference, same amount, nothing else fits")
        proposal.action_accept()
        self.assertEqual(self.in_account(cash), 0)
        self.assertEqual(self.in_account(self.bank.default_account_id), 2000)
        self.assertEqual(self.in_account(self.bank.suspense_account_id), 0)
        self.assertEqual(deposit.with_user(self.supervisor).bank_status, "matched")
        self.assert_books_agree()

    def test_posted_entries_of_revenue_are_not_touched_by_a_match(self):
        self.hand_over()
        self.office.with_user(self.supervisor).action_close_day()
        moves = self.env["revenue.posting"].search([("office_id", "=", self.office.id)]).move_id
        before = moves.line_ids.read(["account_id", "balance"])
        hashes = moves.mapped("inalterable_hash")
        self.show("2000,00", "777")
        self.propose().action_accept()
        self.assertEqual(moves.line_ids.read(["account_id", "balance"]), before)
        self.assertEqual(moves.mapped("inalterable_hash"), hashes)

    def test_a_match_is_undone_with_its_reason_and_all_is_as_before(self):
        deposit = self.hand_over()
        line = self.show("2000,00", "777")
        self.propose().action_accept()
        match = line.revenue_match_id
        self.env["revenue.bank.match.undo"].with_user(self.accountant).create(
            {"match_ids": match.ids, "reason": "another slip"}).action_undo()
        self.assertRecordValues(match, [{"state": "undone", "undo_reason": "another slip"}])
        self.assertFalse(line.is_reconciled or line.revenue_match_id)
        self.assertEqual(deposit.with_user(self.supervisor).bank_status, "transit")
        self.assertEqual(self.in_account(self.bank.suspense_account_id), -2000)
        self.assertEqual(len(self.propose()), 1)
        self.assert_books_agree()

    def test_nothing_is_undone_on_a_day_that_accounting_has_locked(self):
        self.hand_over()
        line = self.show("2000,00", "777")
        self.propose().action_accept()
        self.company.fiscalyear_lock_date = "2026-03-31"
        with self.assertRaises(UserError):
            line.revenue_match_id.with_user(self.accountant)._undo("too late")

    def test_a_short_deposit_needs_an_account_and_a_reason(self):
        expected = self.expect(self.hand_over())
        line = self.show("1990,00", "777")
        [proposal] = self.propose()
        self.assertRecordValues(proposal, [{"rank": "differs", "difference": -10}])
        with self.assertRaisesRegex(UserError, "amounts differ"):
            proposal.action_accept()
        matches = self.env["revenue.bank.match"].with_user(self.accountant)
        for role, note in ((None, None), ("bank_fee", None), (None, "fee")):
            with self.subTest(role=role, note=note), self.assertRaisesRegex(UserError, "Say what it is and why"):
                matches._match(line, expected, role, note)
        match = matches._match(line, expected, "bank_fee", "fee of March")
        fees = self.env["revenue.account"].search(
            [("role", "=", "bank_fee"), ("company_id", "=", self.company.id)]).account_id
        self.assertEqual(self.in_account(fees), 10)
        self.assertRecordValues(match, [{"difference": -10, "note": "fee of March", "difference_role": "bank_fee"}])
        self.assert_books_agree()

    def test_a_fee_without_an_account_is_refused_in_words(self):
        expected = self.expect(self.hand_over())
        line = self.show("1990,00", "777")
        self.env["revenue.account"].search([("role", "=", "bank_fee")]).unlink()
        with self.assertRaisesRegex(UserError, "No account is configured for the role: Fees of banks"):
            self.env["revenue.bank.match"].with_user(self.accountant)._match(line, expected, "bank_fee", "fee")

    def test_one_line_may_show_two_deposits_and_two_lines_one(self):
        first, second = self.expect(self.hand_over("1", "B1-1")), self.expect(self.hand_over("2", "B1-2", 500))
        matches = self.env["revenue.bank.match"].with_user(self.accountant)
        self.assertTrue(matches._match(self.show("2500,00"), first + second))
        third = self.expect(self.hand_over("3", "B1-3", 700))
        lines = self.enter_file("10/03/2026;;A;300,00;", "11/03/2026;;B;400,00;", name="two.csv")
        match = matches._match(lines, third)
        self.assertEqual(match.line_ids, lines)
        self.assertEqual(lines.mapped("is_reconciled"), [True, True])
        with self.assertRaisesRegex(UserError, "already matched"):
            matches._match(self.show("700,00"), third)
        self.assert_books_agree()

    def test_a_line_that_is_explained_cannot_be_matched_again(self):
        first, second = self.expect(self.hand_over("1", "B1-1")), self.expect(self.hand_over("2", "B1-2"))
        line = self.show("2000,00")
        matches = self.env["revenue.bank.match"].with_user(self.accountant)
        matches._match(line, first)
        with self.assertRaisesRegex(UserError, "already matched"):
            matches._match(line, second)
        with self.assertRaisesRegex(UserError, "Undo that match first"):
            line.sudo().action_undo_reconciliation()

    def test_many_at_once_only_of_the_safe_class(self):
        for number in ("801", "802"):
            self.hand_over(number, f"B{number}", int(number))
            self.show(f"{number},00", number)
        self.hand_over("x", "B3", 99)
        self.show("99,00")
        proposals = self.propose()
        self.assertEqual(proposals.mapped("rank"), ["safe", "safe", "likely"])
        with self.assertRaisesRegex(UserError, "only of the class Safe"):
            proposals.action_accept()
        proposals.filtered(lambda one: one.rank == "safe").action_accept()
        self.assertEqual(self.propose().mapped("rank"), ["likely"])

    def test_what_waits_is_accepted_as_who_asked_and_what_is_refused_says_why(self):
        self.hand_over("801", "B1", 801)
        self.hand_over("802", "B2", 802)
        line, other = self.show("801,00", "801"), self.show("802,00", "802")
        proposals = self.propose()
        proposals._note({"is_queued": True, "asked_by_id": self.accountant.id})
        self.env["revenue.bank.match"].with_user(self.accountant)._match(
            other, proposals.filtered(lambda one: one.line_id == other).expected_ids)
        self.startPatcher(self.no_progress())
        self.env["revenue.bank.proposal"]._cron_accept()
        self.assertEqual(line.revenue_match_id.user_id, self.accountant)
        self.assertIn("already matched", proposals.exists().problem)

    def test_inv_12_nobody_writes_a_proposal_nor_in_whose_name_it_is_accepted(self):
        self.hand_over("801", "B1", 801)
        self.show("801,00", "801")
        proposal, other = self.propose(), self.make_user("o-other-accountant", "accountant", self.office)
        for values in ({"is_queued": True, "asked_by_id": other.id}, {"rank": "safe"}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "found, not written"):
                call_kw(proposal, "write", [proposal.ids, values], {})
        with self.assertRaisesRegex(UserError, "found, not written"):
            call_kw(proposal, "create", [[{
                "company_id": self.company.id, "line_id": proposal.line_id.id, "rank": "safe"}]], {})

    def no_progress(self):
        from unittest.mock import patch
        return patch.object(self.registry["ir.cron"], "_commit_progress")

    def test_a_refund_by_transfer_is_expected_as_money_out(self):
        debt = self.issue("B1-1")
        self.collect(debt, payer=self.debtor)
        receipt = self.collect(debt, payer=self.debtor)
        credit = self.env["revenue.credit"].search([("receipt_id", "=", receipt.id)])
        clerk = self.make_user("o-clerk", "clerk", self.office)
        order = self.env["revenue.refund"].with_user(clerk).create({
            "credit_id": credit.id, "decision": "4/2026", "grounds": "Paid twice", "method": "transfer"})
        order.action_request()
        order.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        order.with_user(self.accountant).write({"channel_id": self.bank_channel.id, "payment_reference": "T-55"})
        order.with_user(self.accountant).action_pay()
        self.assertRecordValues(self.expect(order), [{"amount": -2000, "reference": "T-55", "match_id": False}])
        self.show("-2000,00", "T55", "TRANSFERENCIA EMITIDA")
        self.propose().action_accept()
        self.assertEqual(order.with_user(self.supervisor).bank_status, "matched")
        self.assert_books_agree()

    def test_a_cheque_that_the_bank_sends_back_is_expected_as_money_out(self):
        transit = self.env["account.account"].create({
            "name": "Cheques on their way", "code": "CHQT", "account_type": "asset_current"})
        channel = self.channel.copy({"name": "Cheques", "code": "test-cheques", "account_id": transit.id})
        self.desk.method_ids = [(0, 0, {"method": "cheque", "channel_id": channel.id})]
        self.issue("B9-1", amount=900)
        session = self.open_session(100)
        receipt = self.pay(session, "B9-1", method="cheque", payment_reference="0042", cheque_bank="Metropolitan",
                           cheque_drawer="Ana")
        self.close(session, 100)
        deposit = self.env["revenue.deposit"].with_user(self.cashier)._make(session)
        deposit.write({"journal_id": self.bank.id, "bank_reference": "778"})
        deposit.action_hand_over()
        bounce = self.env["revenue.cheque.bounce"].with_user(self.cashier).create(
            {"receipt_id": receipt.id, "bank_reference": "R-9", "reason": "funds"})
        bounce.action_request()
        self.assertFalse(self.expect(bounce))
        bounce.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        expected = self.expect(bounce)
        self.assertRecordValues(expected, [{
            "amount": -900, "journal_id": self.bank.id, "account_id": transit.id, "reference": "R-9"}])
        brought = self.show("900,00", "778")
        back = self.show("-900,00", "R-9", "DEVOLUCION")
        proposals = self.propose()
        self.assertEqual(proposals.filtered(lambda one: one.line_id == back).expected_ids, expected)
        for proposal in proposals.filtered(lambda one: one.line_id in back + brought):
            proposal.action_accept()
        self.assertEqual(bounce.with_user(self.accountant).bank_status, "matched")
        self.office.with_user(self.supervisor).action_close_day()
        self.assertEqual(self.in_account(transit), 0)
        self.assert_books_agree()

    def test_a_cheque_that_no_bank_has_taken_is_expected_from_none(self):
        self.desk.method_ids = [(0, 0, {"method": "cheque", "channel_id": self.bank_channel.id})]
        self.issue("B9-2", amount=900)
        receipt = self.pay(self.open_session(100), "B9-2", method="cheque", payment_reference="0043",
                           cheque_bank="Metropolitan", cheque_drawer="Ana")
        bounce = self.env["revenue.cheque.bounce"].with_user(self.cashier).create(
            {"receipt_id": receipt.id, "bank_reference": "R-9", "reason": "funds"})
        bounce.action_request()
        bounce.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        self.env["revenue.bank.expected"]._expect_missing()
        self.assertFalse(self.expect(bounce))

    def test_money_that_stands_in_the_bank_s_own_account_is_not_moved_onto_itself(self):
        expected = self.expect(self.hand_over())
        expected._keep({"account_id": self.bank.default_account_id.id})
        with self.assertRaisesRegex(UserError, "stands in no account of its own"):
            self.env["revenue.bank.match"].with_user(self.accountant)._match(self.show("2000,00"), expected)

    def test_lines_that_came_another_way_are_matched_alike(self):
        self.hand_over()
        line = self.env["account.bank.statement.line"].create({
            "journal_id": self.bank.id, "date": date(2026, 3, 11), "payment_ref": "CASH 777", "amount": 2000})
        self.propose().action_accept()
        self.assertTrue(line.revenue_match_id)
        with self.assertRaisesRegex(UserError, "Undo that match first"):
            line.unlink()

    def test_what_was_not_written_down_at_the_time_is_found_later(self):
        deposit = self.hand_over()
        self.env.cr.execute("DELETE FROM revenue_bank_expected")
        self.env.invalidate_all()
        self.propose()
        self.assertEqual(self.expect(deposit).amount, 2000)
        deposit._expect_at_bank()
        self.assertEqual(len(self.expect(deposit)), 1)


@tagged("post_install", "-at_install")
class TestBankRights(BankCommon):

    def test_only_the_accountant_matches(self):
        expected = self.expect(self.hand_over())
        line = self.show("2000,00", "777")
        proposals = self.propose()
        for user in (self.cashier, self.supervisor, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.env["revenue.bank.match"].with_user(user)._match(line, expected)
                with self.assertRaises(AccessError):
                    proposals.with_user(user).action_accept()
                with self.assertRaises(AccessError):
                    self.take(LINE_ALIKE, name="other.csv").with_user(user).action_read()

    def test_nothing_of_a_match_is_written_by_hand(self):
        expected = self.expect(self.hand_over())
        self.show("2000,00", "777")
        self.propose().action_accept()
        match = expected.match_id
        for record in (expected, match):
            with self.subTest(model=record._name):
                with self.assertRaises(UserError):
                    record.with_user(self.accountant).write({"amount": 1})
                with self.assertRaises(UserError):
                    record.with_user(self.accountant).create({})
                with self.assertRaises(UserError):
                    record.sudo().unlink()

    def test_who_reads_sees_own_offices_and_the_auditor_all(self):
        self.hand_over()
        far = self.make_user("o-far", "supervisor", self.other_office)
        self.show("5,00", "9")
        for model in ("revenue.bank.expected", "revenue.bank.exception"):
            with self.subTest(model=model):
                self.assertEqual(len(self.env[model].with_user(self.supervisor).search([])), 1)
                self.assertFalse(self.env[model].with_user(far).search([]))
                self.assertTrue(self.env[model].with_user(self.auditor).search([]))

    def test_another_company_sees_nothing_of_it(self):
        self.hand_over()
        self.show("2000,00", "777")
        self.propose().action_accept()
        self.show("5,00", "9")
        town = self.env["res.company"].create({"name": "Town B"})
        town._revenue_prepare_accounting()
        office = self.make_office("B1", town)
        stranger = self.make_user("o-town", "accountant", office)
        stranger.write({"company_ids": [(6, 0, town.ids)], "company_id": town.id})
        for model in ("revenue.bank.expected", "revenue.bank.exception", "revenue.bank.match", "revenue.bank.profile",
                      "revenue.bank.import", "revenue.bank.import.row", "revenue.bank.proposal"):
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(stranger).search([]))


@tagged("post_install", "-at_install")
class TestBankList(PaymentListCommon, BankCommon):

    def test_a_posted_list_is_expected_at_any_bank_and_empties_its_account(self):
        self.issue("B1-1")
        record = self.enter(self.make_list("P-77", 1, 2000), ("B1-1", "2026-03-09", 2000))
        record.action_check()
        record.action_post()
        self.run_job()
        self.assertRecordValues(self.expect(record), [{"amount": 2000, "journal_id": False, "reference": "P-77"}])
        self.office.with_user(self.supervisor).action_close_day()
        account = self.post.journal_id.default_account_id
        self.assertEqual(self.in_account(account), 2000)
        self.show("2000,00", "", "CORREOS P77")
        self.propose().action_accept()
        self.assertEqual(self.in_account(account), 0)
        self.assert_books_agree()

    def test_inv_05_what_a_list_brings_after_the_bank_has_shown_it_is_matched_after_an_undo(self):
        self.issue("B1-1")
        for number in ("1", "2"):
            self.issue("N1", 700, origin_key=f"x{number}", keys=[("slip", "", "N1"), ("identity", "", number)])
        record = self.post_list(("B1-1", "2026-03-09", 2000), ("N1", "2026-03-09", 700))
        first = self.show("2000,00", "", "CORREOS P1")
        self.propose().action_accept()
        record.row_ids.filtered(lambda row: row.state == "refused").identity = "1"
        record.action_retry()
        self.run_job()
        self.assertEqual((record.amount, self.expect(record).amount), (2700, 2000))
        first.revenue_match_id.with_user(self.accountant)._undo("The post office brought the rest")
        self.assertEqual(self.expect(record).amount, 2700)
        lines = first | self.show("700,00", "", "CORREOS RESTO")
        self.env["revenue.bank.match"].with_user(self.accountant)._match(lines, self.expect(record))
        self.assert_books_agree()
