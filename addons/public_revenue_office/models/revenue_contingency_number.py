from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RevenueContingencyNumber(models.Model):
    """What became of one number of a book of paper receipts; a number without a row has no fate yet.

    A used one names the receipt that was issued when it was keyed, and who took the money on which day.
    """

    _name = "revenue.contingency.number"
    _description = "Number of a Contingency Book"
    _order = "book_id, number"

    book_id = fields.Many2one("revenue.contingency.book", required=True, readonly=True, ondelete="restrict", index=True)
    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    fate = fields.Selection(
        [("used", "Used"), ("void", "Void"), ("lost", "Lost"), ("returned", "Returned unused")], required=True,
        readonly=True)
    reason = fields.Char(readonly=True, help="Why the number is void or lost.")
    document = fields.Char(readonly=True, help="Number of the act that proves the loss.")
    receipt_id = fields.Many2one("revenue.receipt", readonly=True, ondelete="restrict", index="btree_not_null")
    paid_on = fields.Date(readonly=True, help="Day on the paper; it decided the amounts.")
    cashier_id = fields.Many2one(
        "res.users", string="Taken by", readonly=True, ondelete="restrict", help="Who signed the paper.")
    amount = fields.Monetary(readonly=True)

    _number_unique = models.UniqueIndex(
        "(book_id, number)", "This number already has a fate.")
    _receipt_unique = models.UniqueIndex(
        "(receipt_id) WHERE receipt_id IS NOT NULL", "This receipt was already issued for a paper.")
    _receipt_if_used = models.Constraint(
        "CHECK ((fate = 'used') = (receipt_id IS NOT NULL) AND (fate = 'used') = (paid_on IS NOT NULL))",
        "A number is used when, and only when, a receipt was issued for it.")
    _reason_needed = models.Constraint(
        "CHECK (fate NOT IN ('void', 'lost') OR reason IS NOT NULL)", "Say why the number is void or lost.")
    _document_needed = models.Constraint(
        "CHECK (fate <> 'lost' OR document IS NOT NULL)", "A lost number needs the act that proves the loss.")

    @api.depends("book_id", "number")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.book_id.prefix} {row.book_id._print_number(row.number)}"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: a fate follows from an act."""
        raise UserError(self.env._("Give numbers their fate in their book, or key the paper."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: a fate stays."""
        raise UserError(self.env._("The fate of a number does not change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The fate of a number does not change."))

    @api.model
    def _use(self, book, number, receipt, paid_on, cashier):
        """A paper was keyed: its number is used by the receipt issued for it."""
        return super().create([{
            "book_id": book.id, "office_id": book.office_id.id, "company_id": book.company_id.id, "number": number,
            "fate": "used", "receipt_id": receipt.id, "paid_on": paid_on, "cashier_id": cashier.id,
            "amount": receipt.amount}])

    @api.model
    def _insert_run(self, book, first, last, fate, reason, document):
        """Give the numbers of a run that have none a fate, set-wise; the others keep theirs.

        :param str fate: void, lost or returned
        :return: how many numbers got it
        :rtype: int
        """
        self.check_access("create")
        book.check_access("write")
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """INSERT INTO revenue_contingency_number (book_id, office_id, company_id, number, fate, reason, document,
                                                       create_uid, create_date, write_uid, write_date)
               SELECT b.id, b.office_id, b.company_id, k.number, %(fate)s, %(reason)s, %(document)s,
                      %(uid)s, %(now)s, %(uid)s, %(now)s
                 FROM revenue_contingency_book b,
                      generate_series(greatest(%(first)s, b.number_from), least(%(last)s, b.number_to)) AS k(number)
                WHERE b.id = %(book)s AND NOT EXISTS (
                      SELECT FROM revenue_contingency_number n WHERE n.book_id = b.id AND n.number = k.number)
            RETURNING id""", book=book.id, first=first, last=last, fate=fate, reason=reason or None,
            document=document or None, uid=self.env.uid, now=fields.Datetime.now()))
        self.invalidate_model()
        book.invalidate_recordset()
        return len(rows)
