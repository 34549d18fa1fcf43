from odoo import api, fields, models


class RevenueDeskCollectLine(models.TransientModel):
    """A debt on the cashier's screen: what was shown of it, and how much of it is to be paid."""

    _name = "revenue.desk.collect.line"
    _description = "Debt on the Collect Screen"
    _order = "is_named desc, id"

    collect_id = fields.Many2one("revenue.desk.collect", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one("res.currency")
    # No many2one: the debt may belong to an office that the cashier cannot browse.
    debt_id = fields.Integer(string="Obligation ID", readonly=True)
    is_named = fields.Boolean(readonly=True, help="The key typed names this debt itself.")
    is_chosen = fields.Boolean(string="Pay")
    name = fields.Char(string="Debt", readonly=True)
    debtor = fields.Char(readonly=True)
    office = fields.Char(readonly=True)
    due = fields.Monetary(string="Due Today", readonly=True)
    next_change = fields.Date(string="Stays Until", readonly=True)
    partial_allowed = fields.Boolean(readonly=True)
    summary = fields.Char(string="Why", readonly=True)
    reasons = fields.Json(readonly=True, help="Rows of the table that explains the amount.")
    amount = fields.Monetary(
        string="To Pay", compute="_compute_amount", store=True, readonly=False,
        help="Less than due: a partial payment.")

    @api.depends("due", "partial_allowed")
    def _compute_amount(self):
        for line in self:
            line.amount = line.due
