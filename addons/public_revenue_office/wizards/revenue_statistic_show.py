from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules

from ..models.revenue_statistic import OF_DEBTS
from ..models.revenue_statistic_reader import FIGURES

#: How many months the bars show.
MONTHS = 12


class RevenueStatisticShow(models.TransientModel):
    """The dashboard of an office and all below it: this month, what is owed, the indicators, a year in bars.

    It reads the summary and the nightly photograph, never the ledger of past days.
    """

    _name = "revenue.statistic.show"
    _description = "Dashboard"

    office_id = fields.Many2one("revenue.office", help="With all offices below it. Empty: all that you see.")
    month = fields.Date(required=True, default=lambda self: rules.get_month(fields.Date.context_today(self))[0])
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    imposed_count = fields.Integer("Number Imposed", readonly=True)
    imposed = fields.Monetary("Amount Imposed", readonly=True)
    collected_count = fields.Integer("Payments", readonly=True)
    collected = fields.Monetary("Paid on Debts", readonly=True)
    money = fields.Monetary("Money Taken", readonly=True)
    cancelled_count = fields.Integer("Number Cancelled", readonly=True)
    cancelled = fields.Monetary(readonly=True)
    pending = fields.Monetary("Owed", readonly=True)
    phase_ids = fields.One2many("revenue.statistic.show.phase", "show_id", string="Open Debts by Phase", readonly=True)
    stock_date = fields.Date("Counted on", readonly=True)
    bars = fields.Json(readonly=True)
    money_graph = fields.Html(compute="_compute_money_graph", sanitize=False)
    line_ids = fields.One2many("revenue.statistic.show.line", "show_id", string="Indicators", readonly=True)

    @api.depends("bars")
    def _compute_money_graph(self):
        for show in self:
            most = max(0, *(value for _label, value in show.bars or [(None, 0)]))
            show.money_graph = show.bars and self.env["ir.qweb"]._render(
                "public_revenue_office.revenue_statistic_show_bars", {"currency": show.currency_id, "bars": [
                    (label, value, max(rules.get_share(value, most) or 0, 0)) for label, value in show.bars]})

    def _compute_display_name(self):
        for show in self:
            show.display_name = show.office_id.name or self.env._("Dashboard")

    @api.model_create_multi
    def create(self, vals_list):
        """Override to read at once: an empty dashboard tells nothing."""
        shows = super().create(vals_list)
        shows._run()
        return shows

    def action_open(self):
        """Menu: this month, from the top of what the user sees."""
        self.check_access("create")
        tops = self.env["revenue.statistic.run"]._get_tops(self.env["revenue.statistic.reader"]._get_offices())
        show = self.create({"office_id": tops.id if len(tops) == 1 else False})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": show.id, "view_mode": "form",
                "name": self.env._("Dashboard"), "target": "current"}

    def action_run(self):
        """Button: read again, for the office and month chosen."""
        self.check_access("write")
        self._run()

    def action_report(self):
        """Button: the same month office by office, down to the receipts."""
        self.check_access("read")
        self.ensure_one()
        first, last = rules.get_month(self.month)
        return self.env["revenue.statistic.run"].create(
            {"office_id": self.office_id.id, "date_from": first, "date_to": last})._show()

    def _run(self):
        for show in self:
            offices = self.env["revenue.statistic.reader"]._get_offices(show.office_id)
            values, indicators = show._read_figures(offices)
            day, phases = show._read_stock(offices)
            show.write({**values, "stock_date": day, "phase_ids": [(5, 0, 0), *((0, 0, phase) for phase in phases)],
                        "line_ids": [(5, 0, 0), *((0, 0, line) for line in indicators)]})

    def _read_figures(self, offices):
        """All figures of the dashboard: four small questions to the summary.

        :return: values of the fields, and of the lines of indicators
        :rtype: tuple[dict, list[dict]]
        """
        first = rules.get_month(self.month)[0]
        reader = self.env["revenue.statistic.reader"]
        months, pending = self._read_months(offices, first)
        figures = reader._get_figures(months.get(first, {}))
        bars = [(format_date(self.env, month, date_format="MMM yyyy"), reader._get_figures(sums)["money"])
                for month in rules.get_months(first, MONTHS) if months and month >= min(months)
                for sums in [months.get(month, {})]]
        shown = {name: figures[name] for name in FIGURES if name in self._fields}
        return ({**shown, "pending": pending, "bars": bars},
                self._prepare_indicators({**figures, **self._read_cohort(offices, first)}))

    def _read_months(self, offices, first):
        """Sums by month and measure of a year, and what was owed at the end of the month."""
        begins = rules.get_months(first, MONTHS)[0]
        months, pending = {}, 0.0
        for month, measure, count, amount, owed in self.env.execute_query(SQL(
                """SELECT CASE WHEN month >= %(begins)s THEN month END, measure,
                          sum(count) FILTER (WHERE office_id = ANY(%(offices)s))::integer,
                          coalesce(sum(amount) FILTER (WHERE office_id = ANY(%(offices)s)), 0)::float8,
                          coalesce(sum(amount) FILTER (WHERE debt_office_id = ANY(%(offices)s)
                                                         AND measure IN %(debts)s), 0)::float8
                     FROM (%(months)s) f WHERE month <= %(first)s GROUP BY 1, 2""",
                begins=begins, first=first, offices=offices.ids, debts=OF_DEBTS,
                months=self.env["revenue.statistic"]._get_month_query())):
            pending += owed
            if month:
                months.setdefault(month, {})[measure] = (count or 0, amount)
        return months, pending

    def _read_stock(self, offices):
        """The last photograph of the open debts, phase by phase as the policies name them.

        :return: its day, and values of the phases in the order of a debt's life
        :rtype: tuple[date | bool, list[dict]]
        """
        rows = self.env.execute_query(SQL(
            """SELECT phase, date, sum(count)::integer, sum(amount_due)::float8 FROM revenue_statistic_stock
                WHERE office_id = ANY(%s) AND date = (SELECT max(date) FROM revenue_statistic_stock
                                                       WHERE office_id = ANY(%s))
             GROUP BY 1, 2""", offices.ids, offices.ids))
        found = {phase: {"code": phase, "count": count, "amount": amount} for phase, _day, count, amount in rows}
        names = dict(self.env["revenue.statistic.stock"]._select_phase())
        known = [code for code in names if code in found]
        return (rows[0][1] if rows else False, [
            {**found[code], "name": names.get(code, code)} for code in (*known, *sorted(found.keys() - names.keys()))])

    def _read_cohort(self, offices, first):
        rows = self.env.execute_query(SQL(
            """SELECT sum(count)::integer, sum(amount)::float8, sum(settled_count)::integer, sum(settled_amount)::float8
                 FROM revenue_statistic_cohort WHERE office_id = ANY(%s) AND month = %s""", offices.ids, first))
        names = ("cohort_count", "cohort", "cohort_settled_count", "cohort_settled")
        return dict(zip(names, (value or 0 for value in rows[0]), strict=True))

    def _prepare_indicators(self, figures):
        indicators = self.env["revenue.indicator"].search([("code", "!=", False)])
        values = indicators._get_values(figures)
        return [{"indicator_id": indicator.id, "value": values[indicator.id] or 0,
                 "is_known": values[indicator.id] is not None} for indicator in indicators]
