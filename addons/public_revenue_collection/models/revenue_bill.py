from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules


class RevenueBill(models.Model):
    """An expiring offer to pay: a basket, a wallet's quote, a printed notice, an instalment.

    It changes no debt. Paid up to its last day it is honoured, whatever the calendar did meanwhile.

    open -> paid; open -> cancelled. Expiry is a date, not a state.
    """

    _name = "revenue.bill"
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
    line_ids = fields.One2many("revenue.bill.line", "bill_id", string="Lines", readonly=True)
    receipt_ids = fields.One2many("revenue.receipt", "bill_id", string="Receipts", readonly=True)

    _number_unique = models.UniqueIndex("(number)", "This bill number is already used.")
    _dates_ordered = models.Constraint("CHECK (valid_until >= date)", "A bill cannot expire before its day.")
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A bill needs something to pay.")

    def init(self):
        """Create the sequence of the numbers, which may have gaps."""
        self.env.cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS revenue_bill_number_seq START 1000000"))

    @api.model
    def _make(self, lines, day, channel, payer=None):
        """Offer to pay debts at their amounts of a day.

        :param lines: list of (obligation, conditions): debts of one company, with names of conditions that hold
        :param date day: today in the office's time zone
        :param channel: the way it will be paid; its class may earn a discount
        :param payer: partner or None
        :return: the bill
        :raise UserError: when nothing is due, or the debts belong to several companies
        """
        obligations = self.env["revenue.obligation"].union(*(obligation for obligation, _conditions in lines))
        if len(obligations.company_id) > 1:
            raise UserError(self.env._("A bill holds debts of one company only."))
        conditions = {obligation.id: set(names) | ({"electronic"} if channel.electronic else set())
                      for obligation, names in lines}
        accruals = obligations._get_accruals(day, conditions)
        due = obligations.filtered(lambda obligation: accruals[obligation.id].amount > 0)
        if not due:
            raise UserError(self.env._("There is nothing to pay."))
        # sudo: no role writes bills by hand, as they are honoured: this is the only way
        bill_sudo = self.sudo().create({
            "number": self._draw_number(),
            "company_id": due.company_id.id,
            "currency_id": due.currency_id.id,
            "channel_id": channel.id,
            "payer_id": payer.id if payer else False,
            "date": day,
            "valid_until": min(accruals[record.id].valid_until or day for record in due),
            "amount": sum(accruals[record.id].amount for record in due),
            "line_ids": [(0, 0, self._prepare_line(record, accruals[record.id], conditions[record.id]))
                         for record in due],
        })
        return self.browse(bill_sudo.id)

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
        """The one gate of the state. A bill that is already paid stays so: money for it finds a home elsewhere."""
        # sudo: the same reason
        self.sudo().filtered(lambda bill: bill.state == "open").state = state

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
