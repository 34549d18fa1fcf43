from odoo import models

from .. import faults


class RevenueSeries(models.Model):
    _inherit = "revenue.series"

    def _draw(self, count=1):
        """Override of public_revenue_collection to let a payment fail after its number was drawn."""
        number = super()._draw(count)
        faults.reach(self.env, "numbered")
        self.env.cr.postcommit.add(lambda: faults.reach(self.env, "committed"))
        return number
