from odoo import models

from .. import faults


class RevenueCollector(models.AbstractModel):
    _inherit = "revenue.collector"

    def _claim(self, rows):
        """Override of public_revenue_collection to stop after the receipts' rows exist."""
        receipts = super()._claim(rows)
        faults.reach(self.env, "claimed")
        return receipts

    def _book(self, drafts):
        """Override of public_revenue_collection to stop after the debts have their money."""
        super()._book(drafts)
        faults.reach(self.env, "allocated")

    def _hold(self, held):
        """Override of public_revenue_collection to stop after the rest has its home."""
        super()._hold(held)
        faults.reach(self.env, "housed")
