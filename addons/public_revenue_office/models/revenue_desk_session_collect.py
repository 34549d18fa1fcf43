from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.models.revenue_collector_receipt import PaymentConflict


class RevenueDeskSession(models.Model):
    """How a session takes money."""

    _inherit = "revenue.desk.session"

    cheque_amount = fields.Monetary(
        string="Cheques to Deposit", compute="_compute_cheque_amount", help="Cheques taken that are on no slip yet.")

    @api.depends("receipt_ids")
    def _compute_cheque_amount(self):
        groups = self.env["revenue.receipt"]._read_group(
            self._get_cheque_domain(), ["session_id"], ["amount:sum"])
        amounts = {session.id: amount for session, amount in groups}
        for session in self:
            session.cheque_amount = amounts.get(session.id, 0.0)

    def _get_cheque_domain(self):
        """Receipts of cheques of these sessions that can go to the bank."""
        return [("session_id", "in", self.ids), ("method", "=", "cheque"), ("reversal_of_id", "=", False),
                ("reversal_ids", "=", False), ("deposit_ids", "=", False)]

    def _collect(self, request_key, lines, method="cash", payer=None, reference=None, bill=None, cheque=None):
        """Take money for debts: one receipt for all of them. The same request again gets the first receipt.

        :param str request_key: made by the one who asks, kept until the answer has come
        :param list lines: (obligation id, amount) pairs, in the order in which they are paid
        :param str method: as on receipts
        :param payer: partner or None
        :param str reference: number of the cheque, the card slip or the transfer
        :param bill: the bill whose lines these are, all of them; None for today's amounts
        :param dict cheque: what a cheque says besides its number: columns of the receipt
        :return: the receipt
        :raise UserError: in words, when the session, a debt or an amount does not allow it
        :raise PaymentConflict: when the request is known with other content
        """
        self.ensure_one()
        pairs = [(debt_id, rules.to_decimal(amount)) for debt_id, amount in lines]
        content = rules.digest(method, payer.id if payer else None, reference or None,
                               *(part for pair in pairs for part in pair), *(bill.ids if bill else ()),
                               *(cheque or {}).values())
        channel = self.desk_id._get_channel(method)
        repeated = self._find_repeated(request_key, content)
        if repeated:
            return repeated
        self._check_taking()
        basket, is_full = self._check_basket(pairs, channel, bill)
        paid, rounding = self._round(sum(amount for _debt_id, amount in pairs), method, is_full)
        return self.env["revenue.receipt"]._collect(
            paid, self.currency_id, self.office_id._today(), channel,
            request_key, series=self.series_id, office=self.office_id, payer=payer, method=method,
            payload_hash=content, rounding=rounding, **basket,
            extra={"session_id": self.id, "payment_reference": reference or None, **(cheque or {})})

    def _check_basket(self, pairs, channel, bill):
        """What is to be paid as the collector wants it, and whether every debt is paid in full.

        :raise UserError: in words, naming the debt or the bill
        """
        day = self.office_id._today()
        if bill:
            bill._check_payable(dict(pairs), day, self.currency_id)
            return {"bill": bill}, True
        obligations = self.env["revenue.obligation"].browse([debt_id for debt_id, _amount in pairs]).exists()
        is_full = obligations._check_at_desk(dict(pairs), channel, day)
        return {"obligations": obligations, "amounts": dict(pairs)}, is_full

    def _round(self, amount, method, is_full):
        """What is taken for an amount, and what of it is rounding: only cash is rounded.

        A part of a debt is what the payer gives, so it is not rounded: otherwise many small parts would add up to a
        gift.

        :param Decimal amount: what the debts get
        :param bool is_full: every debt is paid in full
        :rtype: tuple[Decimal, Decimal]
        :raise UserError: in words, for a part that no cash can pay, and for what is too small for any
        """
        paid, rounding = self.currency_id._round_cash(amount) if method == "cash" else (amount, 0)
        unit = self.currency_id.format(self.currency_id.revenue_cash_unit)
        if rounding and not is_full:
            raise UserError(self.env._("A part paid in cash must be a multiple of %s.", unit))
        if amount and not paid:
            raise UserError(self.env._(
                "%(amount)s is too little to be paid in cash, which is rounded to %(unit)s. Take it with another debt "
                "or by another method.", amount=self.currency_id.format(float(amount)), unit=unit))
        return paid, rounding

    def _find_repeated(self, request_key, content):
        """The receipt that a request already got, at any channel of the desk."""
        receipt = self.env["revenue.receipt"].search(
            [("channel_id", "in", self.desk_id._get_channels().ids), ("external_id", "=", request_key)], limit=1)
        if receipt and receipt.payload_hash != content:
            raise PaymentConflict(self.env._(
                "This payment is already recorded in the receipt %s with other content. Nothing was booked.",
                receipt.display_name))
        return receipt
