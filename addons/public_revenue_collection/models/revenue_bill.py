from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules

#: Allowed moves of a bill.
MOVES = {"open": ("paid", "cancelled"), "paid": ("open",), "cancelled": ()}


class Offer(NamedTuple):
    """What a bill offers, as anybody is told who has its number: also at a desk of another company."""

    number: str
    date: object
    valid_until: object
    lines: dict  # by obligation id: amount, names of conditions, steps of the explanation


class RevenueBill(models.Model):
    """An expiring offer to pay: a basket, a wallet's quote, a printed notice, an instalment.

    It changes no debt. Paid up to its last day it is honoured, whatever the calendar did meanwhile.

    open -> paid; open -> cancelled; paid -> open when its receipt is reversed. Expiry is a date, not a state.
    """

    _name = "revenue.bill"
    _inherit = "revenue.paper.mixin"
    _description = "Bill"
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, readonly=True, help="Twelve digits, the last two for checking.")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    channel_id = fields.Many2one("revenue.channel", readonly=True, ondelete="restrict")
    payer_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict", index="btree_not_null")
    date = fields.Date(required=True, readonly=True, help="The day whose amounts it offers.")
    valid_until = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("paid", "Paid"), ("cancelled", "Cancelled")], required=True, readonly=True, default="open")
    basket = fields.Char(
        readonly=True, index="btree_not_null",
        help="What was chosen together: debts of several companies make several bills.")
    line_ids = fields.One2many("revenue.bill.line", "bill_id", string="Lines", readonly=True)
    receipt_ids = fields.One2many("revenue.receipt", "bill_id", string="Receipts", readonly=True)

    _number_unique = models.UniqueIndex("(number)", "This bill number is already used.")
    _dates_ordered = models.Constraint("CHECK (valid_until >= date)", "A bill cannot expire before its day.")
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A bill needs something to pay.")

    def init(self):
        """Create the sequence of the numbers, which may have gaps."""
        self.env.cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS revenue_bill_number_seq START 1000000"))

    @api.model
    def _make(self, lines, day, channel, payer=None, basket=None):
        """Offer to pay debts at their amounts of a day.

        :param lines: list of (obligation, conditions): debts of one company, with names of conditions that hold
        :param date day: today in the office's time zone
        :param channel: the way it will be paid; its class may earn a discount
        :param payer: partner or None
        :param str basket: what names the debts that were chosen together, also those of other companies
        :return: the bill
        :raise UserError: when nothing is due, or the debts belong to several companies
        """
        obligations = self.env["revenue.obligation"].union(*(obligation for obligation, _conditions in lines))
        places = self._read_places(obligations)
        if len(set(places.values())) > 1:
            raise UserError(self.env._("A bill holds debts of one company only."))
        conditions = {obligation.id: set(names) | ({"electronic"} if channel.electronic else set())
                      for obligation, names in lines}
        accruals = obligations._get_accruals(day, conditions)
        due = obligations.filtered(lambda obligation: accruals[obligation.id].amount > 0)
        if not due:
            raise UserError(self.env._("There is nothing to pay."))
        company_id, currency_id = places[due[0].id]
        bill_sudo = self._get_keeper_sudo().create({
            "number": self._draw_number(),
            "company_id": company_id,
            "currency_id": currency_id,
            "channel_id": channel.id,
            "payer_id": payer.id if payer else False,
            "basket": basket,
            "date": day,
            "valid_until": min(filter(None, (accruals[record.id].valid_until for record in due)), default=day),
            "amount": sum(accruals[record.id].amount for record in due),
            "line_ids": [(0, 0, self._prepare_line(record, accruals[record.id], conditions[record.id]))
                         for record in due],
        })
        return self.browse(bill_sudo.id)

    @api.model
    def _make_each(self, obligations, day, channel, payer=None, basket=None):
        """Bills for debts of any companies, one for each; the other arguments are those of `_make`.

        :param obligations: debts in the order in which they are paid
        :rtype: recordset
        """
        places = self._read_places(obligations)
        bills = self.browse()
        for debts in obligations.grouped(lambda debt: places[debt.id]).values():
            bills += self._make([(debt, ()) for debt in debts], day, channel, payer, basket)
        return bills

    def _read_places(self, obligations):
        """Company and currency of debts; by SQL, as an exact key opens any debt, also of another office.

        :rtype: dict[int, tuple[int, int]]
        """
        rows = self.env.execute_query(SQL(
            "SELECT id, company_id, currency_id FROM revenue_obligation WHERE id IN %s",
            tuple(obligations.ids) or (0,)))
        return {row[0]: row[1:] for row in rows}

    def _get_keeper_sudo(self):
        # sudo: no role writes bills by hand, as they are honoured; and who has the number of one may pay it at a desk
        # of any company. The methods of this model are the only way.
        return self.sudo()

    def _prepare_line(self, obligation, accrual, conditions):
        return {
            "obligation_id": obligation.id,
            "amount": accrual.amount,
            "conditions": ",".join(sorted(conditions)),
            "explanation": [step.as_dict() for step in accrual.steps],
        }

    def _draw_number(self):
        [[number]] = self.env.execute_query(SQL("SELECT nextval('revenue_bill_number_seq')"))
        return rules.make_reference(number)

    def _update_state(self, state):
        """The one gate of the state, see MOVES: a bill elsewhere stays as it is, and money for it finds a home."""
        self._get_keeper_sudo().filtered(lambda bill: state in MOVES[bill.state]).state = state

    def _reopen(self):
        """Bills whose receipt was taken back are open again, or expired by their day, unless another receipt stands."""
        standing = [("reversal_of_id", "=", False), ("reversal_ids", "=", False)]
        paid_sudo = self._get_keeper_sudo().search([("id", "in", self.ids), ("receipt_ids", "any", standing)])
        (self - self.browse(paid_sudo.ids))._update_state("open")

    def _check_may_cancel(self):
        self.check_access("read")
        groups = ("clerk", "cashier", "supervisor")
        if not self.env.su and not any(
                self.env.user.has_group(f"public_revenue.public_revenue_group_{group}") for group in groups):
            raise AccessError(self.env._("Bills are withdrawn by the staff of an office."))

    def action_cancel(self):
        """Button: withdraw offers that nobody paid."""
        self._check_may_cancel()
        if self.filtered(lambda bill: bill.state == "paid"):
            raise UserError(self.env._("A paid bill cannot be cancelled."))
        self._update_state("cancelled")

    # === PAYING === #

    @api.model
    def _find(self, text):
        """The bill of a number, however it is spelt; of any company.

        :return: one bill, or none
        """
        found_sudo = self._get_keeper_sudo().search([("number", "=", rules.normalise(text))])
        return self.browse(found_sudo.ids)

    @api.model
    def _find_basket(self, basket):
        """The bills that were made together, of any company."""
        found_sudo = self._get_keeper_sudo().search([("basket", "=", basket)], order="id") if basket else self
        return self.browse(found_sudo.ids)

    def _get_offer(self):
        """What a bill offers.

        :rtype: Offer
        """
        self.ensure_one()
        bill_sudo = self._get_keeper_sudo()
        return Offer(bill_sudo.number, bill_sudo.date, bill_sudo.valid_until, {
            line_sudo.obligation_id.id: (
                line_sudo.amount, frozenset(filter(None, (line_sudo.conditions or "").split(","))),
                line_sudo.explanation)
            for line_sudo in bill_sudo.line_ids})

    def _get_obstacle(self, day):
        """Why a bill is not honoured on a day, in words; nothing for one that is.

        :param date day: today in the office that would take the money
        :rtype: str
        """
        offer, bill_sudo = self._get_offer(), self._get_keeper_sudo()
        shown = {"number": offer.number}
        if bill_sudo.state == "paid":
            return self.env._("The bill %(number)s was paid: %(receipts)s.", **shown,
                              receipts=", ".join(bill_sudo.receipt_ids.mapped("display_name")))
        if bill_sudo.state == "cancelled":
            return self.env._("The bill %(number)s was withdrawn.", **shown)
        if day > offer.valid_until:
            return self.env._("The bill %(number)s was valid until %(day)s.", **shown,
                              day=format_date(self.env, offer.valid_until))
        if bill_sudo._is_overtaken(offer.lines, day):
            return self.env._("A debt of the bill %(number)s now owes less than the bill says.", **shown)
        return ""

    def _is_overtaken(self, lines, day):
        """Whether a debt needs less than the bill offers: it was paid otherwise, lowered or annulled."""
        debts = self.line_ids.obligation_id
        accruals = debts._get_accruals(day, {debt_id: line[1] for debt_id, line in lines.items()})
        return any(self.currency_id.compare_amounts(float(accruals[debt_id].amount), line[0]) < 0
                   for debt_id, line in lines.items())

    def _check_payable(self, amounts, day, currency):
        """Refuse a bill that is not honoured today, and a part of one.

        :param dict amounts: Decimal to be paid by obligation id
        :param currency: what is taken
        :raise UserError: in words
        """
        if self._get_keeper_sudo().currency_id != currency:
            raise UserError(self.env._("The bill %s is in another currency.", self._get_offer().number))
        if obstacle := self._get_obstacle(day):
            raise UserError(obstacle)
        offered = {debt_id: rules.to_decimal(line[0]) for debt_id, line in self._get_offer().lines.items()}
        if amounts != offered:
            raise UserError(self.env._("A bill is paid whole, at the amounts it offers."))

    # === PAPER === #

    def _get_papers(self):
        """Override of public_revenue: the offer as it was made."""
        return [bill_sudo.with_context(lang=bill_sudo.company_id.partner_id.lang or self.env.lang)._prepare_paper()
                for bill_sudo in self._get_keeper_sudo()]

    def _prepare_paper(self):
        texts = self.line_ids.obligation_id._describe(self.env.lang)
        total = self.currency_id.format(self.amount)
        facts = [
            [self.env._("Date"), format_date(self.env, self.date)],
            [self.env._("Valid until"), format_date(self.env, self.valid_until)],
            *([[self.env._("Payer"), self.payer_id.name]] if self.payer_id else []),
            [self.env._("To pay"), total],
        ]
        return {
            "size": "A5", "title": self.env._("Bill"), "number": self.number, "qr": self.number,
            "issuer": [self.company_id.name],
            "blocks": [
                {"kind": "fields", "rows": facts},
                {"kind": "table", "head": [self.env._("What for"), self.env._("Amount")], "widths": [3, 1],
                 "aligns": "lr", "rows": [
                     *(self._prepare_row(line, texts[line.obligation_id.id]) for line in self.line_ids),
                     [self.env._("Total"), total]]},
                {"kind": "text", "text": self.env._(
                    "Any desk takes this bill at these amounts up to %s: show its number. After that day what is owed "
                    "on the day of the payment is due.", format_date(self.env, self.valid_until))},
            ],
        }

    def _prepare_row(self, line, text):
        """What a line is for: the debt in the words of its origin, and how its amount comes about."""
        why = self.env["revenue.explanation"]._summarise(
            line.explanation, self.currency_id, line.obligation_id.policy_id)
        details = [f"{label}: {value}" for label, value in text["details"]]
        return ["\n".join(filter(None, [text["title"], text["agency"], *details, why])),
                self.currency_id.format(line.amount)]
