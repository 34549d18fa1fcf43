from odoo import api, fields, models
from odoo.tools import format_date

from ..guards import guard_list


class FinesDailyList(models.Model):
    """A daily list as it was printed: it prints again as it was, whatever happened to its fines since.

    Rows are only added, by the wizard that prints.
    """

    _name = "fines.daily.list"
    _description = "Daily List as Printed"
    _inherit = ["revenue.log.mixin", "revenue.paper.mixin"]
    _order = "id desc"
    _log_access = False

    agency_id = fields.Many2one("fines.agency", required=True, readonly=True, ondelete="restrict", index=True)
    day = fields.Date(required=True, readonly=True, help="Day of the infractions.")
    printed_at = fields.Datetime("Printed", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="Printed by", required=True, readonly=True, ondelete="restrict", index=True)
    fine_count = fields.Integer("Fines", readonly=True)
    paper = fields.Json(readonly=True)

    def init(self):
        guard_list(self.env.cr)

    @api.depends("agency_id", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for kept in self:
            kept.display_name = f"{kept.agency_id.code} {format_date(self.env, kept.day)}"

    def action_print(self):
        """Print lists again as they were."""
        self.check_access("read")
        return self.env.ref("fines_base.fines_daily_list_action_report").report_action(self)

    def _get_papers(self):
        """Override of public_revenue: the lists as they were printed."""
        return self.mapped("paper")
