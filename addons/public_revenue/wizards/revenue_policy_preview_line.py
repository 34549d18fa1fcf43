from odoo import fields, models


class RevenuePolicyPreviewLine(models.TransientModel):
    _name = 'revenue.policy.preview.line'
    _description = "Step of a Preview"

    preview_id = fields.Many2one('revenue.policy.preview', required=True, index=True, ondelete='cascade')
    rule = fields.Char("Step")
    norm = fields.Char()
    article = fields.Char()
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    base = fields.Float(digits=(16, 2))
    rate = fields.Float(digits=(16, 4))
    units = fields.Integer("Days or months")
    amount = fields.Float(digits=(16, 2))
