from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

#: Allowed moves of a book.
MOVES = {"stock": ("held", "closed"), "held": ("held", "returned"), "returned": ("held", "closed"), "closed": ()}
RANGE = {"office_id", "prefix", "number_from", "number_to"}
KEPT = {"company_id", "state", "custodian_id", "held_since", "move_ids"}


class RevenueContingencyBook(models.Model):
    """A book of numbered paper receipts for days without power or network: who holds it, what became of each number.

        stock -> held by a custodian <-> returned -> closed
        held -> held                  from one custodian to the next
        stock -> closed

    It closes when no number is blank any more.
    """

    _name = "revenue.contingency.book"
    _description = "Book of Contingency Receipts"
    _inherit = ["mail.thread", "revenue.paper.mixin"]
    _order = "office_id, prefix, number_from"

    office_id = fields.Many2one(
        "revenue.office", required=True, ondelete="restrict", index=True, tracking=True,
        default=lambda self: self.env["revenue.payment.list"]._default_office())
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    prefix = fields.Char(required=True, tracking=True, help="Printed before the number, for example CT-A.")
    number_from = fields.Integer("First Number", required=True, aggregator=None, tracking=True)
    number_to = fields.Integer("Last Number", required=True, aggregator=None, tracking=True)
    state = fields.Selection(
        [("stock", "In the safe"), ("held", "With a custodian"), ("returned", "Returned"),
         ("closed", "Closed at zero")],
        required=True, readonly=True, default="stock", index=True, copy=False, tracking=True)
    custodian_id = fields.Many2one(
        "res.users", string="Held by", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
        tracking=True)
    next_custodian_id = fields.Many2one(
        "res.users", string="Hand over to", copy=False, ondelete="restrict",
        domain="[('revenue_office_ids', 'in', office_id)]")
    held_since = fields.Date(readonly=True, copy=False)
    move_ids = fields.One2many("revenue.contingency.move", "book_id", string="Hand-overs", readonly=True)
    number_ids = fields.One2many("revenue.contingency.number", "book_id", string="Numbers", readonly=True)
    size = fields.Integer("Receipts", compute="_compute_counts")
    used_count = fields.Integer("Used", compute="_compute_counts")
    other_count = fields.Integer("Void, Lost, Returned", compute="_compute_counts")
    blank_count = fields.Integer("Without a Fate", compute="_compute_counts")
    amount = fields.Monetary("Taken", compute="_compute_counts")
    range_report = fields.Text(compute="_compute_range_report")

    _numbers_order = models.Constraint(
        "CHECK (number_from > 0 AND number_from <= number_to AND number_to - number_from < 10000)",
        "The last number of a book is not below the first, both are positive, and a book has at most 10,000.")
    # Ranges of one value stand for equality, as in checkbooks: no extension of the database is needed.
    _numbers_free = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(office_id, office_id, '[]') WITH &&,"
        " numrange(hashtextextended(prefix, 0), hashtextextended(prefix, 0), '[]') WITH &&,"
        " int8range(number_from, number_to, '[]') WITH &&)",
        "Some of these numbers are already in another book of this office.")

    # === COMPUTE METHODS === #

    @api.depends("prefix", "number_from", "number_to")
    def _compute_display_name(self):
        for book in self:
            book.display_name = f"{book.prefix or ''} {book._print_number(book.number_from)}-" \
                f"{book._print_number(book.number_to)}".strip()

    @api.depends("number_from", "number_to", "number_ids.fate")
    def _compute_counts(self):
        groups = self.env["revenue.contingency.number"]._read_group(
            [("book_id", "in", self.ids)], ["book_id", "fate"], ["__count", "amount:sum"])
        for book in self:
            own = {fate: (count, amount) for owner, fate, count, amount in groups if owner.id == book._origin.id}
            total = sum(count for count, __ in own.values())
            book.size = len(range(book.number_from, book.number_to + 1))
            book.used_count, book.amount = own.get("used", (0, 0))
            book.other_count = total - book.used_count
            book.blank_count = book.size - total

    @api.depends("number_ids.fate", "number_from", "number_to")
    def _compute_range_report(self):
        for book in self:
            book.range_report = "\n".join(
                self.env._("%(first)s to %(last)s: %(fate)s, %(count)s receipts",
                           first=first, last=last, fate=fate, count=count)
                for first, last, fate, count in book._get_range_rows())

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """A book begins in the safe of its office."""
        rows = []
        for vals in vals_list:
            office = self.env["revenue.office"].browse(vals.get("office_id")).exists() \
                or self.env["revenue.payment.list"]._default_office()
            if not office:
                raise UserError(self.env._("Choose the office."))
            rows.append({
                **{name: vals[name] for name in vals.keys() - KEPT}, "office_id": office.id,
                "company_id": office.company_id.id, "prefix": (vals.get("prefix") or "").strip().upper()})
        return super().create(rows)

    def write(self, vals):
        """Override to keep the range of a book in use, and what hand-overs have written."""
        if KEPT & vals.keys():
            raise UserError(self.env._("A book moves on by its buttons."))
        if RANGE & vals.keys() and any(book.state != "stock" or book.move_ids or book.number_ids for book in self):
            raise UserError(self.env._("This book is already in use: its range does not change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unused(self):
        if self.number_ids or self.move_ids:
            raise UserError(self.env._("A book that was handed over or used cannot be deleted."))

    # === ACTION METHODS === #

    def action_hand_over(self):
        """Button: the book goes to the next custodian."""
        self.check_access("write")
        for book in self:
            if not book.next_custodian_id:
                raise UserError(self.env._("Choose who receives the book %s.", book.display_name))
            if book.next_custodian_id == book.custodian_id:
                raise UserError(self.env._("%s holds the book already.", book.custodian_id.name))
            book._update_state("held", book.next_custodian_id)

    def action_return(self):
        """Button: the book comes back to be counted."""
        self.check_access("write")
        self._update_state("returned")

    def action_close(self):
        """Button: every number has its fate."""
        self.check_access("write")
        for book in self:
            if book.blank_count:
                raise UserError(self.env._("%(book)s still has %(count)s numbers without a fate.",
                                           book=book.display_name, count=book.blank_count))
        self._update_state("closed")

    def action_open_fate(self):
        """Button: give a run of numbers a fate."""
        self.check_access("write")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "public_revenue_office.revenue_contingency_book_fate_action")
        return {**action, "context": {"default_book_id": self.id}}

    def action_open_numbers(self):
        """Smart button: the numbers that have a fate."""
        self.check_access("read")
        self.ensure_one()
        actions = self.env["ir.actions.act_window"]
        return {**actions._for_xml_id("public_revenue_office.revenue_contingency_number_action"),
                "domain": [("book_id", "=", self.id)], "context": {}}

    # === BUSINESS METHODS === #

    def _update_state(self, state, custodian=None):
        """The one gate of the state, see MOVES: it writes the hand-over.

        :param custodian: who holds it from now on; none: the office
        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        for book in self:
            day = book.office_id._today()
            self.env["revenue.contingency.move"]._record(book, state, day, custodian)
            super(RevenueContingencyBook, book).write({
                "state": state, "held_since": day, "custodian_id": custodian.id if custodian else False,
                "next_custodian_id": False})

    def _get_holders(self, day):
        """Who had the book on a day: who held it when the day began, and who was given it on that day.

        :rtype: recordset of res.users
        """
        moves = self.move_ids.filtered(lambda move: move.day <= day).sorted("id")
        before = moves.filtered(lambda move: move.day < day)[-1:]
        return (before + moves.filtered(lambda move: move.day == day)).to_user_id

    def _print_number(self, number):
        """A number as the paper says it, without its prefix."""
        return f"{number:0{max(len(str(self.number_to)), 6)}d}"

    def _find_number(self, text):
        """The number that a paper says.

        :param str text: as typed, with or without the prefix
        :return: the number, None when it is none of this book
        :rtype: int | None
        """
        self.ensure_one()
        compact = self.env["revenue.key"]._normalise(text).removeprefix(self.env["revenue.key"]._normalise(self.prefix))
        number = int(compact) if compact.isdigit() else 0
        return number if self.number_from <= number <= self.number_to else None

    # === PAPER === #

    def _get_range_rows(self):
        """What became of the range, run by run: the receipts of the rows add up to the size of the book.

        :rtype: list[tuple[str, str, str, int]]
        """
        self.ensure_one()
        labels = {"blank": self.env._("Without a fate"), **dict(
            self.env["revenue.contingency.number"]._fields["fate"]._description_selection(self.env))}
        fates = {row.number: row.fate for row in self.number_ids}
        return [(self._print_number(first), self._print_number(last), labels[fate], len(range(first, last + 1)))
                for first, last, fate in rules.get_runs(self.number_from, self.number_to, fates)]

    def _get_papers(self):
        """Override of public_revenue: what became of the books."""
        return [book._prepare_paper() for book in self]

    def _prepare_paper(self):
        rows = [list(row) for row in self._get_range_rows()]
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "size": "A4", "title": self.env._("What became of a book of contingency receipts"),
            "number": self.display_name, "issuer": list(filter(None, [self.office_id.name, self.office_id.address])),
            "blocks": [
                {"kind": "fields", "rows": [
                    [self.env._("State"), states[self.state]], [self.env._("Held by"), self.custodian_id.name or ""],
                    [self.env._("Taken"), self.currency_id.format(self.amount)],
                    [self.env._("Day"), format_date(self.env, self.office_id._today())]]},
                {"kind": "table", "widths": [2, 2, 2, 1], "aligns": "lllr", "head": [
                    self.env._("First number"), self.env._("Last number"), self.env._("Fate"),
                    self.env._("Receipts")],
                 "rows": [*rows, ["", "", self.env._("Total"), sum(row[3] for row in rows)]]},
                {"kind": "signatures", "labels": [
                    self.env._("Counted by: name, signature"), self.env._("Checked by: name, signature")]},
            ],
        }
