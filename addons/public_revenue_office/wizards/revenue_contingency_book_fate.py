from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueContingencyBookFate(models.TransientModel):
    """Gives a run of numbers of a book of paper receipts a fate at once, with reason and act."""

    _name = "revenue.contingency.book.fate"
    _description = "Fate of a Run of Paper Receipts"

    book_id = fields.Many2one("revenue.contingency.book", required=True, readonly=True)
    number_from = fields.Integer("First Number", required=True, compute="_compute_range", store=True, readonly=False)
    number_to = fields.Integer("Last Number", required=True, compute="_compute_range", store=True, readonly=False)
    fate = fields.Selection(
        [("void", "Void"), ("lost", "Lost"), ("returned", "Returned unused")], required=True, default="returned")
    reason = fields.Char()
    document = fields.Char("Act", help="Number of the act that proves the loss.")
    blank_count = fields.Integer("Numbers without a Fate in the Run", compute="_compute_counts")

    @api.depends("book_id")
    def _compute_range(self):
        for wizard in self:
            wizard.number_from = wizard.book_id.number_from
            wizard.number_to = wizard.book_id.number_to

    @api.depends("book_id", "number_from", "number_to")
    def _compute_counts(self):
        for wizard in self:
            book = wizard.book_id
            numbers = range(max(wizard.number_from, book.number_from), min(wizard.number_to, book.number_to) + 1)
            wizard.blank_count = len(set(numbers) - set(book.number_ids.mapped("number")))

    def action_confirm(self):
        """Give the numbers of the run that have none their fate."""
        self.check_access("write")
        self.ensure_one()
        self._check_complete()
        self.env["revenue.contingency.number"]._insert_run(
            self.book_id, self.number_from, self.number_to, self.fate, self.reason, self.document)
        return {"type": "ir.actions.act_window_close"}

    def _check_complete(self):
        book = self.book_id
        if not book.number_from <= self.number_from <= self.number_to <= book.number_to:
            raise UserError(self.env._(
                "%(first)s to %(last)s is not a run of numbers of %(book)s.",
                first=self.number_from, last=self.number_to, book=book.display_name))
        if book.state == "closed":
            raise UserError(self.env._("The book %s is closed.", book.display_name))
        if self.fate != "returned" and not (self.reason or "").strip():
            raise UserError(self.env._("Say why the numbers are void or lost."))
        if self.fate == "lost" and not (self.document or "").strip():
            raise UserError(self.env._("Write the number of the act that proves the loss."))
        if not self.blank_count:
            raise UserError(self.env._("Every number of this run already has a fate."))
