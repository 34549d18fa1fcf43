from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from .. import ledger
from ..cases import Entry
from .revenue_ledger import Draft


class RevenueCollector(models.AbstractModel):
    """Takes money back: what a receipt booked is mirrored, with the same value dates."""

    _inherit = "revenue.collector"

    @api.model
    def _reverse(self, receipt, cause, paid_on, decision, extra=None):
        """Take a receipt back in full: a receipt that mirrors it, the debts as if it had not been paid.

        :param receipt: one receipt
        :param str cause: why, in words
        :param date paid_on: day of the reversal
        :param str decision: number of the decision, or of the second officer's approval
        :param dict extra: further columns of the reversing receipt
        :return: the reversing receipt; the first one when repeated
        """
        receipt.ensure_one()
        self.env.flush_all()
        terms = self._get_terms(receipt.channel_id, receipt.series_id, receipt.office_id)
        values = self._prepare_receipt(
            -round(rules.to_decimal(receipt.amount), terms.decimals), paid_on, terms, f"reversal:{receipt.id}",
            payer=receipt.payer_id, bill=None, method=receipt.method, conditions=receipt.conditions or "",
            extra=extra, reversal_of=receipt.id)
        values["payload_hash"] = ledger.digest_row((receipt.id, "reversal"))
        [reversal] = self._claim([values])
        if not reversal["id"]:
            return self._repeat(values)
        cases = self._mirror(receipt, reversal, f"{cause} ({decision})")
        self.env["revenue.obligation"]._finish(cases, "money")
        numbered = self._number([reversal])
        receipt.bill_id._reopen()
        return numbered

    def _mirror(self, receipt, reversal, cause):
        """Book the opposite of every entry of a receipt, with the same value dates.

        :return: the cases of the debts it paid
        :rtype: dict[int, Case]
        """
        rows = self._read_mirrored(receipt)
        cases = self.env["revenue.ledger"]._load({row[0] for row in rows if row[0]})
        conditions = frozenset(filter(None, (receipt.conditions or "").split(",")))
        drafts, credits = [], defaultdict(Decimal)
        for obligation_id, credit_id, kind, amount, *place, old_cause, own in rows:
            mirrored, value_date, channel_id = -Decimal(amount), place[-2], place[-1]
            drafts.append(Draft(
                obligation_id, credit_id, kind, mirrored, *place[:-1], cause=cause if own else old_cause,
                receipt_id=reversal["id"] if own else None, channel_id=channel_id))
            if obligation_id:
                cases[obligation_id].add(
                    Entry(kind, mirrored, value_date, key=str(receipt.id), conditions=conditions))
            else:
                credits[credit_id] -= mirrored
        self.env["revenue.credit"]._take_back(credits)
        self.env["revenue.ledger"]._append(drafts)
        return cases

    def _read_mirrored(self, receipt):
        """The entries of a receipt, and those of other companies for which it took the money."""
        return self.env.execute_query(SQL(
            """SELECT e.obligation_id, e.credit_id, e.kind, e.amount::text, e.currency_id, e.company_id, e.office_id,
                      e.concept_id, p.journal_id, e.value_date, e.channel_id, e.cause, e.receipt_id IS NOT NULL
                 FROM revenue_entry e JOIN revenue_posting p ON p.id = e.posting_id
                WHERE e.receipt_id = %(receipt)s
                   OR e.receipt_id IS NULL AND e.cause = %(cause)s AND e.obligation_id IN (
                      SELECT obligation_id FROM revenue_credit
                       WHERE receipt_id = %(receipt)s AND reason = 'for_others')
             ORDER BY e.id""", receipt=receipt.id, cause=ledger.name_receipt(receipt.id, receipt.company_id.id)))
