from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..cases import MONEY, Entry


class RevenueCredit(models.Model):
    """Payments that went to the wrong debt."""

    _inherit = "revenue.credit"

    @api.model
    def _release(self, receipt_id, obligation, cause):
        """Take what a receipt paid of a debt off that debt, into a credit of its payer.

        The receipt stays as it is and its allocations follow the money. The credit keeps the value date: what it then
        pays is paid as of the day on which the money came.

        :param int receipt_id: the receipt
        :param obligation: the debt it should not have paid
        :param str cause: number of the decision
        :return: the credits, one for each value date
        :raise UserError: when the receipt has paid nothing of that debt
        """
        ledger = self.env["revenue.ledger"]
        cases = ledger._load(obligation.ids)
        case = cases[obligation.id]
        parts = self._read_paid(receipt_id, obligation.id)
        if not parts:
            raise UserError(self.env._("This receipt has paid nothing of the debt."))
        journals = ledger._get_journals([case])
        credits = self.browse()
        for amount, day, payer_id, conditions in parts:
            credit = self._insert(case.company_id, case.office_id, case.currency_id, "wrong_debt", amount, day,
                                  receipt_id=receipt_id, obligation_id=case.id, payer_id=payer_id)
            case.add(Entry("credit_applied", amount, day, key=str(receipt_id), conditions=ledger._split(conditions)))
            draft = ledger._draft(case, "credit_applied", amount, day, journals, cause=cause, receipt_id=receipt_id)
            ledger._append([draft, draft._replace(
                obligation_id=None, credit_id=credit.id, amount=-amount, concept_id=None)])
            credits += credit
        obligation._finish(cases, "money")
        return credits

    def _read_paid(self, receipt_id, obligation_id):
        """What a receipt pays of a debt: (amount, value date, payer, conditions) for each value date."""
        rows = self.env.execute_query(SQL(
            """SELECT (-sum(e.amount))::text, e.value_date, r.payer_id, r.conditions
                 FROM revenue_entry e JOIN revenue_receipt r ON r.id = e.receipt_id
                WHERE e.receipt_id = %s AND e.obligation_id = %s AND e.kind IN %s
             GROUP BY e.value_date, r.payer_id, r.conditions HAVING sum(e.amount) < 0 ORDER BY e.value_date""",
            receipt_id, obligation_id, tuple(MONEY)))
        return [(Decimal(amount), *rest) for amount, *rest in rows]
