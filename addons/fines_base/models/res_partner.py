from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _has_public_debts(self):
        """Override of public_revenue: a person with fines is not merged away (Odoo's merge deletes what resists)."""
        if super()._has_public_debts():
            return True
        # sudo: the fine of another office or agency protects the person as well
        fines_sudo = self.env["fines.fine"].sudo()
        return bool(fines_sudo.search_count([("partner_id", "in", self.ids)], limit=1))
