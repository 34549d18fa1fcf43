from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueContingencyBookKeyLine(models.TransientModel):
    """What one paper receipt paid; several lines with one number are one paper."""

    _name = "revenue.contingency.book.key.line"
    _description = "Paper Receipt being Keyed"
    _order = "id"

    key_id = fields.Many2one("revenue.contingency.book.key", required=True, ondelete="cascade", index=True)
    office_id = fields.Many2one(related="key_id.office_id")
    currency_id = fields.Many2one(related="key_id.currency_id")
    book_id = fields.Many2one(
        "revenue.contingency.book", compute="_compute_shared", store=True, readonly=False, required=True,
        precompute=True)
    number = fields.Char("Paper", required=True)
    paid_on = fields.Date("Day", compute="_compute_shared", store=True, readonly=False, precompute=True)
    cashier_id = fields.Many2one(
        "res.users", string="Taken by", compute="_compute_shared", store=True, readonly=False, precompute=True)
    key = fields.Char("Debt", required=True, help="Number of the slip, or another number of the debt.")
    amount = fields.Monetary()
    receipt_id = fields.Many2one("revenue.receipt", readonly=True)
    problem = fields.Char("Not Keyed Because", readonly=True)

    @api.depends("key_id")
    def _compute_shared(self):
        """What the papers share, unless one says otherwise."""
        for line in self:
            line.book_id = line.book_id or line.key_id.book_id
            line.paid_on = line.paid_on or line.key_id.paid_on
            line.cashier_id = line.cashier_id or line.key_id.cashier_id

    def _key(self):
        """Issue the receipt of the paper that these lines make, or write down what refuses it."""
        session, first = self.key_id.session_id, self[:1]
        try:
            with self.env.cr.savepoint():
                self._check_complete()
                receipt = session._collect_paper(
                    first.book_id, first.book_id._find_number(first.number), [(line.key, line.amount) for line in self],
                    first.paid_on, first.cashier_id)
                self.write({"receipt_id": receipt.id, "problem": False})
        except UserError as error:
            self.write({"problem": str(error.args[0])})

    def _check_complete(self):
        first = self[:1]
        if not all(line.paid_on and line.cashier_id and line.amount for line in self):
            raise UserError(self.env._("The day, the cashier or the amount is missing."))
        if len(set(self.mapped("paid_on"))) > 1 or len(self.cashier_id) > 1:
            raise UserError(self.env._("The lines of one paper have one day and one cashier."))
        if first.book_id._find_number(first.number) is None:
            raise UserError(self.env._("%(number)s is not a number of the book %(book)s.", number=first.number,
                                       book=first.book_id.display_name))
