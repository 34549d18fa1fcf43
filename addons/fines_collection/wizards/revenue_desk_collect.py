from odoo import models


class RevenueDeskCollect(models.TransientModel):
    _inherit = "revenue.desk.collect"

    def _get_notice(self, state, rows, exact):
        """Override of public_revenue_office: a fine whose row of an imported register waits in quarantine is known."""
        if state == "checking":
            return self.env._(
                "The fine %s is known and under check: its entry in the old register is being corrected. Nothing can be"
                " paid for it yet; ask a supervisor.", self.query)
        return super()._get_notice(state, rows, exact)
