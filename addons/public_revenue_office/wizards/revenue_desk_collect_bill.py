import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules


class RevenueDeskCollect(models.TransientModel):
    """Bills and receipts on the cashier's screen: a basket becomes a bill, a bill is paid, a receipt is shown."""

    _inherit = "revenue.desk.collect"

    bill_id = fields.Many2one("revenue.bill", readonly=True, help="The bill whose amounts are shown.")
    bill_notice = fields.Char(readonly=True)
    basket = fields.Char(readonly=True, help="What names the bills made on this screen.")
    made_bills = fields.Text("Bills Made", readonly=True)
    found_receipt_id = fields.Many2one("revenue.receipt", readonly=True)
    found_status = fields.Selection(related="found_receipt_id.status", string="State of the Receipt")

    @api.depends("found_receipt_id")
    def _compute_receipt_html(self):
        """Override: also a receipt that was looked for."""
        return super()._compute_receipt_html()

    # === ACTION METHODS === #

    def action_make_bill(self):
        """Button: an offer to pay what is chosen, with a number to be shown at any desk."""
        self.check_access("write")
        self.ensure_one()
        self._refuse_when_paid()
        chosen = self.line_ids.filtered("is_chosen")
        self._check_whole(chosen)
        basket = secrets.token_hex(16)
        bills = self.env["revenue.bill"]._make_each(
            self.env["revenue.obligation"].browse(chosen.mapped("debt_id")), self._today(),
            self.session_id.channel_id, self.payer_id or self.partner_id, basket)
        self.write({"basket": basket, "made_bills": "\n".join(map(self._tell_bill, bills))})

    def action_print_bills(self):
        """Button: the bills just made, on the paper of the desk."""
        self.check_access("read")
        self.ensure_one()
        paper = self.session_id.desk_id.receipt_format
        return self.env.ref(f"public_revenue_office.revenue_desk_collect_action_bill_{paper}").report_action(self)

    def action_leave_bill(self):
        """Button: pay the debts of the bill at today's amounts, or only some of them."""
        self.check_access("write")
        self.ensure_one()
        self._refuse_when_paid()
        debts = self.env["revenue.obligation"].browse(self.bill_id._get_offer().lines)
        self._show(self._read_due(debts), self.env["res.partner"], False)

    # === FINDING === #

    def _get_fresh(self):
        """Override: neither the bill nor the receipt of the search before."""
        return {**super()._get_fresh(), "bill_id": False, "bill_notice": False, "found_receipt_id": False,
                "made_bills": False, "basket": False}

    def _find_otherwise(self):
        """Override: it may be the number of a bill or of a receipt, or a number typed wrong."""
        nobody = self.env["res.partner"]
        bill = self.env["revenue.bill"]._find(self.query)
        if bill:
            self.env["revenue.person.lookup"]._log("desk", self.query, nobody)
            return self._show_bill(bill)
        receipt = self.env["revenue.receipt"]._find(self.query)
        if receipt:
            return self._show([], nobody, False, found_receipt_id=receipt.id)
        if rules.is_mistyped(self.query):
            return self._show([], nobody, self.env._(
                "Check the number: the last two digits of %s do not fit the others.", self.query))
        return super()._find_otherwise()

    def _show_bill(self, bill):
        """The debts of a bill at its amounts; at today's, with the reason, when it is no longer honoured."""
        day, offer, nobody = self._today(), bill._get_offer(), self.env["res.partner"]
        debts = self.env["revenue.obligation"].browse(offer.lines)
        obstacle = bill._get_obstacle(day)
        if not obstacle:
            rows = debts._read_at_desk(self.session_id.channel_id, day, offer)
            return self._show(rows, nobody, False, bill_id=bill.id, bill_notice=self.env._(
                "Bill %(number)s of %(day)s, honoured until %(last)s.", number=offer.number,
                day=format_date(self.env, offer.date), last=format_date(self.env, offer.valid_until)))
        rows = self._read_due(debts)
        told = self.env._("Today's amounts are shown.") if rows else self.env._("Nothing is owed of it today.")
        return self._show(rows, nobody, f"{obstacle} {told}")

    def _get_shown_receipt(self):
        """Override: also one that was looked for."""
        return super()._get_shown_receipt() or self.found_receipt_id

    # === PAYING === #

    def _get_options(self):
        """Override: the bill whose amounts are on the screen."""
        return {**super()._get_options(), "bill": self.bill_id or None}

    # === MAKING === #

    def _check_whole(self, chosen):
        if not chosen:
            raise UserError(self.env._("Choose the debts for the bill."))
        if self.bill_id:
            raise UserError(self.env._("These debts are on the bill %s.", self.bill_id._get_offer().number))
        if any(self.currency_id.compare_amounts(line.amount, line.due) for line in chosen):
            raise UserError(self.env._("A bill offers the whole of each debt. Take a part without a bill."))

    def _tell_bill(self, bill):
        offer = bill._get_offer()
        return self.env._(
            "%(number)s: %(amount)s, until %(day)s", number=offer.number, day=format_date(self.env, offer.valid_until),
            amount=self.currency_id.format(sum(amount for amount, _conditions, _steps in offer.lines.values())))

    def _get_papers(self):
        """Override of public_revenue: the bills made on this screen, also those for another company."""
        return self.env["revenue.bill"]._find_basket(self.basket)._get_papers()
