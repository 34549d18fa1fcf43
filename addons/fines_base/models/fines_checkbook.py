from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..slip import normalise_series

#: Allowed moves of a checkbook.
MOVES = {
    "stock": ("delivered",),
    "delivered": ("assigned", "stock"),
    "assigned": ("delivered", "returned"),
    "returned": ("assigned", "closed"),
    "closed": (),
}


class FinesCheckbook(models.Model):
    """A book of numbered slips of one agency and series: who holds it, and what became of every number.

        stock <-> delivered (to the agency) <-> assigned (to an inspector) <-> returned -> closed

    It closes when no number is blank any more.
    """

    _name = "fines.checkbook"
    _description = "Checkbook"
    _inherit = ["mail.thread"]
    _order = "agency_id, series, number_from"

    agency_id = fields.Many2one(
        "fines.agency", required=True, ondelete="restrict", index=True, tracking=True)
    series = fields.Char(help="Letters printed before the number, if any.", tracking=True)
    kind = fields.Selection(
        [("ours", "Ours, with check digits"), ("old", "Old, plain numbers")], required=True, default="old")
    number_from = fields.Integer("First Number", required=True, aggregator=None, tracking=True)
    number_to = fields.Integer("Last Number", required=True, aggregator=None, tracking=True)
    office_id = fields.Many2one("revenue.office", required=True, ondelete="restrict", index=True, tracking=True)
    inspector_id = fields.Many2one(
        "fines.inspector", ondelete="restrict", index="btree_not_null", tracking=True,
        domain="[('agency_id', '=', agency_id)]")
    state = fields.Selection(
        [
            ("stock", "In stock"), ("delivered", "At the agency"), ("assigned", "With an inspector"),
            ("returned", "Returned"), ("closed", "Closed at zero"),
        ],
        required=True, default="stock", readonly=True, copy=False, tracking=True, index=True)
    number_ids = fields.One2many("fines.checkbook.number", "checkbook_id", string="Numbers")
    other_number_ids = fields.One2many(
        "fines.checkbook.number", "checkbook_id", string="Void, Lost and Returned", domain=[("fate", "!=", "used")])
    size = fields.Integer("Slips", compute="_compute_counts")
    used_count = fields.Integer("Used", compute="_compute_counts")
    other_count = fields.Integer("Void, Lost, Returned", compute="_compute_counts")
    blank_count = fields.Integer("Blank", compute="_compute_counts")

    _numbers_order = models.Constraint(
        "CHECK (number_from > 0 AND number_from <= number_to)",
        "The last number of a checkbook is not below the first, and both are positive.")
    # Ranges of one value stand for equality, so that no extension (btree_gist) is needed. The series enters as a
    # 64-bit hash: two series of one agency with the same hash could at worst refuse a book, never let ranges overlap.
    _numbers_free = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(agency_id, agency_id, '[]') WITH &&,"
        " numrange(hashtextextended(COALESCE(series, ''), 0), hashtextextended(COALESCE(series, ''), 0), '[]') WITH &&,"
        " int8range(number_from, number_to, '[]') WITH &&)",
        "Some of these numbers are already in another checkbook of this agency and series.")
    _numbers_lookup = models.Index("(agency_id, COALESCE(series, ''), number_from)")

    @api.depends("agency_id", "series", "number_from", "number_to")
    def _compute_display_name(self):
        for book in self:
            digits = book.agency_id.number_digits
            numbers = f"{book.number_from:0{digits}d}-{book.number_to:0{digits}d}"
            book.display_name = " ".join(filter(None, [book.agency_id.code, book.series, numbers]))

    @api.depends("number_from", "number_to", "number_ids.fate")
    def _compute_counts(self):
        counts = {
            (book.id, fate): count for book, fate, count in self.env["fines.checkbook.number"]._read_group(
                [("checkbook_id", "in", self.ids)], ["checkbook_id", "fate"], ["__count"])}
        for book in self:
            total = sum(count for (book_id, __), count in counts.items() if book_id == book._origin.id)
            book.size = len(range(book.number_from, book.number_to + 1))
            book.used_count = counts.get((book._origin.id, "used"), 0)
            book.other_count = total - book.used_count
            book.blank_count = book.size - total

    @api.constrains("agency_id", "inspector_id")
    def _check_inspector(self):
        for book in self:
            if book.inspector_id and book.inspector_id.agency_id != book.agency_id:
                raise ValidationError(self.env._(
                    "%(inspector)s does not work for %(agency)s.",
                    inspector=book.inspector_id.display_name, agency=book.agency_id.display_name))

    @api.constrains("state", "inspector_id")
    def _check_holder(self):
        for book in self:
            if book.state == "assigned" and not book.inspector_id:
                raise ValidationError(self.env._("Choose the inspector who receives %s.", book.display_name))

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "stock") != "stock" for vals in vals_list):
            raise UserError(self.env._("A checkbook begins in stock."))
        books = super().create([self._normalise_values(vals) for vals in vals_list])
        books._adopt_fines()
        return books

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("Use the buttons to move a checkbook on."))
        moved = {"agency_id", "series", "number_from", "number_to"} & vals.keys()
        if moved and self.number_ids:
            raise UserError(self.env._("Numbers of this checkbook are already used: its range does not change."))
        result = super().write(self._normalise_values(vals))
        if moved:
            self._adopt_fines()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.number_ids:
            raise UserError(self.env._("A checkbook with used numbers cannot be deleted."))

    # ACTION METHODS

    def action_deliver(self):
        """Hand the book to its agency, or take it back from the inspector."""
        self._update_state("delivered")

    def action_assign(self):
        """Hand the book to the inspector chosen on it."""
        self._update_state("assigned")

    def action_return(self):
        """Take the book back from the inspector to count its slips."""
        self._update_state("returned")

    def action_close(self):
        """Close books whose every number has a fate."""
        self._update_state("closed")

    def action_open_fines(self):
        """Open the fines written on the slips of the book (smart button)."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_fine_action")
        return {**action, "domain": [("checkbook_id", "=", self.id)], "context": {}}

    # BUSINESS METHODS

    def _update_state(self, state):
        """The one gate through which a checkbook moves.

        :param str state: a state of MOVES
        :raise UserError: for a move that MOVES does not allow, or a book that would close with blank numbers
        """
        self.check_access("write")
        for book in self:
            if state not in MOVES[book.state]:
                raise UserError(self.env._(
                    "%(book)s cannot go from %(from)s to %(to)s.", book=book.display_name,
                    **{"from": book._get_state_label(book.state), "to": book._get_state_label(state)}))
            if state == "closed" and book.blank_count:
                raise UserError(self.env._(
                    "%(book)s still has %(count)s blank numbers.", book=book.display_name, count=book.blank_count))
        return super().write({"state": state})

    def _get_state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env))[state]

    def _adopt_fines(self):
        """Give fines that were registered before their book was known their place in it."""
        self.flush_recordset()
        fines = self.env["fines.fine"]
        fines.flush_model(["agency_id", "series", "number", "checkbook_id"])
        rows = self.env.execute_query(SQL(
            """
            UPDATE fines_fine f SET checkbook_id = b.id FROM fines_checkbook b
             WHERE b.id IN %s AND f.agency_id = b.agency_id AND COALESCE(f.series, '') = COALESCE(b.series, '')
               AND f.checkbook_id IS NULL AND f.number ~ '^[0-9]{1,9}$'
               AND f.number::bigint BETWEEN b.number_from AND b.number_to
            RETURNING f.id
            """, tuple(self.ids)))
        fines.invalidate_model(["checkbook_id"])
        if rows:
            self.env["fines.checkbook.number"]._insert_used(fines.browse(fine_id for (fine_id,) in rows))

    @api.model
    def _normalise_values(self, vals):
        if "series" in vals:
            return {**vals, "series": normalise_series(vals["series"])}
        return vals
