from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

from ..book import get_age, make_cover
from ..slip import normalise_series

#: Allowed moves of a checkbook.
MOVES = {
    "stock": ("delivered", "lost", "closed"),
    "delivered": ("assigned", "stock", "lost"),
    "assigned": ("delivered", "returned", "lost"),
    "returned": ("assigned", "closed", "lost"),
    "lost": ("closed",),
    "closed": (),
}
RANGE_FIELDS = {"agency_id", "series", "number_from", "number_to"}
DEVICE_FIELDS = {"device_name", "device_uuid", "device_user_id"}


class FinesCheckbook(models.Model):
    """A book of numbered slips of one agency and series: who holds it, and what became of every number.

        stock <-> delivered (to the agency) <-> assigned (to an inspector) <-> returned -> closed
        any of them -> lost -> closed

    Every move is a hand-over that somebody signs for. A book closes when no number is blank any more and every
    hand-over is signed. A book may also be a range of numbers for the electronic fines of one device.
    """

    _name = "fines.checkbook"
    _description = "Checkbook"
    _inherit = ["mail.thread", "mail.activity.mixin", "revenue.paper.mixin"]
    _order = "agency_id, series, number_from"

    agency_id = fields.Many2one(
        "fines.agency", required=True, ondelete="restrict", index=True, tracking=True)
    series = fields.Char(help="Letters printed before the number, if any.", tracking=True)
    kind = fields.Selection(
        [
            ("ours", "Ours, with check digits"), ("old", "Old, plain numbers"),
            ("electronic", "Electronic, for a device"),
        ],
        required=True, default="old", tracking=True)
    print_order_id = fields.Many2one(
        "fines.print.order", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    number_from = fields.Integer("First Number", required=True, aggregator=None, tracking=True)
    number_to = fields.Integer("Last Number", required=True, aggregator=None, tracking=True)
    office_id = fields.Many2one("revenue.office", required=True, ondelete="restrict", index=True, tracking=True)
    inspector_id = fields.Many2one(
        "fines.inspector", ondelete="restrict", index="btree_not_null", tracking=True,
        domain="[('agency_id', '=', agency_id)]")
    state = fields.Selection(
        [
            ("stock", "In stock"), ("delivered", "At the agency"), ("assigned", "With an inspector"),
            ("returned", "Returned"), ("lost", "Lost"), ("closed", "Closed at zero"),
        ],
        required=True, default="stock", readonly=True, copy=False, tracking=True, index=True)
    held_since = fields.Date(
        readonly=True, copy=False, default=fields.Date.context_today, help="Day of the last hand-over.")
    age = fields.Integer("Days Held", compute="_compute_age")
    device_name = fields.Char("Device", tracking=True, help="The phone or system that uses the numbers.")
    device_uuid = fields.Char("Device Identifier", copy=False, index="btree_not_null", tracking=True)
    device_user_id = fields.Many2one("res.users", string="Device User", ondelete="restrict", tracking=True)
    move_ids = fields.One2many("fines.checkbook.move", "checkbook_id", string="Hand-overs")
    waiting = fields.Boolean(
        "Waiting for Signature", compute="_compute_waiting", search="_search_waiting",
        help="A hand-over of the book is not signed for.")
    range_report = fields.Text(compute="_compute_range_report")
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
    _device_if_electronic = models.Constraint(
        "CHECK ((kind = 'electronic') = (device_uuid IS NOT NULL))",
        "An electronic range names its device, other checkbooks have none.")
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

    @api.depends("held_since", "state")
    def _compute_age(self):
        for office, books in self.grouped("office_id").items():
            today = office._today() if office else fields.Date.context_today(self)
            for book in books:
                book.age = 0 if book.state == "closed" else get_age(book.held_since, today)

    @api.depends("move_ids.signed_by", "move_ids.number")
    def _compute_waiting(self):
        waiting = self.filtered_domain(self._get_waiting_domain()) if self.ids else self.browse()
        for book in self:
            book.waiting = book in waiting

    @api.model
    def _search_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_waiting_domain()

    @api.model
    def _get_waiting_domain(self):
        return Domain("move_ids", "any", [("number", "!=", False), ("signed_by", "=", False)])

    @api.depends("number_ids.fate", "number_from", "number_to")
    def _compute_range_report(self):
        for book in self:
            book.range_report = "\n".join(
                self.env._("%(first)s to %(last)s: %(fate)s, %(count)s slips",
                           first=first, last=last, fate=fate, count=count)
                for first, last, fate, count in book._get_range_rows())

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

    @api.constrains("device_user_id", "inspector_id")
    def _check_device_user(self):
        for book in self:
            serving = book.inspector_id.user_id
            if book.device_user_id and serving and book.device_user_id != serving:
                raise ValidationError(self.env._(
                    "%(inspector)s is another user than %(user)s, who works with the device.",
                    inspector=book.inspector_id.display_name, user=book.device_user_id.name))

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "stock") != "stock" for vals in vals_list):
            raise UserError(self.env._("A checkbook begins in stock."))
        if any(vals.get("held_since") for vals in vals_list):
            raise UserError(self.env._("The day of the last hand-over is noted by the hand-over."))
        books = super().create([self._normalise_values(vals) for vals in vals_list])
        books._adopt_fines()
        return books

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("Use the buttons to move a checkbook on."))
        if {"held_since", "print_order_id"} & vals.keys():
            raise UserError(self.env._("The day of the last hand-over is noted by the hand-over."))
        moved = RANGE_FIELDS & vals.keys()
        if moved and (self.number_ids or self.print_order_id or self.move_ids):
            raise UserError(self.env._("This checkbook is already in use: its range does not change."))
        if {*DEVICE_FIELDS, "kind"} & vals.keys() and any(book.state != "stock" for book in self):
            raise UserError(self.env._("The range was already issued: its kind and its device do not change."))
        result = super().write(self._normalise_values(vals))
        if moved:
            self._adopt_fines()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.number_ids or self.move_ids or self.print_order_id:
            raise UserError(self.env._("A checkbook that was printed, handed over or used cannot be deleted."))

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

    def action_open_fate(self):
        """Give a whole run of numbers a fate at once."""
        return self._open_fate({})

    def action_lose(self):
        """Report the loss of the whole book."""
        return self._open_fate({
            "default_fate": "lost", "default_whole": True, "default_number_to": self[:1].number_to,
            "default_number_from": self[:1].number_from})

    def action_open_fines(self):
        """Open the fines written on the slips of the book (smart button)."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_fine_action")
        return {**action, "domain": [("checkbook_id", "=", self.id)], "context": {}}

    # BUSINESS METHODS

    def _update_state(self, state, reason="", day=None):
        """The one gate through which a checkbook moves: it checks the move and writes the hand-over.

        :param str state: a state of MOVES
        :param str reason: why and by which document, for a loss
        :param date day: day of the hand-over, today at the office if none is given
        :raise UserError: for a move that MOVES does not allow, or a book that would close with blank numbers
        """
        self.check_access("write")
        check_moves(self, state, MOVES)
        for book in self:
            problem = book._get_problem(state)
            if problem:
                raise UserError(problem)
        self.flush_recordset()
        for office, books in self.grouped("office_id").items():
            moved_on = day or office._today()
            self.env["fines.checkbook.move"]._record(books, state, moved_on, reason)
            super(FinesCheckbook, books).write({"state": state, "held_since": moved_on})
        return True

    def _get_problem(self, state):
        """What forbids one book to move on, in words; None if nothing does.

        :rtype: str | None
        """
        inspector = self.inspector_id
        if state == "assigned" and not inspector:
            raise ValidationError(self.env._("Choose the inspector who receives %s.", self.display_name))
        if state == "assigned" and not inspector._is_serving(self.office_id._today()):
            return self.env._("%s is not in service.", inspector.display_name)
        if state == "closed" and self.blank_count:
            return self.env._(
                "%(book)s still has %(count)s blank numbers.", book=self.display_name, count=self.blank_count)
        if state == "closed" and self.waiting:
            return self.env._("%s has a hand-over that nobody signed for.", self.display_name)
        return None

    def _get_holder(self, state):
        """Who holds the book in a state, in words.

        :rtype: str
        """
        self.ensure_one()
        return {
            "delivered": self.agency_id.display_name,
            "assigned": self.inspector_id.display_name or self.agency_id.display_name,
            "lost": self.env._("Nobody: lost"),
        }.get(state) or self.office_id.display_name

    def _get_state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env))[state]

    def _open_fate(self, context):
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_checkbook_fate_action")
        return {**action, "context": {"default_checkbook_id": self.id, **context}}

    def _print_number(self, number):
        """A number of the book as it is printed on the slip.

        :param int number: serial number
        :rtype: str
        """
        digits = self.agency_id.number_digits or len(str(self.print_order_id.number_to or self.number_to))
        return rules.make_reference(number, digits) if self.kind == "ours" else f"{number:0{digits}d}"

    # RANGE REPORT

    def _get_range_rows(self):
        """What became of the range, run by run: the slips of the rows add up to the size of the book.

        :return: first and last number as printed, fate in words, slips
        :rtype: list[tuple[str, str, str, int]]
        """
        self.ensure_one()
        labels = {"blank": self.env._("Blank"), **dict(
            self.env["fines.checkbook.number"]._fields["fate"]._description_selection(self.env))}
        fates = {row.number: row.fate for row in self.number_ids}
        return [
            (self._print_number(first), self._print_number(last), labels[fate], len(range(first, last + 1)))
            for first, last, fate in rules.get_runs(self.number_from, self.number_to, fates)]

    def _get_papers(self):
        """Override of public_revenue: the report of the range, its cover's bars on it."""
        return [book._prepare_range_paper() for book in self]

    def _prepare_range_paper(self):
        return {
            "size": "A4", "title": self.env._("What became of a checkbook"), "number": self.display_name,
            "issuer": list(filter(None, [self.office_id.name, self.office_id.address])),
            "barcode": make_cover(self.agency_id.code, self.series, self.number_from, self.number_to),
            "blocks": [
                {"kind": "fields", "rows": [
                    [self.env._("Agency"), self.agency_id.display_name],
                    [self.env._("Inspector"), self.inspector_id.display_name],
                    [self.env._("State"), self._get_state_label(self.state)],
                    [self.env._("Day"), format_date(self.env, self.office_id._today())]]},
                self._prepare_range_table(),
                {"kind": "signatures", "labels": [
                    self.env._("Counted by: name, signature"), self.env._("Checked by: name, signature")]},
            ],
        }

    def _prepare_range_table(self):
        rows = [list(row) for row in self._get_range_rows()]
        return {
            "kind": "table", "widths": [2, 2, 2, 1], "aligns": "lllr",
            "head": [
                self.env._("First number"), self.env._("Last number"), self.env._("Fate"), self.env._("Slips")],
            "rows": [*rows, ["", "", self.env._("Total"), sum(row[3] for row in rows)]],
        }

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
