from odoo import fields, models
from odoo.exceptions import UserError

from .revenue_account import ACCOUNT_ROLES


class ResCompany(models.Model):
    _inherit = "res.company"

    revenue_journal_id = fields.Many2one(
        "account.journal", string="Public Revenue Journal", ondelete="restrict",
        help="Journal of charges and of all that moves no money.")
    revenue_account_ids = fields.One2many("revenue.account", "company_id", string="Accounts of Public Revenue")

    def cache_invalidation_fields(self):
        """Override of base: the ledger remembers journal and currency of companies."""
        return super().cache_invalidation_fields() | {"revenue_journal_id", "currency_id"}

    def action_revenue_prepare_accounting(self):
        """Button: make the accounts and the journal that posting needs and that are not there yet."""
        self.check_access("write")
        self._revenue_prepare_accounting()

    def _revenue_prepare_accounting(self, prefix="PR"):
        """Give companies what posting needs: accounts for each role without one, and a hash-locked journal.

        Existing choices are kept, so it can be repeated. Called by the button in the settings of an office's
        company and by the demonstration data.

        :param str prefix: first characters of the codes of new accounts
        """
        for company in self:
            company._revenue_prepare_accounts(prefix)
            company._revenue_prepare_journal()

    def _revenue_prepare_accounts(self, prefix):
        self.ensure_one()
        roles = self.env["revenue.account"]
        known = roles._get_map(self)
        missing = [role for role in ACCOUNT_ROLES if (role, False) not in known]
        names = dict(roles._fields["role"]._description_selection(self.env))
        accounts = self.env["account.account"].with_company(self).create([
            {
                "name": names[role],
                "code": f"{prefix}{ACCOUNT_ROLES[role][1]}",
                "account_type": ACCOUNT_ROLES[role][0],
                "company_ids": [(6, 0, self.ids)],
            }
            for role in missing
        ])
        roles.create([
            {"company_id": self.id, "role": role, "account_id": account.id}
            for role, account in zip(missing, accounts, strict=True)
        ])

    def _revenue_prepare_journal(self):
        self.ensure_one()
        if self.revenue_journal_id:
            return
        self.revenue_journal_id = self.env["account.journal"].with_company(self).create({
            "name": self.env._("Public revenue"),
            "code": "PREV",
            "type": "general",
            "company_id": self.id,
            "restrict_mode_hash_table": True,
        })

    def _revenue_get_journal(self):
        """The journal for charges and for what moves no money.

        :raise UserError: when it is not configured
        """
        self.ensure_one()
        if not self.revenue_journal_id:
            raise UserError(self.env._("The company %s has no public revenue journal.", self.name))
        return self.revenue_journal_id
