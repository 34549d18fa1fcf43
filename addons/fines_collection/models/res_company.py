from odoo import models

#: Fines whose debts are issued together when the books of their company come later than the fines.
BATCH = 1000


class ResCompany(models.Model):
    _inherit = "res.company"

    def _revenue_prepare_accounting(self, prefix="PR"):
        """Override of public_revenue_collection: fines that waited for the books of their company get their debts."""
        super()._revenue_prepare_accounting(prefix)
        waiting = self.env["fines.fine"].search([
            ("state", "in", ("registered", "notified")), ("obligation_id", "=", False),
            ("preventive", "=", False), ("office_id.company_id", "in", self.ids)])
        for start in range(0, len(waiting), BATCH):
            waiting[start:start + BATCH]._issue_obligations()
