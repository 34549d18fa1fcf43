import base64
import contextlib
import itertools
import os
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import register

#: Rows taken over in one transaction: large enough for set-wise work, small enough that a killed import loses little.
CHUNK = 2000
#: What counts of a chunk, as the writer answers it.
COUNTS = ("imported", "repeated", "reduced", "overpaid", "unexplained", "amount_due")


class FinesRegisterImport(models.Model):
    """One file of an existing register on its way in.

        draft -> running -> done

    It goes in chunk by chunk, each its own transaction together with how far it came: what is killed goes on, what is
    repeated changes nothing.
    """

    _name = "fines.register.import"
    _description = "Import of a Register"
    _order = "id desc"

    name = fields.Char("File Name", required=True)
    file = fields.Binary(required=True, attachment=True, help="Table of texts (CSV), as it is or compressed (gzip).")
    file_hash = fields.Char(readonly=True, copy=False)
    profile_id = fields.Many2one("fines.register.profile", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cutover = fields.Date(
        "Cut-over", compute="_compute_cutover", store=True, readonly=False, precompute=True, required=True,
        help="The day whose state the register shows. History until then goes to an opening, never to cash.")
    state = fields.Selection(
        [("draft", "New"), ("running", "Running"), ("done", "Done")], required=True, default="draft", readonly=True,
        copy=False)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    rows_done = fields.Integer(readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    imported = fields.Integer(readonly=True, copy=False, help="Fines that this file brought.")
    repeated = fields.Integer(
        "Already There", readonly=True, copy=False,
        help="Rows that an earlier file of the register brought, unchanged.")
    rejected = fields.Integer("In Quarantine", compute="_compute_rejected")
    reduced = fields.Integer(
        readonly=True, copy=False, help="Less is due than fine, penalty, interest and payment give: a reduction each.")
    overpaid = fields.Integer(readonly=True, copy=False, help="More was paid than owed: a credit each.")
    unexplained = fields.Integer(readonly=True, copy=False, help="Penalties that no step of the law gives.")
    amount_due = fields.Monetary(readonly=True, copy=False, help="As of the cut-over.")
    seconds = fields.Float(readonly=True, copy=False)
    quarantine_ids = fields.One2many("fines.register.quarantine", "import_id", string="Quarantine")
    fine_ids = fields.One2many("fines.fine", "import_id", string="Fines")

    _file_unique = models.UniqueIndex("(profile_id, file_hash)", "This file is already there: open its import.")

    # COMPUTE METHODS

    @api.depends("profile_id")
    def _compute_cutover(self):
        for record in self:
            record.cutover = record.profile_id.cutover

    @api.depends("row_count", "rows_done")
    def _compute_progress(self):
        for record in self:
            record.progress = 100 * record.rows_done / record.row_count if record.row_count else 0

    @api.depends("quarantine_ids.state")
    def _compute_rejected(self):
        counts = dict(self.env["fines.register.quarantine"]._read_group(
            [("import_id", "in", self.ids), ("state", "=", "open")], ["import_id"], ["__count"]))
        for record in self:
            record.rejected = counts.get(record, 0)

    @api.constrains("cutover")
    def _check_cutover(self):
        today = fields.Date.context_today(self)
        if any(record.cutover > today for record in self):
            raise UserError(self.env._("The day of the cut-over is in the future."))

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):
        """Read the files once: what is no register is refused as a whole, in words."""
        self.check_access("create")
        return super().create([{**vals, **self._examine(base64.b64decode(vals["file"]))} for vals in vals_list])

    def write(self, vals):
        frozen = {"file", "profile_id", "cutover"} & vals.keys()
        if frozen and any(record.state != "draft" for record in self):
            raise UserError(self.env._("The import has begun: its file, its profile and its day do not change."))
        if "file" in vals:
            vals = {**vals, **self._examine(base64.b64decode(vals["file"]))}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(record.state != "draft" for record in self):
            raise UserError(self.env._("An import that has begun is not deleted: it says where its fines came from."))

    @api.model
    def _examine(self, content):
        """What the file tells of itself: fingerprint and number of rows.

        :param bytes content: the file
        :raise UserError: when it is no register
        """
        try:
            return {"file_hash": register.hash_file(content), "row_count": sum(1 for __ in register.read_rows(content))}
        except register.BadRegister as error:
            raise UserError(self.env._("Not imported: %s.", error)) from error

    # ACTION METHODS

    def action_start(self):
        """Let the import run in the background, from where it stopped."""
        self.check_access("write")
        self._update_state("running")
        # sudo: only an administrator may touch schedules; this one exists for imports
        self.env.ref("fines_collection.ir_cron_fines_collection_import").sudo()._trigger()

    def action_open_quarantine(self):
        """Open the rows that wait (smart button)."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_collection.fines_register_quarantine_action")
        return {**action, "domain": [("import_id", "=", self.id)]}

    def action_open_fines(self):
        """Open the fines that the file brought (smart button)."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_fine_action")
        return {**action, "domain": [("import_id", "=", self.id)], "context": {}}

    # BUSINESS METHODS

    def _update_state(self, state):
        """The one gate of the state: draft -> running -> done; a finished import does not run again."""
        order = ["draft", "running", "done"]
        super(FinesRegisterImport, self.filtered(
            lambda record: order.index(record.state) < order.index(state))).write({"state": state})

    @api.model
    def _run_file(self, path, policy, cutover=None, progress=None):
        """Import a file, or go on with it: the command's entrance. Commits chunk by chunk in cursors of its own.

        :param str path: the file
        :param str policy: code of a profile
        :param date cutover: other day than the profile's
        :param progress: called with (rows done, rows) after each chunk
        :return: what the command prints
        :rtype: dict
        """
        started = time.monotonic()
        with open(path, "rb") as stream:
            content = stream.read()
        with self._own_cursor() as model:
            import_id = model._find_or_create(os.path.basename(path), content, policy, cutover).id
        for __ in self._run_chunks(import_id, content, progress):
            pass
        with self._own_cursor() as model:
            return model.browse(import_id)._get_summary(time.monotonic() - started)

    def _run_chunks(self, import_id, content, progress=None):
        """Import what is left of a file, a transaction for each chunk.

        :return: generator of (rows done, rows)
        """
        with self._own_cursor() as model:
            record = model.browse(import_id)
            done, count, is_done = record.rows_done, record.row_count, record.state == "done"
        for rows in () if is_done else self._read_chunks(content, done):
            with self._own_cursor() as model:
                is_first, done = not done, model.browse(import_id)._import_rows(rows)
                if is_first or done == count:
                    model._analyze()
            if progress:
                progress(done, count)
            yield done, count

    def _analyze(self):
        """Let the database count what has been loaded: plans made for empty tables would take minutes on full ones."""
        self.env.cr.execute(SQL(
            "ANALYZE fines_fine, fines_fine_line, revenue_obligation, revenue_key, revenue_entry"))

    @contextlib.contextmanager
    def _own_cursor(self):
        """This model on a cursor of its own: committed on leaving, rolled back on an error."""
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))

    @api.model
    def _find_or_create(self, name, content, policy, cutover):
        profile = self.env["fines.register.profile"].search([("code", "=", policy)])
        if not profile:
            raise UserError(self.env._("There is no profile of a register called %s.", policy))
        known = self.search([("profile_id", "=", profile.id), ("file_hash", "=", self._examine(content)["file_hash"])])
        if known and cutover and known.cutover != cutover:
            raise UserError(self.env._("This file was imported as of %s; its day does not change.", known.cutover))
        values = {"name": name, "file": base64.b64encode(content), "profile_id": profile.id}
        record = known or self.create([{**values, "cutover": cutover} if cutover else values])
        record._update_state("running")
        return record

    @api.model
    def _read_chunks(self, content, done):
        """Rows that are still to be imported, in lists of at most CHUNK, without reading the file again for each.

        A file with nothing left gives one empty list, so that its import comes to an end.
        """
        left = (numbered for numbered in register.read_rows(content) if numbered[0] > done)
        chunk = list(itertools.islice(left, CHUNK))
        yield chunk
        while len(chunk) == CHUNK:
            chunk = list(itertools.islice(left, CHUNK))
            if chunk:
                yield chunk

    def _import_rows(self, rows):
        """Import some rows, all or nothing, and note how far it came; the last chunk may be empty.

        :param rows: (number of the row, texts by column), following those already done
        :return: rows done so far
        :rtype: int
        """
        self.ensure_one()
        started = time.monotonic()
        if not self.try_lock_for_update() or (rows and rows[0][0] != self.rows_done + 1):
            raise UserError(self.env._("%s is being imported by somebody else at this moment.", self.name))
        counts = self.env["fines.register.writer"]._write_rows(self, rows)
        values = {name: self[name] + counts[name] for name in COUNTS}
        seconds = self.seconds + time.monotonic() - started
        self.write({**values, "rows_done": self.rows_done + len(rows), "seconds": seconds})
        if self.rows_done == self.row_count:
            self._update_state("done")
        return self.rows_done

    def _get_summary(self, seconds=None):
        """The import in figures, as the command prints them.

        :param float seconds: how long this run took; by default all runs together
        :rtype: dict
        """
        self.ensure_one()
        names = ("imported", "rejected", "reduced", "overpaid", "unexplained", "amount_due", "repeated")
        return {
            "rows": self.row_count, **{name: self[name] for name in names},
            "seconds": round(self.seconds if seconds is None else seconds, 2),
        }

    @api.model
    def _cron_run(self):
        """Background: go on with the imports that run, a chunk at a time."""
        for record in self.search([("state", "=", "running")], order="id"):
            for rows in self._read_chunks(base64.b64decode(record.file), record.rows_done):
                done = record._import_rows(rows)
                if not self.env["ir.cron"]._commit_progress(len(rows), remaining=record.row_count - done):
                    return
