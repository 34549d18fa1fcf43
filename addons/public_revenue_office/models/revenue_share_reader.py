from odoo import api, models
from odoo.tools import SQL

#: Entries by which a debt got money or gave it back.
MONEY = ("payment", "credit_applied", "excess", "withdrawn")
ACCESSORIES = ("surcharge", "interest", "indexation", "cost")


class RevenueShareReader(models.AbstractModel):
    """Reads from the ledger what is shared."""

    _name = "revenue.share.reader"
    _description = "Reader of Shared Money"

    @api.model
    def _read(self, company, first, last):
        """Money of a period by what shares depend on, divided into principal and accessories.

        How much of a payment is for accessories follows from the order in which the debt's policy lets money cover
        them, and from what was due on its value date as far as it was booked on its day. Money taken back is divided
        as it was when it came.

        :param date first: first day of booking
        :param date last: last day of booking
        :return: dicts with rule_id, concept_id, agency, office_id, office, imposing_id, residence_id, others (the
            company that took it), principal and accessory
        :rtype: list[dict]
        """
        statistics = self.env["revenue.statistic"]
        return self.env.execute_query_dict(SQL(
            """SELECT rule.id AS rule_id, g.concept_id, coalesce(n.name, g.agency_key) AS agency, g.office_id,
                      f.name AS office, g.imposing_id, g.residence_id, c.name AS others,
                      (sum(g.amount) - sum(g.accessory))::text AS principal, sum(g.accessory)::text AS accessory
                 FROM (%s) g LEFT JOIN LATERAL (%s) rule ON true
                 LEFT JOIN (%s) n (key, name) ON n.key = g.agency_key
                 LEFT JOIN revenue_office f ON f.id = g.office_id
                 LEFT JOIN res_company c ON c.id = g.others_company_id
             GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 2, 4, 3, 6, 7, 8, 1""",
            self._select_groups(company, first, last), self.env["revenue.share.rule"]._select(),
            statistics._get_agencies() or SQL("SELECT NULL AS key, NULL AS name")))

    def _select_groups(self, company, first, last):
        """Sums of what came in, and of its part for accessories, by concept, agency, offices and value date."""
        return SQL(
            """SELECT o.company_id, o.concept_id, %s AS agency_key, p.value_date, p.office_id, p.imposing_id,
                      o.office_id AS residence_id, h.others_company_id, sum(p.amount) AS amount,
                      sum(p.sign * CASE WHEN y.allocation LIKE 'charge%%'
                          THEN greatest(p.after - p.principal, 0) - greatest(p.before - p.principal, 0)
                          ELSE least(greatest(p.after, 0), p.accessory) - least(greatest(p.before, 0), p.accessory)
                          END) AS accessory
                 FROM (%s) p JOIN revenue_obligation o ON o.id = p.obligation_id
                 LEFT JOIN revenue_policy y ON y.id = o.policy_id
                 LEFT JOIN revenue_channel h ON h.id = p.channel_id AND h.kind = 'others'
             GROUP BY 1, 2, 3, 4, 5, 6, 7, 8""",
            self.env["revenue.statistic"]._get_agency_key(), self._select_parts(company, first, last))

    def _select_parts(self, company, first, last):
        """Each entry with what the debt had been paid before and what was due then, as seen by the entry it mirrors."""
        return SQL(
            """SELECT m.*, d.imposing_id, d.principal, d.accessory, d.before, d.before - s.amount AS after,
                      CASE WHEN s.id = m.id THEN 1 ELSE -1 END AS sign
                 FROM (%(entries)s) m JOIN revenue_entry s ON s.id = m.source_id
                 CROSS JOIN LATERAL (
                      SELECT (array_agg(b.office_id ORDER BY b.id))[1] AS imposing_id,
                             coalesce(-sum(b.amount) FILTER (
                                 WHERE b.kind IN %(money)s AND b.id < s.id), 0) AS before,
                             greatest(coalesce(sum(b.amount) FILTER (
                                 WHERE b.kind IN %(accessories)s AND b.value_date <= s.value_date
                                   AND b.date <= s.date), 0), 0) AS accessory,
                             greatest(coalesce(sum(b.amount) FILTER (
                                 WHERE b.kind NOT IN %(accessories)s AND b.kind NOT IN %(money)s
                                   AND b.value_date <= s.value_date AND b.date <= s.date), 0), 0) AS principal
                        FROM revenue_entry b WHERE b.obligation_id = m.obligation_id) d""",
            entries=self._select_entries(company, first, last), money=MONEY, accessories=ACCESSORIES)

    def _select_entries(self, company, first, last):
        """The entries of the period; of money taken back, also which entry brought it (`source_id`)."""
        return SQL(
            """SELECT e.id, e.obligation_id, -e.amount AS amount, e.value_date, e.office_id, e.channel_id,
                      coalesce(x.id, e.id) AS source_id
                 FROM revenue_entry e
                 LEFT JOIN revenue_receipt r ON r.id = e.receipt_id
                 LEFT JOIN LATERAL (
                      SELECT min(b.id) AS id FROM revenue_entry b
                       WHERE b.obligation_id = e.obligation_id AND b.kind = e.kind AND b.amount = -e.amount
                         AND b.value_date = e.value_date AND b.id < e.id AND e.amount > 0
                         AND (b.receipt_id = r.reversal_of_id
                              OR e.receipt_id IS NULL AND b.receipt_id IS NULL AND b.cause = e.cause)) x ON true
                WHERE e.company_id = %s AND e.obligation_id IS NOT NULL AND e.kind IN %s
                  AND e.date BETWEEN %s AND %s""", company.id, MONEY, first, last)
