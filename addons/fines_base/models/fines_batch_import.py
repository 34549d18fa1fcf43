import base64

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError

from odoo.addons.public_revenue.sheet import BadSheet, read_book, write_book

from .. import slip_file
from ..slip import normalise_number, normalise_series
from .fines_fine_person import PERSONAL


class FinesBatchImport(models.Model):
    """A spreadsheet of slips read into a batch: good rows enter, the others are listed with what is wrong.

    The same file may be read again, after the law or the checkbooks were corrected: what is there stays as it is.
    """

    _name = "fines.batch.import"
    _description = "File of Slips"
    _inherit = ["revenue.file.mixin"]
    _order = "id desc"
    _file_given = {"batch_id", "name", "file"}

    batch_id = fields.Many2one("fines.batch", required=True, ondelete="restrict", index=True)
    name = fields.Char("File Name", required=True, default="boletas.xlsx")
    file = fields.Binary(required=True, attachment=True, groups=PERSONAL)
    digest = fields.Char(readonly=True, copy=False, help="Fingerprint of the file: it is read once into a batch.")
    is_signed = fields.Boolean(
        "Signed", readonly=True, copy=False, help="Rows and totals are as the agency signed them.")
    imported_count = fields.Integer("Entered", readonly=True, copy=False)
    repeated_count = fields.Integer("Already There", readonly=True, copy=False)
    row_ids = fields.One2many("fines.batch.import.row", "import_id", string="Rows with Errors", readonly=True)
    row_count = fields.Integer("With Errors", compute="_compute_row_count")
    error_file = fields.Binary(compute="_compute_error_file", groups=PERSONAL)

    _file_unique = models.UniqueIndex(
        "(batch_id, digest)", "This file was already read into this batch. Open it there and read it again.")

    @api.depends("row_ids")
    def _compute_row_count(self):
        for record in self:
            record.row_count = len(record.row_ids)

    def _compute_error_file(self):
        """The rows with errors as a file: corrected, it can be read in its turn."""
        for record in self:
            heading = [*slip_file.COLUMNS.values(), "Error"]
            rows = [
                [*(row.texts.get(name, "") for name in slip_file.COLUMNS), row.problems] for row in record.row_ids]
            record.error_file = base64.b64encode(write_book({slip_file.SLIPS: [heading, *rows]}))

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        self._check_given(*vals_list)
        rows = [{**vals, **self._examine(vals)} for vals in vals_list]
        self._check_unread(rows)
        return super().create(rows)

    def write(self, vals):
        self._check_given(vals)
        if "batch_id" in vals or ("file" in vals and any(record.imported_count for record in self)):
            raise UserError(self.env._("The file was read: choose another one as a new file."))
        return super().write({**vals, **self._examine(vals)})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_read(self):
        if any(record.imported_count for record in self):
            raise UserError(self.env._("A file that was read says where its slips came from: it is not deleted."))

    @api.model
    def _check_unread(self, rows):
        wanted = {(vals["batch_id"], vals.get("digest", False)) for vals in rows}
        there = self.search([("batch_id", "in", [batch_id for batch_id, _digest in wanted]),
                             ("digest", "in", [digest for _batch_id, digest in wanted])])
        if any((record.batch_id.id, record.digest) in wanted for record in there):
            raise UserError(self.env._("This file was already read into this batch. Open it there and read it again."))

    # ACTION METHODS

    def action_read(self):
        """Enter the good rows of the file and list the others."""
        self.check_access("write")
        for record in self:
            record.batch_id._check_open()
            record._read()

    def action_download_errors(self):
        """Download the rows with errors as a spreadsheet."""
        self.check_access("read")
        self.ensure_one()
        name = self.env._("errors.xlsx")
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/error_file/{name}?download=true"}

    # BUSINESS METHODS

    def _read(self):
        """Read the file: rows that are there already are counted, the others enter or are listed."""
        self.ensure_one()
        rows = self._read_slips()
        taken = self._find_taken([texts for __, texts in rows])
        known, good, bad, repeated = self.batch_id.fine_ids, [], [], 0
        for row, texts in rows:
            fine = taken.get(self._get_key(texts), self.env["fines.fine"])
            values, problems = self._prepare(texts)
            if fine and fine in known:
                repeated += 1
            elif fine or problems:
                bad.append((row, texts, self._say_taken(fine) if fine else problems))
            else:
                good.append((row, texts, values))
        refused = self._enter(good)
        self._note(bad + refused, len(good) - len(refused), repeated)

    def _note(self, bad, entered, repeated):
        """Keep the rows with errors and the figures of this reading."""
        self.row_ids.unlink()
        self.env["fines.batch.import.row"].create([
            {"import_id": self.id, "row": row, "number": texts.get("number"), "texts": texts,
             "problems": "\n".join(problems)} for row, texts, problems in sorted(bad, key=lambda one: one[0])])
        super().write({"imported_count": self.imported_count + entered, "repeated_count": repeated})

    def _read_slips(self):
        """Rows of the file as texts; of a signed file only if nobody has changed it.

        :raise UserError: in words, when it is no such file or not as it was signed
        """
        try:
            sheets = read_book(base64.b64decode(self.file))
            rows = slip_file.read_rows(sheets.get(slip_file.SLIPS) or next(iter(sheets.values()), []))
        except BadSheet as error:
            raise UserError(self.env._("%(file)s cannot be read: %(error)s", file=self.name, error=error)) from error
        except slip_file.BadValue as error:
            raise UserError(self.env._(
                "%(file)s has no column %(column)s. Use the template.",
                file=self.name, column=error.args[0])) from error
        self._check_signature(sheets.get(slip_file.CONTROL), [texts for __, texts in rows])
        return rows

    def _check_signature(self, control, rows):
        """Accept signed files only as they were signed, and from an agency with a key signed files only."""
        agency = self.batch_id.agency_id
        if not control and not agency._has_exchange_key():
            return
        cells = {str(row[0]): row[1] for row in control or () if len(row) > 1}
        try:
            totals = slip_file.make_control(agency.code, rows)
        except slip_file.BadValue as error:
            raise UserError(self.env._("%(text)s is not an amount.", text=error.args[1])) from error
        if not agency._is_exchange_signed(cells.get("Firma"), totals, rows):
            raise UserError(self.env._(
                "%(file)s is not as %(agency)s signed it: it was changed, or signed with another key. Nothing was"
                " entered. Ask the agency for the file again.", file=self.name, agency=agency.display_name))
        super().write({"is_signed": True})
        if not self.batch_id.declared_count:
            self.batch_id.write({"declared_count": int(totals[1]), "declared_amount": float(totals[2])})

    def _get_key(self, texts):
        return (self.batch_id.agency_id.id, normalise_series(texts.get("series")), normalise_number(texts["number"]))

    def _find_taken(self, rows):
        """Fines that carry the numbers of the rows already."""
        return self.env["fines.fine"]._find_slips([self._get_key(texts) for texts in rows])

    def _say_taken(self, fine):
        known = fine._filtered_access("read")
        return [self.env._("The number is already registered: %s.", known.display_name or "-")]

    def _prepare(self, texts):
        """Values of a fine from a row, and what is wrong with it in words.

        :rtype: tuple[dict, list[str]]
        """
        values, wrong = slip_file.parse_row(texts)
        problems = [
            self.env._("%(column)s: %(text)s cannot be read.", column=column, text=text) if text
            else self.env._("%(column)s is missing.", column=column) for column, text in wrong]
        kind, kind_problems = self._find_document(values)
        inspector, inspector_problems = self._find_inspector(values)
        problems += kind_problems + inspector_problems
        return {} if problems else self._prepare_fine(values, kind, inspector), problems

    def _prepare_fine(self, values, kind, inspector):
        return {
            "batch_id": self.batch_id.id, "series": values["series"], "number": values["number"],
            "person_identity_type_id": kind.id, "person_identity": values["identity"] or False,
            "person_name": values["name"] or False, "offender_kind": values["kind"],
            "infraction_date": values["day"], "infraction_time": values["time"], "place": values["place"],
            "offence_codes": values["codes"], "slip_amount": float(values["amount"]),
            "amount_reason": values["reason"] or False, "plate": values["plate"], "notified_on": values["notified"],
            "person_licence": values["licence"] or False, "inspector_id": inspector.id,
        }

    def _find_document(self, values):
        """The kind of document that a row names by its code or the end of it; the usual one if it names none."""
        kinds, word = self.env["revenue.identity.type"]._get_all(), values.get("document", "").upper()
        if not word:
            return (kinds[:1] if values.get("identity") else kinds.browse()), []
        found = kinds.filtered(lambda kind: word in (kind.code.upper(), kind.code.upper().rpartition("-")[2]))
        return found[:1], [] if found else [self.env._("There is no document %s.", word)]

    def _find_inspector(self, values):
        inspectors, badge = self.env["fines.inspector"], values.get("inspector")
        if not badge:
            return inspectors, []
        found = inspectors.search([("agency_id", "=", self.batch_id.agency_id.id), ("badge", "=", badge)])
        return found, [] if found else [self.env._("The agency has no inspector with the badge %s.", badge)]

    def _enter(self, good):
        """Enter rows together; what the whole refuses is tried in halves until the row at fault stands alone.

        :param good: (row, texts, values of the fine)
        :return: those refused, as (row, texts, problems)
        """
        refused, parts = [], [good] if good else []
        while parts:
            part = parts.pop()
            half = len(part) // 2
            try:
                with self.env.cr.savepoint():
                    self.env["fines.fine"].create([values for __, __, values in part])
            except (UserError, ValidationError, RedirectWarning) as error:
                parts += [part[half:], part[:half]] if half else []
                refused += [] if half else [(part[0][0], part[0][1], [str(error.args[0])])]
        return refused
