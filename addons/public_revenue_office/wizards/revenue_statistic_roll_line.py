from odoo import fields, models


class RevenueStatisticRollLine(models.TransientModel):
    """The balance of one concept: how it began, what moved it, how it ended, and what the debts themselves say."""

    _name = "revenue.statistic.roll.line"
    _description = "Row of a Roll-forward"
    _order = "office_id, concept_id, id"

    roll_id = fields.Many2one("revenue.statistic.roll", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="roll_id.currency_id")
    office_id = fields.Many2one("revenue.office", readonly=True)
    concept_id = fields.Many2one("revenue.concept", readonly=True)
    opening = fields.Monetary("Opening Balance", readonly=True)
    imposed = fields.Monetary("Amount Imposed", readonly=True)
    taken_over = fields.Monetary("Taken Over", readonly=True)
    adjusted = fields.Monetary("Corrected", readonly=True)
    accessories = fields.Monetary("Surcharges and Costs", readonly=True)
    discounts = fields.Monetary("Discounts and Reductions", readonly=True)
    payments = fields.Monetary(readonly=True)
    credits_applied = fields.Monetary("Paid from Credits", readonly=True)
    excess = fields.Monetary("Moved to Credits", readonly=True)
    transfers_in = fields.Monetary("Transfers Received", readonly=True)
    transfers_out = fields.Monetary("Transfers Sent", readonly=True)
    closings = fields.Monetary("Cancelled and Written Off", readonly=True)
    closing = fields.Monetary("Closing Balance", readonly=True)
    ledger = fields.Monetary("Balances of the Debts", readonly=True)
    difference = fields.Monetary(readonly=True)
