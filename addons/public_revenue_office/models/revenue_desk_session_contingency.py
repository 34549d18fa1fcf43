from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules


class RevenueDeskSession(models.Model):
    """How a session takes in what was taken on paper while there was no power or network."""

    _inherit = "revenue.desk.session"

    def _collect_paper(self, book, number, lines, paid_on, cashier):
        """Issue the receipt for a paper: with its day, and its cash counted in this session. A paper is keyed once.

        The money was taken: what no debt needs becomes a credit, a number not yet known is waited for.

        :param book: of contingency receipts
        :param int number: one of the book
        :param list lines: (key as written, amount) pairs of the paper
        :param date paid_on: day on the paper; it decides the amounts
        :param cashier: user who signed the paper
        :return: the receipt
        :raise UserError: in words, when the paper cannot be keyed so
        """
        self.ensure_one()
        self._check_taking()
        self._check_paper(book, number, paid_on, cashier)
        debts, keys = self._find_paper_debts(lines, paid_on)
        total = sum(rules.to_decimal(amount) for __, amount in lines)
        rounding = self._get_paper_rounding(total, debts, paid_on)
        receipt = self.env["revenue.receipt"]._collect(
            total, self.currency_id, paid_on, self.channel_id, f"contingency:{book.id}:{number}",
            series=self.series_id, office=self.office_id, method="cash", keys=keys,
            obligations=self.env["revenue.obligation"].browse(debts), amounts=None if rounding else debts,
            rounding=rounding, extra={"session_id": self.id})
        self.env["revenue.contingency.number"]._use(book, number, receipt, paid_on, cashier)
        return receipt

    def _check_paper(self, book, number, paid_on, cashier):
        shown = {"number": f"{book.prefix} {book._print_number(number)}"}
        if book.office_id != self.office_id:
            raise UserError(self.env._("%(number)s is a paper of another office.", **shown))
        if book.state not in ("held", "returned"):
            raise UserError(self.env._("%(number)s: its book was not handed to anybody, or is closed.", **shown))
        known = self.env["revenue.contingency.number"].search([("book_id", "=", book.id), ("number", "=", number)])
        if known:
            fates = dict(known._fields["fate"]._description_selection(self.env))
            raise UserError(self.env._(
                "%(number)s already has a fate: %(fate)s %(receipt)s.", fate=fates[known.fate],
                receipt=known.receipt_id.display_name or "", **shown))
        if paid_on > self.office_id._today():
            raise UserError(self.env._("%(number)s: the day is in the future.", **shown))
        if cashier not in book._get_holders(paid_on):
            raise UserError(self.env._(
                "%(number)s: the book was not with %(cashier)s on %(day)s.", cashier=cashier.name,
                day=format_date(self.env, paid_on), **shown))

    def _find_paper_debts(self, lines, paid_on):
        """The debts that a paper names, with what it paid for each, and the keys that no debt has yet.

        :return: amounts by debt id, in order, and keys
        :rtype: tuple[dict[int, Decimal], list[tuple]]
        """
        debts, keys = {}, []
        for text, amount in lines:
            value = rules.to_decimal(amount)
            if value <= 0:
                raise UserError(self.env._("%s: the amount must be greater than zero.", text))
            found, __ = self.env["revenue.key"]._find(None, text)
            if len(found) > 1:
                found = self._choose_payable(found, text, paid_on)
            for debt in found:
                debts[debt.id] = debts.get(debt.id, 0) + value
            if not found:
                keys.append(("slip", "", text))
        if debts and keys or len(keys) > 1:
            raise UserError(self.env._(
                "%s is not yet known here. Key what this paper paid for it as a paper of its own, or wait for the"
                " slip.",
                keys[-1][2]))
        return debts, keys

    def _choose_payable(self, found, text, paid_on):
        """Of several debts with one key the only one that owes something on that day."""
        owing = [debt_id for debt_id, accrual in found._get_accruals(paid_on).items() if accrual.amount > 0]
        if len(owing) != 1:
            raise UserError(self.env._("%s names several debts. Key the number of the one that was paid.", text))
        return found.browse(owing)

    def _get_paper_rounding(self, total, debts, paid_on):
        """What cash rounding explains of the difference between the paper and what was owed in full on its day."""
        accruals = self.env["revenue.obligation"].browse(debts)._get_accruals(paid_on)
        owed = sum(accrual.amount for accrual in accruals.values())
        paid, rounding = self.currency_id._round_cash(owed) if owed else (0, 0)
        return rounding if paid == total else 0
