from odoo import fields, models


class RevenueBillLine(models.Model):
    """One debt in a bill, with the amount offered and why."""

    _name = "revenue.bill.line"
    _description = "Bill Line"
    _order = "id"
    _rec_name = "obligation_id"

    bill_id = fields.Many2one("revenue.bill", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="bill_id.company_id")
    currency_id = fields.Many2one(related="bill_id.currency_id")
    obligation_id = fields.Many2one(
        "revenue.obligation", required=True, readonly=True, ondelete="restrict", index=True)
    amount = fields.Monetary(required=True, readonly=True)
    conditions = fields.Char(readonly=True)
    explanation = fields.Json(readonly=True, help="The steps that lead to the amount, as they were told to the payer.")
