from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _has_public_debts(self):
        """Override of public_revenue: obligations, receipts and credits name persons."""
        ids = tuple(self.ids) or (0,)
        rows = self.env.execute_query(SQL(
            """SELECT 1 FROM revenue_obligation WHERE partner_id IN %(ids)s
                UNION ALL SELECT 1 FROM revenue_receipt WHERE payer_id IN %(ids)s
                UNION ALL SELECT 1 FROM revenue_credit WHERE payer_id IN %(ids)s LIMIT 1""", ids=ids))
        return bool(rows) or super()._has_public_debts()
