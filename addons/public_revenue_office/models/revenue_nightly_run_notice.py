from odoo import models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

#: How many debts are looked at between two commits.
BATCH = 500


class RevenueNightlyRun(models.Model):
    """The night's notices to debtors whose amounts change soon."""

    _inherit = "revenue.nightly.run"

    def _do_notify(self, step):
        """Issue notices before amounts change, each once; how many days before is each office's to say."""
        offices = self.env["revenue.office"].search(
            [("company_id", "=", self.company_id.id), ("change_notice_days", ">", 0)])
        if not offices:
            step._note({"note": self.env._("Not configured: no office gives notice before an amount changes.")})
            return 0, True
        ids = self._find_untold(offices, step.position)
        self.env["revenue.change.notice"]._notify(self.env["revenue.obligation"].browse(ids), self.day)
        step._note({"position": ids[-1] if ids else step.position})
        return len(ids), len(ids) < BATCH

    def _find_untold(self, offices, position):
        """Open debts whose amount changes within the days of their office, and nobody told the debtor."""
        return [row[0] for row in self.env.execute_query(SQL(
            """SELECT o.id FROM revenue_obligation o
                 JOIN unnest(%(offices)s::int[], %(lasts)s::date[]) AS f (id, last) ON f.id = o.office_id
                WHERE o.state = 'open' AND o.valid_until BETWEEN %(day)s AND f.last AND o.id > %(position)s
                  AND NOT EXISTS (SELECT 1 FROM revenue_change_notice n
                                   WHERE n.obligation_id = o.id AND n.valid_until = o.valid_until)
             ORDER BY o.id LIMIT %(batch)s""",
            offices=offices.ids, day=self.day, position=position, batch=BATCH,
            lasts=[rules.shift(self.day, office.change_notice_days - 1) for office in offices]))]
