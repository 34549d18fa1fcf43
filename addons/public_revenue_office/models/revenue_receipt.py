from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.public_revenue_collection.fields import LooseMany2one


class RevenueReceipt(models.Model):
    _inherit = "revenue.receipt"

    # Without default and without stored compute: the table is append-only, a new column must stay empty.
    session_id = LooseMany2one("revenue.desk.session", readonly=True, index="btree_not_null", string="Desk Session")
    payment_reference = fields.Char(readonly=True, help="Number of the cheque, the card slip or the transfer.")
    return_session_id = fields.Many2one(
        "revenue.desk.session", compute="_compute_return_session_id", string="Cash Given Back by",
        help="The open session whose cash goes back to the payer when this receipt is reversed.")
    return_notice = fields.Char(compute="_compute_return_session_id")

    @api.depends("session_id", "method")
    @api.depends_context("uid")
    def _compute_return_session_id(self):
        for receipt in self:
            user = receipt.pending_approval_id.requested_by or self.env.user
            receipt.return_session_id = receipt._find_return_session(user)
            receipt.return_notice = receipt._tell_return()

    def _find_return_session(self, user):
        """The session that gives cash back: the open one of who asks, else that of the receipt while it is open.

        :param user: who asks for the reversal
        :return: one session of the receipt's office, or none
        """
        sessions = self.env["revenue.desk.session"]
        if not self.session_id or self.method != "cash":
            return sessions
        found = sessions.search([("office_id", "=", self.office_id.id), ("state", "=", "open"), "|",
                                 ("user_id", "=", user.id), ("id", "=", self.session_id.id)])
        return found.sorted(lambda session: session.user_id != user)[:1]

    def _tell_return(self):
        """Where the cash of a reversal comes from, in words."""
        if not self.session_id or self.method != "cash" or self.status != "issued":
            return False
        if not self.return_session_id:
            return self._tell_no_desk()
        if self.return_session_id == self.session_id:
            return self.env._("If this receipt is reversed, its cash leaves the session that took it, still open.")
        return self.env._("If this receipt is reversed, its cash leaves the open session %s.",
                          self.return_session_id.display_name)

    def _tell_no_desk(self):
        return self.env._(
            "The session of this receipt is closed. To give the cash back, a cashier with an open session at this "
            "office asks for the reversal: the cash leaves that desk.")

    def action_request_reversal(self):
        """Override of public_revenue_collection: cash is given back by a desk that is open."""
        self.check_access("read")
        for receipt in self:
            receipt._check_return(self.env.user)
        return super().action_request_reversal()

    def _request(self, action, reason):
        """Override of public_revenue: the same for who asks without the button."""
        if action == "reverse":
            self._check_return(self.env.user)
        return super()._request(action, reason)

    def _check_return(self, user):
        if self.session_id and self.method == "cash" and not self._find_return_session(user):
            raise UserError(self._tell_no_desk())

    def _prepare_reversal(self, user):
        """Override of public_revenue_collection: the cash leaves a session that is open, and its count knows.

        :raise UserError: when that session was closed or is being counted meanwhile
        """
        values = super()._prepare_reversal(user)
        if not self.session_id or self.method != "cash":
            return values
        session = self._find_return_session(user)
        if not session:
            raise UserError(self._tell_no_desk())
        session._check_open()
        return {**values, "session_id": session.id}
