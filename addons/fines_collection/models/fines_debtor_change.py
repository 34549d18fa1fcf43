from odoo import fields, models

from odoo.addons.public_revenue_collection.fields import LooseMany2one

from .fines_fine import OFFICE


class FinesDebtorChange(models.Model):
    """The debt of the wrong person stays readable beside the decision that ended it."""

    _inherit = "fines.debtor.change"

    obligation_id = LooseMany2one(
        "revenue.obligation", string="Debt of the Wrong Person", readonly=True, copy=False, groups=OFFICE)
    amount_paid_before = fields.Monetary(
        "Given Back as Credit", compute="_compute_amount_paid_before", groups=OFFICE)
    currency_id = fields.Many2one(related="fine_id.currency_id")

    def _compute_amount_paid_before(self):
        visible = self.obligation_id._filtered_access("read")
        for change in self:
            credits = (change.obligation_id & visible).credit_ids
            change.amount_paid_before = sum(credits.mapped("amount"))

    def action_open_obligation(self):
        """Open the debt of the wrong person (smart button)."""
        self.check_access("read")
        self.ensure_one()
        self.obligation_id.check_access("read")
        return self.obligation_id.get_formview_action()

    def _get_outcome_fields(self):
        """Override of fines_base: the debt that ended is noted by the carrying out."""
        return super()._get_outcome_fields() | {"obligation_id"}

    def _carry_out(self):
        """Override of fines_base to remember the debt that ends."""
        debt = self.fine_id._with_rights_on_money().obligation_id
        super()._carry_out()
        if debt:
            self._remember(obligation_id=debt.id)
