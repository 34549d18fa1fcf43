from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OfficeCommon


class ContingencyCommon(OfficeCommon):
    """A book of ten paper receipts, in the hands of the cashier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.make_book()
        cls.hand(cls.book)

    @classmethod
    def make_book(cls, first=1, last=10, **values):
        return cls.env["revenue.contingency.book"].with_user(cls.supervisor).create(
            {"office_id": cls.office.id, "prefix": "ct-a", "number_from": first, "number_to": last, **values})

    @classmethod
    def hand(cls, book, user=None, day="2026-03-06"):
        with freeze_time(f"{day} 15:00:00"):
            book.next_custodian_id = user or cls.cashier
            book.action_hand_over()

    @classmethod
    def key(cls, session, *lines, **values):
        """Key papers: (number, debt, amount, and what else differs)."""
        screen = cls.env["revenue.contingency.book.key"].with_user(session.user_id).create({
            "session_id": session.id, "book_id": cls.book.id, "paid_on": date(2026, 3, 9),
            "cashier_id": cls.cashier.id, **values})
        screen.line_ids = [(0, 0, {"number": number, "key": debt, "amount": amount, **dict(*rest)})
                           for number, debt, amount, *rest in lines]
        screen.action_key()
        return screen

    @classmethod
    def give_fate(cls, first, last, fate="returned", **values):
        cls.env["revenue.contingency.book.fate"].with_user(cls.supervisor).create({
            "book_id": cls.book.id, "number_from": first, "number_to": last, "fate": fate, **values}).action_confirm()

    def blanks(self, domain=()):
        self.env.flush_all()
        return self.env["revenue.contingency.blank"].with_user(self.supervisor).search(list(domain)).mapped("number")


@tagged("post_install", "-at_install")
class TestContingency(ContingencyCommon):

    def test_a_paper_pays_what_its_own_day_owed_and_its_cash_is_counted_with_the_session(self):
        debt = self.issue("B1-1", start="2026-02-07")
        self.assertEqual(debt.amount_today, 4000)
        session = self.open_session(100)
        screen = self.key(session, ("CT-A 000001", "B1-1", 2000))
        receipt = screen.line_ids.receipt_id
        self.assertRecordValues(receipt, [{
            "paid_on": date(2026, 3, 9), "amount": 2000, "session_id": session.id, "user_id": self.cashier.id}])
        self.assertEqual((debt.state, debt.balance), ("closed", 0))
        self.assertRecordValues(receipt.contingency_ids, [
            {"number": 1, "cashier_id": self.cashier.id, "fate": "used", "amount": 2000}])
        self.assertEqual(receipt.contingency_ids.display_name, "CT-A 000001")
        self.count(session, 2100)
        self.assertEqual((session.expected_cash, session.difference), (2100, 0))
        self.assert_books_agree()

    def test_a_paper_of_rounded_cash_closes_its_debts(self):
        self.currency.write({"revenue_cash_unit": 5, "revenue_cash_rounding": "half_up"})
        below, above = self.issue("B1-1", amount=127), self.issue("B1-2", amount=1003)
        session = self.open_session(100)
        self.key(session, ("1", "B1-1", 125), ("2", "B1-2", 1005))
        self.assertEqual((below | above).mapped("state"), ["closed", "closed"])
        self.assertFalse(self.env["revenue.credit"].search([("obligation_id", "in", (below | above).ids)]))
        self.assert_books_agree()

    def test_what_a_paper_cannot_say_is_refused_in_words_and_the_typed_value_stays(self):
        self.issue("B1-1")
        self.issue("B1-2")
        other = self.make_user("o-other", "cashier", self.office)
        session = self.open_session(100)
        screen = self.key(
            session, ("1", "B1-1", 2000), ("1", "B1-2", 5, {"paid_on": date(2026, 3, 8)}), ("11", "B1-2", 2000),
            ("2", "B1-2", 2000, {"paid_on": date(2026, 3, 11)}), ("3", "B1-2", 2000, {"cashier_id": other.id}),
            ("4", "B1-2", -5), ("5", "B1-2", 0))
        self.assertFalse(screen.line_ids.receipt_id)
        problems = screen.line_ids.mapped("problem")
        for problem, words in zip(problems, (
            "one day and one cashier", "one day and one cashier", "not a number of the book", "in the future",
            "was not with o-other", "greater than zero", "amount is missing",
        ), strict=True):
            self.assertIn(words, problem)
        self.assertEqual(screen.line_ids[2].number, "11")
        screen.line_ids[1].number = "6"
        screen.action_key()
        self.assertEqual(screen.line_ids[:2].mapped("receipt_id.amount"), [2000, 5])

    def test_inv_07_a_paper_has_a_day_on_which_its_cashier_held_the_book(self):
        """Else a paper of today with an earlier day would spare its payer the surcharge."""
        debt, later = self.issue("B1-1", start="2026-02-07"), self.make_user("o-later", "cashier", self.office)
        self.hand(self.book, later, "2026-03-08")
        session = self.open_session(100)
        early = self.key(session, ("1", "B1-1", 2000), paid_on=date(2026, 3, 5))
        self.assertIn("on 03/05/2026", early.line_ids.problem)
        late = self.key(session, ("1", "B1-1", 2000))
        self.assertIn("on 03/09/2026", late.line_ids.problem)
        self.assertEqual(debt.state, "open")
        both = self.key(session, ("1", "B1-1", 2000), paid_on=date(2026, 3, 8))
        self.assertTrue(both.line_ids.receipt_id)

    def test_inv_07_a_number_is_used_once_and_every_number_of_the_range_has_a_fate(self):
        self.issue("B1-1")
        self.issue("B1-2")
        session = self.open_session(100)
        self.key(session, ("3", "B1-1", 2000))
        again = self.key(session, ("3", "B1-2", 2000), ("4", "B1-2", 2000))
        self.assertRegex(again.line_ids[0].problem, "CT-A 000003 already has a fate: Used A/000001")
        with (mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "_number_unique"),
              self.env.cr.savepoint()):
            self.env["revenue.contingency.number"]._use(
                self.book, 3, again.line_ids[1].receipt_id, date(2026, 3, 9), self.cashier)
        self.assertEqual(self.blanks([("is_gap", "=", True)]), [1, 2])
        self.book.action_return()
        with self.assertRaisesRegex(UserError, "8 numbers without a fate"):
            self.book.action_close()
        self.give_fate(1, 1, "void", reason="Torn")
        self.give_fate(2, 2, "lost", reason="Wet", document="Act 3")
        self.give_fate(1, 10)
        self.assertEqual(self.blanks(), [])
        self.assertEqual(self.book.range_report.splitlines(), [
            "000001 to 000001: Void, 1 receipts", "000002 to 000002: Lost, 1 receipts",
            "000003 to 000004: Used, 2 receipts", "000005 to 000010: Returned unused, 6 receipts"])
        self.assertEqual(self.book.size, self.book.used_count + self.book.other_count)
        self.book.action_close()
        self.assertEqual(self.book.state, "closed")

    def test_inv_03_money_of_a_paper_for_an_unknown_slip_waits_for_it(self):
        session = self.open_session(100)
        screen = self.key(session, ("1", "B7-7", 2000), ("2", "B7-8", 1), ("2", "B7-9", 1))
        self.assertEqual(screen.line_ids[0].receipt_id.credit_ids.reason, "unknown")
        self.assertIn("a paper of its own", screen.line_ids[1].problem)
        debt = self.issue("B7-7", start="2026-03-01")
        self.assertEqual((debt.state, debt.balance), ("closed", 0))
        self.assert_books_agree()

    def test_a_paper_that_paid_several_debts_is_one_receipt(self):
        self.issue("B1-1")
        self.issue("B1-2", 500)
        screen = self.key(self.open_session(100), ("7", "B1-1", 2000), ("7", "B1-2", 600))
        receipt = screen.line_ids.receipt_id
        self.assertEqual((len(receipt), receipt.amount, receipt.credit_ids.balance), (1, 2600, 100))
        self.assertEqual((screen.done_count, screen.open_count), (1, 0))

    def test_keying_needs_the_own_open_session_and_a_book_of_the_office(self):
        screens = self.env["revenue.contingency.book.key"]
        self.assertEqual(screens.with_user(self.cashier).action_open()["res_model"], "revenue.desk.session")
        session = self.open_session(100)
        self.assertEqual(screens.with_user(self.cashier).action_open()["res_model"], screens._name)
        self.issue("B1-1")
        stored = self.make_book(50, 60)
        screen = self.key(session, ("50", "B1-1", 2000), book_id=stored.id)
        self.assertIn("not handed to anybody", screen.line_ids.problem)
        self.count(session, 100)
        with self.assertRaisesRegex(UserError, "Type the papers"):
            self.key(session)

    def test_custody_is_dated_and_cannot_be_rewritten(self):
        other = self.make_user("o-other", "cashier", self.office)
        self.hand(self.book, other)
        self.book.action_return()
        self.assertEqual(
            [(move.state, move.from_user_id, move.to_user_id, move.day) for move in self.book.move_ids.sorted("id")], [
                ("held", self.env["res.users"], self.cashier, date(2026, 3, 6)),
                ("held", self.cashier, other, date(2026, 3, 6)),
                ("returned", other, self.env["res.users"], date(2026, 3, 10))])
        with self.assertRaisesRegex(UserError, "does not change"):
            self.book.move_ids[:1].write({"day": "2026-01-01"})
        with self.assertRaisesRegex(UserError, "moves on by its buttons"):
            self.book.custodian_id = other
        with self.assertRaisesRegex(UserError, "range does not change"):
            self.book.number_to = 20
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.book.unlink()

    def test_a_fate_needs_its_reason_and_stays(self):
        for fate, values, words in (
            ("void", {}, "Say why"), ("lost", {"reason": "Wet"}, "the act"),
        ):
            with self.subTest(fate=fate), self.assertRaisesRegex(UserError, words):
                self.give_fate(1, 2, fate, **values)
        with self.assertRaisesRegex(UserError, "is not a run"):
            self.give_fate(1, 20)
        self.give_fate(1, 2, "void", reason="Torn")
        with self.assertRaisesRegex(UserError, "already has a fate"):
            self.give_fate(1, 2)
        row = self.book.number_ids[:1]
        with self.assertRaisesRegex(UserError, "does not change"):
            row.write({"fate": "lost"})
        with self.assertRaisesRegex(UserError, "does not change"):
            row.sudo().unlink()
        with self.assertRaisesRegex(UserError, "Give numbers their fate"):
            row.sudo().create([{"book_id": self.book.id, "number": 5}])

    def test_two_books_of_an_office_do_not_share_a_number(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.make_book(10, 12)
            self.env.flush_all()

    def test_sec_42_books_are_seen_in_their_office_and_moved_by_its_supervisor(self):
        far = self.make_user("o-far", "cashier", self.other_office)
        for model in ("book", "move", "blank"):
            self.assertFalse(self.env[f"revenue.contingency.{model}"].with_user(far).search([]))
            self.assertTrue(self.env[f"revenue.contingency.{model}"].with_user(self.auditor).search([]))
        for user in (self.cashier, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.book.with_user(user).action_return()
        with self.assertRaises(AccessError):
            self.env["revenue.contingency.book.key"].with_user(self.supervisor).action_open()

    def test_inv_05_a_paper_that_says_another_amount_than_its_receipt_is_named(self):
        self.issue("B1-1")
        self.key(self.open_session(100), ("1", "B1-1", 2000))
        self.env.flush_all()
        self.env.cr.execute("UPDATE revenue_contingency_number SET amount = amount - 1")
        wrong = [row["name"] for row in self.env["revenue.control"]._control() if row["difference"] or row["count"]]
        self.assertEqual(wrong, ["Paper receipts keyed against their receipts"])

    def test_the_paper_of_a_book_prints(self):
        [paper] = self.book._get_papers()
        self.assertEqual(paper["blocks"][1]["rows"][-1][3], 10)
