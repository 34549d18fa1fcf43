from odoo import models

from .. import faults


class RevenueCollector(models.AbstractModel):
    _inherit = "revenue.collector"

    def _claim(self, values):
        """Override of public_revenue_collection to stop after the receipt's row exists."""
        receipt = super()._claim(values)
        faults.reach(self.env, "claimed")
        return receipt

    def _allocate(self, receipt, *args, **kwargs):
        """Override of public_revenue_collection to stop after the debts have their money."""
        rest = super()._allocate(receipt, *args, **kwargs)
        faults.reach(self.env, "allocated")
        return rest

    def _house(self, receipt, *args, **kwargs):
        """Override of public_revenue_collection to stop after the rest has its home."""
        super()._house(receipt, *args, **kwargs)
        faults.reach(self.env, "housed")
