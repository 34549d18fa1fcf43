import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves
from odoo.addons.public_revenue.sheet import write_book

from .. import bank_file

#: Allowed moves of a file.
MOVES = {"draft": ("queued", "entered"), "queued": ("entered", "draft"), "entered": ()}
#: Longer files are entered in the background.
AT_ONCE = 200


class RevenueBankImport(models.Model):
    """A file of a bank on its way into statements: all its lines together, or all but listed ones for a reason.

        draft -> entered
        draft -> queued -> entered     long files, in the background
        queued -> draft                what could not be entered says why

    The same file is taken once. Lines that are there already (statements overlap) are not doubled.
    """

    _name = "revenue.bank.import"
    _description = "Bank Statement File"
    _inherit = ["revenue.file.mixin"]
    _order = "id desc"
    _file_given = {"profile_id", "name", "file", "exception_reason"}
    _check_company_auto = True

    profile_id = fields.Many2one(
        "revenue.bank.profile", required=True, ondelete="restrict", index=True, check_company=True,
        default=lambda self: self._default_profile())
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    journal_id = fields.Many2one(related="profile_id.journal_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char("File Name", required=True)
    file = fields.Binary(required=True, attachment=True)
    digest = fields.Char(readonly=True, copy=False, help="Fingerprint of the file: it enters once.")
    state = fields.Selection(
        [("draft", "Not entered"), ("queued", "Being entered"), ("entered", "File entered")], required=True,
        readonly=True, default="draft", index=True, copy=False)
    line_count = fields.Integer("Lines in the File", readonly=True, copy=False)
    known_count = fields.Integer("Already There", readonly=True, copy=False)
    entered_count = fields.Integer("Entered", readonly=True, copy=False)
    balance_start = fields.Monetary("Opening Balance", readonly=True, copy=False)
    balance_end = fields.Monetary("Closing Balance", readonly=True, copy=False)
    has_balances = fields.Boolean(readonly=True, copy=False)
    row_ids = fields.One2many("revenue.bank.import.row", "import_id", string="Rows with Errors", readonly=True)
    row_count = fields.Integer("Errors", compute="_compute_row_count")
    error_file = fields.Binary(compute="_compute_error_file")
    exception_reason = fields.Char(
        "Why Entered with Errors", copy=False, help="Rows that can be read enter without those that cannot.")
    problem = fields.Char(readonly=True, copy=False)
    user_id = fields.Many2one("res.users", string="Entered by", readonly=True, copy=False, ondelete="restrict")
    statement_id = fields.Many2one(
        "account.bank.statement", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")

    _file_unique = models.UniqueIndex(
        "(journal_id, digest) WHERE digest IS NOT NULL", "This file was already taken for this bank.")

    @api.model
    def _default_profile(self):
        profiles = self.env["revenue.bank.profile"].search([("company_id", "=", self.env.company.id)], limit=2)
        return profiles if len(profiles) == 1 else profiles.browse()

    @api.depends("row_ids")
    def _compute_row_count(self):
        for record in self:
            record.row_count = len(record.row_ids)

    def _compute_error_file(self):
        """The rows with errors as a file, with what is wrong in the last column."""
        for record in self:
            labels = [record.profile_id._get_column_label(name) for name in bank_file.COLUMNS]
            rows = [[row.row, *(row.texts.get(name, "") for name in bank_file.COLUMNS), row.problems]
                    for row in record.row_ids]
            heading = [self.env._("Row"), *labels, self.env._("What is wrong")]
            record.error_file = base64.b64encode(write_book({self.env._("Errors"): [heading, *rows]}))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to take a fingerprint: the same file is refused."""
        self._check_given(*vals_list)
        rows = [{**vals, **self._examine(vals)} for vals in vals_list]
        for vals in rows:
            profile = self.env["revenue.bank.profile"].browse(vals.get("profile_id")) or self._default_profile()
            self._check_new_file(profile, vals.get("digest"))
        return super().create(rows)

    def write(self, vals):
        """Override to keep what was read, and all of a file that has entered."""
        self._check_given(vals)
        if any(record.state != "draft" for record in self):
            raise UserError(self.env._("The file has entered: take another one as a new file."))
        examined = self._examine(vals)
        if examined or "profile_id" in vals:
            self.row_ids.unlink()
            examined.update(line_count=0, known_count=0, problem=False)
        for record in self:
            profile = record.profile_id.browse(vals.get("profile_id")) or record.profile_id
            record._check_new_file(profile, examined.get("digest") or record.digest)
        return super().write({**vals, **examined})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_entered(self):
        if any(record.state != "draft" for record in self):
            raise UserError(self.env._("A file that has entered says where its lines came from: it is not deleted."))

    def _check_new_file(self, profile, digest):
        twin = self.search([("journal_id", "=", profile.journal_id.id), ("digest", "=", digest),
                            ("id", "not in", self.ids)], limit=1)
        if twin:
            raise UserError(self.env._("This file was already taken for this bank, as %s.", twin.name))

    # === ACTION METHODS === #

    def action_read(self):
        """Button: enter the file if every row can be read and the balances follow; else list what is wrong."""
        self.check_access("write")
        self.ensure_one()
        self._check_draft()
        rows = self._read()
        if not self.row_ids:
            self._enter_soon(rows)

    def action_enter_rest(self):
        """Button: enter the rows that can be read, for the reason given."""
        self.check_access("write")
        self.ensure_one()
        self._check_draft()
        if not self.exception_reason:
            raise UserError(self.env._("Say why the file is entered with errors."))
        self._enter_soon(self._read())

    def action_download_errors(self):
        """Button: the rows with errors as a spreadsheet."""
        self.check_access("read")
        self.ensure_one()
        name = self.env._("errors.xlsx")
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/error_file/{name}?download=true"}

    def action_view_lines(self):
        """Smart button: the lines of the statement."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.account_bank_statement_line_action")
        return {**action, "domain": [("statement_id", "=", self.statement_id.id)], "context": {}}

    # === BUSINESS METHODS === #

    def _check_draft(self):
        if self.state != "draft":
            raise UserError(self.env._("The file has entered: take another one as a new file."))

    def _read(self):
        """Read the file and note what is wrong.

        :return: the rows that can enter, oldest first
        :rtype: list[bank_file.Row]
        """
        rows = self.profile_id._read(self.file, self.name)
        good = [row for row in rows if not row.problems]
        opening, closing, wrong = rules.check_balances([(row.amount, row.balance) for row in good])
        bad = [(row, self.profile_id._say_problems(row), True) for row in rows if row.problems]
        bad += [(good[place], [self.env._("The balance does not follow from the rows beside it.")], False)
                for place in (() if bad else wrong)]
        if bad:
            opening = None
        self._note(rows, bad, opening, closing)
        return good[::-1] if good and good[0].day > good[-1].day else good

    def _note(self, rows, bad, opening, closing):
        self.row_ids.unlink()
        self.env["revenue.bank.import.row"].create([
            {"import_id": self.id, "row": row.number, "texts": row.texts, "problems": "\n".join(problems),
             "shown": " · ".join(filter(None, row.texts.values())), "is_left_out": is_left_out}
            for row, problems, is_left_out in sorted(bad, key=lambda one: one[0].number)])
        super().write({
            "line_count": len(rows), "problem": False, "has_balances": opening is not None,
            "balance_start": float(opening or 0), "balance_end": float(closing or 0) if opening is not None else 0})

    def _enter_soon(self, rows):
        """Enter now, or in the background if there are many."""
        if len(rows) <= AT_ONCE:
            self._enter(rows)
        else:
            self._update_state("queued", {"user_id": self.env.uid})
            self.env.ref("public_revenue_office.ir_cron_public_revenue_office_enter_statements")._trigger()

    def _enter(self, rows):
        """Make the statement of the lines that are not there yet, all of them together."""
        self.env.cr.execute(SQL("UPDATE account_journal SET id = id WHERE id = %s", self.journal_id.id))
        keys = [rules.make_line_key(row.day, row.amount, row.texts.get("reference"), row.texts.get("label"))
                for row in rows]
        new = [rows[place] for place in rules.find_new(keys, self._get_known(rows))]
        statement = self.env["account.bank.statement"]
        if new:
            statement = self.env["revenue.bank.books"]._enter(
                self.journal_id, self._prepare_statement(new), [self._prepare_line(row) for row in new])
        self._update_state("entered", {
            "statement_id": statement.id, "entered_count": len(new), "known_count": len(rows) - len(new),
            "user_id": self.user_id.id or self.env.uid})

    def _get_known(self, rows):
        """Keys of the lines that the bank's journal holds on the days of the rows."""
        days = [row.day for row in rows]
        lines = self.env["account.bank.statement.line"].search_fetch([
            ("journal_id", "=", self.journal_id.id), ("date", ">=", min(days)), ("date", "<=", max(days))],
            ["date", "amount", "ref", "payment_ref"]) if days else ()
        return [rules.make_line_key(line.date, rules.to_decimal(line.amount), line.ref, line.payment_ref)
                for line in lines]

    def _prepare_statement(self, new):
        values = {"name": self.name, "reference": self.name}
        if self.has_balances:
            moved = float(sum(row.amount for row in new))
            opening = float(rules.difference(self.balance_end, moved))
            values |= {"balance_start": opening, "balance_end_real": self.balance_end}
        return values

    def _prepare_line(self, row):
        reference, label = row.texts.get("reference"), row.texts.get("label")
        return {
            "date": row.day, "amount": float(row.amount), "ref": reference or False,
            "payment_ref": label or reference or self.name, "partner_name": row.texts.get("counterparty") or False,
        }

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return super().write({**(vals or {}), "state": state})

    @api.model
    def _cron_enter(self):
        """Enter files that wait, one transaction each; what cannot enter says why and waits for a person."""
        waiting = self.search([("state", "=", "queued")], order="id")
        for place, record in enumerate(waiting, start=1):
            file = record.with_user(record.user_id)
            try:
                with self.env.cr.savepoint():
                    file._enter(file._read())
            except UserError as error:
                file._update_state("draft", {"problem": str(error)})
            self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - place)
