from odoo import api, models
from odoo.tools import SQL


class RevenueCheck(models.AbstractModel):
    _inherit = "revenue.check"

    @api.model
    def _get_checks(self):
        """Override of public_revenue: what must hold in a database whose fines are collected."""
        return [
            *super()._get_checks(),
            (self.env._("Every registered fine has its debt"), self._check_fines_debts),
            (self.env._("Imported registers stand as their files say"), self._check_fines_registers),
        ]

    @api.model
    def _check_fines_debts(self):
        rows = self.env.execute_query(SQL(
            """
            SELECT f.id FROM fines_fine f
              LEFT JOIN revenue_obligation o
                   ON o.id = f.obligation_id AND o.origin_model = 'fines.fine' AND o.origin_id = f.id
             WHERE f.state IN ('registered', 'notified') AND f.preventive IS NOT TRUE AND o.id IS NULL LIMIT 5
            """))
        return [f"fine {fine_id}" for (fine_id,) in rows]

    @api.model
    def _check_fines_registers(self):
        """As of the cut-over, the entries of each import's debts sum to the amount due of its file."""
        rows = self.env.execute_query(SQL(
            """
            SELECT i.id, i.amount_due, coalesce(sum(e.amount), 0)
              FROM fines_register_import i
              LEFT JOIN fines_fine f ON f.import_id = i.id
              LEFT JOIN revenue_entry e ON e.obligation_id = f.obligation_id AND e.date <= i.cutover
             GROUP BY i.id HAVING i.amount_due <> coalesce(sum(e.amount), 0)
            """))
        return [f"import {import_id}: {due} in the file, {found} in the books" for import_id, due, found in rows]
