from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: Counter-account of each kind of entry, when income is recognised with the charge and with the money.
COUNTER_ROLES = {
    "charge": ("income", "deferred"),
    "adjustment": ("income", "deferred"),
    "cost": ("accessory", "deferred"),
    "surcharge": ("accessory", "deferred"),
    "interest": ("accessory", "deferred"),
    "indexation": ("accessory", "deferred"),
    "discount": ("reduction", "deferred"),
    "reduction": ("reduction", "deferred"),
    "unreduced": ("reduction", "deferred"),
    "payment": ("money", "money"),
    "refund": ("money", "money"),
    "rounding": ("rounding", "rounding"),
    "for_others": ("money", "money"),
    "remitted": ("money", "money"),
    "credit_applied": ("clearing", "clearing"),
    "excess": ("clearing", "clearing"),
    "withdrawn": ("clearing", "clearing"),
    "transfer": ("clearing", "clearing"),
}
#: Kinds by which deferred income becomes income (or stops being it) under recognition with the money.
RECOGNISING_KINDS = {"payment", "rounding", "credit_applied", "excess", "withdrawn"}


class RevenuePostingAccounting(models.AbstractModel):
    """How the entries of a posting become the lines of one balanced journal entry."""

    _name = "revenue.posting.accounting"
    _description = "Posting into Accounting"

    @api.model
    def _prepare_moves(self, postings):
        """Values of the journal entries of closed postings; nothing for those whose entries cancel out or lack.

        :return: values by posting
        :rtype: dict[recordset, dict]
        """
        groups = self._group_entries(postings)
        maps = {company: self.env["revenue.account"]._get_map(company) for company in postings.company_id}
        moves = {}
        for posting in postings:
            lines = self._prepare_lines(posting, groups[posting.id], maps[posting.company_id])
            if lines:
                moves[posting] = self._prepare_move(posting, lines)
        return moves

    def _group_entries(self, postings):
        """Sums of entries by posting, one row for each (owner, kind, concept, channel, currency, sign)."""
        rows = self.env.execute_query(SQL(
            """SELECT posting_id, credit_id IS NOT NULL, kind, concept_id, channel_id, currency_id, sum(amount)
                 FROM revenue_entry WHERE posting_id IN %s
             GROUP BY posting_id, credit_id IS NOT NULL, kind, concept_id, channel_id, currency_id, amount > 0
             ORDER BY 1, 2, 3, 4, 5, 6, 7""", tuple(postings.ids) or (0,)))
        groups = defaultdict(list)
        for row in rows:
            groups[row[0]].append(row[1:])
        return groups

    def _prepare_lines(self, posting, groups, accounts):
        """Lines by account, debits and credits kept apart, in the order of the accounts."""
        totals = defaultdict(float)
        for is_credit, kind, concept_id, channel_id, currency_id, amount in groups:
            if currency_id != posting.company_id.currency_id.id:
                raise UserError(self.env._("A posting can only hold the currency of its company."))
            pairs = self._get_pairs(posting, accounts, is_credit, kind, concept_id, channel_id)
            for account_id, sign in pairs:
                totals[account_id, amount * sign > 0] += amount * sign
        currency = posting.company_id.currency_id
        return [
            (0, 0, {
                "account_id": account_id,
                "name": posting.display_name,
                "balance": currency.round(total),
                # Given, so that Odoo computes none of it line by line (models of distribution: a third of the time).
                "amount_currency": currency.round(total),
                "currency_id": currency.id,
                "partner_id": False,
                "tax_ids": False,
                "analytic_distribution": False,
            })
            for (account_id, _is_debit), total in sorted(totals.items())
            if not currency.is_zero(total)
        ]

    def _get_pairs(self, posting, accounts, is_credit, kind, concept_id, channel_id):
        """(account id, sign) pairs that one group of entries moves; the signs sum to zero."""
        resolve = self.env["revenue.account"]._resolve
        concept = self.env["revenue.concept"].browse(concept_id)
        own = resolve(accounts, self._get_own_role(is_credit, kind), concept_id)
        role = COUNTER_ROLES[kind][bool(concept) and concept.recognition == "collected" and not is_credit]
        if posting.kind == "opening":
            return [(own, 1), (resolve(accounts, "opening", concept_id), -1)]
        counter = self._get_money_account(channel_id, accounts) if role == "money" else resolve(
            accounts, role, concept_id)
        pairs = [(own, 1), (counter, -1)]
        if not is_credit and kind in RECOGNISING_KINDS and concept.recognition == "collected":
            pairs += [(resolve(accounts, "deferred", concept_id), -1), (resolve(accounts, "income", concept_id), 1)]
        return pairs

    def _get_own_role(self, is_credit, kind):
        """Role of the control account that an entry belongs to; a credit is rounded only for another company."""
        if kind in ("for_others", "remitted") or is_credit and kind == "rounding":
            return "others"
        return "credit" if is_credit else "receivable"

    def _get_money_account(self, channel_id, accounts):
        """Where the money of a channel stands."""
        channel = self.env["revenue.channel"].browse(channel_id)
        if channel.kind == "others":
            return self.env["revenue.account"]._resolve(accounts, "due_from_others", False)
        account = channel.account_id or channel.journal_id.default_account_id
        if not account:
            raise UserError(self.env._("The channel %s has no account for its money.", channel.display_name))
        return account.id

    def _prepare_move(self, posting, lines):
        return {
            "journal_id": posting.journal_id.id,
            "company_id": posting.company_id.id,
            "date": posting.date,
            "ref": posting.display_name,
            "move_type": "entry",
            "line_ids": lines,
        }
