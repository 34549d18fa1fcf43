from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RevenueChequeBounce(models.Model):
    """Cheques that a bank had taken and sends back: money out of the account to which the slip brought them."""

    _name = "revenue.cheque.bounce"
    _inherit = ["revenue.cheque.bounce", "revenue.bank.expected.mixin"]

    @api.model
    def _get_bank_expected_domain(self):
        """Override of the mixin: a cheque that never reached a bank leaves none."""
        return Domain("state", "=", "done") & Domain("receipt_id.deposit_ids.state", "=", "handed")

    @api.model
    def _get_bank_expected_sql(self, ids):
        """Override of the mixin: at the bank and out of the account of the slip with which it was handed over."""
        return SQL(
            """SELECT b.id, concat_ws(' ', r.payment_reference, r.cheque_bank), b.company_id, b.office_id,
                      d.journal_id, coalesce(c.account_id, j.default_account_id), b.notice_date, -r.amount,
                      b.bank_reference
                 FROM revenue_cheque_bounce b
                 JOIN revenue_receipt r ON r.id = b.receipt_id
                 JOIN revenue_deposit_cheque_rel q ON q.receipt_id = r.id
                 JOIN revenue_deposit d ON d.id = q.deposit_id
                 JOIN revenue_channel c ON c.id = r.channel_id
                 JOIN account_journal j ON j.id = c.journal_id
                WHERE b.id IN %s AND b.state = 'done' AND d.state = 'handed'""", ids)

    def _update_state(self, state):
        """Override to expect at the bank what it takes back."""
        result = super()._update_state(state)
        if state == "done":
            self.filtered_domain(self._get_bank_expected_domain())._expect_at_bank()
        return result
