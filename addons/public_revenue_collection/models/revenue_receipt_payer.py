from odoo import fields, models


class RevenueReceiptPayer(models.Model):
    """Who paid, as the receipt printed it. Kept apart, so that it can be erased while receipt and ledger stay valid."""

    _name = "revenue.receipt.payer"
    _description = "Payer as Printed"
    _log_access = False
    _rec_name = "name"

    receipt_id = fields.Many2one("revenue.receipt", required=True, readonly=True, ondelete="restrict", index=True)
    name = fields.Char(required=True, readonly=True)
    identity = fields.Char(readonly=True, groups="public_revenue.public_revenue_group_personal_data")

    _receipt_unique = models.UniqueIndex("(receipt_id)", "The payer of this receipt is already recorded.")
