from odoo import models
from odoo.tools import SQL

TRIGGERS = (
    "revenue_entry_guard_update", "revenue_entry_guard_delete", "revenue_entry_guard_truncate",
    "revenue_entry_check_posting", "revenue_receipt_guard_update", "revenue_receipt_guard_delete",
    "revenue_receipt_guard_truncate",
)


class RevenueCheck(models.AbstractModel):
    _inherit = "revenue.check"

    def _get_checks(self):
        """Override of public_revenue to check the money."""
        return [
            *super()._get_checks(),
            (self.env._("Triggers of the ledger"), self._find_missing_triggers),
            (self.env._("Digests of entries"), self._find_tampered_entries),
            (self.env._("Digests of receipts"), self._find_tampered_receipts),
            (self.env._("Seals of postings"), self._find_broken_seals),
            (self.env._("Numbers of receipts"), self._find_gaps),
            (self.env._("Control report"), self._find_differences),
            (self.env._("Wrong rows of the books"), self._find_breaks),
        ]

    def _find_missing_triggers(self):
        rows = self.env.execute_query(SQL(
            "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgname IN %s", TRIGGERS))
        return sorted(set(TRIGGERS) - {row[0] for row in rows})

    def _find_tampered_entries(self):
        return [f"revenue.entry {row_id}" for row_id in self.env["revenue.entry"]._find_tampered()]

    def _find_tampered_receipts(self):
        return [f"revenue.receipt {row_id}" for row_id in self.env["revenue.receipt"]._find_tampered()]

    def _find_broken_seals(self):
        return [f"revenue.posting {row_id}" for row_id in self.env["revenue.control"]._find_broken_seals()]

    def _find_gaps(self):
        """Each series is 1…N: no number missing, none twice, none above the last one given."""
        rows = self.env.execute_query(SQL(
            """SELECT s.code FROM revenue_series s
                 LEFT JOIN (SELECT series_id, count(number) n, max(number) top
                              FROM revenue_receipt GROUP BY series_id) r
                   ON r.series_id = s.id
                WHERE coalesce(r.n, 0) <> s.number_last OR coalesce(r.top, 0) <> s.number_last ORDER BY 1"""))
        return [row[0] for row in rows]

    def _find_differences(self):
        return [f"{row['name']}: {row['difference']} ({row['count']})" for row in self.env["revenue.control"]._control()
                if row["difference"] or row["count"]]

    def _find_breaks(self):
        return [f"{row['class']}: {row['name']} ({row['day']}): {row['words']}"
                for row in self.env["revenue.control"]._find_breaks()]
