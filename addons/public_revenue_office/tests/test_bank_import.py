import base64
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.public_revenue.sheet import read_book, write_book

from .. import bank_file
from .test_bank import LINE_ALIKE, BankCommon

FIRST = "06/03/2026;701;DEPOSITO;1.000,00;1.500,00"
SECOND = "09/03/2026;702;DEPOSITO;250,50;1.750,50"
THIRD = "10/03/2026;703;COMISION;-3,25;1.747,25"


@tagged("post_install", "-at_install")
class TestBankImport(BankCommon):

    def test_a_file_becomes_a_statement_with_its_lines_and_balances(self):
        file = self.take(FIRST, SECOND, THIRD)
        file.action_read()
        self.assertRecordValues(file, [{
            "state": "entered", "line_count": 3, "entered_count": 3, "known_count": 0, "balance_start": 500,
            "balance_end": 1747.25, "user_id": self.accountant.id}])
        self.assertRecordValues(file.statement_id, [{
            "balance_start": 500, "balance_end_real": 1747.25, "is_complete": True, "journal_id": self.bank.id}])
        self.assertRecordValues(file.statement_id.line_ids.sorted("id"), [
            {"date": date(2026, 3, 6), "amount": 1000, "ref": "701", "payment_ref": "DEPOSITO"},
            {"date": date(2026, 3, 9), "amount": 250.5, "ref": "702", "payment_ref": "DEPOSITO"},
            {"date": date(2026, 3, 10), "amount": -3.25, "ref": "703", "payment_ref": "COMISION"},
        ])

    def test_the_newest_first_is_turned_round(self):
        file = self.take(THIRD, SECOND, FIRST)
        file.action_read()
        self.assertEqual(file.statement_id.line_ids.sorted("id").mapped("ref"), ["701", "702", "703"])
        self.assertRecordValues(file, [{"balance_start": 500, "balance_end": 1747.25}])

    def test_the_same_file_is_refused(self):
        self.take(FIRST).action_read()
        with self.assertRaisesRegex(UserError, "already taken for this bank, as marzo.csv"):
            self.take(FIRST, name="copy.csv")

    def test_lines_that_are_there_already_are_not_doubled(self):
        self.take(FIRST, SECOND).action_read()
        later = self.take(SECOND, THIRD, name="later.csv")
        later.action_read()
        self.assertRecordValues(later, [{"known_count": 1, "entered_count": 1, "line_count": 2}])
        self.assertEqual(self.env["account.bank.statement.line"].search_count([("journal_id", "=", self.bank.id)]), 3)
        self.assertTrue(later.statement_id.is_valid, "it goes on where the first ended")

    def test_two_lines_alike_on_one_day_are_two_and_stay_two(self):
        self.take(LINE_ALIKE, LINE_ALIKE).action_read()
        again = self.take(LINE_ALIKE, LINE_ALIKE, LINE_ALIKE, name="again.csv")
        again.action_read()
        self.assertRecordValues(again, [{"known_count": 2, "entered_count": 1}])

    def test_a_file_that_brings_nothing_new_enters_without_a_statement(self):
        self.take(FIRST, SECOND).action_read()
        again = self.take(SECOND, name="again.csv")
        again.action_read()
        self.assertRecordValues(again, [{"state": "entered", "entered_count": 0, "statement_id": False}])

    def test_nothing_enters_while_a_row_cannot_be_read(self):
        file = self.take(FIRST, "31/02/2026;8;X;5,00;", "09/03/2026;9;Y;cinco;")
        file.action_read()
        self.assertRecordValues(file, [{"state": "draft", "statement_id": False, "row_count": 2}])
        self.assertEqual(file.row_ids.mapped("problems"), [
            "Date: 31/02/2026 cannot be read.", "Amount: cinco cannot be read."])
        [rows] = read_book(base64.b64decode(file.error_file)).values()
        self.assertEqual([rows[1][0], rows[2][-1]], [3, "Amount: cinco cannot be read."])

    def test_the_rest_enters_for_a_reason_only_and_the_exceptions_stay_listed(self):
        file = self.take(FIRST, "09/03/2026;9;Y;cinco;")
        file.action_read()
        with self.assertRaisesRegex(UserError, "Say why"):
            file.action_enter_rest()
        file.exception_reason = "the bank sends it again"
        file.action_enter_rest()
        self.assertRecordValues(file, [{"state": "entered", "entered_count": 1, "row_count": 1}])

    def test_a_balance_that_does_not_follow_holds_the_file_up(self):
        file = self.take(FIRST, "09/03/2026;702;DEPOSITO;250,50;1.760,50")
        file.action_read()
        self.assertRecordValues(file, [{"state": "draft"}])
        self.assertRecordValues(file.row_ids, [{"row": 3, "is_left_out": False}])
        self.assertIn("does not follow", file.row_ids.problems)

    def test_what_has_entered_stays(self):
        file = self.take(FIRST)
        file.action_read()
        for act in (lambda: file.write({"name": "x"}), file.action_read, file.unlink):
            with self.assertRaisesRegex(UserError, "has entered"):
                act()
        with self.assertRaisesRegex(UserError, "found by reading"):
            self.take(SECOND, entered_count=5)

    def test_a_long_file_enters_in_the_background_as_who_asked(self):
        self.startPatcher(patch("odoo.addons.public_revenue_office.models.revenue_bank_import.AT_ONCE", 1))
        self.startPatcher(patch.object(self.registry["ir.cron"], "_commit_progress"))
        file = self.take(FIRST, SECOND)
        file.action_read()
        self.assertRecordValues(file, [{"state": "queued", "statement_id": False}])
        self.env["revenue.bank.import"]._cron_enter()
        self.assertRecordValues(file, [{"state": "entered", "entered_count": 2, "user_id": self.accountant.id}])

    def test_what_cannot_enter_in_the_background_says_why(self):
        self.startPatcher(patch("odoo.addons.public_revenue_office.models.revenue_bank_import.AT_ONCE", 0))
        self.startPatcher(patch.object(self.registry["ir.cron"], "_commit_progress"))
        file = self.take(FIRST)
        file.action_read()
        self.bank.suspense_account_id = False
        self.env["revenue.bank.import"]._cron_enter()
        self.assertEqual(file.state, "draft")
        self.assertIn("no suspense account", file.problem)

    def test_a_journal_that_seals_its_entries_takes_no_lines_in_words(self):
        self.bank.restrict_mode_hash_table = True
        with self.assertRaisesRegex(UserError, "seals its entries"):
            self.take(FIRST).action_read()


