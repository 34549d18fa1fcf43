from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL


class RevenueRemittancePair(models.Model):
    """What one company holds for another, and what that one expects of it: at each moment the same."""

    _name = "revenue.remittance.pair"
    _description = "Account between Two Companies"
    _auto = False
    _order = "holder_id, owner_id"
    _rec_name = "holder_id"
    _depends = {
        "revenue.credit": ["balance", "reason", "company_id", "obligation_id"],
        "revenue.obligation": ["company_id"],
        "revenue.entry": ["amount", "kind", "channel_id"],
        "revenue.channel": ["kind", "company_id", "others_company_id"],
        "revenue.remittance": ["state", "company_id"],
        "revenue.remittance.line": ["holder_id", "owner_id", "amount", "remittance_id"],
    }

    holder_id = fields.Many2one("res.company", string="Holds", readonly=True)
    owner_id = fields.Many2one("res.company", string="For", readonly=True)
    currency_id = fields.Many2one(related="holder_id.currency_id", related_sudo=True)
    held = fields.Monetary(readonly=True, help="Collected for the other company and not yet remitted.")
    on_way = fields.Monetary(
        string="On Its Way", readonly=True, help="Remitted by the one and not yet received by the other.")
    due = fields.Monetary(string="Expected", readonly=True, help="What the books of the other company expect.")
    difference = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        """Held and on its way against expected, by pair of companies."""
        return SQL(
            """WITH moved AS (
                   SELECT c.company_id AS holder_id, o.company_id AS owner_id, c.balance AS held, 0 AS on_way, 0 AS due
                     FROM revenue_credit c JOIN revenue_obligation o ON o.id = c.obligation_id
                    WHERE c.reason = 'for_others' AND c.balance <> 0
                UNION ALL
                   SELECT h.others_company_id, h.company_id, 0, 0, -e.amount
                     FROM revenue_channel h JOIN revenue_entry e ON e.channel_id = h.id
                    WHERE h.kind = 'others' AND e.kind <> 'remitted' AND e.receipt_id IS NULL
                UNION ALL
                   SELECT l.holder_id, l.owner_id, 0,
                          CASE WHEN r.state <> 'paid' THEN 0 WHEN l.holder_id = r.company_id THEN l.amount
                               ELSE -l.amount END,
                          CASE WHEN r.state = 'received' OR l.owner_id = r.company_id THEN -l.amount ELSE 0 END
                     FROM revenue_remittance r JOIN revenue_remittance_line l ON l.remittance_id = r.id
                    WHERE r.state IN ('paid', 'received'))
               SELECT row_number() OVER (ORDER BY holder_id, owner_id)::integer AS id, holder_id, owner_id,
                      sum(held) AS held, sum(on_way) AS on_way, sum(due) AS due,
                      sum(held) + sum(on_way) - sum(due) AS difference
                 FROM moved GROUP BY holder_id, owner_id""")

    @api.model
    def _sum_open(self, company_id, day):
        """What companies hold for a company and it for them, booked up to a day and not yet remitted.

        Money that was taken back before it was remitted is not held; after, it is a claim, below zero.

        :return: (holder, owner, amount) rows
        :rtype: list[tuple]
        """
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            "SELECT holder_id, owner_id, sum(amount)::text FROM (%s) open GROUP BY 1, 2 ORDER BY 1, 2",
            self._select_open(company_id, day)))
        return [(holder_id, owner_id, Decimal(amount)) for holder_id, owner_id, amount in rows]

    def _select_open(self, company_id, day):
        """The credits behind `_sum_open`, with what is open of each; company and day may be SQL."""
        return SQL(
            """SELECT c.id AS credit_id, o.id AS obligation_id, c.receipt_id, c.company_id AS holder_id,
                      o.company_id AS owner_id, min(e.date) AS date, -sum(e.amount) AS amount
                 FROM revenue_credit c
                 JOIN revenue_obligation o ON o.id = c.obligation_id
                 JOIN revenue_entry e ON e.credit_id = c.id AND e.date <= %(day)s
                WHERE c.reason = 'for_others' AND c.balance <> 0 AND %(company)s IN (c.company_id, o.company_id)
             GROUP BY c.id, o.id HAVING sum(e.amount) <> 0""", company=company_id, day=day)
