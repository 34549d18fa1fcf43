from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from ..slip import split_codes

#: Allowed moves of a batch.
MOVES = {"open": ("closed",), "closed": ()}
#: What a closed batch keeps as it was; only its file may be exported again.
KEPT = {
    "agency_id", "office_id", "received_on", "received_from", "document", "declared_count", "declared_amount",
    "currency_id", "override_reason",
}
SUPERVISOR = "public_revenue.public_revenue_group_supervisor"


class FinesBatch(models.Model):
    """Slips as they came from an agency, with the totals that came with them.

        open -> closed

    Its rows are drafts that may be corrected while it is open. Closing compares count and sum with what was declared
    and registers the rows: from then on their facts are frozen.
    """

    _name = "fines.batch"
    _description = "Batch of Slips"
    _inherit = ["mail.thread"]
    _order = "id desc"

    agency_id = fields.Many2one(
        "fines.agency", required=True, ondelete="restrict", index=True, tracking=True,
        default=lambda self: self.env["fines.fine"]._default_agency_id())
    office_id = fields.Many2one(
        "revenue.office", required=True, ondelete="restrict", index=True, compute="_compute_office_id", store=True,
        precompute=True, readonly=False, tracking=True)
    received_on = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    received_from = fields.Char(help="Who brought the slips.", tracking=True)
    document = fields.Char(help="Number of the paper that came with them.", tracking=True)
    declared_count = fields.Integer("Slips Declared", tracking=True)
    declared_amount = fields.Monetary("Sum Declared", tracking=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, ondelete="restrict", default=lambda self: self.env.company.currency_id)
    fine_ids = fields.One2many("fines.fine", "batch_id", string="Rows")
    aside_ids = fields.One2many("fines.batch.aside", "batch_id", string="Set Aside")
    check_ids = fields.One2many("fines.batch.check", "batch_id", string="Second Keying")
    import_ids = fields.One2many("fines.batch.import", "batch_id", string="Files")
    captured_count = fields.Integer("Slips Captured", compute="_compute_captured")
    captured_amount = fields.Monetary("Sum Captured", compute="_compute_captured")
    draft_count = fields.Integer("Rows Not Registered", compute="_compute_captured")
    illegible_count = fields.Integer("Amounts Illegible", compute="_compute_captured")
    closed_count = fields.Integer(readonly=True, copy=False)
    closed_amount = fields.Monetary(readonly=True, copy=False)
    gaps = fields.Text("Before it Closes", compute="_compute_gaps")
    override_reason = fields.Text(
        "Why it Closes all the Same", copy=False, tracking=True, help="Written by a supervisor.")
    state = fields.Selection(
        [("open", "Being keyed"), ("closed", "Batch closed")], required=True, default="open", readonly=True, copy=False,
        tracking=True, index=True)
    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")

    _declared_positive = models.Constraint(
        "CHECK (declared_count >= 0 AND declared_amount >= 0)", "The declared totals cannot be negative.")

    # COMPUTE METHODS

    @api.depends("agency_id", "received_on", "document")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for batch in self:
            day = batch.received_on and format_date(self.env, batch.received_on)
            parts = [batch.agency_id.code, day, batch.document]
            number = f"#{batch._origin.id}" if batch._origin.id else ""
            batch.display_name = " ".join(filter(None, [*parts, number])) or self.env._("New")

    @api.depends("agency_id")
    def _compute_office_id(self):
        """Propose the office to which the agency reports, the user's own first."""
        own = self.env.user.revenue_scope_ids
        for batch in self:
            offices = batch.agency_id.office_ids
            batch.office_id = (offices & own)[:1] or offices[:1] or self.env.user.revenue_office_ids[:1]

    @api.depends("fine_ids.amount_total", "fine_ids.state", "fine_ids.amount_illegible", "aside_ids.amount", "state")
    def _compute_captured(self):
        """Totals by the database: rows and slips set aside; of a closed batch those with which it closed."""
        rows = {batch.id: figures for batch, *figures in self.env["fines.fine"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id"], ["__count", "amount_total:sum"])}
        asides = {batch.id: figures for batch, *figures in self.env["fines.batch.aside"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id"], ["__count", "amount:sum"])}
        drafts = {(batch.id, illegible): count for batch, illegible, count in self.env["fines.fine"]._read_group(
            [("batch_id", "in", self.ids), ("state", "=", "draft")], ["batch_id", "amount_illegible"], ["__count"])}
        for batch in self:
            figures = [rows.get(batch._origin.id, (0, 0)), asides.get(batch._origin.id, (0, 0))]
            count, amount = (sum(pair) for pair in zip(*figures, strict=True))
            is_closed = batch.state == "closed"
            batch.captured_count = batch.closed_count if is_closed else count
            batch.captured_amount = batch.closed_amount if is_closed else amount
            batch.illegible_count = drafts.get((batch._origin.id, True), 0)
            batch.draft_count = batch.illegible_count + drafts.get((batch._origin.id, False), 0)

    @api.depends("captured_count", "captured_amount", "declared_count", "declared_amount", "state")
    def _compute_gaps(self):
        for batch in self:
            is_open = batch.state == "open" and batch._origin.id
            batch.gaps = "\n".join([*batch._get_total_gaps(), *batch._get_check_gaps()]) if is_open else False

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "open") != "open" for vals in vals_list):
            raise UserError(self.env._("A batch begins open."))
        self._check_supervisor(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if {"state", "closed_on", "closed_by", "closed_count", "closed_amount"} & vals.keys():
            raise UserError(self.env._("Use the button to close a batch."))
        self._check_supervisor(vals)
        if KEPT & vals.keys() and any(batch.state == "closed" for batch in self):
            raise UserError(self.env._("A closed batch does not change."))
        if {"agency_id", "office_id"} & vals.keys() and (self.fine_ids or self.aside_ids):
            raise UserError(self.env._("Slips of this batch are captured: its agency and office do not change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_captured(self):
        if self.fine_ids or self.aside_ids:
            raise UserError(self.env._("A batch with captured slips cannot be deleted."))

    @api.model
    def _check_supervisor(self, *vals_list):
        """Only a supervisor says why totals may differ."""
        if any(vals.get("override_reason") for vals in vals_list) and not (
                self.env.su or self.env.user.has_group(SUPERVISOR)):
            raise UserError(self.env._("Only a supervisor says why a batch closes without agreement."))

    # ACTION METHODS

    def action_capture(self):
        """Open the list in which the slips are keyed."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_fine_action_capture")
        return {
            **action, "display_name": self.env._("Capture %s", self.display_name),
            "domain": [("batch_id", "=", self.id)],
            "context": {"fines_capture_batch": self.id, "default_batch_id": self.id},
        }

    def action_open_fines(self):
        """Open the fines of the batch (smart button)."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_fine_action")
        return {**action, "domain": [("batch_id", "=", self.id)], "context": {}}

    def action_open_checks(self):
        """Open the rows that a second person keys again."""
        self.check_access("read")
        self.ensure_one()
        self.env["fines.batch.check"]._prepare(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_batch_check_action")
        return {**action, "domain": [("batch_id", "=", self.id)], "context": {}}

    def action_set_aside(self, values=None):
        """Put a slip aside that cannot become a fine because its number is registered (key F8 of the list).

        :param dict values: what was keyed: series, number, slip_amount, person_name
        """
        self.check_access("write")
        self.ensure_one()
        self._check_open()
        return self.env["fines.batch.aside"]._set_aside(self, values or {}).id

    def action_register(self):
        """Register the rows that are complete without closing the batch: somebody waits to pay."""
        self.check_access("write")
        self._check_open()
        self._register_rows()

    def action_close(self):
        """Close batches whose totals agree, or for which a supervisor has said why not."""
        self.check_access("write")
        for batch in self:
            batch._check_complete()
            batch._register_rows()
        self._update_state("closed")

    # BUSINESS METHODS

    def _update_state(self, state):
        """The one gate of the state: who closed, when, and with which totals are kept.

        :raise UserError: for a move that MOVES does not allow
        """
        for batch in self:
            if state not in MOVES[batch.state]:
                raise UserError(self.env._("%s is closed.", batch.display_name))
            super(FinesBatch, batch).write({
                "state": state, "closed_on": fields.Datetime.now(), "closed_by": self.env.uid,
                "closed_count": batch.captured_count, "closed_amount": batch.captured_amount})

    def _check_open(self):
        """Refuse closed batches, and keep open ones open until this transaction ends.

        Who closes a batch and who changes what is in it touch the same row: the second of them is repeated, and sees
        what the first did. Without that, totals would close without a slip that was keyed at the same moment.
        """
        closed = self.filtered(lambda batch: batch.state != "open")
        if closed:
            raise UserError(self.env._("%s is closed.", closed[0].display_name))
        if self.ids:
            self.env.cr.execute(SQL("UPDATE fines_batch SET document = document WHERE id IN %s", tuple(self.ids)))

    def _check_complete(self):
        """Refuse to close while something is missing.

        Differences of totals and incomplete rows give way to a supervisor's reason, a missing second keying does not.
        """
        self._check_open()
        self.env["fines.batch.check"]._prepare(self)
        gaps = [*self._get_total_gaps(), *self._get_row_gaps()]
        if self.override_reason and (self.env.su or self.env.user.has_group(SUPERVISOR)):
            gaps = []
        gaps += self._get_check_gaps()
        if gaps:
            raise ValidationError("\n".join([self.display_name, *gaps]))

    def _get_total_gaps(self):
        """How the captured totals differ from those declared, in words.

        :rtype: list[str]
        """
        self.ensure_one()
        gaps = []
        if self.captured_count != self.declared_count:
            gaps.append(self.env._(
                "%(declared)s slips are declared, %(captured)s are captured.",
                declared=self.declared_count, captured=self.captured_count))
        if self.currency_id.compare_amounts(self.captured_amount, self.declared_amount):
            gaps.append(self.env._(
                "%(declared)s are declared, %(captured)s are captured.",
                declared=self.currency_id.format(self.declared_amount),
                captured=self.currency_id.format(self.captured_amount)))
        return gaps

    def _get_row_gaps(self):
        """Which rows cannot be registered yet, except those whose amount is illegible: they are kept as drafts."""
        rows = self.fine_ids.filtered(lambda fine: fine.state == "draft" and not fine.amount_illegible)
        return [f"{fine.display_name}: {fine.row_gaps}" for fine in rows if fine.row_gaps]

    def _get_check_gaps(self):
        """What is left of the second keying, in words."""
        statuses = self.check_ids.mapped("status")
        gaps = []
        if "pending" in statuses:
            gaps.append(self.env._("%s slips wait for second keying.", statuses.count("pending")))
        if "differs" in statuses:
            gaps.append(self.env._("%s slips differ in second keying.", statuses.count("differs")))
        return gaps

    def _register_rows(self):
        """Register the rows that are complete; those with a date of notification are notified at once.

        Rows that a second person still has to key again wait.
        """
        waiting = self.check_ids.filtered(lambda check: check.status in ("pending", "differs")).fine_id
        drafts = self.fine_ids.filtered(lambda fine: fine.state == "draft") - waiting
        ready = drafts.filtered(lambda fine: not fine.row_gaps)
        if ready:
            ready.action_register()

    def _get_carried(self):
        """What the next row takes over from the one before: it is the same hand, day and place more often than not.

        :return: values by field name
        :rtype: dict
        """
        self.ensure_one()
        last = self.env["fines.fine"].search([("batch_id", "=", self.id)], order="id desc", limit=1)
        carried = {"agency_id": self.agency_id.id, "currency_id": self.currency_id.id}
        if not last:
            return carried
        carried.update({name: last[name] for name in ("series", "infraction_date", "place")})
        carried["offence_codes"] = " ".join(code for code, __ in split_codes(last.offence_codes))
        if last.notified_on == last.infraction_date:
            carried["notified_on"] = last.notified_on
        return {**carried, "inspector_id": last.inspector_id.id, "number": last._get_next_number()}

    def _get_rows_in_order(self):
        """Ids of the rows as they were keyed, by which the paper is found.

        :rtype: list[int]
        """
        self.ensure_one()
        return [fine_id for (fine_id,) in self.env.execute_query(SQL(
            "SELECT id FROM fines_fine WHERE batch_id = %s ORDER BY id", self.id))]
