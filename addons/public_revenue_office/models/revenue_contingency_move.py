from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueContingencyMove(models.Model):
    """A hand-over of a book of contingency receipts. Rows are only added, by the gate of the book."""

    _name = "revenue.contingency.move"
    _description = "Hand-over of a Contingency Book"
    _order = "id desc"
    _rec_name = "book_id"

    book_id = fields.Many2one("revenue.contingency.book", required=True, readonly=True, ondelete="restrict", index=True)
    office_id = fields.Many2one(related="book_id.office_id", store=True, index=True)
    company_id = fields.Many2one(related="book_id.company_id", store=True)
    day = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [("held", "Handed over"), ("returned", "Returned"), ("closed", "Closed at zero")], required=True,
        readonly=True)
    from_user_id = fields.Many2one("res.users", string="From", readonly=True, ondelete="restrict")
    to_user_id = fields.Many2one("res.users", string="To", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Noted by", required=True, readonly=True, ondelete="restrict")

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: custody that can be edited proves nothing."""
        raise UserError(self.env._("A hand-over does not change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A hand-over does not change."))

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: the buttons of a book write its hand-overs."""
        raise UserError(self.env._("A book moves on by its buttons."))

    @api.model
    def _record(self, book, state, day, custodian):
        """Note that a book goes from who holds it to the next custodian, or back to the office."""
        super().create([{
            "book_id": book.id, "day": day, "state": state, "from_user_id": book.custodian_id.id,
            "to_user_id": custodian.id if custodian else False, "user_id": self.env.uid}])
