from odoo import fields, models


class RevenuePersonLookup(models.Model):
    _inherit = "revenue.person.lookup"

    kind = fields.Selection(selection_add=[
        ("desk", "Key of a debt, at a desk"), ("claim", "Proof of a claim")],
        ondelete={"desk": "cascade", "claim": "cascade"})