@tagged("post_install", "-at_install")
class TestBankProfile(BankCommon):

    def test_debit_and_credit_apart_and_places_instead_of_headings(self):
        self.profile.write({
            "column_amount": False, "column_debit": "Debe", "column_credit": "HABER", "column_date": "1",
            "column_reference": False, "column_label": "3", "column_balance": False, "date_format": "ymd",
            "decimal_sign": "point", "delimiter": "comma"})
        lines = self.enter_file(
            '2026-03-09,x,Uno,,"1,250.00"', "2026-03-10,x,Dos,40.5,", heading="Día,Nada,Concepto,Debe,Haber")
        self.assertEqual(lines.mapped("amount"), [1250, -40.5])
        self.assertEqual(lines.mapped("payment_ref"), ["Uno", "Dos"])

    def test_a_spreadsheet_and_money_in_as_negative(self):
        self.profile.write({"sign": "negative", "footer_rows": 1, "column_balance": False})
        book = write_book({"Hoja": [
            ["Fecha", "Referencia", "Concepto", "Importe"], ["09/03/2026", "701", "DEPOSITO", -12.5],
            ["Total", "", "", -12.5]]})
        file = self.env["revenue.bank.import"].with_user(self.accountant).create({
            "profile_id": self.profile.id, "name": "m.xlsx", "file": base64.b64encode(book)})
        file.action_read()
        self.assertEqual(file.statement_id.line_ids.mapped("amount"), [12.5])

    def test_a_spreadsheet_may_be_as_long_as_a_text(self):
        book = write_book({"Hoja": [["Fecha", "Importe"], *[["09/03/2026", 1]] * 5100]})
        rows = bank_file.read_rows(book, "m.xlsx", bank_file.Layout({"date": "Fecha", "amount": "Importe"}))
        self.assertEqual(len(rows), 5100)

    def test_the_trial_shows_the_first_lines_or_says_what_is_wrong(self):
        content = b"Fecha;Referencia;Concepto;Importe;Saldo\n06/03/2026;701;DEPOSITO;1.000,00;\nhoy;;;x;"
        self.profile.write({"sample_file": base64.b64encode(content), "sample_name": "m.csv"})
        self.assertIn("1 lines can be read, 1 cannot", self.profile.preview)
        self.assertIn("Amount: x cannot be read.", self.profile.preview)
        self.profile.column_amount = "Valor"
        self.assertIn("no heading says Valor", self.profile.preview)
        self.profile.write({"sample_file": base64.b64encode("ñ".encode("latin-1"))})
        self.assertIn("separator and its encoding", self.profile.preview)

    def test_what_a_bank_writes_is_shown_as_text(self):
        content = b"Fecha;Referencia;Concepto;Importe;Saldo\n06/03/2026;701;<b>x</b>;1,00;"
        self.profile.write({"sample_file": base64.b64encode(content), "sample_name": "m.csv"})
        self.assertIn("&lt;b&gt;x&lt;/b&gt;", self.profile.preview)

    def test_a_profile_has_one_column_of_amounts_or_two(self):
        for values in ({"column_debit": "Debe"}, {"column_amount": False, "column_debit": False}):
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, "column of the amount"):
                self.profile.write(values)


