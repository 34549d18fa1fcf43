from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.public_revenue.moves import check_moves


class RevenueRemittanceMixin(models.AbstractModel):
    """An order of an office about shared money: a second person approves it, from then on its paper stays as it is.

    The host has `office_id`, `state`, `status` and `paper`, writes its state through `_keep`, and says which act is
    approved and which moves it allows.
    """

    _name = "revenue.remittance.mixin"
    _description = "Order about Shared Money"
    _inherit = ["revenue.approval.mixin", "revenue.paper.mixin"]

    #: Code of the act, and the moves of the host.
    _remittance_act = ""
    _remittance_moves = {}

    @api.depends("state", "revenue_approval_ids.state")
    def _compute_status(self):
        for order in self:
            order.status = order._get_approval_status("draft")

    def _check_office(self, office):
        """Acts of an office belong to those who work for it.

        :raise AccessError: for others
        """
        if not self.env.su and office.id not in self.env.user.revenue_scope_ids.ids:
            raise AccessError(self.env._("Only who works for %s may do this.", self._name_office(office)))

    def _name_office(self, office):
        return office.display_name

    def _request(self, action, reason):
        """Override of public_revenue: by who may make it, at its office."""
        self.check_access("create")
        self._check_office(self.office_id)
        check_moves(self, "approved", self._remittance_moves)
        return super()._request(action, reason)

    def _on_approved(self, approval):
        """Override of public_revenue: the order stands, and its paper stays as it is."""
        result = super()._on_approved(approval)
        if approval.action == self._remittance_act:
            [paper] = self._freeze_papers()
            self._update_state("approved", {"paper": paper})
        return result

    def _keep(self, vals):
        """Write what acts decide, past the guard of the host's `write`."""
        return super().write(vals)

    def _get_papers(self):
        """Override of public_revenue: as approved; a draft as it is now."""
        return [order.paper or order._prepare_paper() for order in self]
