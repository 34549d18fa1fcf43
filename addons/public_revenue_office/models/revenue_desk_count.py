from odoo import api, fields, models


class RevenueDeskCount(models.Model):
    """How many notes or coins of one value were counted."""

    _name = "revenue.desk.count"
    _description = "Counted Notes and Coins"
    _order = "value desc, id"
    _rec_name = "value"

    session_id = fields.Many2one("revenue.desk.session", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    currency_id = fields.Many2one(related="session_id.currency_id")
    value = fields.Monetary(required=True)
    quantity = fields.Integer()
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _value_positive = models.Constraint("CHECK (value > 0)", "A note or coin has a value.")
    _quantity_positive = models.Constraint("CHECK (quantity >= 0)", "A count cannot be negative.")
    _value_unique = models.UniqueIndex("(session_id, value)", "This note or coin is already in the count.")

    @api.depends("value", "quantity")
    def _compute_amount(self):
        for line in self:
            line.amount = line.value * line.quantity

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.session_id._check_counting()
        return lines

    def write(self, vals):
        self.session_id._check_counting()
        result = super().write(vals)
        self.session_id._check_counting()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        self.session_id._check_counting()
