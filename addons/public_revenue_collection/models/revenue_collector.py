import contextlib
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from .. import ledger
from ..cases import Entry
from .revenue_ledger import Draft
from .revenue_receipt import DIGEST_COLUMNS


class PaymentConflict(UserError):
    """The same payment id came with other content: nothing was booked."""


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


class RevenueCollector(models.AbstractModel):
    """Takes money and takes it back. Works the same under REPEATABLE READ (a request) and READ COMMITTED (gateways)."""

    _name = "revenue.collector"
    _description = "Collector of Payments"

    @api.model
    def _collect(self, amount, currency, paid_on, channel, external_id, *, series, office=None, payer=None, bill=None,
                 obligations=None, amounts=None, keys=(), method="cash", payload_hash=None, conditions=(), extra=None,
                 rounding=0):
        """Take money: one receipt, its allocations, and a credit for what no debt takes. Idempotent.

        :param amount: money taken, in the currency of the company
        :param currency: record; must be the company's
        :param date paid_on: day of the payment in the office's time zone; decides the amounts (value date)
        :param channel: record of the way the money came
        :param str external_id: identity of the payment at its channel
        :param series: series of receipt numbers with one writer at a time
        :param office: where it is booked; the series' own by default
        :param payer: partner or None
        :param bill: a bill; honoured to its last day
        :param obligations: debts in the order in which they are paid; with a bill, the bill's
        :param dict amounts: how much at most each obligation id takes (partial payments)
        :param keys: (type, country, value) that name a debt not yet known
        :param str method: see METHODS of receipts
        :param str payload_hash: fingerprint of what the payer sent; of the arguments by default
        :param conditions: names of conditions that hold for this payment
        :param dict extra: further columns of the receipt, by modules that add them
        :param rounding: what the debts get beyond the cash, as `rules.round_cash` tells it; negative: less
        :return: the receipt; the first one when the payment is repeated
        :raise UserError: for amounts, days and currencies that cannot be
        :raise PaymentConflict: when the id is known with other content
        """
        self.env.flush_all()
        terms = self._get_terms(channel, series, office)
        lines = self._get_lines(bill, paid_on, obligations, amounts, conditions)
        values = self._prepare_receipt(
            self._check_amount(amount, currency, terms), self._check_day(paid_on, terms), terms, external_id,
            payer=payer, bill=bill, method=method, conditions=self._name_conditions(terms, conditions, lines),
            extra=extra)
        rounding = self._check_rounding(values, rounding, currency)
        values["payload_hash"] = payload_hash or self._hash(values, lines, keys)
        receipt = self._claim(values)
        if not receipt.get("id"):
            return self._repeat(values)
        self._keep_payer(receipt)
        cases = self.env["revenue.ledger"]._load([line["id"] for line in lines])
        rest = self._allocate(receipt, cases, lines, terms, rounding)
        self._house(receipt, rest, cases, keys, terms)
        self.env["revenue.obligation"]._finish(cases, "money")
        if bill:
            bill._update_state("paid")
        return self._number(receipt)

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

    # === IDEMPOTENCY === #

    def _claim(self, values):
        """Insert the receipt's row without its number; nothing when the payment is known.

        ON CONFLICT waits for a transaction that is inserting the same payment: under REPEATABLE READ it then fails
        with a serialization error, which is retried, under READ COMMITTED it finds the other's row.
        """
        columns = SQL(", ").join(SQL.identifier(name) for name in values)
        rows = self.env.execute_query(SQL(
            "INSERT INTO revenue_receipt (%s) VALUES %s ON CONFLICT (channel_id, external_id) DO NOTHING RETURNING id",
            columns, tuple(values.values())))
        return {**values, "id": rows[0][0] if rows else None}

    def _repeat(self, values):
        """The first answer to a payment that comes again.

        :raise PaymentConflict: when its content is another one
        """
        [(receipt_id, payload_hash)] = self.env.execute_query(SQL(
            "SELECT id, payload_hash FROM revenue_receipt WHERE channel_id = %s AND external_id = %s",
            values["channel_id"], values["external_id"]))
        if payload_hash != values["payload_hash"]:
            raise PaymentConflict(self.env._(
                "The payment %s is already recorded with other content. Nothing was booked.", values["external_id"]))
        return self.env["revenue.receipt"].browse(receipt_id)

    def _keep_payer(self, receipt):
        """Keep who paid as the paper says it, in a table of its own."""
        if receipt["payer_id"]:
            self.env.cr.execute(SQL(
                """INSERT INTO revenue_receipt_payer (receipt_id, name, identity)
                   SELECT %s, p.name, (SELECT i.value FROM revenue_identity i WHERE i.partner_id = p.id
                                     ORDER BY i.verified = 'no', i.id LIMIT 1)
                     FROM res_partner p WHERE p.id = %s""", receipt["id"], receipt["payer_id"]))

    # === ALLOCATING === #

    def _allocate(self, receipt, cases, lines, terms, rounding):
        """Give the money to the debts in order, each what it needs on its value date.

        :param Decimal rounding: what they get beyond the money
        :return: what is left
        :rtype: Decimal
        """
        index = self.env["revenue.ledger"]._get_index()
        most, taken = receipt["amount"] + rounding, []
        conditions = frozenset(filter(None, receipt["conditions"].split(",")))
        for line in lines:
            amount = self._take(cases[line["id"]], line, most, index, conditions)
            if amount:
                most -= amount
                taken.append((cases[line["id"]], line["day"], amount))
                self._add_money(receipt, *taken[-1], conditions)
        parts, rest = rules.spread_cash([amount for _case, _day, amount in taken], receipt["amount"], rounding)
        self.env["revenue.ledger"]._append([
            draft for (case, day, _amount), part in zip(taken, parts, strict=True)
            for draft in self._draft_payment(receipt, case, part, day, terms)])
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
        own = case.company_id == receipt["company_id"]
        key = str(receipt["id"]) if own else self._name_cause(receipt["id"], receipt["company_id"])
        case.add(Entry("payment", -amount, day, key=key, conditions=conditions))

    def _draft_payment(self, receipt, case, part, day, terms):
        """The rows of a payment: one on the debt, one more for its rounding; another when the debt belongs to another
        company.

        A receipt and its entries stay in one company. Money for another company is held for it, while that
        company books the payment against the collector, so that its debtor is served at once. The rounding stays with
        who took the cash.

        :param part: (money, rounding)
        """
        journals = self.env["revenue.ledger"]._get_journals([case])
        if case.company_id == receipt["company_id"]:
            return [self.env["revenue.ledger"]._draft(
                case, kind, -value, day, journals, cause=kind, office_id=receipt["office_id"],
                journal_id=terms.journal_id, receipt_id=receipt["id"], channel_id=receipt["channel_id"])
                for kind, value in zip(("payment", "rounding"), part, strict=True) if value]
        cause = self._name_cause(receipt["id"], receipt["company_id"])
        # sudo: the other company's channel for such payments is not the collector's to read.
        others_sudo = self.env["revenue.channel"].sudo()._get_others(case.company_id, receipt["company_id"])
        self.env["revenue.credit"]._receive(
            receipt, part[0], "for_others", journal_id=terms.journal_id, obligation_id=case.id, rounding=part[1])
        return [self.env["revenue.ledger"]._draft(
            case, "payment", -sum(part), day, journals, cause=cause, channel_id=others_sudo.id)]

    def _house(self, receipt, rest, cases, keys, terms):
        """Every amount has a home: what no debt takes becomes a credit of the payer."""
        if not rest:
            return
        last = list(cases.values())[-1] if cases else None
        self.env["revenue.credit"]._receive(
            receipt, rest, self._get_reason(receipt, rest, last), journal_id=terms.journal_id, keys=keys,
            obligation_id=last.id if last and last.company_id == receipt["company_id"] else None,
            payer_id=receipt["payer_id"] or (last.partner_id if last else None))

    def _get_reason(self, receipt, rest, case):
        """Why money is left: see the reasons of credits."""
        if case is None:
            return "unknown"
        if case.close_effect == "annul":
            return "after_annulment"
        if rest == receipt["amount"]:
            return "paid_twice" if case.status == "closed" else "partial"
        return "overpaid"

    # === NUMBERING === #

    def _number(self, receipt):
        """Give the receipt its number, the last thing the transaction does, and its digest."""
        number = self.env["revenue.series"].browse(receipt["series_id"])._draw()
        digest = ledger.digest_row(tuple({**receipt, "number": number}[name] for name in DIGEST_COLUMNS))
        self.env.cr.execute(SQL(
            "UPDATE revenue_receipt SET number = %s, digest = %s WHERE id = %s", number, digest, receipt["id"]))
        record = self.env["revenue.receipt"].browse(receipt["id"])
        record.invalidate_recordset(flush=False)
        return record

    # === REVERSING === #

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
        reversal = self._claim(values)
        if not reversal["id"]:
            return self._repeat(values)
        cases = self._mirror(receipt, reversal, f"{cause} ({decision})")
        self.env["revenue.obligation"]._finish(cases, "money")
        return self._number(reversal)

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
                key = str(receipt.id) if own else old_cause
                cases[obligation_id].add(Entry(kind, mirrored, value_date, key=key, conditions=conditions))
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
             ORDER BY e.id""", receipt=receipt.id, cause=self._name_cause(receipt.id, receipt.company_id.id)))

    @api.model
    def _name_cause(self, receipt_id, company_id):
        """How the books of one company name a receipt of another."""
        return f"receipt {receipt_id} of company {company_id}"

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
