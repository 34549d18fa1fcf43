from odoo import api, models


class RevenuePersonRegister(models.AbstractModel):
    _inherit = "revenue.person.register"

    @api.model
    def _get_number_domains(self, text, number):
        """Override of public_revenue: fines by the person as on the slip, and by the plate."""
        values = [text, number]
        return [*super()._get_number_domains(text, number),
                ("fines.fine.person", [("identity_value", "in", values)]),
                ("fines.fine.person", [("licence", "in", values)]),
                ("fines.debtor.change", [("person_identity", "in", values)]),
                ("fines.fine", [("plate", "in", values)])]
