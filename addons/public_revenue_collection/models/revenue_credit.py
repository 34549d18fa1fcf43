from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from ..cases import Entry
from ..ledger import RECEIPT
from .revenue_ledger import Draft

REASONS = [
    ("unknown", "The debt is not yet known"),
    ("overpaid", "Paid too much"),
    ("paid_twice", "Paid twice"),
    ("after_annulment", "Paid after annulment"),
    ("partial", "Partial payment not allowed"),
    ("wrong_debt", "Paid for another debt"),
    ("for_others", "Collected for another company"),
]


class Held(NamedTuple):
    """Money of a receipt that is to be held.

    `receipt`: values of its row, with its id. `amount`: in its currency. `keys`: (type, country, value) of the debt it
    names, when that is not known yet. `rounding`: what the cash was rounded by: held like money, an entry of its own.
    """

    receipt: dict
    amount: Decimal
    reason: str
    journal_id: int
    keys: tuple = ()
    obligation_id: int | None = None
    payer_id: int | None = None
    rounding: Decimal = Decimal(0)


class RevenueCredit(models.Model):
    """Money the treasury holds without a debt: its home until it is applied, refunded or remitted.

    Only money that names a debt not yet keyed finds it by itself; any other use needs consent or a norm.
    """

    _name = "revenue.credit"
    _description = "Credit of a Payer"
    _order = "id desc"
    _check_company_auto = True

    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    reason = fields.Selection(REASONS, required=True, readonly=True)
    payer_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="restrict", index="btree_not_null",
        help="The payer if known, else the debtor.")
    receipt_id = fields.Many2one("revenue.receipt", readonly=True, ondelete="restrict", index="btree_not_null")
    obligation_id = fields.Many2one(
        "revenue.obligation", readonly=True, ondelete="restrict", index="btree_not_null", string="Came from")
    amount = fields.Monetary(readonly=True, help="What came in.")
    balance = fields.Monetary(readonly=True, help="What is still held.")
    value_date = fields.Date(required=True, readonly=True)
    key_ids = fields.One2many("revenue.key", "credit_id", string="Names", readonly=True)
    entry_ids = fields.One2many("revenue.entry", "credit_id", string="Entries", readonly=True)
    status = fields.Selection([("held", "Held"), ("used", "Used")], compute="_compute_status", search="_search_status")

    _held_index = models.Index("(office_id) WHERE balance <> 0")
    # What was remitted and then taken back is a claim on the other company: a balance below zero.
    _balance_positive = models.Constraint(
        "CHECK (balance >= 0 OR reason = 'for_others')", "A credit cannot give more than it holds.")

    @api.depends("balance")
    def _compute_status(self):
        for credit in self:
            credit.status = "held" if credit.balance else "used"

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        held, used = "held" in value, "used" in value
        if held and used:
            return []
        return [("balance", "!=" if held else "=", 0)]

    @api.depends("reason", "amount")
    def _compute_display_name(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for credit in self:
            credit.display_name = f"{reasons.get(credit.reason)} {credit.currency_id.format(credit.amount)}"

    # === RECEIVING === #

    @api.model
    def _receive(self, wanted):
        """Give money of receipts that no debt takes a home.

        :param list[Held] wanted:
        :return: the credits, in the same order
        """
        if not wanted:
            return self.browse()
        credits = self._insert_many([
            (one.receipt["company_id"], one.receipt["office_id"], one.receipt["currency_id"], one.reason,
             one.amount + one.rounding, one.receipt["paid_on"], one.receipt["id"], one.obligation_id, one.payer_id)
            for one in wanted])
        self._insert_keys([
            (credit.id, *key) for credit, one in zip(credits, wanted, strict=True) for key in one.keys])
        self.env["revenue.ledger"]._append([
            draft for credit, one in zip(credits, wanted, strict=True) for draft in self._draft_held(credit.id, one)])
        return credits

    def _draft_held(self, credit_id, one):
        """The ledger's rows of money that is held: one more for its rounding."""
        kind, receipt = "for_others" if one.reason == "for_others" else "payment", one.receipt
        return [Draft(
            obligation_id=None, credit_id=credit_id, kind=kind, amount=-value, currency_id=receipt["currency_id"],
            company_id=receipt["company_id"], office_id=receipt["office_id"], concept_id=None,
            journal_id=one.journal_id, value_date=receipt["paid_on"], cause=cause, receipt_id=receipt["id"],
            channel_id=receipt["channel_id"])
            for kind, value, cause in ((kind, one.amount, one.reason), ("rounding", one.rounding, "rounding")) if value]

    def _insert(self, company_id, office_id, currency_id, reason, amount, value_date, **optional):
        return self._insert_many([(
            company_id, office_id, currency_id, reason, amount, value_date, optional.get("receipt_id"),
            optional.get("obligation_id"), optional.get("payer_id"))])

    def _insert_many(self, rows):
        """Rows of credits, as the columns below stand.

        :return: the credits, in the same order
        """
        stamp = SQL("now() at time zone 'UTC'")
        ids = self.env.execute_query(SQL(
            """INSERT INTO revenue_credit (company_id, office_id, currency_id, reason, amount, value_date, receipt_id,
                   obligation_id, payer_id, balance, create_uid, write_uid, create_date, write_date)
               VALUES %s RETURNING id""",
            SQL(", ").join(SQL("(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                               *row, row[4], self.env.uid, self.env.uid, stamp, stamp) for row in rows)))
        return self.browse(credit_id for (credit_id,) in ids)

    def _insert_keys(self, keys):
        """Let credits be found by what they name.

        :param keys: (credit id, type, country, value)
        """
        if not keys:
            return
        normalise = self.env["revenue.key"]._normalise
        values = SQL(", ").join(
            SQL("(%s, %s, %s, %s)", credit_id, key_type, country or "", normalise(value))
            for credit_id, key_type, country, value in keys)
        self.env.cr.execute(SQL("INSERT INTO revenue_key (credit_id, type, country, value) VALUES %s", values))
        # A debt issued at this very moment does not see this row: the sweep looks again after the commit.
        self.env.ref("public_revenue_collection.ir_cron_public_revenue_collection_match")._trigger()

    @api.model
    def _receive_excess(self, case, amount, day, journals):
        """Move money that a debt does not need into a credit of its payer."""
        credit = self.search([("obligation_id", "=", case.id), ("reason", "=", "overpaid")], limit=1)
        if credit:
            credit._change_balance(amount, raise_amount=True)
        else:
            credit = self._insert(case.company_id, case.office_id, case.currency_id, "overpaid", amount, day,
                                  obligation_id=case.id, payer_id=self._get_payer_id(case))
        credit._append_excess(case, -amount, day, journals)

    def _get_payer_id(self, case):
        """Who paid last, if the receipt says so; else the debtor."""
        rows = self.env.execute_query(SQL(
            """SELECT r.payer_id FROM revenue_entry e JOIN revenue_receipt r ON r.id = %s
                WHERE e.obligation_id = %s AND e.kind = 'payment' AND r.payer_id IS NOT NULL
             ORDER BY e.id DESC LIMIT 1""", RECEIPT, case.id))
        return rows[0][0] if rows else case.partner_id

    @api.model
    def _give_back(self, case, amount, day, journals):
        """Take money back from the credits of a debt, the latest first.

        :return: how much could be taken
        :rtype: Decimal
        """
        held = self._lock_held(case.id)
        parts = rules.apportion(amount, [Decimal(balance) for _credit_id, balance in held])
        for (credit_id, _balance), part in zip(held, parts, strict=True):
            if part:
                self.browse(credit_id)._change_balance(-part)
                self.browse(credit_id)._append_excess(case, part, day, journals)
        return sum(parts)

    def _lock_held(self, obligation_id):
        return self.env.execute_query(SQL(
            """SELECT id, balance::text FROM revenue_credit
                WHERE obligation_id = %s AND balance > 0 AND reason = 'overpaid' ORDER BY id DESC FOR UPDATE""",
            obligation_id))

    def _append_excess(self, case, amount, day, journals):
        self.env["revenue.ledger"]._append([Draft(
            obligation_id=None, credit_id=self.id, kind="excess", amount=amount, currency_id=case.currency_id,
            company_id=case.company_id, office_id=case.office_id, concept_id=None,
            journal_id=journals[case.company_id], value_date=day, cause="rule")])

    def _change_balance(self, amount, raise_amount=False):
        self.env.cr.execute(SQL(
            """UPDATE revenue_credit SET balance = balance + %s, amount = amount + %s,
                      write_date = now() at time zone 'UTC' WHERE id = %s""",
            amount, amount if raise_amount else 0, self.id))
        self.invalidate_recordset(["balance", "amount"], flush=False)

    @api.model
    def _take_back(self, changes):
        """Take money of reversed receipts out of their credits.

        Money held for another company that was already remitted becomes a claim on it, for the next remittance.

        :param dict changes: by credit id, the (usually negative) change of what is held
        :raise UserError: when the money has already left
        """
        rows = self.env.execute_query(SQL(
            "SELECT id, balance::text, reason FROM revenue_credit WHERE id IN %s ORDER BY id FOR UPDATE",
            tuple(changes) or (0,)))
        if any(reason != "for_others" and Decimal(balance) < -changes[credit_id]
               for credit_id, balance, reason in rows):
            raise UserError(self.env._("Money of this receipt has already been refunded. Recover the refund first."))
        for credit_id, _balance, _reason in rows:
            self.browse(credit_id)._change_balance(changes[credit_id])

    # === FINDING ITS DEBT === #

    @api.model
    def _match(self, obligations=None):
        """Let waiting credits find the debts they name: applied with the value date of the payment.

        :param obligations: look only for these (just issued); None for the sweep over all waiting credits
        :return: the credits applied
        """
        pairs = self._find_waiting(obligations)
        applied = self.browse()
        for credit_id, obligation_id in pairs:
            credit = self.browse(credit_id)
            if credit not in applied and credit._apply(self.env["revenue.obligation"].browse(obligation_id)):
                applied += credit
        return applied

    def _find_waiting(self, obligations):
        """(credit, obligation) pairs that share a printed number, or all the keys that the credit names."""
        narrow = SQL("AND o.obligation_id IN %s", tuple(obligations.ids) or (0,)) if obligations is not None else SQL()
        return self.env.execute_query(SQL(
            """SELECT c.id, o.obligation_id
                 FROM revenue_key w
                 JOIN revenue_credit c ON c.id = w.credit_id AND c.balance > 0 AND c.reason = 'unknown'
                 JOIN revenue_key o ON o.obligation_id IS NOT NULL AND o.value = w.value AND o.type = w.type %s
                 JOIN revenue_obligation d ON d.id = o.obligation_id AND d.company_id = c.company_id
                WHERE w.credit_id IS NOT NULL
             GROUP BY c.id, o.obligation_id
               HAVING count(DISTINCT w.id) = (SELECT count(*) FROM revenue_key k WHERE k.credit_id = c.id)
             ORDER BY c.id, o.obligation_id""", narrow))

    def _apply(self, obligation):
        """Use this credit for a debt of the same company, as much as the debt needs.

        The entry keeps the receipt of the money, so that the receipt's allocations follow it.

        :return: whether anything was applied
        :rtype: bool
        """
        self.ensure_one()
        ledger = self.env["revenue.ledger"]
        cases = ledger._load(obligation.ids)
        [(balance, day, receipt_id, company_id)] = self.env.execute_query(SQL(
            """SELECT balance::text, value_date, receipt_id, company_id FROM revenue_credit
                WHERE id = %s FOR UPDATE""", self.id))
        case = cases[obligation.id]
        if case.company_id != company_id:
            raise UserError(self.env._("A credit can only pay a debt of the same company."))
        amount = min(Decimal(balance), case.accrue(day, ledger._get_index()).amount)
        if amount <= 0:
            return False
        journals = ledger._get_journals([case])
        case.add(Entry("credit_applied", -amount, day, key=str(receipt_id)))
        ledger._append([
            ledger._draft(case, "credit_applied", -amount, day, journals, cause=f"credit {self.id}",
                          receipt_id=receipt_id),
            ledger._draft(case, "credit_applied", amount, day, journals, cause=f"obligation {case.id}",
                          receipt_id=receipt_id)._replace(obligation_id=None, credit_id=self.id, concept_id=None),
        ])
        self._change_balance(-amount)
        obligation._finish(cases, "money")
        return True

    @api.model
    def _cron_match(self):
        """Sweep: credits and debts that met at the same moment, each too late to see the other."""
        self._match()

    def _refund(self, method, decision, channel, expected=None):
        """Pay a credit back in full.

        :param str method: how the money leaves, as on receipts
        :param str decision: number of the decision that orders it
        :param channel: the channel whose money is used
        :param expected: what the decision says is held; None: whatever is
        :raise UserError: when nothing, or something else than expected, is held
        """
        self.ensure_one()
        [[balance]] = self.env.execute_query(SQL(
            "SELECT balance::text FROM revenue_credit WHERE id = %s FOR UPDATE", self.id))
        amount = Decimal(balance)
        if amount <= 0:
            raise UserError(self.env._("Nothing is left of this credit."))
        if expected is not None and amount != round(rules.to_decimal(expected), self.currency_id.decimal_places):
            raise UserError(self.env._("The credit no longer holds what the decision says. Nothing was paid."))
        self.env["revenue.ledger"]._append([Draft(
            obligation_id=None, credit_id=self.id, kind="refund", amount=amount, currency_id=self.currency_id.id,
            company_id=self.company_id.id, office_id=self.office_id.id, concept_id=None,
            journal_id=channel.journal_id.id, value_date=self.office_id._today(), cause=f"{method}: {decision}",
            channel_id=channel.id)])
        self._change_balance(-amount)

    # === REMITTING === #

    @api.model
    def _remit(self, amounts, channel_id, cause):
        """Let money held for another company leave against the account between the two companies.

        What was received or taken back after it was counted stays in the credits.

        :param dict amounts: by credit id, what leaves (below zero: a claim that is settled)
        :param int channel_id: the channel of the account between the companies, see `revenue.channel._get_others`
        :param str cause: what orders it
        """
        if not amounts:
            return
        rows = self.env.execute_query(SQL(
            """SELECT id, company_id, office_id, currency_id FROM revenue_credit
                WHERE id IN %s AND reason = 'for_others' ORDER BY id FOR UPDATE""", tuple(amounts)))
        ledger = self.env["revenue.ledger"]
        places = ledger._get_places({office_id for _credit, _company, office_id, _currency in rows})
        ledger._append([
            Draft(obligation_id=None, credit_id=credit_id, kind="remitted", amount=amounts[credit_id],
                  currency_id=currency_id, company_id=company_id, office_id=office_id, concept_id=None,
                  journal_id=places[office_id].journal_id, value_date=places[office_id].today, cause=cause,
                  channel_id=channel_id)
            for credit_id, company_id, office_id, currency_id in rows])
        values = SQL(", ").join(SQL("(%s, %s)", credit_id, amounts[credit_id]) for credit_id, *_rest in rows)
        self.env.cr.execute(SQL(
            """UPDATE revenue_credit c SET balance = c.balance - v.amount, write_date = now() at time zone 'UTC'
                 FROM (VALUES %s) AS v (id, amount) WHERE c.id = v.id""", values))
        self.invalidate_model(["balance"], flush=False)
