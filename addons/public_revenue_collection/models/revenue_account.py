from odoo import api, fields, models
from odoo.exceptions import UserError

#: role -> (account type, code suffix, English name): what a company needs to post public revenue.
ACCOUNT_ROLES = {
    "receivable": ("asset_current", "10", "Public receivables"),
    "credit": ("liability_current", "20", "Money held for payers"),
    "deferred": ("liability_current", "21", "Charges not yet collected"),
    "others": ("liability_current", "22", "Collected for others"),
    "due_from_others": ("asset_current", "11", "Due from other collectors"),
    "clearing": ("asset_current", "12", "Internal transfers of public revenue"),
    "income": ("income", "40", "Public revenue"),
    "accessory": ("income_other", "41", "Surcharges and interest"),
    "reduction": ("expense", "60", "Public revenue given up"),
    "rounding": ("income_other", "42", "Cash rounding"),
    "difference": ("expense", "61", "Cash differences"),
    "bank_fee": ("expense", "62", "Fees of banks"),
    "opening": ("equity", "30", "Opening of migrated registers"),
    "share_given": ("expense", "65", "Shares of revenue given"),
    "share_payable": ("liability_current", "23", "Shares of revenue payable"),
}


class RevenueAccount(models.Model):
    """Which ledger account plays a role in the books of one company, for all concepts or for one."""

    _name = "revenue.account"
    _description = "Account of a Role"
    _order = "company_id, role, concept_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", default=lambda self: self.env.company, index=True)
    concept_id = fields.Many2one(
        "revenue.concept", ondelete="cascade", index="btree_not_null", help="Empty: every concept.")
    role = fields.Selection([(role, values[2]) for role, values in ACCOUNT_ROLES.items()], required=True)
    account_id = fields.Many2one("account.account", required=True, ondelete="restrict", check_company=True)

    _role_unique = models.UniqueIndex(
        "(company_id, role, COALESCE(concept_id, 0))", "This role already has an account in this company.")

    @api.depends("role", "account_id")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for record in self:
            record.display_name = f"{roles.get(record.role)}: {record.account_id.display_name}"

    @api.model
    def _get_map(self, company):
        """Accounts of a company by (role, concept id or False).

        :param company: one company
        :rtype: dict[tuple[str, int | bool], int]
        """
        rows = self.search_read([("company_id", "=", company.id)], ["role", "concept_id", "account_id"], load="")
        return {(row["role"], row["concept_id"]): row["account_id"] for row in rows}

    @api.model
    def _resolve(self, accounts, role, concept_id):
        """The account of a role: the concept's own, else the company's; says which one is missing.

        :param dict accounts: what `_get_map` returned
        :raise UserError: when neither is configured
        """
        account = accounts.get((role, concept_id)) or accounts.get((role, False))
        if not account:
            roles = dict(self._fields["role"]._description_selection(self.env))
            raise UserError(self.env._("No account is configured for the role: %s", roles[role]))
        return account
