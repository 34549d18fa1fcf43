from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    revenue_match_id = fields.Many2one(
        "revenue.bank.match", string="Match of Public Revenue", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null")

    def action_undo_reconciliation(self):
        """Override of account: a match of public revenue is undone where its reason is written down."""
        self.check_access("write")
        self._check_unmatched()
        return super().action_undo_reconciliation()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_matched(self):
        self._check_unmatched()

    def _check_unmatched(self):
        matched = self.filtered("revenue_match_id")
        if matched:
            raise UserError(self.env._(
                "%(line)s is matched with %(papers)s. Undo that match first.", line=matched[0].display_name,
                papers=matched[0].revenue_match_id.expected_text))