@tagged("post_install", "-at_install")
class TestBankException(BankCommon):

    def bands(self):
        exceptions = self.env["revenue.bank.exception"].with_user(self.accountant)
        return {(kind, band): count for kind, band, count in exceptions._read_group(
            [], ["kind", "age_band"], ["__count"])}

    def test_what_has_no_match_stands_in_its_band_of_age(self):
        self.hand_over()
        for day in ("10/03/2026", "09/03/2026", "08/03/2026", "03/03/2026", "02/03/2026", "08/02/2026", "07/02/2026"):
            self.show("5,00", day=day, label=day)
        self.assertEqual(self.bands(), {
            ("expected", "00"): 1, ("line", "00"): 2, ("line", "02"): 2, ("line", "08"): 2, ("line", "31"): 1})
        with self.at("2026-03-18 12:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.bands()["expected", "08"], 1)

    def test_a_match_takes_both_sides_out(self):
        self.hand_over()
        self.show("2000,00", "777")
        self.propose().action_accept()
        self.assertFalse(self.bands())

    def test_what_is_chosen_on_both_sides_is_matched_by_hand(self):
        expected = self.expect(self.hand_over())
        self.show("1995,00")
        action = self.env["revenue.bank.exception"].with_user(self.accountant).search([]).action_match()
        wizard = self.env["revenue.bank.match.manual"].with_user(self.accountant).with_context(
            **action["context"]).create({})
        self.assertRecordValues(wizard, [{"lines_amount": 1995, "expected_amount": 2000, "difference": -5}])
        with self.assertRaisesRegex(UserError, "Say what it is"):
            wizard.action_match()
        wizard.write({"difference_role": "difference", "note": "a false note"})
        wizard.action_match()
        self.assertRecordValues(expected.match_id, [{"difference": -5, "rank": False, "note": "a false note"}])

    def test_the_accountant_is_told_of_old_ones_once_and_no_longer_when_they_are_matched(self):
        self.startPatcher(patch.object(self.registry["ir.cron"], "_commit_progress"))
        self.hand_over()
        profiles = self.env["revenue.bank.profile"]
        profiles._cron_tell_old()
        self.assertFalse(self.profile.activity_ids)
        with self.at("2026-03-20 12:00:00"):
            self.env.invalidate_all()
            profiles._cron_tell_old()
            profiles._cron_tell_old()
            self.assertRecordValues(self.profile.activity_ids, [{"user_id": self.accountant.id}])
            self.assertIn("the oldest since 03/10/2026", self.profile.activity_ids.note)
            self.show("2000,00", "777", day="11/03/2026")
            self.propose().action_accept()
            profiles._cron_tell_old()
            self.assertFalse(self.profile.activity_ids)


@tagged("post_install", "-at_install")
class TestBankControl(BankCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deposit = cls.hand_over()
        cls.transit = cls.hand_over("778", "B1-2", 500)
        cls.line = cls.show("2000,00", "777")
        cls.propose().filtered(lambda one: one.rank == "safe").action_accept()
        cls.office.with_user(cls.supervisor).action_close_day()

    def find_wrong(self, **options):
        return [row["name"] for row in self.env["revenue.control"]._control(**options)
                if row["difference"] or row["count"]]

    def break_books(self, table, assignment, record):
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE %s SET %s WHERE id = %s", SQL.identifier(table), assignment, record.id))
        self.env.invalidate_all()

    def test_inv_05_what_was_handed_over_is_matched_or_in_transit(self):
        self.assertFalse(self.find_wrong())
        self.assertFalse(self.find_wrong(company=self.company, day=self.office._today(), office=self.office))
        self.assertFalse(self.find_wrong(company=self.company, day=self.office._today()))

    def test_inv_05_a_paper_that_the_bank_should_show_and_nobody_expects_is_named(self):
        self.env.cr.execute("DELETE FROM revenue_bank_expected WHERE id = %s", [self.expect(self.transit).id])
        self.assertEqual(self.find_wrong(), ["Deposits handed over against what is matched and in transit"])

    def test_inv_05_a_matched_line_that_was_altered_is_named(self):
        self.break_books("account_bank_statement_line", SQL("amount = amount + 1"), self.line)
        self.assertEqual(self.find_wrong(), ["Papers seen at the bank against the bank lines matched with them"])

    def test_inv_05_a_counterpart_that_was_moved_is_named(self):
        cash = self.channel.journal_id.default_account_id
        item = self.line.move_id.line_ids.filtered(lambda item: item.account_id == cash)
        self.break_books("account_move_line", SQL("balance = balance + 1"), item)
        self.assertEqual(
            self.find_wrong(), ["Money accounts: what bank lines moved against the papers matched with them"])

    def test_inv_05_a_paper_said_to_be_seen_in_a_match_that_was_undone_is_named(self):
        self.break_books("revenue_bank_match", SQL("state = 'undone', undo_reason = 'x'"), self.line.revenue_match_id)
        self.assertIn("Deposits handed over against what is matched and in transit", self.find_wrong())
