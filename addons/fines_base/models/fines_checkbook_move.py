import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..guards import guard_move

#: Where a hand-over changes hands and somebody signs for it; the others are only noted.
SIGNED = ("stock", "delivered", "assigned", "returned")
OFFICE_SIDE = "public_revenue.public_revenue_group_clerk"


class FinesCheckbookMove(models.Model):
    """A hand-over of a checkbook: from whom, to whom, who handed it over, who signed for it and when.

    Rows are only added, by the state gate of the checkbook; the signature is added once. The delivery note is frozen
    here, so that it prints again as it was.
    """

    _name = "fines.checkbook.move"
    _description = "Hand-over of a Checkbook"
    _inherit = ["revenue.paper.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _log_access = False

    checkbook_id = fields.Many2one("fines.checkbook", required=True, readonly=True, ondelete="restrict", index=True)
    agency_id = fields.Many2one("fines.agency", required=True, readonly=True, ondelete="restrict", index=True)
    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict", index=True)
    inspector_id = fields.Many2one(
        "fines.inspector", readonly=True, ondelete="restrict", index="btree_not_null")
    number = fields.Char("Delivery Note", readonly=True, index="btree_not_null")
    state_from = fields.Char(required=True, readonly=True)
    state_to = fields.Selection(
        selection=lambda self: self.env["fines.checkbook"]._fields["state"]._description_selection(self.env),
        string="Moved To", required=True, readonly=True)
    holder_from = fields.Char("From Whom", required=True, readonly=True)
    holder_to = fields.Char("To Whom", required=True, readonly=True)
    moved_on = fields.Date("Day", required=True, readonly=True)
    recorded_at = fields.Datetime("Recorded", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Recorded by", required=True, readonly=True, ondelete="restrict")
    handed_by = fields.Char("Handed Over by", required=True, readonly=True)
    reason = fields.Char(readonly=True)
    blank_count = fields.Integer("Blank Slips", readonly=True, aggregator=None)
    paper = fields.Json(readonly=True)
    signed_by = fields.Char("Signed for by", readonly=True)
    signed_on = fields.Date(readonly=True)
    signed_document = fields.Char("Signed Paper", readonly=True, help="Number of the signed delivery note on file.")
    signed_user_id = fields.Many2one("res.users", "Signature Recorded by", readonly=True, ondelete="restrict")
    status = fields.Selection(
        [("waiting", "Waiting for signature"), ("signed", "Signed"), ("noted", "Noted")], compute="_compute_status")
    can_sign = fields.Boolean("Mine to Sign", compute="_compute_can_sign")

    def init(self):
        guard_move(self.env.cr)

    @api.depends("signed_by", "number")
    def _compute_status(self):
        for move in self:
            move.status = "signed" if move.signed_by else "waiting" if move.number else "noted"

    @api.depends("signed_by", "number")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        for move in self:
            move.can_sign = move.status == "waiting" and move._is_receiver()

    # ACTION METHODS

    def action_confirm(self):
        """Sign for the books as the one who receives them."""
        self.check_access("read")
        self._check_unsigned()
        for move in self:
            if not move._is_receiver():
                raise UserError(self.env._(
                    "%(holder)s receives %(book)s: somebody of theirs signs for it, or write the number of the signed"
                    " paper.", holder=move.holder_to, book=move.checkbook_id.display_name))
        for office, moves in self.grouped("office_id").items():
            moves._sign(self.env.user.name, office._today())

    def action_open_sign(self):
        """Ask for the signed paper of a hand-over that the receiver does not confirm in the system."""
        self.check_access("read")
        self.checkbook_id.check_access("write")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_checkbook_sign_action"),
            "context": {"default_move_ids": self.ids},
        }

    # BUSINESS METHODS

    @api.model
    def _record(self, books, state, day, reason=""):
        """Write the hand-over of books that are about to move; one delivery note for those that go together.

        :param books: checkbooks before their state changes, flushed
        :param str state: the state they move to
        :param date day: day of the hand-over
        :param str reason: why and by which document, where the move needs one
        """
        groups = books.grouped(lambda book: (
            book.state, book.agency_id, book.office_id, "assigned" in (book.state, state) and book.inspector_id))
        rows = [row for group in groups.values() for row in self._prepare_rows(group, state, day, reason)]
        columns = list(rows[0])
        self.env.cr.execute(SQL(
            "INSERT INTO fines_checkbook_move (%s) VALUES %s", SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(SQL("%s", tuple(row[name] for name in columns)) for row in rows)))
        books.invalidate_recordset(["move_ids", "waiting"])

    @api.model
    def _prepare_rows(self, books, state, day, reason):
        book = books[0]
        signed = state in SIGNED
        common = {
            "agency_id": book.agency_id.id, "office_id": book.office_id.id,
            "inspector_id": "assigned" in (book.state, state) and book.inspector_id.id or None,
            "number": self.env["ir.sequence"].next_by_code("fines.checkbook.move") if signed else None,
            "state_from": book.state, "state_to": state, "moved_on": day, "recorded_at": fields.Datetime.now(),
            "holder_from": book._get_holder(book.state), "holder_to": book._get_holder(state),
            "user_id": self.env.uid, "reason": reason or None,
            **self._prepare_signature(book, state, day if signed else None),
        }
        paper = json.dumps(self._prepare_paper(books, common)) if signed else None
        return [
            {**common, "checkbook_id": one.id, "blank_count": one.blank_count, "paper": paper} for one in books]

    @api.model
    def _prepare_signature(self, book, state, day):
        """Who hands over and who signs: who takes a book back signs for it at once."""
        user = self.env.user
        if day and self._is_side(book, state) and not self._is_side(book, book.state):
            return {
                "handed_by": book._get_holder(book.state), "signed_by": user.name, "signed_on": day,
                "signed_user_id": user.id}
        return {"handed_by": user.name, "signed_by": None, "signed_on": None, "signed_user_id": None}

    def _is_receiver(self):
        """Whether the user stands on the receiving side and is not the one who handed over."""
        self.ensure_one()
        return self.user_id != self.env.user and self._is_side(self.checkbook_id, self.state_to, self.inspector_id)

    @api.model
    def _is_side(self, book, state, inspector=None):
        """Whether the user belongs to those who hold a book in a state."""
        user = self.env.user
        if state == "assigned":
            return (inspector or book.inspector_id).user_id == user
        if state == "delivered":
            return book.agency_id in user.fines_agency_scope_ids and not user.has_group(OFFICE_SIDE)
        return user.has_group(OFFICE_SIDE) and book.office_id in user.revenue_scope_ids

    def _check_unsigned(self):
        for move in self:
            if move.status != "waiting":
                raise UserError(self.env._("%s needs no signature.", move.checkbook_id.display_name))

    def _sign(self, name, day, document=""):
        """Add the signature, once; the database refuses a second one.

        :param str name: who received the books
        :param date day: day of the signature
        :param str document: number of the signed paper
        """
        self._check_unsigned()
        self.env.cr.execute(SQL(
            """
            UPDATE fines_checkbook_move SET signed_by = %s, signed_on = %s, signed_document = %s, signed_user_id = %s
             WHERE id IN %s
            """, name, day, document or None, self.env.uid, tuple(self.ids)))
        self.invalidate_recordset()
        self.checkbook_id.invalidate_recordset(["waiting"])

    # PAPER

    @api.model
    def _prepare_paper(self, books, common):
        """The delivery note as it is printed now and ever.

        :rtype: dict
        """
        office = books.office_id
        return {
            "size": "A5", "title": self.env._("Delivery note of checkbooks"), "number": common["number"],
            "issuer": list(filter(None, [office.name, office.address])), "barcode": common["number"],
            "page_label": self.env._("Page {page} of {pages}"),
            "blocks": [
                {"kind": "fields", "rows": [
                    [self.env._("Agency"), books.agency_id.display_name],
                    [self.env._("Day"), format_date(self.env, common["moved_on"])],
                    [self.env._("From Whom"), common["holder_from"]], [self.env._("To Whom"), common["holder_to"]],
                    [self.env._("Handed over by"), common["handed_by"]]]},
                self._prepare_table(books),
                {"kind": "text", "text": self.env._(
                    "Who receives has counted the slips and answers for each of them until its fate is known.")},
                {"kind": "signatures", "labels": [
                    self.env._("Handed over: name, signature"), self.env._("Received: name, signature, day")]},
            ],
        }

    @api.model
    def _prepare_table(self, books):
        rows = [
            [place, book.series or "", book._print_number(book.number_from), book._print_number(book.number_to),
             book.size, book.blank_count]
            for place, book in enumerate(books, start=1)]
        total = sum(row[4] for row in rows), sum(row[5] for row in rows)
        return {
            "kind": "table", "widths": [1, 1.4, 3, 3, 1.3, 1.3], "aligns": "rlllrr",
            "head": [
                self.env._("No."), self.env._("Series"), self.env._("First number"), self.env._("Last number"),
                self.env._("Slips"), self.env._("Blank")],
            "rows": [*rows, ["", "", "", self.env._("Total"), *total]],
        }

    def _get_papers(self):
        """Override of public_revenue: the notes as they were frozen, once each."""
        papers = {move.number: move.paper for move in self if move.paper}
        if not papers:
            raise UserError(self.env._("These moves have no delivery note."))
        return list(papers.values())
