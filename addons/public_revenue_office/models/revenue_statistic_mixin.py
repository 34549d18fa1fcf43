from odoo import api, models
from odoo.exceptions import UserError


class RevenueStatisticMixin(models.AbstractModel):
    """A table that the summary of the ledger fills by itself: nobody writes it by hand."""

    _name = "revenue.statistic.mixin"
    _description = "Figures of the Summary"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: figures follow from the ledger."""
        raise UserError(self.env._("Statistics follow from the ledger: nobody enters them."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: figures follow from the ledger."""
        raise UserError(self.env._("Statistics follow from the ledger: nobody changes them."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Statistics follow from the ledger: nobody deletes them."))
