from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FinesCollectionCommon


@tagged("post_install", "-at_install")
class TestTransfer(FinesCollectionCommon):
    """A fine goes to another office: the debt at once, its slip when the post brings it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls._officer("clerk", cls.office)
        cls.receiver = cls._officer("clerk", cls.other_office)

    @classmethod
    def _officer(cls, role, office):
        user = cls.env["res.users"].create({
            "name": f"{role} {office.code}", "login": f"tt-{role}-{office.code}",
            "group_ids": [(6, 0, cls.env.ref(f"public_revenue.public_revenue_group_{role}").ids)]})
        user.revenue_office_ids = office
        return user

    def _send(self):
        fine = self._fine(1, "notified")
        debt = fine.sudo().obligation_id
        transfer = self.env["revenue.transfer"].with_user(self.sender)._send(
            debt.with_user(self.sender), self.other_office, "Lives there")
        return fine, transfer.line_ids.with_user(self.receiver)

    def test_the_fine_follows_its_debt_and_comes_back_with_it(self):
        fine, line = self._send()
        self.assertEqual((fine.office_id, fine.state), (self.other_office, "notified"))
        line._answer("rejected", "Not here")
        self.assertEqual(fine.office_id, self.office)

    def test_the_slip_is_received_by_itself(self):
        fine, line = self._send()
        self.assertEqual(line.title, f"Fine {fine.display_name}")
        awaited = [("is_fine", "=", True), ("slip_received_on", "=", False)]
        for user in (self.sender, self.receiver):
            self.assertEqual(line.with_user(user).search(awaited), line)
        with self.assertRaises(AccessError):
            line.with_user(self.sender).action_receive_slips()
        line.action_accept()
        line.action_receive_slips()
        self.assertRecordValues(line, [
            {"slip_received_on": date(2026, 3, 10), "slip_received_by_id": self.receiver.id, "state": "accepted"}])
        self.assertFalse(line.search(awaited))

    def test_no_slip_is_awaited_of_what_went_back(self):
        _fine, line = self._send()
        line._answer("rejected", "Not here")
        with self.assertRaisesRegex(UserError, "No slip"):
            line.action_receive_slips()
