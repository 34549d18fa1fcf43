from odoo import api, models
from odoo.tools import SQL


class RevenueControl(models.AbstractModel):
    """What paper receipts say against what was receipted when they were keyed."""

    _inherit = "revenue.control"

    @api.model
    def _control(self, company=None, day=None, office=None):
        """Override of public_revenue_collection to compare paper receipts."""
        return [
            *super()._control(company, day, office),
            self._compare(self.env._("Paper receipts keyed against their receipts"),
                          self._sum_papers(self._get_filter(company, day, office))),
        ]

    def _sum_papers(self, where):
        """Receipts issued for papers against the numbers that name them, one to one."""
        return self.env.execute_query(SQL(
            """SELECT sum(coalesce(n.amount, 0)), sum(x.amount), count(*) FILTER (
                          WHERE n.amount IS DISTINCT FROM x.amount OR n.paid_on <> x.paid_on
                             OR x.external_id <> 'contingency:' || n.book_id || ':' || n.number)
                 FROM revenue_receipt x LEFT JOIN revenue_contingency_number n ON n.receipt_id = x.id
                WHERE x.session_id IS NOT NULL AND x.external_id LIKE 'contingency:%%' AND %s""", where))[0]
