from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RevenueDeposit(models.Model):
    """Deposit slips at the bank: expected from the moment at which they are handed over."""

    _name = "revenue.deposit"
    _inherit = ["revenue.deposit", "revenue.bank.expected.mixin"]

    @api.model
    def _get_bank_expected_domain(self):
        """Override of the mixin: what the bank has taken."""
        return Domain("state", "=", "handed")

    @api.model
    def _get_bank_expected_sql(self, ids):
        """Override of the mixin: cash and cheques of a slip by the account of the channel in which they stand."""
        return SQL(
            """SELECT d.id, d.number, d.company_id, d.office_id, d.journal_id,
                      coalesce(c.account_id, j.default_account_id) account_id, d.handed_on, sum(x.amount),
                      d.bank_reference
                 FROM revenue_deposit d
                 JOIN (%s) x ON x.deposit_id = d.id
                 JOIN revenue_channel c ON c.id = x.channel_id
                 JOIN account_journal j ON j.id = c.journal_id
                WHERE d.id IN %s AND d.state = 'handed' GROUP BY d.id, 6 HAVING sum(x.amount) <> 0""",
            self._get_parts_sql(), ids)

    @api.model
    def _get_parts_sql(self):
        """What slips hold: deposit_id, channel_id, amount."""
        return SQL(
            """SELECT deposit_id, channel_id, deposit_amount amount FROM revenue_desk_session
                WHERE deposit_id IS NOT NULL
                UNION ALL
               SELECT q.deposit_id, r.channel_id, r.amount FROM revenue_deposit_cheque_rel q
                 JOIN revenue_receipt r ON r.id = q.receipt_id""")

    def _update_state(self, state, vals=None):
        """Override to expect at the bank what it has taken."""
        result = super()._update_state(state, vals)
        if state == "handed":
            self._expect_at_bank()
        return result
