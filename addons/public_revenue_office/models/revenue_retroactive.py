from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
ACT = "retroactive"
#: Allowed moves of a retroactive act.
MOVES = {
    "draft": ("looking", "cancelled"), "looking": ("ready", "draft", "cancelled"),
    "ready": ("looking", "approved", "cancelled"), "approved": ("done",), "done": (), "cancelled": (),
}
#: What people write before the preview; a preview of other facts is another preview.
INPUT = {
    "name", "norm_id", "decision", "grounds", "cause", "policy_id", "reduction", "concept_id", "family_id", "date_from",
    "date_to", "office_id",
}


class RevenueRetroactive(models.Model):
    """New law for days that are over, or one decision for many debts: previewed, decided by two persons, carried out.

        draft -> looking -> ready -> approved -> done
        draft, looking, ready -> cancelled ; ready -> looking (looked at anew) ; looking -> draft (no preview)

    The preview computes what each debt would owe and writes no debt. What is carried out is the preview: a debt that
    changed since is left for the next one. Nobody comes to owe more.
    """

    _name = "revenue.retroactive"
    _description = "Retroactive Act"
    _inherit = ["revenue.approval.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True, copy=False)
    name = fields.Char("Title", required=True)
    office_id = fields.Many2one(
        "revenue.office", required=True, ondelete="restrict", index=True, tracking=True,
        default=lambda self: self.env.user.revenue_office_ids[:1], help="Its debts, and those of the offices below it.")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    norm_id = fields.Many2one("revenue.norm", ondelete="restrict", help="The norm that reaches back.")
    decision = fields.Char(help="Number of the decree or resolution.", tracking=True)
    grounds = fields.Text("Reasons")
    cause = fields.Selection(
        [("policy", "Another version of the law applies"), ("values", "Values of the law were corrected"),
         ("reduction", "The imposed amount is lowered")], string="What Changes", required=True, default="policy")
    policy_id = fields.Many2one(
        "revenue.policy", string="Version that Applies", ondelete="restrict", domain="[('state', '=', 'in_force')]")
    reduction = fields.Float("Lowered by (%)", digits=(5, 2))
    concept_id = fields.Many2one("revenue.concept", ondelete="restrict", help="Empty: all.")
    family_id = fields.Many2one(
        "revenue.policy.family", string="Policy Family", ondelete="restrict", help="Empty: all.")
    date_from = fields.Date("Imposed from", required=True)
    date_to = fields.Date("Imposed until", required=True)
    line_ids = fields.One2many("revenue.retroactive.line", "retroactive_id", string="Debts", readonly=True)
    looked_count = fields.Integer("Debts Looked at", readonly=True, copy=False)
    worse_count = fields.Integer(
        "Left as They Are", readonly=True, copy=False, help="Debts that would owe more under the new facts.")
    last_id = fields.Integer(readonly=True, copy=False)
    line_count = fields.Integer("Debts Changed", compute="_compute_totals")
    waiting_count = fields.Integer("Still to Do", compute="_compute_totals")
    skipped_count = fields.Integer("Not Done", compute="_compute_totals")
    over_total = fields.Monetary("Taken too Much", compute="_compute_totals")
    payer_count = fields.Integer("Receipts", compute="_compute_totals")
    looked_on = fields.Datetime("Previewed on", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Prepared"), ("looking", "Preview is made"), ("ready", "Previewed"), ("approved", "Carried out"),
         ("done", "Done"), ("cancelled", "Cancelled")], required=True, readonly=True, default="draft", copy=False,
        tracking=True)
    can_edit = fields.Boolean(compute="_compute_can_edit")

    _number_unique = models.UniqueIndex("(number)", "There is already an act with this number.")
    _dates_in_order = models.Constraint("CHECK (date_to >= date_from)", "The days are in the wrong order.")
    _reduction_percent = models.Constraint(
        "CHECK (reduction >= 0 AND reduction <= 100)", "A part is between nothing and all of it.")

    # === COMPUTE METHODS === #

    @api.depends("line_ids.state")
    def _compute_totals(self):
        groups = self.env["revenue.retroactive.line"]._read_group(
            [("retroactive_id", "in", self.ids)], ["retroactive_id", "state"],
            ["obligation_id:count_distinct", "over:sum", "receipt_id:count"])
        for act in self:
            mine = {state: rest for one, state, *rest in groups if one == act}
            act.line_count = sum(count for count, _over, _receipts in mine.values())
            act.over_total = sum(over for _count, over, _receipts in mine.values())
            act.payer_count = sum(receipts for _count, _over, receipts in mine.values())
            act.waiting_count, act.skipped_count = mine.get("waiting", [0])[0], mine.get("skipped", [0])[0]

    @api.depends("state", "revenue_approval_ids.state")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        may_write = self.has_access("write")
        for act in self:
            act.can_edit = may_write and act.state in ("draft", "ready") and not act.pending_approval_id

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to give each act its number."""
        return super().create([self._prepare_act(vals) for vals in vals_list])

    def write(self, vals):
        """Override to keep what acts have written; other facts need another preview."""
        for act in self:
            free = INPUT if act.can_edit and act.state == "draft" else set()
            refused = {name for name in vals if name in self._fields and not name.startswith("message_")} - free
            if refused:
                raise UserError(self.env._(
                    "%(field)s of %(act)s cannot be changed now.", act=act.number,
                    field=self._fields[min(refused)]._description_string(self.env)))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A retroactive act is not deleted. Cancel it."))

    @api.model
    def _prepare_act(self, vals):
        if vals.keys() - INPUT:
            raise UserError(self.env._("An act begins with the norm and the debts that it reaches."))
        office = self.env["revenue.office"].browse(vals.get("office_id")) or self.env.user.revenue_office_ids[:1]
        if not office:
            raise UserError(self.env._("Say whose debts the act reaches."))
        [number] = self.env["revenue.counter"]._draw(office, "A")
        return {**vals, "number": number, "office_id": office.id, "company_id": office.company_id.id,
                "currency_id": office.company_id.currency_id.id}

    # === ACTION METHODS === #

    def action_look(self):
        """Button: preview what the act would change; it goes on in the background."""
        self.check_access("write")
        self.ensure_one()
        self._check_whole()
        if self.pending_approval_id:
            raise UserError(self.env._("A second person has the act: withdraw the request first."))
        self._update_state("looking", {"looked_count": 0, "worse_count": 0, "last_id": 0})
        self.env["revenue.retroactive.line"]._forget(self)
        self._trigger()

    def action_request(self):
        """Button: present the preview to a second person."""
        self.check_access("write")
        self.ensure_one()
        self._request(ACT, self.grounds)

    def action_cancel(self):
        """Button: nothing is changed."""
        self.check_access("write")
        if any(act.pending_approval_id for act in self):
            raise UserError(self.env._("A second person has the act: withdraw the request first."))
        self._update_state("cancelled")

    def action_open_lines(self):
        """Smart button: the debts of the act."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_retroactive_line_action")
        return {**action, "domain": [("retroactive_id", "in", self.ids)], "context": {}}

    def action_open_credits(self):
        """Smart button: the money that is now held for its payers."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_collection.revenue_credit_action")
        return {**action, "domain": [("id", "in", self.line_ids.credit_id.ids)], "context": {}}

    def action_print_letters(self):
        """Button: the letters to the payers, all in one document."""
        self.check_access("read")
        lines = self.line_ids.filtered(lambda line: line.state == "done" and line.over)
        return self.env.ref("public_revenue_office.revenue_retroactive_line_action_report").report_action(lines)

    # === DECIDING === #

    def _get_approval_actions(self):
        """Override of public_revenue: the past of many debts changes when two persons want it."""
        return {**super()._get_approval_actions(), ACT: (self.env._("Carry out a retroactive act"), SUPERVISOR)}

    def _request(self, action, reason):
        """Override of public_revenue: a whole act with its preview only, by who may prepare it."""
        self.check_access("create")
        self._check_whole()
        if self.state != "ready":
            raise UserError(self.env._("Look at what %s changes before it is presented.", self.number))
        return super()._request(action, reason)

    def _on_approved(self, approval):
        """Override of public_revenue: from now on it is carried out, in the background."""
        result = super()._on_approved(approval)
        if approval.action == ACT:
            self._update_state("approved")
            self._trigger()
        return result

    def _check_whole(self):
        needed = ["decision", "grounds", *{"policy": ["policy_id"], "reduction": ["reduction"]}.get(self.cause, [])]
        missing = self._list_empty(needed)
        if missing:
            raise UserError(self.env._("%(act)s lacks: %(fields)s.", act=self.number, fields=", ".join(missing)))
        if self.cause == "policy" and self.policy_id.state != "in_force":
            raise UserError(self.env._("%s is not in force.", self.policy_id.display_name))

    def _get_change(self):
        """The new facts, as `revenue.obligation._preview` takes them."""
        policy = self.policy_id if self.cause == "policy" else self.env["revenue.policy"]
        return policy, rules.to_decimal(self.reduction) if self.cause == "reduction" else None

    def _trigger(self):
        self.env.ref("public_revenue_office.ir_cron_public_revenue_office_retroactive")._trigger()

    def _note(self, vals):
        """Write what an act brought about; never called with what a person typed into a field."""
        return super().write(vals)

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return super().write({**(vals or {}), "state": state})
