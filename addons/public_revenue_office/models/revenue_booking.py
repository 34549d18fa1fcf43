from odoo import api, models


class RevenueBooking(models.AbstractModel):
    """Journal entries of money that moves between the treasury's own accounts: no debt, no entry of the ledger.

    Who may order them is decided by the record that orders them.
    """

    _name = "revenue.booking"
    _description = "Journal Entries of Transfers"

    @api.model
    def _book(self, company, journal, day, reference, lines):
        """Write one journal entry and post it.

        :param company: in whose books
        :param journal: the journal of the money; empty: the company's own for public revenue
        :param date day: its day
        :param str reference: what orders it
        :param lines: (where, amount, text) triples that sum to zero; where is the role of an account, a channel whose
            money it is, or an account; above zero is a debit
        :return: the journal entry
        """
        # sudo: the accountant of revenue reads accounting and does not write it; the reason stands above.
        company_sudo = company.sudo()
        accounts = company_sudo.env["revenue.account"]._get_map(company_sudo)
        move = company_sudo.env["account.move"].with_company(company_sudo).create([{
            "journal_id": (journal or company_sudo._revenue_get_journal()).id,
            "company_id": company_sudo.id,
            "date": day,
            "ref": reference,
            "move_type": "entry",
            "line_ids": [
                (0, 0, {"account_id": company_sudo.env[self._name]._get_account_id(accounts, where), "name": text,
                        "debit": max(amount, 0), "credit": max(-amount, 0)})
                for where, amount, text in lines
            ],
        }])
        move.action_post()
        return self.env["account.move"].browse(move.id)

    def _get_account_id(self, accounts, where):
        if isinstance(where, str):
            return self.env["revenue.account"]._resolve(accounts, where, False)
        if where._name == "revenue.channel":
            return self.env["revenue.posting.accounting"]._get_money_account(where.id, accounts)
        return where.id
