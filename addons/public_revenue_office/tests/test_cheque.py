from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestCheque(OfficeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk.method_ids = [(0, 0, {"method": "cheque", "channel_id": cls.bank_channel.id})]
        cls.first = cls.issue("B1-1", start="2026-02-20")
        cls.second = cls.issue("B1-2", amount=500, start="2026-02-20")
        cls.cash = cls.issue("B1-3", amount=300)
        cls.session = cls.open_session(100)
        cls.receipt = cls.pay(cls.session, "B1-1", "B1-2", method="cheque", payment_reference="0042",
                              cheque_bank="Metropolitan", cheque_drawer="Ana Pérez")
        cls.bank = cls.env["account.journal"].create({"name": "Bank", "code": "BNKT", "type": "bank"})

    def deposit(self):
        self.pay(self.session, "B1-3")
        self.close(self.session, 400)
        return self.env["revenue.deposit"].with_user(self.cashier)._make(self.session)

    def hand_over(self, deposit):
        deposit.write({"journal_id": self.bank.id, "bank_reference": "777"})
        deposit.action_hand_over()

    def note(self, **values):
        bounce = self.env["revenue.cheque.bounce"].browse(
            self.receipt.with_user(self.cashier).action_bounce()["res_id"]).with_user(self.cashier)
        bounce.write({"bank_reference": "R-9", "reason": "funds", **values})
        return bounce

    def decide(self, bounce):
        bounce.action_request()
        bounce.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        self.receipt.invalidate_recordset()
        return bounce

    # === TAKING === #

    def test_the_register_tells_number_bank_drawer_and_where_the_cheque_is(self):
        self.assertRecordValues(self.receipt, [{
            "method": "cheque", "payment_reference": "0042", "cheque_bank": "Metropolitan",
            "cheque_drawer": "Ana Pérez", "cheque_status": "taken", "amount": 2500}])
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_receipt_action_cheque")
        self.assertIn("'cheque'", action["domain"])

    def test_a_cheque_needs_its_bank_and_its_drawer(self):
        screen = self.open_screen(self.session, query="B1-3")
        screen.action_find()
        screen.write({"method": "cheque", "payment_reference": "1"})
        with self.assertRaisesRegex(UserError, "bank and the drawer"):
            screen.action_collect()

    # === DEPOSITING === #

    def test_inv_05_a_slip_holds_cash_and_cheques_apart_and_the_control_report_compares_both(self):
        deposit = self.deposit()
        self.assertRecordValues(deposit, [{"amount": 2800, "cash_amount": 300, "cheque_amount": 2500}])
        self.assertEqual(deposit.cheque_ids, self.receipt)
        self.assertEqual(self.receipt.cheque_status, "slip")
        self.hand_over(deposit)
        self.receipt.invalidate_recordset()
        self.assertEqual(self.receipt.cheque_status, "deposited")
        self.assert_books_agree()
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE revenue_deposit SET amount = amount - 1, cheque_amount = cheque_amount - 1"
                                " WHERE id = %s", deposit.id))
        self.assertEqual([row["name"] for row in self.env["revenue.control"]._control() if row["count"]],
                         ["Cheques on deposit slips against the slips"])

    def test_a_session_that_took_only_cheques_has_a_slip_too(self):
        self.close(self.session, 100)
        self.assertEqual(self.session.cheque_amount, 2500)
        deposit = self.env["revenue.deposit"].with_user(self.cashier)._make(self.session)
        self.assertRecordValues(deposit, [{"amount": 2500, "cash_amount": 0}])
        self.session.invalidate_recordset()
        self.assertEqual(self.session.cheque_amount, 0)

    def test_a_cancelled_slip_frees_its_cheques(self):
        deposit = self.deposit()
        deposit.action_cancel()
        self.assertFalse(deposit.cheque_ids)
        self.assertEqual(self.env["revenue.deposit"].with_user(self.cashier)._make(self.session).cheque_amount, 2500)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_cheque_on_two_slips(self):
        deposit = self.deposit()
        other = self.make_desk("Desk 2", self.office, self.make_series(self.office, "B/"))
        session = self.open_session(desk=other)
        self.issue("B1-4")
        self.pay(session, "B1-4")
        self.close(session, 2100)
        second = self.env["revenue.deposit"].with_user(self.cashier)._make(session)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute("INSERT INTO revenue_deposit_cheque_rel VALUES (%s, %s)", (
                second.id, deposit.cheque_ids.id))

    def test_a_cheque_on_a_prepared_slip_is_not_given_back(self):
        deposit = self.deposit()
        self.receipt.with_user(self.cashier)._request("reverse", "wrong cheque")
        with self.assertRaisesRegex(UserError, f"Cancel that slip first|{deposit.number}"):
            self.receipt.with_user(self.supervisor)._approve("reverse")

    def test_inv_05_a_cheque_that_the_bank_has_is_not_given_back(self):
        deposit = self.deposit()
        self.hand_over(deposit)
        self.receipt.with_user(self.cashier)._request("reverse", "wrong cheque")
        with self.assertRaisesRegex(UserError, f"The bank has the cheque, with the deposit slip {deposit.number}"):
            self.receipt.with_user(self.supervisor)._approve("reverse")
        self.assertEqual(self.decide(self.note()).state, "done")

    def test_the_slip_prints_its_cheques(self):
        deposit = self.deposit()
        report = self.env.ref("public_revenue_office.revenue_deposit_action_slip").with_user(self.cashier)
        html = report._render_qweb_html(report.report_name, deposit.ids)[0].decode()
        for text in ("0042", "Metropolitan", "IN CHEQUES", "2,500.00", "300.00", "2,800.00"):
            self.assertIn(text, html)

    # === BOUNCING === #

    def test_a_bounced_cheque_lets_all_its_debts_stand_again_with_the_surcharges_of_their_own_days(self):
        self.hand_over(self.deposit())
        with self.at("2026-03-25 15:00:00"):
            bounce = self.decide(self.note(notice_date=date(2026, 3, 25)))
            self.assertEqual(bounce.state, "done")
            self.assertRecordValues(self.first | self.second, [
                {"state": "open", "balance": 4000}, {"state": "open", "balance": 1000}])
            self.assertRecordValues(self.receipt, [{"status": "bounced", "cheque_status": "bounced"}])
            html = self.env["ir.qweb"]._render(
                "public_revenue_collection.revenue_receipt_body", {"receipt": self.receipt})
            self.assertIn("CHEQUE BOUNCED", html)
            self.assert_books_agree()

    def test_inv_21_what_a_bounced_cheque_paid_is_mirrored_exactly(self):
        before = {debt: self.sums(debt) for debt in self.first | self.second}
        self.decide(self.note())
        for debt, sums in before.items():
            self.assertEqual(self.sums(debt), {kind: total for kind, total in sums.items() if kind != "payment"})

    def test_what_the_bank_charges_is_nothing_unless_the_company_says_so(self):
        self.assertEqual(self.note().cost, 0)

    def test_what_the_bank_charges_is_put_on_the_first_debt(self):
        self.company.revenue_bounce_cost = 75
        bounce = self.note()
        self.assertEqual(bounce.cost, 75)
        self.decide(bounce)
        first = self.receipt.allocation_ids.sorted("id")[:1].obligation_id
        other = (self.first | self.second) - first
        self.assertEqual(self.sums(first), {"charge": first.amount, "cost": 75})
        self.assertEqual(self.sums(other), {"charge": other.amount})
        self.assert_books_agree()

    def test_sec_44_a_bounced_cheque_needs_a_second_person(self):
        bounce = self.note()
        with self.assertRaisesRegex(UserError, "no open request"):
            bounce.with_user(self.supervisor)._approve("bounce")
        bounce.action_request()
        with self.assertRaisesRegex(AccessError, "a second person must decide"):
            bounce.revenue_approval_ids.with_user(self.cashier)._decide("approved", "")
        with self.assertRaisesRegex(AccessError, "you need the right"):
            bounce.revenue_approval_ids.with_user(self.accountant)._decide("approved", "")
        self.assertEqual((bounce.state, self.receipt.status), ("draft", "issued"))

    def test_inv_12_what_a_second_person_has_before_the_eyes_does_not_change(self):
        bounce = self.note()
        bounce.action_request()
        for values in ({"cost": 5}, {"reason": "other"}, {"state": "done"}, {"receipt_id": False}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "cannot be changed now"):
                bounce.write(values)
        with self.assertRaisesRegex(UserError, "withdraw the request first"):
            bounce.action_cancel()
        self.decide_pending(bounce)
        with self.assertRaisesRegex(UserError, "cannot go from"):
            bounce.action_cancel()

    def decide_pending(self, bounce):
        bounce.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")

    def test_inv_21_a_cheque_that_was_given_back_meanwhile_does_not_bounce_too(self):
        bounce = self.note(cost=75)
        bounce.action_request()
        self.receipt.with_user(self.cashier)._request("reverse", "wrong cheque")
        self.receipt.with_user(self.supervisor)._approve("reverse")
        self.receipt.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "receipt of a cheque that stands"):
            self.decide_pending(bounce)
        self.assertEqual([self.sums(debt) for debt in self.first | self.second], [{"charge": 2000}, {"charge": 500}])

    def test_an_incomplete_notice_is_not_presented(self):
        with self.assertRaisesRegex(UserError, "lacks: .*Reference of the Bank"):
            self.note(bank_reference=False).action_request()

    def test_only_a_cheque_that_stands_is_noted_and_once(self):
        paid_cash = self.pay(self.session, "B1-3")
        with self.assertRaisesRegex(UserError, "receipt of a cheque that stands"):
            self.env["revenue.cheque.bounce"].with_user(self.cashier).create({"receipt_id": paid_cash.id})
        bounce = self.note()
        self.assertEqual(self.receipt.with_user(self.cashier).action_bounce()["res_id"], bounce.id)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            bounce.sudo().unlink()
