from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.public_revenue.text import normalise_identity

from ..book import read_cover, read_qr
from ..slip import get_serial, normalise_number, normalise_series

MOST = 40


class FinesFineFind(models.TransientModel):
    """Finds what a number names: fines and checkbooks, and what other modules add.

    Typed or scanned: a slip's number with or without agency and series, with or without check digits, the QR code of a
    slip, the bars on the cover of a book. One hit opens; several are shown to choose among, never the first is taken.
    """

    _name = "fines.fine.find"
    _description = "Find by Number"

    text = fields.Char("Number or Code", help="Scan a slip, a book or a notice, or type the number.")
    message = fields.Char(readonly=True)
    line_ids = fields.One2many("fines.fine.find.line", "find_id", string="Found", readonly=True)

    # ACTION METHODS

    def action_find(self):
        """Look for what was typed."""
        self.check_access("write")
        self.ensure_one()
        return self._answer(self.text)

    @api.model
    def action_scan(self, text=""):
        """Look for what a scanner read, from any screen.

        :param str text: content of the barcode
        :return: an action: the only hit, or the form with the choice or with why there is none
        :rtype: dict
        """
        self.check_access("create")
        return self.create({"text": text})._answer(text)

    # BUSINESS METHODS

    def _answer(self, text):
        self.ensure_one()
        try:
            hits = self._find_hits((text or "").strip()[:200])
        except UserError as error:
            return self._show([], str(error))
        if len(hits) == 1:
            return self._open(hits[0])
        if not hits:
            return self._show(hits, self.env._(
                "Nothing that you may see carries “%s”. The number may be mistyped, not entered yet, or belong to"
                " another agency or office.", text or ""))
        return self._show(hits[:MOST], self.env._(
            "%(count)s carry this number: choose by agency and series.", count=len(hits)))

    def _find_hits(self, text):
        """Everything that a text names, one record each.

        Extended by modules that know other numbers, with super().

        :param str text: what was typed or scanned
        :rtype: list[recordset]
        :raise UserError: for a code that is recognised and worth nothing
        """
        if not text:
            return []
        qr = read_qr(text)
        if qr:
            return self._find_slip(*qr)
        return [*(self._find_cover(text) or self._find_numbers(text)), *self._find_notices(text)]

    def _find_slip(self, agency, series, number, token):
        """The slip of a QR code: its fine if it is entered, else its book. A forged code is said to be one."""
        serial = get_serial(normalise_number(number[:-2]))
        book = self._search_books(serial, agency, normalise_series(series)).filtered("print_order_id")
        if len(book) != 1 or not book.print_order_id._is_genuine(serial, token):
            raise UserError(self.env._(
                "This code is not one of ours: no slip that you may see was printed with it. Keep the paper."))
        fines = self.env["fines.fine"].search([
            ("agency_id", "=", book.agency_id.id), ("number", "=", str(serial)),
            ("series", "in", [book.series] if book.series else [False, ""])])
        return [fines or book]

    def _find_cover(self, text):
        cover = read_cover(text)
        if not cover:
            return []
        agency, series, first, last = cover
        books = self._search_books(first, agency, normalise_series(series))
        return [book for book in books if (book.number_from, book.number_to) == (first, last)]

    def _find_numbers(self, text):
        """Fines with a number; where there is none, the books that hold it, for a slip that is still blank or void."""
        fines = self.env["fines.fine"]
        found = fines.search(Domain.OR(fines._get_search_domain(one) for one in self._read_printed(text)), limit=MOST)
        if found:
            return list(found)
        words = text.replace("-", " ").split()
        agency = words[0] if len(words) > 1 else None
        series = normalise_series(words[1]) if len(words) > 2 else None
        books = self.env["fines.checkbook"]
        for one in self._read_printed(text):
            books |= self._search_books(get_serial(normalise_number(one.split()[-1])), agency, series)
        return list(books)

    def _find_notices(self, text):
        notices = self.env["revenue.notice"]
        key = normalise_identity(text)
        if not key or not notices.has_access("read"):
            return []
        return list(notices.search([("number_key", "=", key)], limit=MOST))

    def _read_printed(self, text):
        """A number as it was typed and, if its last two digits may be check digits, without them.

        :rtype: list[str]
        """
        *before, last = text.replace("-", " ").split() or [""]
        plain = " ".join([*before, last])
        number = normalise_number(last)
        if get_serial(number[:-2]) and number.isdigit() and int(number) % 97 == 1:
            return [plain, " ".join([*before, number[:-2]])]
        return [plain]

    def _search_books(self, serial, agency=None, series=None):
        """Checkbooks that hold a number, of one agency and series if they are known."""
        books = self.env["fines.checkbook"]
        if not serial or not books.has_access("read"):
            return books
        domain = Domain("number_from", "<=", serial) & Domain("number_to", ">=", serial)
        if agency:
            domain &= Domain("agency_id.code", "=ilike", agency)
        if series is not None:
            domain &= Domain("series", "in", [series] if series else [False, ""])
        return books.search(domain, limit=MOST)

    # SHOWING

    def _open(self, record):
        return {
            "type": "ir.actions.act_window", "res_model": record._name, "res_id": record.id, "view_mode": "form",
            "views": [(False, "form")], "target": "current",
        }

    def _show(self, hits, message):
        """Show the choice, or why there is nothing to choose."""
        self.write({
            "message": message,
            "line_ids": [Command.clear(), *(
                Command.create({
                    "res_model": record._name, "res_id": record.id, "name": record.display_name,
                    "kind": self.env["ir.model"]._get(record._name).name, "detail": self._describe(record)})
                for record in hits)],
        })
        return {
            "type": "ir.actions.act_window", "name": self.env._("Find by Number"), "res_model": self._name,
            "res_id": self.id, "view_mode": "form", "views": [(False, "form")], "target": "new",
        }

    def _describe(self, record):
        """What tells a hit from its namesakes, in words.

        :rtype: str
        """
        names = [name for name in ("agency_id", "series", "office_id") if name in record._fields]
        parts = [record[name].display_name if name != "series" else record[name] for name in names]
        if "state" in record._fields:
            parts.append(dict(record._fields["state"]._description_selection(self.env))[record.state])
        return " · ".join(filter(None, parts))
