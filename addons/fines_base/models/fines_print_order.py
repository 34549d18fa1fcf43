import csv
import io
import secrets
from base64 import b64encode

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

from ..book import is_token, make_qr, make_token, split_range
from ..slip import normalise_series

#: Allowed moves of a print order.
MOVES = {"draft": ("ordered",), "ordered": ("draft", "received"), "received": ()}
SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
FIXED = {"agency_id", "office_id", "series", "number_from", "number_to", "book_size", "web_address", "secret"}


class FinesPrintOrder(models.Model):
    """Slips of ours ordered from a print house: numbers with check digits, a token in each QR code.

        draft <-> ordered (the file is made) -> received (its books are in stock)

    The check digits are those of bills, ISO 7064 MOD 97-10: two more digits to type, and every single wrong digit and
    every swap of two is noticed before anybody searches. The token of a slip is derived from a random secret of the
    order, so that no list of tokens is kept anywhere.
    """

    _name = "fines.print.order"
    _description = "Print Order"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True, copy=False, default=lambda self: self._next_number())
    agency_id = fields.Many2one("fines.agency", required=True, ondelete="restrict", index=True, tracking=True)
    office_id = fields.Many2one(
        "revenue.office", required=True, ondelete="restrict", index=True, tracking=True,
        default=lambda self: self.env.user.revenue_office_ids[:1])
    series = fields.Char(help="Letters printed before the number, if any.", tracking=True)
    number_from = fields.Integer("First Number", required=True, aggregator=None, tracking=True)
    number_to = fields.Integer("Last Number", required=True, aggregator=None, tracking=True)
    book_size = fields.Integer("Slips per Book", required=True, default=50, tracking=True)
    web_address = fields.Char(
        help="Printed before the text of the QR code, for pages where a citizen finds the fine. May stay empty.")
    print_house = fields.Char(tracking=True)
    state = fields.Selection(
        [("draft", "Draft"), ("ordered", "Ordered"), ("received", "Received")],
        required=True, default="draft", readonly=True, copy=False, tracking=True, index=True)
    ordered_on = fields.Date(readonly=True, copy=False)
    received_on = fields.Date(readonly=True, copy=False)
    secret = fields.Char(readonly=True, copy=False, groups="public_revenue.public_revenue_group_admin")
    checkbook_ids = fields.One2many("fines.checkbook", "print_order_id", string="Checkbooks")
    size = fields.Integer("Slips", compute="_compute_size")
    book_count = fields.Integer("Books", compute="_compute_size")
    # The file needs the secret, which only administrators read; the file itself is for supervisors.
    file = fields.Binary(
        "File for the Print House", compute="_compute_file", compute_sudo=True, groups=SUPERVISOR)
    file_name = fields.Char(compute="_compute_file_name")

    _number_unique = models.UniqueIndex("(number)", "There is already a print order with this number.")
    _numbers_order = models.Constraint(
        "CHECK (number_from > 0 AND number_from <= number_to AND number_to - number_from < 1000000)",
        "The last number of an order is not below the first, both are positive, and an order has at most a million.")
    _book_size_range = models.Constraint(
        "CHECK (book_size BETWEEN 1 AND 1000)", "A book has between 1 and 1000 slips.")
    # As for checkbooks: no slip is ordered twice. A draft is a wish and may overlap.
    _numbers_free = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(agency_id, agency_id, '[]') WITH &&,"
        " numrange(hashtextextended(COALESCE(series, ''), 0), hashtextextended(COALESCE(series, ''), 0), '[]') WITH &&,"
        " int8range(number_from, number_to, '[]') WITH &&) WHERE (state <> 'draft')",
        "Some of these numbers are already in another print order of this agency and series.")

    @api.depends("number", "agency_id", "series")
    def _compute_display_name(self):
        for order in self:
            order.display_name = " ".join(filter(None, [order.number, order.agency_id.code, order.series]))

    @api.depends("number_from", "number_to", "book_size")
    def _compute_size(self):
        for order in self:
            numbers = range(order.number_from, order.number_to + 1)
            order.size = len(numbers)
            order.book_count = len(numbers[::order.book_size or 1])

    @api.depends("state")
    def _compute_file(self):
        for order in self:
            order.file = b64encode(order._make_file().encode()) if order.state != "draft" else False

    @api.depends("number")
    def _compute_file_name(self):
        for order in self:
            order.file_name = f"{order.agency_id.code}-{order.number}.csv".replace("/", "-")

    @api.constrains("agency_id", "number_to")
    def _check_digits(self):
        for order in self:
            digits = order.agency_id.number_digits
            if digits and len(str(order.number_to)) > digits:
                raise ValidationError(self.env._(
                    "%(agency)s prints %(digits)s digits: %(number)s has more.",
                    agency=order.agency_id.display_name, digits=digits, number=order.number_to))

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A print order begins as a draft."))
        return super().create([self._normalise_values(vals) for vals in vals_list])

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("Use the buttons to move a print order on."))
        if FIXED & vals.keys() and any(order.state != "draft" for order in self):
            raise UserError(self.env._("The print house has the file: its numbers do not change."))
        return super().write(self._normalise_values(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ordered(self):
        if any(order.state != "draft" for order in self):
            raise UserError(self.env._("Only drafts of print orders are deleted."))

    # ACTION METHODS

    def action_order(self):
        """Fix the numbers and make the file for the print house."""
        self._update_state("ordered")

    def action_withdraw(self):
        """Take an order back that the print house has not carried out; its file becomes worthless."""
        self._update_state("draft")

    def action_receive(self):
        """Put the printed books into stock."""
        self._update_state("received")

    def action_download(self):
        """Fetch the file for the print house."""
        self.check_access("write")
        self.ensure_one()
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}?download=true",
        }

    def action_open_checkbooks(self):
        """Open the books of the order (smart button)."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_checkbook_action")
        return {**action, "domain": [("print_order_id", "=", self.id)], "context": {}}

    # BUSINESS METHODS

    def _update_state(self, state):
        """The one gate through which a print order moves.

        :param str state: a state of MOVES
        :raise UserError: for a move that MOVES does not allow
        """
        self.check_access("write")
        check_moves(self, state, MOVES)
        if state == "ordered":
            self._check_numbers_free()
        for order in self:
            super(FinesPrintOrder, order).write({"state": state, **order._get_state_values(state)})
            if state != "received":
                order._set_secret(secrets.token_hex(32) if state == "ordered" else None)
        if state == "received":
            self.env["fines.checkbook"].create([vals for order in self for vals in order._prepare_checkbooks()])

    def _check_numbers_free(self):
        """Refuse numbers that a checkbook has already, whoever's it is, before the print house prints them."""
        self.flush_recordset()
        self.env["fines.checkbook"].flush_model(["agency_id", "series", "number_from", "number_to"])
        rows = self.env.execute_query(SQL(
            """
            SELECT o.id, b.number_from, b.number_to FROM fines_print_order o JOIN fines_checkbook b
                ON b.agency_id = o.agency_id AND COALESCE(b.series, '') = COALESCE(o.series, '')
               AND b.number_from <= o.number_to AND o.number_from <= b.number_to
             WHERE o.id IN %s LIMIT 1
            """, tuple(self.ids)))
        for order_id, first, last in rows:
            raise UserError(self.env._(
                "%(order)s: there is already a checkbook with the numbers %(first)s to %(last)s.",
                order=self.browse(order_id).display_name, first=first, last=last))

    def _get_state_values(self, state):
        today = self.office_id._today()
        return {
            "draft": {"ordered_on": False}, "ordered": {"ordered_on": today}, "received": {"received_on": today},
        }[state]

    def _set_secret(self, secret):
        """Give the order its secret, or take it away: then no token of the old file is genuine any more.

        Only administrators may read or write the field; whoever orders makes a secret without seeing it.

        :param secret: hexadecimal, None to take it away
        """
        self.flush_recordset()
        self.env.cr.execute(SQL("UPDATE fines_print_order SET secret = %s WHERE id = %s", secret, self.id))
        self.invalidate_recordset(["secret", "file"])

    def _prepare_checkbooks(self):
        return [
            {
                "agency_id": self.agency_id.id, "series": self.series, "kind": "ours", "office_id": self.office_id.id,
                "number_from": first, "number_to": last, "print_order_id": self.id,
            }
            for first, last in split_range(self.number_from, self.number_to, self.book_size)]

    def _make_file(self):
        """One row for each slip: its book, what is printed as number and what its QR code holds.

        :rtype: str
        """
        self.ensure_one()
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(["book", "agency", "series", "number", "printed_number", "qr"])
        agency, series = self.agency_id.code, self.series or ""
        for book, (first, last) in enumerate(split_range(self.number_from, self.number_to, self.book_size), start=1):
            for number in range(first, last + 1):
                printed = self._print_number(number)
                text = make_qr(agency, series, printed, make_token(self.secret, agency, series, number))
                writer.writerow([book, agency, series, number, printed, (self.web_address or "") + text])
        return stream.getvalue()

    def _print_number(self, number):
        """The number as it is printed, with its check digits.

        :rtype: str
        """
        return rules.make_reference(number, self.agency_id.number_digits or len(str(self.number_to)))

    def _is_genuine(self, number, token):
        """Whether a token belongs to a slip of this order.

        :param int number: serial number of the slip
        :rtype: bool
        """
        self.ensure_one()
        self.check_access("read")
        # past the field's group: only administrators read the secret, who scans a slip learns yes or no
        self.flush_recordset(["secret"])
        [[secret]] = self.env.execute_query(SQL("SELECT secret FROM fines_print_order WHERE id = %s", self.id))
        return bool(secret) and is_token(secret, self.agency_id.code, self.series or "", number, token)

    @api.model
    def _next_number(self):
        return self.env["ir.sequence"].next_by_code("fines.print.order")

    @api.model
    def _normalise_values(self, vals):
        return {**vals, "series": normalise_series(vals["series"])} if "series" in vals else vals
