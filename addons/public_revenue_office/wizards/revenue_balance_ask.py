from odoo import api, fields, models


class RevenueBalanceAsk(models.TransientModel):
    """What was owed at the end of a day, and as far as it was known at a moment."""

    _name = "revenue.balance.ask"
    _description = "Balances at a Date"

    office_id = fields.Many2one("revenue.office", help="With all offices below it. Empty: all that you see.")
    day = fields.Date("Booked until", help="Entries booked up to the end of this day. Empty: all.",
                      default=fields.Date.context_today)
    moment = fields.Datetime("As Known at", help="Only what was recorded by then, whatever its value date. Empty: all.")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    line_ids = fields.One2many("revenue.balance.ask.line", "ask_id", string="Balances", readonly=True)

    def _compute_display_name(self):
        for ask in self:
            ask.display_name = self.env._("Balances at a date")

    @api.model_create_multi
    def create(self, vals_list):
        """Override to add up at once: an empty report tells nothing."""
        asks = super().create(vals_list)
        asks._run()
        return asks

    def action_open(self):
        """Menu: the balances of today."""
        self.check_access("create")
        ask = self.create({})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": ask.id, "view_mode": "form",
                "name": ask.display_name, "target": "current"}

    def action_run(self):
        """Button: add up again, for what was chosen."""
        self.check_access("write")
        self._run()

    def _run(self):
        balances, reader = self.env["revenue.statistic.balance"], self.env["revenue.statistic.reader"]
        for ask in self:
            rows = balances._ask(reader._get_offices(ask.office_id), ask.day, ask.moment)
            ask.line_ids = [(5, 0, 0), *(
                (0, 0, {"office_id": office_id, "concept_id": concept_id, "count": count, "balance": balance})
                for office_id, concept_id, count, balance in rows)]

    def _get_entry_domain(self, office, concept):
        """The entries that a balance is the sum of."""
        domain = [("obligation_id", "!=", False), ("debt_office_id", "=", office.id), ("concept_id", "=", concept.id)]
        if self.day:
            domain.append(("date", "<=", self.day))
        if self.moment:
            domain.append(("recorded_at", "<=", self.moment))
        return domain
