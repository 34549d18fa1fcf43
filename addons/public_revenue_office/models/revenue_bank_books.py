from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: Core's own way to change the lines of a posted bank line, without messages for each.
QUIET = {
    "force_delete": True, "skip_readonly_check": True, "tracking_disable": True, "skip_invoice_sync": True,
    "mail_notrack": True,
}


class RevenueBankBooks(models.AbstractModel):
    """The one door to accounting for bank statements: enters lines, moves their counterpart, puts it back.

    Callers have checked what the user may do with files and matches.
    """

    _name = "revenue.bank.books"
    _description = "Bank Statements in Accounting"

    @api.model
    def _open(self, records):
        # sudo: who keeps the books of revenue reads accounting and writes in it only what files and matches say.
        return records.sudo().with_context(**QUIET)

    @api.model
    def _enter(self, journal, statement, lines):
        """Enter a statement with its lines, which core posts against the suspense account of the journal.

        :param dict statement: values of the statement
        :param lines: values of its lines, oldest first
        """
        self._check_journal(journal)
        statement_sudo = self._open(self.env["account.bank.statement"]).create([statement])
        self._open(self.env["account.bank.statement.line"]).create([
            {**vals, "journal_id": journal.id, "statement_id": statement_sudo.id} for vals in lines])
        # Given again: core derives both while lines come in.
        statement_sudo.write({name: statement[name] for name in ("balance_start", "balance_end_real")
                              if name in statement})
        return statement_sudo.with_env(self.env)

    @api.model
    def _book(self, match, lines, allotment):
        """Move the counterpart of bank lines from suspense to where the money stood.

        :param allotment: for each line, (account id, amount) pairs, as `rules.allot` gives them
        """
        for line_sudo, pairs in zip(self._open(lines), allotment, strict=True):
            self._check_line(line_sudo)
            _liquidity, suspense_sudo, _others = line_sudo._seek_for_lines()
            line_sudo.write({
                "revenue_match_id": match.id,
                "line_ids": [*(Command.delete(one.id) for one in suspense_sudo), *(
                    Command.create(self._prepare_counterpart(line_sudo, account_id, amount))
                    for account_id, amount in pairs)],
            })

    def _prepare_counterpart(self, line, account_id, amount):
        return {
            "account_id": account_id, "name": line.payment_ref, "partner_id": line.partner_id.id,
            "currency_id": line.company_id.currency_id.id, "amount_currency": -float(amount),
            "balance": -float(amount),
        }

    @api.model
    def _restore(self, lines):
        """Put the counterpart of bank lines back to suspense, by core's own way."""
        lines_sudo = self._open(lines)
        for line_sudo in lines_sudo:
            self._check_hash(line_sudo)
        lines_sudo.write({"revenue_match_id": False})
        lines_sudo.action_undo_reconciliation()

    @api.model
    def _check_journal(self, journal):
        """Refuse, in words, a bank journal whose lines could not be matched.

        :raise UserError: it has no suspense account, or seals its entries
        """
        if not journal.suspense_account_id:
            raise UserError(self.env._(
                "The journal %s has no suspense account: its bank lines have no place until they are matched.",
                journal.display_name))
        if journal.restrict_mode_hash_table:
            raise UserError(self.env._(
                "The journal %s seals its entries when they are posted: its bank lines could not be matched.",
                journal.display_name))

    def _check_line(self, line):
        self._check_journal(line.journal_id)
        self._check_hash(line)
        if line.is_reconciled or line.revenue_match_id:
            raise UserError(self.env._("The bank line %s is already matched.", line.display_name))
        if line.state != "posted" or line.foreign_currency_id or line.currency_id != line.company_id.currency_id:
            raise UserError(self.env._(
                "The bank line %s is not posted in the currency of the company.", line.display_name))

    def _check_hash(self, line):
        if line.move_id.inalterable_hash:
            raise UserError(self.env._("The journal entry of the bank line %s is sealed.", line.display_name))
