from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestBill(OfficeCommon):
    """A basket becomes a bill, the bill is typed at a desk, the receipt follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.issue("B1-1", start="2026-02-20")
        cls.second = cls.issue("B1-2", amount=500, start="2026-02-25")
        cls.session = cls.open_session()

    def find(self, query, session=None):
        screen = self.open_screen(session or self.session, query=query)
        screen.action_find()
        return screen

    def make_bill(self, *keys):
        screen = self.find(keys[0])
        if len(keys) > 1:
            screen.action_choose_all()
        screen.action_make_bill()
        return self.env["revenue.bill"]._find_basket(screen.basket)

    def test_a_basket_becomes_a_bill_that_is_told_and_printed(self):
        screen = self.find("B1-1")
        screen.action_choose_all()
        screen.action_make_bill()
        bill = self.env["revenue.bill"]._find_basket(screen.basket)
        self.assertRecordValues(bill, [{"amount": 2500, "state": "open", "create_uid": self.cashier.id}])
        self.assertIn(bill.number, screen.made_bills)
        for paper in ("a5", "80mm"):
            self.desk.receipt_format = paper
            report = self.env["ir.actions.report"].with_user(self.cashier)._get_report(
                screen.action_print_bills()["report_name"])
            self.assertTrue(report._render_qweb_pdf(report.report_name, screen.ids)[0].startswith(b"%PDF"))

    def test_the_number_of_a_bill_shows_its_debts_chosen_and_collects_it(self):
        bill = self.make_bill("B1-1", "B1-2")
        screen = self.find(f"{bill.number[:4]} {bill.number[4:8]} {bill.number[8:]}")
        self.assertEqual(screen.line_ids.mapped("is_chosen"), [True, True])
        self.assertIn(bill.number, screen.bill_notice)
        screen.action_collect()
        self.assertRecordValues(screen.receipt_id, [{"amount": 2500, "bill_id": bill.id}])
        self.assertEqual(bill.state, "paid")
        self.assertEqual((self.first | self.second).mapped("state"), ["closed", "closed"])
        self.assert_books_agree()

    def test_inv_15_a_desk_honours_a_bill_to_its_last_day_and_then_says_so(self):
        concept = self.make_discounted_concept()
        debt = self.issue("D-1", amount=1000, start="2026-03-08", concept_id=concept.id)
        late = self.issue("D-2", amount=1000, start="2026-03-08", concept_id=concept.id)
        honoured, expired = self.make_bill("D-1"), self.make_bill("D-2")
        self.assertRecordValues(honoured, [{"amount": 500, "valid_until": self.office._today().replace(day=12)}])
        self.close(self.session, 100)
        with self.at("2026-03-12 15:00:00"):
            session = self.open_session()
            screen = self.find(honoured.number, session)
            self.assertEqual(screen.amount, 500)
            screen.action_collect()
            self.assertRecordValues(debt, [{"state": "closed", "balance": 0}])
            self.assertEqual((screen.receipt_id.bill_id, honoured.state), (honoured, "paid"))
            self.close(session, 600)
        with self.at("2026-03-13 15:00:00"):
            screen = self.find(expired.number, self.open_session())
            self.assertIn("was valid until", screen.notice)
            self.assertRecordValues(screen, [{"amount": 1000, "bill_id": False}])
            screen.action_collect()
            self.assertEqual(late.balance, 0)
        self.assert_books_agree()

    def make_discounted_concept(self):
        """Half off for the first four days."""
        family = self.env["revenue.policy.family"].create({"name": "Early", "code": "test-early"})
        self.policy.copy({
            "code": "test-early", "family_id": family.id, "step_ids": [(0, 0, {
                "code": "half", "kind": "discount", "rate": 50, "end_kind": "elapsed", "end_after": 4})],
        })._set_in_force()
        return self.env["revenue.concept"].create(
            {"name": "Early", "code": "test-early", "family_id": family.id})

    def test_a_paid_bill_says_its_receipt(self):
        bill = self.make_bill("B1-1")
        receipt = self.pay(self.session, bill.number)
        screen = self.find(bill.number)
        self.assertIn(receipt.display_name, screen.notice)
        self.assertIn("Nothing is owed", screen.notice)
        self.assertFalse(screen.line_ids)

    def test_a_bill_is_paid_whole_or_not_as_a_bill(self):
        bill = self.make_bill("B1-1", "B1-2")
        screen = self.find(bill.number)
        screen.line_ids[1].is_chosen = False
        with self.assertRaisesRegex(UserError, "paid whole"):
            screen.action_collect()
        screen.action_leave_bill()
        screen.line_ids[1].is_chosen = False
        screen.action_collect()
        self.assertRecordValues(screen.receipt_id, [{"amount": 2000, "bill_id": False}])
        self.assertEqual(bill.state, "open")

    def test_amounts_that_the_bill_does_not_offer_are_refused(self):
        bill = self.make_bill("B1-1")
        with self.assertRaisesRegex(UserError, "paid whole"):
            self.session._collect("key-1", [(self.first.id, 1)], bill=bill)

    def test_a_mistyped_number_is_told_from_an_unknown_one(self):
        number = self.make_bill("B1-1").number
        wrong = number[:5] + str((int(number[5]) + 1) % 10) + number[6:]
        self.assertIn("Check the number", self.find(wrong).notice)
        self.assertIn("Nothing is known", self.find("99999").notice)

    def test_a_part_makes_no_bill(self):
        screen = self.find("B1-1")
        screen.line_ids[:1].amount = 300
        with self.assertRaisesRegex(UserError, "whole of each debt"):
            screen.action_make_bill()
        screen.line_ids.is_chosen = False
        with self.assertRaisesRegex(UserError, "Choose the debts"):
            screen.action_make_bill()

    def test_a_debt_of_another_office_is_billed_by_its_exact_key(self):
        self.issue("X-9", office_id=self.other_office.id, amount=70)
        bill = self.make_bill("X-9")
        self.assertEqual(self.pay(self.session, bill.number).amount, 70)

    def test_the_number_of_a_receipt_shows_what_it_paid(self):
        receipt = self.pay(self.session, "B1-1")
        for text in (receipt.display_name, receipt.display_name.lower(), f"{self.series.code}{receipt.number}"):
            screen = self.find(text)
            self.assertEqual(screen.found_receipt_id, receipt)
            self.assertIn("B1-1", screen.receipt_html)
        self.assertFalse(self.find("B1-2").found_receipt_id)

    def test_an_identity_shows_all_that_the_person_owes_in_any_office(self):
        kind = self.env["revenue.identity.type"].create({"name": "Test card", "code": "TEST-CARD"})
        self.env["revenue.identity"].create({
            "partner_id": self.debtor.id, "type_id": kind.id, "value": "85010112345", "verified": "document"})
        elsewhere = self.issue("X-9", office_id=self.other_office.id, amount=70)
        screen = self.find("85010112345")
        self.assertEqual(set(screen.line_ids.mapped("debt_id")), set((self.first | self.second | elsewhere).ids))
        self.assertFalse(any(screen.line_ids.mapped("is_chosen")))
        self.assertEqual(screen.partner_id, self.debtor)
        log = self.env["revenue.person.lookup"].search([("user_id", "=", self.cashier.id)], limit=1)
        self.assertEqual((log.kind, log.found), ("desk", 1))
