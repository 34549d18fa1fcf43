from odoo import api, models


class RevenuePersonRegister(models.AbstractModel):
    _inherit = "revenue.person.register"

    @api.model
    def _get_number_domains(self, text, number):
        """Override of public_revenue: debts and credits by their keys, receipts by the payer as printed."""
        values = [text, number, self.env["revenue.key"]._normalise(text)]
        named = [("key_ids", "any", [("value", "in", values)])]
        return [*super()._get_number_domains(text, number), ("revenue.obligation", named), ("revenue.credit", named),
                ("revenue.receipt", [("payer_ids", "any", [("identity", "in", values)])])]
