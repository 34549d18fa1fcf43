import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.sheet import write_book

from ..models.revenue_statistic_reader import DIMENSIONS, FIGURES


class RevenueStatisticRun(models.TransientModel):
    """The report of an office and all below it: the same at every node, down to the day and its receipts."""

    _name = "revenue.statistic.run"
    _inherit = "revenue.paper.mixin"
    _description = "Statistics of Offices"

    office_id = fields.Many2one("revenue.office", help="With all offices below it. Empty: all that you see.")
    own_only = fields.Boolean("Without the Offices Below")
    date_from = fields.Date(required=True, default=lambda self: rules.get_month(fields.Date.context_today(self))[0])
    date_to = fields.Date(required=True, default=fields.Date.context_today)
    dimension = fields.Selection(
        [("office", "Office"), ("territory", "Territory"), ("agency", "Agency"), ("norm", "Norm"),
         ("channel", "Channel"), ("concept", "Concept"), ("month", "Month"), ("day", "Day")],
        string="Rows", required=True, default="office")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    line_ids = fields.One2many("revenue.statistic.run.line", "run_id", string="Figures", readonly=True)
    imposed_count = fields.Integer("Number Imposed", compute="_compute_totals")
    imposed = fields.Monetary("Amount Imposed", compute="_compute_totals")
    money = fields.Monetary("Money Taken", compute="_compute_totals")
    pending = fields.Monetary("Owed at the End", compute="_compute_totals")
    sheet_file = fields.Binary(compute="_compute_sheet_file")

    # === COMPUTE METHODS === #

    @api.depends("line_ids")
    def _compute_totals(self):
        for run in self:
            for name in ("imposed_count", "imposed", "money", "pending"):
                run[name] = sum(run.line_ids.mapped(name))

    @api.depends("office_id", "dimension")
    def _compute_display_name(self):
        for run in self:
            run.display_name = run.office_id.name or self.env._("All offices")

    def _compute_sheet_file(self):
        for run in self:
            run.sheet_file = base64.b64encode(write_book({self.env._("Statistics"): run._get_table()}))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to add up at once: an empty report tells nothing."""
        runs = super().create(vals_list)
        runs._run()
        return runs

    # === ACTION METHODS === #

    def action_open(self):
        """Menu: the report of this month, from the top of what the user sees."""
        self.check_access("create")
        offices = self.env["revenue.statistic.reader"]._get_offices()
        tops = self._get_tops(offices)
        return self.create({"office_id": tops.id if len(tops) == 1 else False})._show()

    def action_run(self):
        """Button: add up again, for what was chosen."""
        self.check_access("write")
        self._run()

    def action_export(self):
        """Button: the figures as a spreadsheet."""
        self.check_access("read")
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/sheet_file/estadisticas.xlsx?download=true"}

    # === ADDING UP === #

    def _show(self):
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
            "name": self.display_name, "target": "current",
        }

    def _run(self):
        for run in self:
            if run.date_from > run.date_to:
                raise UserError(self.env._("The time ends before it begins."))
            run.line_ids = [(5, 0, 0), *((0, 0, {**line, "sequence": number})
                                         for number, line in enumerate(run._prepare_lines()))]

    def _get_seen(self):
        """The offices whose figures are added up."""
        seen = self.env["revenue.statistic.reader"]._get_offices(self.office_id)
        return self.office_id if self.own_only and self.office_id else seen

    def _prepare_lines(self):
        if self.dimension == "office":
            return self._prepare_offices()
        reader, model = self.env["revenue.statistic.reader"], DIMENSIONS[self.dimension][1]
        sums = reader._sum(self._get_seen(), self.date_from, self.date_to, self.dimension)
        names = self._get_names(model, sums)
        keys = sorted(sums, key=lambda key: (key is None, key if model is None else names[key]))
        return [{
            "name": names[key], "day": key if self.dimension == "day" else False, **reader._get_figures(sums[key]),
        } for key in keys]

    def _get_names(self, model, keys):
        """What rows are called, by key."""
        if model:
            records = self.env[model].browse(filter(None, keys))
            return {None: self.env._("None"), **{record.id: record.display_name for record in records}}
        pattern = "MMMM yyyy" if self.dimension == "month" else None
        return {key: format_date(self.env, key, date_format=pattern) for key in keys}

    def _prepare_offices(self):
        """A row for each office directly below, with all below that one, and one for what the office itself booked."""
        reader, seen = self.env["revenue.statistic.reader"], self._get_seen()
        sums = reader._sum(seen, self.date_from, self.date_to, "office")
        balances = reader._sum_balances(seen, self.date_to)
        rows = [(child, seen.filtered(child._is_above), False) for child in self._get_children(seen)]
        if self.office_id:
            rows.append((self.office_id, self.office_id, True))
        return [{
            "name": office.name, "office_id": office.id, "own_only": own,
            **reader._get_figures(reader._add(sums.get(part.id, {}) for part in below)),
            "pending": sum(balances.get(part.id, 0.0) for part in below),
        } for office, below, own in rows if not own or office.id in sums or balances.get(office.id) or len(rows) == 1]

    def _get_children(self, seen):
        if self.own_only:
            return seen.browse()
        if not self.office_id:
            return self._get_tops(seen)
        return seen.filtered(lambda office: office.parent_id == self.office_id).sorted("code")

    @api.model
    def _get_tops(self, offices):
        return offices.filtered(lambda office: office.parent_id not in offices).sorted("code")

    # === GOING DOWN === #

    def _go_to_office(self, office, own_only):
        """The same report one level down; the days where no level is left."""
        below = self.env["revenue.statistic.reader"]._get_offices(office)
        leaf = own_only or below == office
        return self.create({
            "office_id": office.id, "date_from": self.date_from, "date_to": self.date_to, "own_only": own_only,
            "dimension": "day" if leaf else "office"})._show()

    def _go_to_receipts(self, day):
        """The receipts of a day: the last level but the paper itself."""
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_collection.revenue_receipt_action")
        return {**action, "context": {}, "name": self.env._("Receipts of %s", format_date(self.env, day)),
                "domain": [("office_id", "in", self._get_seen().ids), ("date", "=", day)]}

    # === PAPER === #

    def _get_heads(self):
        fields_ = self.env["revenue.statistic.run.line"]._fields
        names = ["name", *FIGURES, *(["pending"] if self.dimension == "office" else [])]
        return names, [fields_[name]._description_string(self.env) for name in names]

    def _get_table(self):
        """Heading and rows as on the screen, with the total."""
        names, heads = self._get_heads()
        rows = [[line[name] for name in names] for line in self.line_ids]
        total = [self.env._("Total"), *(sum(column) for column in list(zip(*rows, strict=True))[1:])] if rows else []
        return [heads, *rows, total]

    def _get_papers(self):
        """Override of public_revenue: what is on the screen, in short."""
        return [run._prepare_paper() for run in self]

    def _prepare_paper(self):
        names = ["name", "imposed_count", "imposed", "collected", "money", "cancelled", "pending"]
        table, (known, _heads) = self._get_table(), self._get_heads()
        columns = [known.index(name) for name in names if name in known]
        rows = [[self._format(row[column]) for column in columns] for row in table[1:] if row]
        return {
            "size": "A4", "title": self.env._("Statistics"), "number": "",
            "issuer": [self.display_name, self.env._(
                "%(start)s to %(end)s", start=format_date(self.env, self.date_from),
                end=format_date(self.env, self.date_to))],
            "blocks": [{"kind": "table", "head": [table[0][column] for column in columns], "rows": rows,
                        "widths": [3, *[2] * (len(columns) - 1)], "aligns": "l" + "r" * (len(columns) - 1)}],
        }

    def _format(self, value):
        return self.currency_id.format(value) if isinstance(value, float) else str(value)
