from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.cases import Case
from odoo.addons.public_revenue_collection.models.revenue_collector_receipt import PaymentConflict

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestCollect(OfficeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.issue("B1-1")
        cls.second = cls.issue("B1-2", amount=500, keys=[("slip", "", "B1-2"), ("plate", "", "P123")])
        cls.session = cls.open_session()

    def find(self, query, session=None):
        screen = self.open_screen(session or self.session, query=query)
        screen.action_find()
        return screen

    # === FINDING === #

    def test_a_key_shows_its_debt_chosen_and_the_others_of_the_person(self):
        screen = self.find("b1 1")
        self.assertEqual(screen.line_ids.mapped("debt_id"), [self.first.id, self.second.id])
        self.assertEqual(screen.line_ids.mapped("is_chosen"), [True, False])
        self.assertEqual(screen.amount, 2000)

    def test_a_plate_finds_too(self):
        self.assertEqual(self.find("p-123").line_ids.filtered("is_named").debt_id, self.second.id)

    def test_a_debt_of_which_the_law_does_not_say_enough_is_refused_in_words(self):
        with (patch.object(Case, "accrue", side_effect=rules.UnknownIndex("index TM has no value on 2026-03-10")),
              self.assertRaisesRegex(UserError, "law data do not say what is owed: index TM")):
            self.find("B1-1")

    def test_the_screen_tells_why_and_until_when(self):
        line = self.find("B1-1").line_ids[:1]
        self.assertIn("2,000", line.summary)
        self.assertIn("Test norm", line.collect_id.explanation)
        self.assertEqual(str(line.next_change), "2026-03-31")

    def test_a_person_is_found_by_name(self):
        screen = self.find("ana per")
        self.assertEqual(screen.partner_id, self.debtor)
        self.assertEqual(len(screen.line_ids), 2)
        self.assertFalse(any(screen.line_ids.mapped("is_chosen")))

    def test_slips_of_several_persons_and_offices_are_added_to_one_receipt(self):
        other = self.env["res.partner"].create({"name": "Luis Gil"})
        third = self.issue("X-7", office_id=self.other_office.id, amount=70, partner_id=other.id)
        screen = self.find("B1-2")
        screen.line_ids.filtered(lambda line: line.debt_id == self.second.id).amount = 200
        screen.query = "X-7"
        screen.action_add()
        chosen = screen.line_ids.filtered("is_chosen")
        self.assertEqual({line.debt_id: line.amount for line in chosen}, {self.second.id: 200, third.id: 70})
        screen.query = "B1-1"
        screen.action_add()
        screen.action_collect()
        self.assertEqual(screen.receipt_id.amount, 2270)
        self.assert_books_agree()

    def test_a_new_search_begins_with_an_empty_basket(self):
        screen = self.find("B1-2")
        screen.query = "B1-1"
        screen.action_find()
        self.assertEqual(screen.line_ids.filtered("is_chosen").debt_id, self.first.id)

    def test_several_persons_are_not_guessed(self):
        self.env["res.partner"].create({"name": "Ana Pérez Gil"})
        screen = self.find("ana per")
        self.assertFalse(screen.line_ids)
        self.assertIn("Several persons", screen.notice)

    def test_unknown_and_settled_are_told_apart(self):
        self.assertIn("Nothing is known", self.find("zzz-9").notice)
        self.pay(self.session, "B1-2")
        self.assertIn("settled", self.find("B1-2").notice)

    def test_an_exact_key_opens_a_debt_of_another_office_and_is_logged(self):
        self.issue("X-9", office_id=self.other_office.id, amount=70)
        receipt = self.pay(self.session, "X-9")
        self.assertEqual(receipt.amount, 70)
        log = self.env["revenue.person.lookup"].search([("user_id", "=", self.cashier.id)], limit=1)
        self.assertEqual((log.kind, log.found), ("desk", 0))

    def test_a_person_shows_debts_of_own_offices_only(self):
        self.issue("X-9", office_id=self.other_office.id)
        screen = self.open_screen(self.session, partner_id=self.debtor.id)
        screen.action_find_person()
        self.assertEqual(screen.line_ids.mapped("debt_id"), [self.first.id, self.second.id])

    # === TAKING MONEY === #

    def test_two_debts_make_one_receipt_of_the_session(self):
        receipt = self.pay(self.session, "B1-1", "B1-2")
        self.assertRecordValues(receipt, [{
            "amount": 2500, "session_id": self.session.id, "user_id": self.cashier.id, "number": 1}])
        self.assertEqual(receipt.obligation_ids, self.first | self.second)
        self.assertEqual((self.first | self.second).mapped("state"), ["closed", "closed"])

    def test_the_same_screen_again_shows_the_first_receipt(self):
        screen = self.find("B1-1")
        screen.action_collect()
        receipt = screen.receipt_id
        screen.action_collect()
        self.assertEqual(screen.receipt_id, receipt)
        self.assertEqual(self.session.receipt_count, 1)

    def test_inv_13_a_request_sent_again_gets_the_first_receipt_also_after_the_count(self):
        lines = [(self.first.id, 2000.0)]
        receipt = self.session._collect("key-1", lines)
        self.assertEqual(self.session._collect("key-1", lines), receipt)
        self.session.action_count()
        self.assertEqual(self.session._collect("key-1", lines), receipt)

    def test_inv_13_the_same_request_with_other_content_is_a_conflict(self):
        self.session._collect("key-1", [(self.first.id, 2000.0)])
        for lines, method in (([(self.second.id, 500.0)], "cash"), ([(self.first.id, 2000.0)], "card")):
            with self.subTest(method=method), self.assertRaisesRegex(PaymentConflict, "other content"):
                self.session._collect("key-1", lines, method=method, reference="1" if method == "card" else None)

    def test_cash_given_tells_the_change(self):
        screen = self.find("B1-2")
        screen.tendered = 600
        self.assertEqual(screen.change, 100)
        screen.tendered = 400
        with self.assertRaisesRegex(UserError, "was given"):
            screen.action_collect()

    def test_a_card_needs_its_number_and_goes_to_its_own_channel(self):
        screen = self.find("B1-1")
        screen.method = "card"
        with self.assertRaisesRegex(UserError, "Enter the number"):
            screen.action_collect()
        screen.payment_reference = "4711"
        screen.action_collect()
        self.assertRecordValues(screen.receipt_id, [{
            "method": "card", "payment_reference": "4711", "channel_id": self.bank_channel.id}])

    def test_a_method_the_desk_does_not_take_is_refused(self):
        with self.assertRaisesRegex(UserError, "does not take money in this way"):
            self.session._collect("key-1", [(self.first.id, 2000)], method="cheque")

    def test_a_part_is_taken_where_the_concept_allows_it(self):
        screen = self.find("B1-1")
        screen.line_ids[:1].amount = 300
        screen.action_collect()
        self.assertEqual(self.first.amount_today, 1700)

    def test_a_part_is_refused_where_the_concept_does_not_allow_it(self):
        self.concept.partial_allowed = False
        with self.assertRaisesRegex(UserError, "must be paid in full"):
            self.session._collect("key-1", [(self.first.id, 300)])

    def test_amounts_that_cannot_be_are_refused_in_words(self):
        for amount, words in ((0, "greater than zero"), (-5, "greater than zero"), (2001, "only .* is owed")):
            with self.subTest(amount=amount), self.assertRaisesRegex(UserError, words):
                self.session._collect(f"key{amount}", [(self.first.id, amount)])
        with self.assertRaisesRegex(UserError, "more decimals"):
            self.session._collect("key-d", [(self.first.id, 10.005)])
        with self.assertRaisesRegex(UserError, "each once"):
            self.session._collect("key-t", [(self.first.id, 5), (self.first.id, 5)])
        with self.assertRaisesRegex(UserError, "Choose the debts"):
            self.open_screen(self.session).action_collect()
        self.assertEqual(self.session.receipt_count, 0)

    def test_no_money_is_taken_while_counting(self):
        self.session.action_count()
        with self.assertRaisesRegex(UserError, "takes no more money"):
            self.session._collect("key-1", [(self.first.id, 2000)])

    def test_nobody_takes_money_in_the_session_of_another(self):
        with self.assertRaisesRegex(UserError, "Only the cashier"):
            self.session.with_user(self.supervisor)._collect("key-1", [(self.first.id, 2000)])

    def test_the_amount_of_the_day_is_taken_with_its_surcharge(self):
        late = self.issue("B1-3", start="2026-01-20")
        receipt = self.pay(self.session, "B1-3")
        self.assertEqual(receipt.amount, 4000)
        self.assertEqual(late.state, "closed")

    def test_inv_06_numbers_have_no_gap_after_rollbacks(self):
        debts = [self.issue(f"N-{number}", amount=10) for number in range(6)]
        for number, debt in enumerate(debts):
            with self.env.cr.savepoint() as savepoint:
                self.session._collect(f"key-{number}", [(debt.id, 10)])
                if number % 2:
                    savepoint.rollback()
        self.env.invalidate_all()
        numbers = sorted(self.session.receipt_ids.mapped("number"))
        self.assertEqual(numbers, [1, 2, 3])
        self.assertEqual(self.series.number_last, 3)

    # === PAPER === #

    def test_the_receipt_is_shown_at_once(self):
        screen = self.find("B1-1")
        screen.action_collect()
        html = str(screen.receipt_html)
        for text in (screen.receipt_id.display_name, "RECEIPT OF PAYMENT", "B1-1", "2,000.00", "data:image/png"):
            self.assertIn(text, html)

    def test_both_papers_are_made(self):
        receipt = self.pay(self.session, "B1-1")
        for paper in ("80mm", "a5"):
            report = self.env.ref(f"public_revenue_collection.revenue_receipt_action_{paper}").with_user(self.cashier)
            html, _kind = report._render_qweb_html(report.report_name, receipt.ids)
            self.assertIn(receipt.display_name, html.decode())
            self.assertIn("data:image/png;base64", html.decode())

    def test_print_uses_the_paper_of_the_desk(self):
        screen = self.find("B1-1")
        screen.action_collect()
        self.desk.receipt_format = "a5"
        self.assertEqual(screen.action_print()["report_name"], "public_revenue_collection.report_revenue_receipt_a5")
