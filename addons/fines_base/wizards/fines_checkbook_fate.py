from odoo import api, fields, models
from odoo.exceptions import UserError


class FinesCheckbookFate(models.TransientModel):
    """Gives a run of blank numbers of a checkbook a fate at once, with reason and document."""

    _name = "fines.checkbook.fate"
    _description = "Fate of a Run of Numbers"

    checkbook_id = fields.Many2one("fines.checkbook", required=True, readonly=True)
    number_from = fields.Integer("First Number", required=True, compute="_compute_range", store=True, readonly=False)
    number_to = fields.Integer("Last Number", required=True, compute="_compute_range", store=True, readonly=False)
    fate = fields.Selection(
        [("void", "Void"), ("lost", "Lost"), ("returned", "Returned blank")], required=True, default="returned")
    whole = fields.Boolean("The Whole Book Is Lost", readonly=True)
    reason = fields.Char()
    document = fields.Char(help="Number of the act or report that proves it.")
    blank_count = fields.Integer("Blank Numbers in the Run", compute="_compute_counts")
    fated_count = fields.Integer("Numbers That Keep Their Fate", compute="_compute_counts")

    @api.depends("checkbook_id")
    def _compute_range(self):
        for wizard in self:
            wizard.number_from = wizard.checkbook_id.number_from
            wizard.number_to = wizard.checkbook_id.number_to

    @api.depends("checkbook_id", "number_from", "number_to")
    def _compute_counts(self):
        for wizard in self:
            book = wizard.checkbook_id
            numbers = range(max(wizard.number_from, book.number_from), min(wizard.number_to, book.number_to) + 1)
            wizard.fated_count = len([row for row in book.number_ids if row.number in numbers])
            wizard.blank_count = len(numbers) - wizard.fated_count

    def action_confirm(self):
        """Give the blank numbers of the run their fate."""
        self.check_access("write")
        self.ensure_one()
        book = self.checkbook_id
        book.check_access("read")
        self._check_complete()
        self.env["fines.checkbook.number"]._insert_run(
            book, self.number_from, self.number_to, self.fate, self.reason, self.document)
        if self.whole:
            book._update_state("lost", ", ".join([self.reason, self.document]))
        return {"type": "ir.actions.act_window_close"}

    def _check_complete(self):
        book = self.checkbook_id
        if not book.number_from <= self.number_from <= self.number_to <= book.number_to:
            raise UserError(self.env._(
                "%(first)s to %(last)s is not a run of numbers of %(book)s.",
                first=self.number_from, last=self.number_to, book=book.display_name))
        if self.fate != "returned" and not (self.reason or "").strip():
            raise UserError(self.env._("Say why the numbers are void or lost."))
        if self.fate == "lost" and not (self.document or "").strip():
            raise UserError(self.env._("Write the number of the document that proves the loss."))
        if not self.blank_count and not self.whole:
            raise UserError(self.env._("Every number of this run already has a fate."))
