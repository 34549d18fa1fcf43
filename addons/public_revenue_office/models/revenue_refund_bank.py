from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RevenueRefund(models.Model):
    """Refunds by cheque or transfer at the bank: money out."""

    _name = "revenue.refund"
    _inherit = ["revenue.refund", "revenue.bank.expected.mixin"]

    @api.model
    def _get_bank_expected_domain(self):
        """Override of the mixin: what was paid by a bank."""
        return Domain("state", "=", "paid") & Domain("method", "in", ("cheque", "transfer"))

    @api.model
    def _get_bank_expected_sql(self, ids):
        """Override of the mixin: out of the account of the channel it was paid from, at its own bank if it is one."""
        return SQL(
            """SELECT r.id, r.number, r.company_id, r.office_id, CASE WHEN j.type = 'bank' THEN j.id END,
                      coalesce(c.account_id, j.default_account_id), r.paid_on, -r.amount, r.payment_reference
                 FROM revenue_refund r
                 JOIN revenue_channel c ON c.id = r.channel_id
                 JOIN account_journal j ON j.id = c.journal_id
                WHERE r.id IN %s AND r.state = 'paid' AND r.method <> 'cash'""", ids)

    def _update_state(self, state, vals=None):
        """Override to expect at the bank what it was told to pay."""
        result = super()._update_state(state, vals)
        if state == "paid":
            self.filtered_domain(self._get_bank_expected_domain())._expect_at_bank()
        return result
