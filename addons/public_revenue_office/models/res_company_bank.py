from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _revenue_prepare_accounting(self, prefix="PR"):
        """Override of public_revenue_collection: bank lines need a place until they are matched."""
        result = super()._revenue_prepare_accounting(prefix)
        missing = self.filtered(lambda company: not company.account_journal_suspense_account_id)
        accounts = self.env["account.account"].create([{
            "name": self.env._("Bank lines not yet matched"), "code": f"{prefix}13",
            "account_type": "asset_current", "company_ids": [(6, 0, company.ids)]} for company in missing])
        for company, account in zip(missing, accounts, strict=True):
            company.account_journal_suspense_account_id = account
        journals = self.env["account.journal"].search([
            ("company_id", "in", self.ids), ("type", "in", ("bank", "cash")), ("suspense_account_id", "=", False)])
        for journal in journals:
            journal.suspense_account_id = journal.company_id.account_journal_suspense_account_id
        return result
