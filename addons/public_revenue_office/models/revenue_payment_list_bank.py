from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RevenuePaymentList(models.Model):
    """Payment lists at the bank: what their deposit or transfer must bring, from the moment they are posted."""

    _name = "revenue.payment.list"
    _inherit = ["revenue.payment.list", "revenue.bank.expected.mixin"]

    @api.model
    def _get_bank_expected_domain(self):
        """Override of the mixin: what is posted and brings money."""
        return Domain("state", "=", "posted") & Domain("amount", "!=", 0)

    @api.model
    def _get_bank_expected_sql(self, ids):
        """Override of the mixin: the money of a list waits in the account of its channel, for any bank."""
        return SQL(
            """SELECT l.id, l.number, l.company_id, l.office_id, NULL::int,
                      coalesce(c.account_id, j.default_account_id), l.posted_on, l.amount, l.reference
                 FROM revenue_payment_list l
                 JOIN revenue_channel c ON c.id = l.channel_id
                 JOIN account_journal j ON j.id = c.journal_id
                WHERE l.id IN %s AND l.state = 'posted' AND l.amount <> 0""", ids)

    def _update_state(self, state, vals=None):
        """Override to expect what was posted; rows posted later raise it until the bank has shown it."""
        result = super()._update_state(state, vals)
        if state == "posted":
            self._expect_at_bank()
        return result
