from odoo import fields, models


class RevenueStatisticRunLine(models.TransientModel):
    """One row of the report: an office with all below it, a day, an agency…"""

    _name = "revenue.statistic.run.line"
    _description = "Row of Statistics"
    _order = "sequence, id"

    run_id = fields.Many2one("revenue.statistic.run", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    sequence = fields.Integer()
    name = fields.Char(string="Row", readonly=True)
    office_id = fields.Many2one("revenue.office", readonly=True)
    own_only = fields.Boolean(readonly=True, help="What the office booked itself, without those below it.")
    day = fields.Date(readonly=True)
    imposed_count = fields.Integer("Number Imposed", readonly=True)
    imposed = fields.Monetary("Amount Imposed", readonly=True)
    collected_count = fields.Integer("Payments", readonly=True)
    collected = fields.Monetary("Paid on Debts", readonly=True)
    money = fields.Monetary("Money Taken", readonly=True, help="What the receipts say.")
    surcharged = fields.Monetary("Surcharges", readonly=True)
    discounted = fields.Monetary("Discounts", readonly=True)
    cancelled_count = fields.Integer("Number Cancelled", readonly=True)
    cancelled = fields.Monetary(readonly=True)
    written_off = fields.Monetary("Written Off", readonly=True)
    transfer_in = fields.Monetary("Transfers Received", readonly=True)
    transfer_out = fields.Monetary("Transfers Sent", readonly=True)
    refunded = fields.Monetary(readonly=True)
    pending = fields.Monetary("Owed at the End", readonly=True)

    def action_down(self):
        """Button: what this row is made of."""
        self.check_access("read")
        self.ensure_one()
        if self.day:
            return self.run_id._go_to_receipts(self.day)
        return self.run_id._go_to_office(self.office_id, self.own_only)
