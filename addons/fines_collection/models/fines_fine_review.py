from odoo import models
from odoo.tools import format_date


class FinesFine(models.Model):
    """What a case of review does to the debt of a fine: its terms stand still, and the early amount opens again."""

    _inherit = "fines.fine"

    def _review_get_policy(self):
        """Override of fines_base: the policy of the debt."""
        return self._get_policy()

    def _review_filed(self, case):
        """Override of public_revenue: the terms stand still from the day of receipt, if the norm says so."""
        super()._review_filed(case)
        if case.level_id.suspends == "yes":
            self._get_open_debt_sudo()._hold("review", case.received_on, None, case.number)

    def _review_moved(self, case):
        """Override of public_revenue: the day of receipt was corrected, and with it the hold."""
        super()._review_moved(case)
        for hold_sudo in self._get_review_holds_sudo(case):
            hold_sudo._release(hold_sudo.date_from)
        self._review_filed(case)

    def _review_decided(self, case):
        """Override of fines_base: the terms go on, then the decision changes the debt."""
        self._release_review_holds(case, case.decided_on)
        super()._review_decided(case)

    def _review_ended(self, case):
        """Override of public_revenue: the terms go on."""
        super()._review_ended(case)
        self._release_review_holds(case, case.closed_on)

    def _review_notified(self, case):
        """Override of public_revenue: what was to be paid on the day of filing is offered again, for its term.

        A bill is honoured to its last day at the amounts of its own day: the day on which the case was filed.
        """
        super()._review_notified(case)
        debt_sudo = self._get_open_debt_sudo()
        if not case.early_until or not debt_sudo or case.early_until < case.office_id._today():
            return
        accruals = debt_sudo._get_accruals(case.received_on), debt_sudo._get_accruals(case.office_id._today())
        before, now = (accrual[debt_sudo.id].amount for accrual in accruals)
        if not 0 < before < now:
            return
        bills_sudo = debt_sudo.env["revenue.bill"]
        bill_sudo = bills_sudo._make([(debt_sudo, ())], case.received_on, debt_sudo.env["revenue.channel"])
        bill_sudo.valid_until = case.early_until
        case.message_post(body=self.env._(
            "%(amount)s are offered again until %(day)s with the bill %(bill)s.",
            amount=self.currency_id.format(bill_sudo.amount), day=format_date(self.env, case.early_until),
            bill=bill_sudo.number))

    def _release_review_holds(self, case, day):
        """Let the terms go on: the day given is the first one that counts again."""
        holds_sudo = self._get_review_holds_sudo(case)
        if holds_sudo:
            holds_sudo._release(day)

    def _get_open_debt_sudo(self):
        """The debt of the fine while it is open, past the rights of the one who acts."""
        return self._with_rights_on_money().obligation_id.filtered(lambda debt: debt.state == "open")

    def _get_review_holds_sudo(self, case):
        """The holds of a case that still run."""
        obligations_sudo = self._with_rights_on_money().obligation_id
        return obligations_sudo.env["revenue.hold"].search([
            ("obligation_id", "in", obligations_sudo.ids), ("kind", "=", "review"), ("cause", "=", case.number),
            ("date_to", "=", False)])
