import contextlib
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from .. import ledger
from ..cases import Entry
from .revenue_credit import Held


class Terms(NamedTuple):
    """What the channel and the series say of a payment, read once."""

    channel_id: int
    series_id: int
    office_id: int
    company_id: int
    currency_id: int
    decimals: int
    journal_id: int
    electronic: bool
    today: object


class Wanted(NamedTuple):
    """One payment that is to be taken.

    `bill`: honoured to its last day. `obligations`: debts in the order in which they are paid; with a bill, the bill's.
    `amounts`: how much at most each obligation id takes (partial payments). `keys`: (type, country, value) that name a
    debt not yet known. `method`: see METHODS of receipts. `payload_hash`: fingerprint of what the payer sent; of the
    arguments by default. `conditions`: names of conditions that hold for this payment. `extra`: further columns of the
    receipt, by modules that add them. `rounding`: what the debts get beyond the cash, as `rules.round_cash` tells it;
    negative: less.
    """

    amount: object
    paid_on: object
    external_id: str
    payer: object = None
    bill: object = None
    obligations: object = None
    amounts: dict | None = None
    keys: tuple = ()
    method: str = "cash"
    payload_hash: str | None = None
    conditions: tuple = ()
    extra: dict | None = None
    rounding: object = 0

    def get_debt_ids(self):
        """Ids of the debts it names itself."""
        return self.obligations.ids if self.obligations else []


class Payment(NamedTuple):
    """A payment that was checked: values of its receipt's row, what it pays, and the row once it is claimed."""

    values: dict
    lines: list
    keys: tuple
    bill: object
    rounding: Decimal
    receipt: dict | None = None


