from odoo import api, fields, models


class RevenueControlRun(models.TransientModel):
    """The control report on the screen: what several books say of the same money, side by side."""

    _name = "revenue.control.run"
    _description = "Control Report"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    day = fields.Date(help="Day of booking. Empty: all days.")
    office_id = fields.Many2one(
        "revenue.office", domain="[('company_id', '=', company_id)]", help="Empty: all offices of the company.")
    line_ids = fields.One2many("revenue.control.run.line", "run_id", string="Comparisons", readonly=True)
    is_zero = fields.Boolean(compute="_compute_is_zero")

    @api.depends("line_ids.is_zero")
    def _compute_is_zero(self):
        for run in self:
            run.is_zero = all(run.line_ids.mapped("is_zero"))

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

    def _run(self):
        control = self.env["revenue.control"]
        for run in self:
            rows = control._control(run.company_id, run.day, run.office_id)
            run.line_ids = [(5, 0, 0), *((0, 0, {**row, "sequence": number}) for number, row in enumerate(rows))]
