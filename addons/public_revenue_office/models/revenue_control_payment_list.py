from odoo import api, models
from odoo.tools import SQL


class RevenueControl(models.AbstractModel):
    """What payment lists say against what was receipted for them."""

    _inherit = "revenue.control"

    @api.model
    def _control(self, company=None, day=None, office=None):
        """Override of public_revenue_collection to compare lists, row by row and in total."""
        place = self._get_filter(company, None, office)
        posted = SQL("%s AND x.posted_on = %s", place, day) if day else place
        return [
            *super()._control(company, day, office),
            self._compare(self.env._("Rows of payment lists against their receipts"),
                          self._sum_list_rows(self._get_filter(company, day, office))),
            self._compare(self.env._("Posted payment lists: total against receipts"), self._sum_lists(posted)),
        ]

    def _sum_list_rows(self, where):
        """Receipts of lists against the rows that name them, one to one."""
        return self.env.execute_query(SQL(
            """SELECT sum(coalesce(r.amount, 0)), sum(x.amount), count(*) FILTER (
                          WHERE r.amount IS DISTINCT FROM x.amount
                             OR x.external_id <> 'list:' || r.list_id || '/' || r.number)
                 FROM revenue_receipt x
                 LEFT JOIN revenue_payment_list_row r ON r.receipt_id = x.id
                WHERE x.method = 'list' AND x.reversal_of_id IS NULL AND x.external_id LIKE 'list:%%' AND %s""",
            where))[0]

    def _sum_lists(self, where):
        return self.env.execute_query(SQL(
            """SELECT sum(x.amount), sum(coalesce(r.total, 0)),
                      count(*) FILTER (WHERE x.amount <> coalesce(r.total, 0))
                 FROM revenue_payment_list x
                 LEFT JOIN LATERAL (SELECT sum(p.amount) total FROM revenue_payment_list_row l
                                      JOIN revenue_receipt p ON p.id = l.receipt_id WHERE l.list_id = x.id) r ON true
                WHERE x.state = 'posted' AND %s""", where))[0]