class RevenueCollector(models.AbstractModel):
    """Takes money, one payment or many at once; their receipts and what takes it back stand in files of their own.

    Works the same under REPEATABLE READ (a request) and READ COMMITTED (gateways).
    """

    _name = "revenue.collector"
    _description = "Collector of Payments"

    @api.model
    def _collect(self, amount, currency, paid_on, channel, external_id, *, series, office=None, **options):
        """Take money: one receipt, its allocations, and a credit for what no debt takes. Idempotent.

        :param amount: money taken, in the currency of the company
        :param currency: record; must be the company's
        :param date paid_on: day of the payment in the office's time zone; decides the amounts (value date)
        :param channel: record of the way the money came
        :param str external_id: identity of the payment at its channel
        :param series: series of receipt numbers with one writer at a time
        :param office: where it is booked; the series' own by default
        :param options: further fields of `Wanted`
        :return: the receipt; the first one when the payment is repeated
        :raise UserError: for amounts, days and currencies that cannot be
        :raise PaymentConflict: when the id is known with other content
        """
        return self._collect_many(
            [Wanted(amount, paid_on, external_id, **options)], currency, channel, series=series, office=office)

    @api.model
    def _collect_many(self, wanted, currency, channel, *, series, office=None):
        """Take many payments of one channel, each as if it came alone and in this order; all of them or none.

        :param list[Wanted] wanted: see `_collect` for the rest
        :return: the receipts, in the order of the payments
        """
        self.env.flush_all()
        terms = self._get_terms(channel, series, office)
        parts = self._split(wanted)
        if len(parts) > 1:
            # Part by part they would be locked out of order: two who take many could wait for each other.
            self.env["revenue.ledger"]._lock({debt_id for one in wanted for debt_id in one.get_debt_ids()})
        receipts = self.env["revenue.receipt"]
        return receipts.browse(
            receipt_id for part in parts for receipt_id in self._take_part(part, currency, terms).ids)

    def _split(self, wanted):
        """Payments in their order, cut where one names a debt or an id that an earlier one of its part names: that one
        must find what the earlier one did. A bill comes alone.
        """
        parts, seen = [], set()
        for one in wanted:
            names = {one.external_id, *one.get_debt_ids()}
            if not parts or names & seen or one.bill or parts[-1][-1].bill:
                parts.append([])
                seen = set()
            parts[-1].append(one)
            seen |= names
        return parts

    def _take_part(self, wanted, currency, terms):
        """Take payments that do not touch each other's debts, each step for all of them at once.

        :return: their receipts, in order
        """
        payments = [self._prepare_payment(one, currency, terms) for one in wanted]
        claimed = self._claim([payment.values for payment in payments])
        payments = [payment._replace(receipt=receipt) for payment, receipt in zip(payments, claimed, strict=True)]
        known = {payment.values["external_id"]: self._repeat(payment.values).id
                 for payment in payments if not payment.receipt["id"]}
        fresh = [payment for payment in payments if payment.receipt["id"]]
        if fresh:
            self._take_fresh(fresh, terms)
        return self.env["revenue.receipt"].browse(
            payment.receipt["id"] or known[payment.values["external_id"]] for payment in payments)

    def _take_fresh(self, payments, terms):
        """Give the money of payments that were not known to their debts, the rest to credits, and number them."""
        self._keep_payers([payment.receipt for payment in payments])
        cases = self.env["revenue.ledger"]._load([line["id"] for payment in payments for line in payment.lines])
        drafts, held = [], []
        for payment in payments:
            own = {line["id"]: cases[line["id"]] for line in sorted(payment.lines, key=lambda line: line["id"])}
            rest = self._allocate(payment, own, terms, drafts, held)
            held += self._house(payment, rest, own, terms)
        self._book(drafts)
        self._hold(held)
        self.env["revenue.obligation"]._finish(cases, "money")
        for payment in payments:
            if payment.bill:
                payment.bill._update_state("paid")
        self._number([payment.receipt for payment in payments])

    def _book(self, drafts):
        """Append what debts get to the ledger."""
        self.env["revenue.ledger"]._append(drafts)

    def _hold(self, held):
        """Give what no debt takes, and what is another company's, its home."""
        self.env["revenue.credit"]._receive(held)

    # === CHECKING === #

    def _get_terms(self, channel, series, office):
        """What decides how the money is taken.

        :param office: where it is booked; empty: the series' own
        :rtype: Terms
        """
        own_office_id, company_id, *rest = self._read_terms(channel.id, series.id)
        office_id = office.id if office else own_office_id
        [today] = self.env["revenue.ledger"]._get_days([office_id]).values()
        return Terms(channel.id, series.id, office_id, company_id, *rest, today)

    @tools.ormcache("channel_id", "series_id")
    def _read_terms(self, channel_id, series_id):
        """What seldom changes of the terms, read once: forgotten with any change of a channel or a series."""
        [(office_id, company_id, journal_id, electronic)] = self.env.execute_query(SQL(
            """SELECT s.office_id, c.company_id, c.journal_id, c.electronic
                 FROM revenue_channel c, revenue_series s WHERE c.id = %s AND s.id = %s""", channel_id, series_id))
        return (office_id, company_id, *self.env["revenue.ledger"]._get_currency(company_id), journal_id,
                bool(electronic))

    def _prepare_payment(self, one, currency, terms):
        """What is asked for, checked.

        :param Wanted one:
        :rtype: Payment
        """
        lines = self._get_lines(one.bill, one.paid_on, one.obligations, one.amounts, one.conditions)
        values = self._prepare_receipt(
            self._check_amount(one.amount, currency, terms), self._check_day(one.paid_on, terms), terms,
            one.external_id, payer=one.payer, bill=one.bill, method=one.method, extra=one.extra,
            conditions=self._name_conditions(terms, one.conditions, lines))
        rounding = self._check_rounding(values, one.rounding, currency)
        values["payload_hash"] = one.payload_hash or self._hash(values, lines, one.keys)
        return Payment(values, lines, one.keys, one.bill, rounding)

    def _check_amount(self, amount, currency, terms):
        """The amount as a Decimal of the currency's precision."""
        value = rules.to_decimal(amount)
        if value <= 0:
            raise UserError(self.env._("The amount must be greater than zero."))
        if currency.id != terms.currency_id:
            raise UserError(self.env._("Payments are taken in the currency of the company only."))
        rounded = round(value, terms.decimals)
        if value != rounded:
            raise UserError(self.env._("%(amount)s has more decimals than %(currency)s has.",
                                       amount=value, currency=currency.name))
        return rounded

    def _check_rounding(self, receipt, rounding, currency):
        """The rounding as a Decimal: only of cash, and only what the currency's smallest coin makes necessary."""
        value = rules.to_decimal(rounding)
        if value and (receipt["method"] != "cash" or currency._round_cash(receipt["amount"] + value)[1] != value):
            raise UserError(self.env._("The payment is not rounded as its currency says. Nothing was booked."))
        return value

    def _check_day(self, paid_on, terms):
        if paid_on > terms.today:
            raise UserError(self.env._("The day of the payment (%s) is in the future.", paid_on))
        return paid_on

    def _get_lines(self, bill, paid_on, obligations, amounts, conditions):
        """What is to be paid, in order: dicts with id, the most it takes, its value date, and its conditions."""
        offer = bill and bill._get_offer()
        if bill and paid_on <= offer.valid_until:
            return [{"id": record_id, "most": rules.to_decimal(amount), "day": offer.date, "conditions": names}
                    for record_id, (amount, names, _steps) in offer.lines.items()]
        if bill:
            obligations = self.env["revenue.obligation"].browse(offer.lines)
        amounts = amounts or {}
        return [{"id": record_id, "day": paid_on, "conditions": frozenset(conditions),
                 "most": rules.to_decimal(amounts[record_id]) if record_id in amounts else None}
                for record_id in (obligations.ids if obligations else ())]

    def _name_conditions(self, terms, conditions, lines):
        """The conditions of a payment as one sorted text; the class of the channel is one of them."""
        names = set(conditions).union(*(line["conditions"] for line in lines))
        if terms.electronic:
            names.add("electronic")
        return ",".join(sorted(names))

    def _prepare_receipt(self, amount, paid_on, terms, external_id, *, payer, bill, method, conditions, extra=None,
                         reversal_of=None):
        """Values of the receipt's row. Overridden by modules that add columns."""
        return {
            "series_id": terms.series_id, "company_id": terms.company_id, "office_id": terms.office_id,
            "channel_id": terms.channel_id, "currency_id": terms.currency_id, "amount": amount, "method": method,
            "payer_id": payer.id if payer else None, "paid_on": paid_on, "date": terms.today,
            "recorded_at": fields.Datetime.now(), "user_id": self.env.uid, "external_id": external_id,
            "conditions": conditions, "bill_id": bill.id if bill else None, "reversal_of_id": reversal_of,
            **(extra or {}),
        }

    def _hash(self, values, lines, keys):
        """Fingerprint of what was asked for: not of when and by whom."""
        wanted = [(line["id"], line["most"]) for line in lines]
        return ledger.digest_row((
            values["amount"], values["currency_id"], values["paid_on"], values["method"], values["payer_id"],
            values["bill_id"], values["conditions"], wanted, sorted(keys)))

    # === ALLOCATING === #

    def _allocate(self, payment, cases, terms, drafts, held):
        """Give the money to the debts in order, each what it needs on its value date.

        :param dict cases: of its debts
        :param list drafts: takes the ledger's rows of the debts
        :param list held: takes what is held for other companies
        :return: what is left
        :rtype: Decimal
        """
        receipt, rounding = payment.receipt, payment.rounding
        index = self.env["revenue.ledger"]._get_index()
        most, taken = receipt["amount"] + rounding, []
        conditions = frozenset(filter(None, receipt["conditions"].split(",")))
        for line in payment.lines:
            amount = self._take(cases[line["id"]], line, most, index, conditions)
            if amount:
                most -= amount
                taken.append((cases[line["id"]], line["day"], amount))
                self._add_money(receipt, *taken[-1], conditions)
        parts, rest = rules.spread_cash([amount for _case, _day, amount in taken], receipt["amount"], rounding)
        for (case, day, _amount), part in zip(taken, parts, strict=True):
            drafts += self._draft_payment(receipt, case, part, day, terms, held)
        return rest

    def _take(self, case, line, rest, index, conditions):
        """How much of the rest a debt takes."""
        due = case.accrue(line["day"], index, conditions | line["conditions"]).amount
        taken = min(value for value in (due, line["most"], rest) if value is not None)
        if taken < due and not self.env["revenue.concept"].browse(case.concept_id).partial_allowed:
            return Decimal(0)
        return max(taken, Decimal(0))

    def _add_money(self, receipt, case, day, amount, conditions):
        """Let a case know what it was given: the money and its rounding are one fact."""
        case.add(Entry("payment", -amount, day, key=str(receipt["id"]), conditions=conditions))

    def _draft_payment(self, receipt, case, part, day, terms, held):
        """The rows of a payment: one on the debt, one more for its rounding; another when the debt belongs to another
        company.

        A receipt and its entries stay in one company. Money for another company is held for it, while that
        company books the payment against the collector, so that its debtor is served at once. The rounding stays with
        who took the cash.

        :param part: (money, rounding)
        :param list held: takes what is held for another company
        """
        journals = self.env["revenue.ledger"]._get_journals([case])
        if case.company_id == receipt["company_id"]:
            return [self.env["revenue.ledger"]._draft(
                case, kind, -value, day, journals, cause=kind, office_id=receipt["office_id"],
                journal_id=terms.journal_id, receipt_id=receipt["id"], channel_id=receipt["channel_id"])
                for kind, value in zip(("payment", "rounding"), part, strict=True) if value]
        cause = ledger.name_receipt(receipt["id"], receipt["company_id"])
        # sudo: the other company's channel for such payments is not the collector's to read.
        others_sudo = self.env["revenue.channel"].sudo()._get_others(case.company_id, receipt["company_id"])
        held.append(Held(
            receipt, part[0], "for_others", terms.journal_id, obligation_id=case.id, rounding=part[1]))
        return [self.env["revenue.ledger"]._draft(
            case, "payment", -sum(part), day, journals, cause=cause, channel_id=others_sudo.id)]

    def _house(self, payment, rest, cases, terms):
        """Every amount has a home: what no debt takes becomes a credit of the payer.

        :return: what is to be held
        :rtype: list[Held]
        """
        if not rest:
            return []
        receipt, last = payment.receipt, list(cases.values())[-1] if cases else None
        return [Held(
            receipt, rest, self._get_reason(receipt, rest, last), terms.journal_id, keys=payment.keys,
            obligation_id=last.id if last and last.company_id == receipt["company_id"] else None,
            payer_id=receipt["payer_id"] or (last.partner_id if last else None))]

    def _get_reason(self, receipt, rest, case):
        """Why money is left: see the reasons of credits."""
        if case is None:
            return "unknown"
        if case.close_effect == "annul":
            return "after_annulment"
        if rest == receipt["amount"]:
            return "paid_twice" if case.status == "closed" else "partial"
        return "overpaid"

    # === ISOLATION === #

    @api.model
    @contextlib.contextmanager
    def _money_cursor(self):
        """An environment with a cursor of its own at READ COMMITTED, for money that does not come from a form.

        Many writers may then share a series: each waits for the other instead of failing. Committed on leaving,
        rolled back on an error.
        """
        with self.env.registry.cursor() as cr:
            cr.execute(SQL("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))
            yield self.env(cr=cr)
