import base64

from odoo import api, fields, models

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.sheet import write_book

from ..models.revenue_statistic_balance import MOVEMENTS

SHOWN = ("opening", *MOVEMENTS, "closing", "ledger", "difference")


class RevenueStatisticRoll(models.TransientModel):
    """How the balances of a month roll forward, by office and concept; every difference must be zero."""

    _name = "revenue.statistic.roll"
    _description = "Roll-forward of a Month"

    office_id = fields.Many2one("revenue.office", help="With all offices below it. Empty: all that you see.")
    month = fields.Date(required=True, default=lambda self: rules.get_month(fields.Date.context_today(self))[0])
    by_office = fields.Boolean("Each Office by Itself")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    line_ids = fields.One2many("revenue.statistic.roll.line", "roll_id", string="Balances", readonly=True)
    is_zero = fields.Boolean(compute="_compute_is_zero")
    sheet_file = fields.Binary(compute="_compute_sheet_file")

    @api.depends("line_ids.difference")
    def _compute_is_zero(self):
        for roll in self:
            roll.is_zero = not any(roll.line_ids.mapped("difference"))

    def _compute_display_name(self):
        for roll in self:
            roll.display_name = self.env._("Roll-forward")

    def _compute_sheet_file(self):
        line_fields = self.env["revenue.statistic.roll.line"]._fields
        names = ("office_id", "concept_id", *SHOWN)
        heads = [line_fields[name]._description_string(self.env) for name in names]
        for roll in self:
            rows = [[line.office_id.name, line.concept_id.name, *(line[name] for name in SHOWN)]
                    for line in roll.line_ids]
            roll.sheet_file = base64.b64encode(write_book({roll.display_name: [heads, *rows]}))

    @api.model_create_multi
    def create(self, vals_list):
        """Override to add up at once: an empty report tells nothing."""
        rolls = super().create(vals_list)
        rolls._run()
        return rolls

    def action_open(self):
        """Menu: the roll-forward of this month."""
        self.check_access("create")
        roll = self.create({})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": roll.id, "view_mode": "form",
                "name": roll.display_name, "target": "current"}

    def action_run(self):
        """Button: add up again, for what was chosen."""
        self.check_access("write")
        self._run()

    def action_export(self):
        """Button: the balances as a spreadsheet."""
        self.check_access("read")
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/sheet_file/saldos.xlsx?download=true"}

    def _run(self):
        balances, reader = self.env["revenue.statistic.balance"], self.env["revenue.statistic.reader"]
        for roll in self:
            rows = balances._get_roll(reader._get_offices(roll.office_id), roll.month)
            rows = rows if roll.by_office else roll._join(rows)
            roll.line_ids = [(5, 0, 0), *((0, 0, row) for row in rows if any(row[name] for name in SHOWN))]

    def _join(self, rows):
        """Rows of all offices together, by concept."""
        concepts = {}
        for row in rows:
            concepts.setdefault(row["concept_id"], []).append(row)
        return [{"concept_id": concept_id, **{name: sum(row[name] for row in part) for name in SHOWN}}
                for concept_id, part in concepts.items()]
