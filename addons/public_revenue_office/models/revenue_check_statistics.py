from odoo import models
from odoo.tools import SQL

TRIGGERS = (
    "revenue_period_guard_update", "revenue_period_guard_delete", "revenue_period_guard_truncate",
    "revenue_period_figure_guard_update", "revenue_period_figure_guard_delete", "revenue_period_figure_guard_truncate",
    "revenue_posting_guard_period",
)


class RevenueCheck(models.AbstractModel):
    _inherit = "revenue.check"

    def _get_checks(self):
        """Override of public_revenue_collection to check the statistics."""
        return [
            *super()._get_checks(),
            (self.env._("Triggers of closed periods"), self._find_missing_period_triggers),
            (self.env._("Figures of closed periods"), self._find_changed_periods),
            (self.env._("Statistics against the ledger"), self._find_wrong_figures),
        ]

    def _find_missing_period_triggers(self):
        rows = self.env.execute_query(SQL(
            "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND tgname IN %s", TRIGGERS))
        return sorted(set(TRIGGERS) - {row[0] for row in rows})

    def _find_changed_periods(self):
        return [f"revenue.period {period.id}" for period in self.env["revenue.period"]._find_broken()]

    def _find_wrong_figures(self):
        return [f"revenue.posting {posting_id}: {found} instead of {expected}"
                for posting_id, expected, found in self.env["revenue.statistic"]._find_differences()]
