from odoo import fields, models
from odoo.tools import SQL


class RevenueContingencyBlank(models.Model):
    """Numbers without a fate, of books that left the safe: a query, nothing is stored."""

    _name = "revenue.contingency.blank"
    _description = "Paper Receipt without a Fate"
    _auto = False
    _order = "is_gap desc, book_id, number"
    _rec_name = "number"

    book_id = fields.Many2one("revenue.contingency.book", readonly=True)
    office_id = fields.Many2one("revenue.office", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    custodian_id = fields.Many2one("res.users", string="Held by", readonly=True)
    held_since = fields.Date(readonly=True)
    number = fields.Integer(readonly=True, aggregator=None)
    is_gap = fields.Boolean("Gap", readonly=True, help="A later number of the book was used: this paper is missing.")

    @property
    def _table_query(self):
        return SQL(
            """SELECT b.id * 10000::bigint + k.number - b.number_from AS id, b.id AS book_id, b.office_id, b.company_id,
                      b.custodian_id, b.held_since, k.number, coalesce(k.number < u.last, false) AS is_gap
                 FROM revenue_contingency_book b
                 LEFT JOIN LATERAL (SELECT max(number) AS last FROM revenue_contingency_number
                                     WHERE book_id = b.id AND fate = 'used') u ON true
                CROSS JOIN LATERAL generate_series(b.number_from, b.number_to) AS k(number)
                WHERE b.state IN ('held', 'returned') AND NOT EXISTS (
                      SELECT FROM revenue_contingency_number n WHERE n.book_id = b.id AND n.number = k.number)""")
