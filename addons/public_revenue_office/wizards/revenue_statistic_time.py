from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

#: From which day to which, by the names of `revenue.statistic._get_lead_days`.
STAGES = [
    ("imposed", "received", "Imposed to received"),
    ("received", "keyed", "Received to keyed"),
    ("keyed", "paid", "Keyed to paid"),
    ("imposed", "paid", "Imposed to paid"),
]


class RevenueStatisticTime(models.TransientModel):
    """How long it takes: from the imposition to the office, to the register, to the payment; median and 90 of 100."""

    _name = "revenue.statistic.time"
    _description = "Lead Times"

    office_id = fields.Many2one("revenue.office", help="With all offices below it. Empty: all that you see.")
    date_from = fields.Date(
        "Imposed from", required=True, default=lambda self: rules.get_month(fields.Date.context_today(self))[0])
    date_to = fields.Date("Imposed until", required=True, default=fields.Date.context_today)
    dimension = fields.Selection([("office", "Office"), ("agency", "Agency")], "Rows", required=True, default="office")
    line_ids = fields.One2many("revenue.statistic.time.line", "time_id", string="Times", readonly=True)

    def _compute_display_name(self):
        for time in self:
            time.display_name = self.env._("Lead times")

    @api.model_create_multi
    def create(self, vals_list):
        """Override to measure at once: an empty report tells nothing."""
        times = super().create(vals_list)
        times._run()
        return times

    def action_open(self):
        """Menu: the debts imposed this month."""
        self.check_access("create")
        time = self.create({})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": time.id, "view_mode": "form",
                "name": time.display_name, "target": "current"}

    def action_run(self):
        """Button: measure again, for what was chosen."""
        self.check_access("write")
        self._run()

    def _run(self):
        for time in self:
            rows = time._measure(self.env["revenue.statistic.reader"]._get_offices(time.office_id))
            time.line_ids = [(5, 0, 0), *((0, 0, row) for row in rows)]

    def _measure(self, offices):
        """Median and 90th percentile of the days of each stage, by office or agency.

        :rtype: list[dict]
        """
        self.env.flush_all()
        stages = SQL(", ").join(
            SQL("(%s, (%s)::date - (%s)::date)", str(number), SQL.identifier("d", end), SQL.identifier("d", start))
            for number, (start, end, _name) in enumerate(STAGES))
        rows = self.env.execute_query(SQL(
            """SELECT %s, s.stage, count(*)::integer, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY s.days)
                 FROM (%s) d LEFT JOIN revenue_statistic_agency a ON a.key = d.agency_key,
                      LATERAL (VALUES %s) AS s (stage, days)
                WHERE s.days IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2""",
            SQL("d.office_id") if self.dimension == "office" else SQL("a.id"), self._get_debts(offices), stages))
        name = f"{self.dimension}_id"
        return [{name: key, "stage": stage, "count": count, "median": values[0], "ninetieth": values[1]}
                for key, stage, count, values in rows]

    def _get_debts(self, offices):
        """SQL query of the days of each debt; it counts as paid on the last payment that closed it."""
        statistics = self.env["revenue.statistic"]
        received, keyed = statistics._get_lead_days()
        return SQL(
            """SELECT o.office_id, %s AS agency_key, o.date AS imposed, %s AS received, %s AS keyed,
                      CASE WHEN o.state = 'closed' AND o.close_reason_id IS NULL THEN
                           (SELECT max(e.value_date) FROM revenue_entry e
                             WHERE e.obligation_id = o.id AND e.kind IN ('payment', 'credit_applied')) END AS paid
                 FROM revenue_obligation o
                WHERE o.office_id = ANY(%s) AND o.date BETWEEN %s AND %s""",
            statistics._get_agency_key(), received, keyed, offices.ids, self.date_from, self.date_to)
