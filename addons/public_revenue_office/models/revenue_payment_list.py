from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.public_revenue.models.res_partner import PERSONAL
from odoo.addons.public_revenue.moves import check_moves

SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
KINDS = ("post", "payroll", "collector")
#: Allowed moves of a payment list.
MOVES = {
    "draft": ("checked", "cancelled"),
    "checked": ("draft", "posting", "cancelled"),
    "posting": ("paused", "posted"),
    "paused": ("posting", "posted"),
    "posted": ("posting",),
    "cancelled": (),
}
#: What is handed in: written until it is checked.
HANDED = {
    "office_id", "channel_id", "partner_id", "reference", "handed_on", "key_type", "control_count", "control_amount",
    "file", "file_name",
}
#: States in which a difference may be explained: a corrected row can bring one about after posting.
EXPLAINED = ("draft", "checked", "paused", "posted")
KEPT = {
    "number", "company_id", "state", "digest", "amount", "accepted_by_id", "accepted_at", "started_by_id", "posted_on",
}


class RevenuePaymentList(models.Model):
    """Payments that somebody else took, handed in as a list: posted like a desk, row by row, each on its own day.

        draft -> checked -> posting -> posted
        checked -> draft               as long as nothing is posted
        posting <-> paused -> posted   what is left out stays as refused rows
        posted -> posting              refused rows are tried again
        draft, checked -> cancelled

    Its total is what the deposit or the transfer of who handed it in must bring.
    """

    _name = "revenue.payment.list"
    _description = "Payment List"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    # === FIELDS === #

    number = fields.Char(required=True, readonly=True, copy=False)
    office_id = fields.Many2one(
        "revenue.office", required=True, ondelete="restrict", index=True, tracking=True,
        default=lambda self: self._default_office())
    company_id = fields.Many2one(related="office_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_id = fields.Many2one(
        "revenue.channel", required=True, ondelete="restrict", check_company=True, tracking=True,
        domain="[('kind', 'in', ('post', 'payroll', 'collector'))]", help="Its account waits for the money.")
    partner_id = fields.Many2one(
        "res.partner", string="Handed in by", ondelete="restrict", index="btree_not_null", tracking=True,
        help="The collector, the post office or the employer.")
    reference = fields.Char("Their Reference", required=True, tracking=True, help="Number they gave to the list.")
    handed_on = fields.Date("Handed in on", required=True, default=fields.Date.context_today)
    key_type = fields.Selection(
        selection="_get_key_types", string="Kind of Number", required=True, default="slip",
        help="What the numbers of its rows are. A debt not yet known is looked for by it once it comes.")
    control_count = fields.Integer("Rows Declared", tracking=True, aggregator=None)
    control_amount = fields.Monetary("Total Declared", tracking=True)
    file = fields.Binary(attachment=True, groups=PERSONAL, help="The template, filled in: a spreadsheet or a CSV.")
    file_name = fields.Char(groups=PERSONAL)
    digest = fields.Char(readonly=True, copy=False, help="Fingerprint of the file: it is handed in once.")
    state = fields.Selection(
        [
            ("draft", "Entering"), ("checked", "Checked"), ("posting", "Posting"), ("paused", "Paused"),
            ("posted", "Posted"), ("cancelled", "Cancelled"),
        ],
        required=True, readonly=True, default="draft", index=True, copy=False, tracking=True)
    row_ids = fields.One2many("revenue.payment.list.row", "list_id", string="Rows")
    row_count = fields.Integer("Number of Rows", compute="_compute_totals")
    row_amount = fields.Monetary("Total of the Rows", compute="_compute_totals")
    posted_count = fields.Integer("Rows Posted", compute="_compute_totals")
    posted_amount = fields.Monetary("Posted So Far", compute="_compute_totals")
    refused_count = fields.Integer("Exceptions", compute="_compute_totals", help="Rows without a receipt: see why.")
    credit_count = fields.Integer("Kept as Credits", compute="_compute_totals")
    repeated_count = fields.Integer("Repeated Rows", compute="_compute_totals")
    progress = fields.Float(compute="_compute_totals")
    differs = fields.Boolean(compute="_compute_totals", help="Count or sum are not as declared.")
    difference_reason = fields.Text(
        "Reason of the Difference", copy=False, tracking=True, help="Why it is posted although its totals differ.")
    accepted_by_id = fields.Many2one(
        "res.users", string="Difference Accepted by", readonly=True, copy=False, ondelete="restrict", tracking=True)
    accepted_at = fields.Datetime("Difference Accepted at", readonly=True, copy=False)
    started_by_id = fields.Many2one(
        "res.users", string="Posted by", readonly=True, copy=False, ondelete="restrict", tracking=True)
    amount = fields.Monetary(
        "Total of its Receipts", readonly=True, copy=False, help="What the deposit or the transfer must bring.")
    posted_on = fields.Date(readonly=True, copy=False, help="Day of the office on which the last row was posted.")

    _number_unique = models.UniqueIndex("(number)", "This number of a payment list is already used.")
    _file_unique = models.UniqueIndex(
        "(company_id, digest) WHERE state <> 'cancelled'", "This file has already been handed in.")
    _reference_unique = models.UniqueIndex(
        "(channel_id, coalesce(partner_id, 0), reference) WHERE state <> 'cancelled'",
        "A list with this reference has already been handed in.")
    _posting_index = models.Index("(id) WHERE state = 'posting'")

    # === COMPUTE METHODS === #

    @api.model
    def _default_office(self):
        """The office of a user who has just one."""
        offices = self.env.user.revenue_office_ids
        return offices if len(offices) == 1 else offices.browse()

    @api.model
    def _get_key_types(self):
        return self.env["revenue.key"]._fields["type"]._description_selection(self.env)

    @api.depends("row_ids.state", "row_ids.amount", "row_ids.has_credit", "row_ids.repeat_of", "control_count",
                 "control_amount")
    def _compute_totals(self):
        groups = self.env["revenue.payment.list.row"]._read_group(
            [("list_id", "in", self.ids)], ["list_id", "state", "has_credit"],
            ["__count", "amount:sum", "repeat_of:count"])
        by_list = {}
        for record, *group in groups:
            by_list.setdefault(record.id, []).append(group)
        for record in self:
            record._sum_groups(by_list.get(record._origin.id, []))

    def _sum_groups(self, groups):
        """Totals of one list from its rows grouped by state and whether money was kept as a credit."""
        posted = [group for group in groups if group[0] == "posted"]
        self.row_count = sum(count for *__, count, __, __ in groups)
        self.row_amount = sum(amount or 0 for *__, amount, __ in groups)
        self.posted_count = sum(count for *__, count, __, __ in posted)
        self.posted_amount = sum(amount or 0 for *__, amount, __ in posted)
        self.refused_count = sum(count for state, __, count, *__ in groups if state == "refused")
        self.credit_count = sum(count for __, has_credit, count, *__ in groups if has_credit)
        self.repeated_count = sum(repeated for *__, repeated in groups)
        done = self.posted_count + self.refused_count
        self.progress = 100 * done / self.row_count if self.row_count and self.state != "draft" else 0
        self.differs = self.row_count != self.control_count or bool(
            self.currency_id and self.currency_id.compare_amounts(self.row_amount, self.control_amount))

    @api.constrains("channel_id")
    def _check_channel(self):
        """Who hands in a list has the money: not a desk, whose cash is counted, nor a bank, which shows it."""
        for record in self:
            if record.channel_id.kind not in KINDS:
                raise ValidationError(self.env._(
                    "%s takes no payment lists: choose a post office, an employer or a collector.",
                    record.channel_id.display_name))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to number lists and to refuse one that is already there."""
        self.check_access("create")
        rows = [self._prepare(vals) for vals in vals_list]
        for vals in rows:
            self._refuse_repeated(vals, self.browse())
        return super().create(rows)

    def write(self, vals):
        """Override to keep what acts have written, and what was handed in once it is checked."""
        for record in self:
            free = HANDED if record.state == "draft" else set()
            free |= {"difference_reason"} if record.state in EXPLAINED and not record.accepted_at else set()
            refused = (HANDED | KEPT | {"difference_reason"}) & set(vals) - free
            if refused:
                raise UserError(self.env._(
                    "%(field)s of the list %(list)s cannot be changed now.", list=record.number,
                    field=self._fields[min(refused)]._description_string(self.env)))
        vals = {**vals, **self._examine(vals)}
        for record in self:
            self._refuse_repeated(vals, record)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A payment list cannot be deleted. Cancel it."))

    def _prepare(self, vals):
        office = self.env["revenue.office"].browse(vals.get("office_id")).exists() or self._default_office()
        if not office:
            raise UserError(self.env._("Choose the office."))
        [number] = self.env["revenue.counter"]._draw(office, "L")
        return {
            **{name: vals[name] for name in vals.keys() - KEPT}, **self._examine(vals), "number": number,
            "office_id": office.id, "company_id": office.company_id.id,
        }

    def _refuse_repeated(self, vals, known):
        """Name the list that is already there with this file, or with this reference of the same channel.

        :param known: the list that is written, or none
        """
        others = [("id", "!=", known.id), ("state", "!=", "cancelled")]
        if vals.get("digest"):
            company_id = vals.get("company_id") or known.company_id.id
            self._refuse_found(self.search(
                [*others, ("digest", "=", vals["digest"]), ("company_id", "=", company_id)], limit=1))
        if {"reference", "channel_id", "partner_id"} & vals.keys():
            wanted = {name: vals[name] if name in vals else known[name].id for name in ("channel_id", "partner_id")}
            self._refuse_found(self.search([
                *others, ("reference", "=", vals.get("reference", known.reference)),
                *((name, "=", value) for name, value in wanted.items())], limit=1))

    def _refuse_found(self, found):
        if found:
            raise UserError(self.env._(
                "This list has already been handed in: %(list)s, %(reference)s, on %(day)s. Nothing was entered.",
                list=found.number, reference=found.reference, day=format_date(self.env, found.handed_on)))

    # === ACTION METHODS === #

    def action_check(self):
        """Button: everything is entered; the totals are compared."""
        self.check_access("write")
        for record in self:
            check_moves(record, "checked", MOVES)
            if not record.row_count:
                raise UserError(self.env._("The list %s has no rows.", record.number))
            record.row_ids._examine_all()
            record._mark_repeats()
        self._update_state("checked")

    def action_back(self):
        """Button: correct what was entered; an accepted difference is to be accepted again."""
        self.check_access("write")
        self._update_state("draft", {"accepted_by_id": False, "accepted_at": False})

    def action_accept(self):
        """Button of a supervisor: post the list although its totals differ."""
        self.check_access("write")
        self._check_supervisor()
        for record in self:
            if record.state == "draft" or record.state not in EXPLAINED or not record.differs:
                raise UserError(self.env._("Only a difference of a checked list is accepted."))
            if not (record.difference_reason or "").strip():
                raise UserError(self.env._("Write down why the totals of %s differ.", record.number))
        self._keep({"accepted_by_id": self.env.uid, "accepted_at": fields.Datetime.now()})

    def action_cancel(self):
        """Button: the list was entered by mistake; nothing of it is posted."""
        self.check_access("write")
        self._update_state("cancelled")

    def action_open_rows(self):
        """Smart button: all rows."""
        return self._open_rows([])

    def action_open_refused(self):
        """Smart button: the rows without a receipt."""
        return self._open_rows([("state", "=", "refused")])

    def action_open_receipts(self):
        """Smart button: the receipts of the rows."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("public_revenue_collection.revenue_receipt_action")
        return {**action, "domain": [("payment_row_ids.list_id", "=", self.id)], "context": {}}

    def _open_rows(self, domain):
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("public_revenue_office.revenue_payment_list_row_action")
        return {**action, "domain": [("list_id", "=", self.id), *domain], "context": {}}

    # === STATE === #

    def _check_supervisor(self):
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("Only a supervisor decides this."))

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return super().write({**(vals or {}), "state": state})

    def _keep(self, vals):
        """Write what follows from an act, and is refused by hand."""
        return super().write(vals)
