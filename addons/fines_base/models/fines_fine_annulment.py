from odoo import models
from odoo.exceptions import UserError

SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
#: Ends that two persons decide; a fine is collected or transferred by what happens to its money.
DECIDED = ("cancelled", "wrong_debtor", "prescribed", "other")
PREFIX = "close_"


class FinesFine(models.Model):
    """Annulment with four eyes: one asks for the end of a fine, another in the same or a higher office decides."""

    _name = "fines.fine"
    _inherit = ["fines.fine", "revenue.approval.mixin"]

    def _get_approval_actions(self):
        """Override of public_revenue: closing a fine otherwise than by its money needs a second person."""
        labels = dict(self._fields["close_reason"]._description_selection(self.env))
        return {**super()._get_approval_actions(), **{
            PREFIX + reason: (self.env._("Close a fine: %s", labels[reason]), SUPERVISOR) for reason in DECIDED}}

    def _request(self, action, reason):
        """Override of public_revenue: who may not change the fine does not ask for its end either."""
        self.check_access("write")
        self._check_closable(action.removeprefix(PREFIX))
        return super()._request(action, reason)

    def _on_approved(self, approval):
        """Override of public_revenue to close the fine, as the second person."""
        result = super()._on_approved(approval)
        if approval.action.startswith(PREFIX):
            reason = approval.action.removeprefix(PREFIX)
            self._check_closable(reason)
            if reason == "cancelled":
                self._cancel_by_decision(approval.reason)
            else:
                self._set_closed(reason, approval.reason)
        return result

    def _check_closable(self, reason):
        """Refuse to close a draft, or a fine that has already ended; a paid one can still be cancelled."""
        undone = reason == "cancelled" and self.close_reason == "collected"
        if self.state == "draft" or (self.state == "closed" and not undone):
            raise UserError(self.env._("%s is a draft or already closed.", self.display_name))
