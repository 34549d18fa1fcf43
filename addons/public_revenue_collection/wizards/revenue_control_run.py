import base64

from odoo import api, fields, models

from odoo.addons.public_revenue.sheet import write_book
from odoo.addons.public_revenue.tables import to_rows


class RevenueControlRun(models.TransientModel):
    """The control report on the screen: what several books say of the same money, side by side."""

    _name = "revenue.control.run"
    _description = "Control Report"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    day = fields.Date(help="Day of booking. Empty: all days.")
    office_id = fields.Many2one(
        "revenue.office", domain="[('company_id', '=', company_id)]", help="Empty: all offices of the company.")
    line_ids = fields.One2many("revenue.control.run.line", "run_id", string="Comparisons", readonly=True)
    break_ids = fields.One2many("revenue.control.run.break", "run_id", string="Wrong Rows", readonly=True)
    is_zero = fields.Boolean(compute="_compute_is_zero")
    file = fields.Binary(compute="_compute_file")

    @api.depends("line_ids.is_zero", "break_ids")
    def _compute_is_zero(self):
        for run in self:
            run.is_zero = all(run.line_ids.mapped("is_zero")) and not run.break_ids

    def _compute_file(self):
        for run in self:
            run.file = base64.b64encode(write_book(run._get_sheets()))

    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._("Control report")

    @api.model_create_multi
    def create(self, vals_list):
        """Override to compare at once: an empty report tells nothing."""
        runs = super().create(vals_list)
        runs._run()
        return runs

    def action_open(self):
        """Menu: a fresh report of the current company."""
        self.check_access("create")
        run = self.create({})
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": run.id, "view_mode": "form",
            "name": run.display_name, "target": "current",
        }

    def action_run(self):
        """Button: compare again, for the company, day and office chosen."""
        self.check_access("write")
        self._run()

    def action_export(self):
        """Button: both lists as a spreadsheet."""
        self.check_access("read")
        self.ensure_one()
        self.env["revenue.person.lookup"]._log_export(self)
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/file/{self.display_name}.xlsx?download=true"}

    def _run(self):
        control = self.env["revenue.control"]
        for run in self:
            rows = control._control(run.company_id, run.day, run.office_id)
            run.line_ids = [(5, 0, 0), *((0, 0, {**row, "sequence": number}) for number, row in enumerate(rows))]
            breaks = control._find_breaks(run.company_id, run.day, run.office_id)
            run.break_ids = [(5, 0, 0), *((0, 0, self._prepare_break(*pair)) for pair in enumerate(breaks))]

    def _prepare_break(self, number, row):
        return {
            "sequence": number, "kind": row["class"], "res_model": row["model"], "res_id": row["id"],
            "res_name": row["name"], **{name: row[name] for name in (
                "expected", "found", "day", "office_id", "channel_id", "desk", "words")},
        }

    def _get_sheets(self):
        """Both lists, as the screen shows them."""
        return {
            self.env._("Comparisons"): to_rows(
                self.line_ids, ("name", "expected", "found", "difference", "count")),
            self.env._("Wrong rows"): to_rows(self.break_ids, (
                "kind", "kind_of_record", "res_name", "expected", "found", "day", "office_id", "channel_id", "desk",
                "words")),
        }
