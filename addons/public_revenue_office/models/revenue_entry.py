from odoo import fields, models
from odoo.tools import SQL


class RevenueEntry(models.Model):
    """Whose debt an entry was: the office that books a payment may not be the one it is owed to."""

    _inherit = "revenue.entry"

    debt_office_id = fields.Many2one(
        "revenue.office", "Office of the Debt", compute="_compute_debt_office_id", search="_search_debt_office_id")

    def _compute_debt_office_id(self):
        rows = dict(self.env.execute_query(SQL(
            "SELECT e.id, %s FROM revenue_entry e LEFT JOIN revenue_obligation o ON o.id = e.obligation_id"
            " WHERE e.id IN %s", self.env["revenue.statistic"]._get_debt_office(), tuple(self.ids) or (0,))))
        for entry in self:
            entry.debt_office_id = rows.get(entry.id)

    def _search_debt_office_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", SQL(
            "(SELECT e.id FROM revenue_entry e LEFT JOIN revenue_obligation o ON o.id = e.obligation_id"
            " WHERE %s IN %s)",
            self.env["revenue.statistic"]._get_debt_office(), tuple(value) or (0,)))]
