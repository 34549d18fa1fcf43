from odoo import fields, models


class RevenueCloseReason(models.Model):
    """Why an obligation ends without being collected, and what that does to its money."""

    _name = "revenue.close.reason"
    _inherit = "revenue.used.mixin"
    _description = "Closing Reason"
    _order = "sequence, id"
    _revenue_used_in = (("revenue_obligation", "close_reason_id"),)

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    effect = fields.Selection(
        [
            ("annul", "Never owed: what was paid goes back to the payer"),
            ("write_off", "No longer collected: what was paid stays"),
        ],
        required=True,
    )
    needs_decision = fields.Boolean(default=True, help="A decision number must be given.")

    _code_unique = models.UniqueIndex("(code)", "There is already a closing reason with this code.")
