from odoo import models


class RevenuePosting(models.Model):
    _inherit = "revenue.posting"

    def _post(self):
        """Override of public_revenue_collection: with the day's money its counted differences are posted."""
        super()._post()
        self.env["revenue.desk.difference"]._book(self)
