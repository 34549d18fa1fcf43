from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueContingencyBookKey(models.TransientModel):
    """The screen on which a cashier keys the day's paper receipts: each becomes a receipt of the open session."""

    _name = "revenue.contingency.book.key"
    _description = "Key Paper Receipts"
    _transient_max_hours = 24

    session_id = fields.Many2one("revenue.desk.session", required=True)
    office_id = fields.Many2one(related="session_id.office_id")
    currency_id = fields.Many2one(related="session_id.currency_id")
    book_id = fields.Many2one(
        "revenue.contingency.book", string="Book", required=True,
        domain="[('office_id', '=', office_id), ('state', 'in', ('held', 'returned'))]")
    paid_on = fields.Date("Day on the Papers")
    cashier_id = fields.Many2one(
        "res.users", string="Taken by", domain="[('revenue_office_ids', 'in', office_id)]",
        help="Who signed the papers.")
    line_ids = fields.One2many("revenue.contingency.book.key.line", "key_id", string="Papers")
    done_count = fields.Integer("Keyed", compute="_compute_totals")
    done_amount = fields.Monetary("Total Keyed", compute="_compute_totals")
    open_count = fields.Integer("To Be Keyed", compute="_compute_totals")

    @api.depends("line_ids.receipt_id", "line_ids.amount")
    def _compute_totals(self):
        for screen in self:
            done = screen.line_ids.filtered("receipt_id")
            screen.done_count = len(done.receipt_id)
            screen.done_amount = sum(done.mapped("amount"))
            screen.open_count = len(screen.line_ids - done)

    def _compute_display_name(self):
        for screen in self:
            screen.display_name = self.env._("Key Paper Receipts")

    # === ACTION METHODS === #

    def action_open(self):
        """Menu: the screen in the cashier's open session; without one, the form that opens it."""
        self.check_access("create")
        session = self.env["revenue.desk.session"]._get_mine()
        if session.state != "open":
            return session.action_open_mine()
        session._check_taking()
        books = self.env["revenue.contingency.book"].search(
            [("office_id", "=", session.office_id.id), ("state", "in", ("held", "returned"))], limit=2)
        if not books:
            raise UserError(self.env._("No book of paper receipts of your office is in anybody's hands."))
        screen = self.create({"session_id": session.id, "book_id": books.id if len(books) == 1 else books[0].id,
                              "cashier_id": self.env.uid})
        return {
            "type": "ir.actions.act_window", "name": self.env._("Key Paper Receipts"), "res_model": self._name,
            "res_id": screen.id, "view_mode": "form", "views": [(False, "form")], "target": "main",
        }

    def action_key(self):
        """Button: issue the receipts of the papers typed; what is refused stays with its reason."""
        self.check_access("write")
        self.ensure_one()
        waiting = self.line_ids.filtered(lambda line: not line.receipt_id)
        if not waiting:
            raise UserError(self.env._("Type the papers first."))
        for lines in waiting.grouped(lambda line: (line.book_id, line.number)).values():
            lines._key()
