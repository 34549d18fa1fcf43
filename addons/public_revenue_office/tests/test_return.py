from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import OfficeCommon


class ReturnCommon(OfficeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debt = cls.issue("B1-1")
        cls.desk_session = cls.open_session(3000)
        cls.receipt = cls.pay(cls.desk_session, "B1-1")


@tagged("post_install", "-at_install")
class TestReturn(ReturnCommon):
    """Cash that is given back leaves a desk that is open, and its count knows."""

    def ask(self, user=None):
        self.receipt.with_user(user or self.cashier)._request("reverse", "wrong person")

    def decide(self):
        self.receipt.with_user(self.supervisor)._approve("reverse")
        self.receipt.invalidate_recordset()
        return self.receipt.reversal_ids

    def test_inv_05_cash_given_back_leaves_the_open_session_and_the_count_knows(self):
        self.ask()
        self.assertRecordValues(self.decide(), [
            {"session_id": self.desk_session.id, "amount": -2000, "method": "cash"}])
        self.assertEqual(self.desk_session._get_expected_cash(), 3000)
        self.close(self.desk_session, 3000)
        self.assertEqual(self.desk_session.difference, 0)
        self.office.with_user(self.supervisor).action_close_day()
        self.assert_books_agree()

    def test_inv_05_after_the_session_was_closed_the_cash_leaves_the_open_session_of_who_asks(self):
        self.close(self.desk_session, 5000)
        self.assertIn("asks for the reversal", self.receipt.with_user(self.cashier).return_notice)
        with self.assertRaisesRegex(UserError, "session of this receipt is closed"):
            self.receipt.with_user(self.cashier).action_request_reversal()
        later = self.open_session(2500)
        self.receipt.invalidate_recordset()
        self.assertIn(later.display_name, self.receipt.with_user(self.cashier).return_notice)
        self.ask()
        self.assertEqual(self.decide().session_id, later)
        self.assertRecordValues(self.desk_session, [{"expected_cash": 5000, "difference": 0}])
        self.assertEqual(later._get_expected_cash(), 500)
        self.close(later, 500)
        self.office.with_user(self.supervisor).action_close_day()
        self.assert_books_agree()

    def test_a_supervisor_who_asks_sends_the_payer_to_the_desk_that_took_the_money(self):
        other = self.make_user("o-supervisor-2", "supervisor", self.office)
        self.ask(other)
        self.assertEqual(self.decide().session_id, self.desk_session)

    def test_no_cash_leaves_a_desk_that_is_being_counted(self):
        self.ask()
        self.desk_session.action_count()
        with self.assertRaisesRegex(UserError, "session of this receipt is closed"):
            self.decide()
        self.assertEqual(self.receipt.status, "issued")

    def test_a_reversal_that_gives_no_cash_back_belongs_to_no_session(self):
        self.issue("B1-2")
        self.receipt = self.pay(self.desk_session, "B1-2", method="card", payment_reference="4711")
        self.assertFalse(self.receipt.with_user(self.cashier).return_notice)
        self.ask()
        self.assertFalse(self.decide().session_id)
        self.assertEqual(self.desk_session._get_expected_cash(), 5000)

    def test_sec_44_a_reversal_needs_a_second_person(self):
        self.ask()
        approval = self.receipt.revenue_approval_ids
        with self.assertRaisesRegex(AccessError, "a second person must decide"):
            approval.with_user(self.cashier)._decide("approved", "")
        self.ask_as_supervisor()
        with self.assertRaisesRegex(AccessError, "a second person must decide"):
            self.receipt.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        self.assertEqual(self.receipt.status, "issued")

    def ask_as_supervisor(self):
        self.issue("B1-3")
        self.receipt = self.pay(self.desk_session, "B1-3")
        self.ask(self.supervisor)


@tagged("post_install", "-at_install")
class TestReturnRpc(ReturnCommon, HttpCase):

    def _call(self, user, model, method, *args):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", {
            "model": model, "method": method, "args": list(args), "kwargs": {}})

    def test_sec_44_the_supervisor_who_asked_decides_no_reversal_through_rpc(self):
        approval = self.receipt.with_user(self.supervisor)._request("reverse", "wrong person")
        for model, method, args in (
            ("revenue.receipt", "_reverse", (self.receipt.ids, "x", "2026-03-10", "A-1")),
            ("revenue.receipt", "_approve", (self.receipt.ids, "reverse")),
            ("revenue.approval", "write", (approval.ids, {"state": "approved"})),
        ):
            with self.subTest(method=method), mute_logger("odoo.http"), self.assertRaisesRegex(
                    JsonRpcException, "odoo.exceptions.AccessError"):
                self._call(self.supervisor, model, method, *args)
        decision = self._call(self.supervisor, "revenue.approval.decide", "create", [{"approval_id": approval.id}])
        with mute_logger("odoo.http"), self.assertRaisesRegex(JsonRpcException, "odoo.exceptions.AccessError"):
            self._call(self.supervisor, "revenue.approval.decide", "action_approve", decision)
        self.assertEqual(self.receipt.status, "issued")
