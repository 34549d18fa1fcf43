from odoo import api, models
from odoo.fields import Domain


class RevenueDeskDifference(models.AbstractModel):
    """Cash differences of closed sessions on their way into accounting.

    They are no entries of the ledger: nobody owes them, so the control report stays as it is. They stand in the journal
    of the cash from the moment on which their day is posted.
    """

    _name = "revenue.desk.difference"
    _description = "Cash Differences into Accounting"

    @api.model
    def _book(self, postings):
        """Write the differences of sessions that were closed by the days of postings, one journal entry each.

        :param postings: postings that have just been posted
        """
        # sudo: whoever posts the day posts all of it, whoever sat at the desks.
        sessions_sudo = self.env["revenue.desk.session"].sudo().search(self._get_domain(postings), order="id")
        moves_sudo = sessions_sudo.env["account.move"].create(
            [self._prepare_move(session_sudo) for session_sudo in sessions_sudo])
        moves_sudo.action_post()
        for session_sudo, move_sudo in zip(sessions_sudo, moves_sudo, strict=True):
            session_sudo._keep({"difference_move_id": move_sudo.id})

    def _get_domain(self, postings):
        """Closed sessions with a difference that is not booked, in the journals of postings."""
        days = Domain.OR(
            Domain("office_id", "=", posting.office_id.id) & Domain("closed_on", "<=", posting.date)
            & Domain("channel_id.journal_id", "=", posting.journal_id.id)
            for posting in postings if posting.kind == "day")
        return days & Domain([
            ("state", "=", "closed"), ("difference_move_id", "=", False), ("difference", "!=", 0)])

    def _prepare_move(self, session):
        """The journal entry of a difference: the money account against the account of cash differences."""
        accounts = self.env["revenue.account"]._get_map(session.company_id)
        money_id = self.env["revenue.posting.accounting"]._get_money_account(session.channel_id.id, accounts)
        loss_id = self.env["revenue.account"]._resolve(accounts, "difference", False)
        name = self.env._("Cash difference %s", session.display_name)
        return {
            "journal_id": session.channel_id.journal_id.id,
            "company_id": session.company_id.id,
            "date": session.closed_on,
            "ref": name,
            "move_type": "entry",
            "line_ids": [
                (0, 0, {"account_id": account_id, "name": session.difference_note or name,
                        "debit": max(amount, 0.0), "credit": max(-amount, 0.0)})
                for account_id, amount in ((money_id, session.difference), (loss_id, -session.difference))
            ],
        }
