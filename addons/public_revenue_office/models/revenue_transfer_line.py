from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

from .revenue_transfer import AT_ONCE

#: Allowed moves of a debt of a transfer.
MOVES = {
    "draft": ("sent", "cancelled"), "sent": ("accepted", "rejected"), "accepted": ("returned",), "rejected": (),
    "returned": (), "cancelled": (),
}
#: Phases that this addon can name.
PHASES = ("in_term", "surcharged", "enforcement")


class RevenueTransferLine(models.Model):
    """One debt of a transfer, and what the receiving office says of it.

        draft -> sent -> accepted -> returned
        sent -> rejected ; draft -> cancelled

    With "sent" the debt is at the other office; accepted only acknowledges it. Rejected and returned ones are back at
    once, with the dates they had.
    """

    _name = "revenue.transfer.line"
    _description = "Transferred Debt"
    _order = "id desc"
    _rec_name = "title"

    transfer_id = fields.Many2one("revenue.transfer", required=True, readonly=True, ondelete="restrict", index=True)
    office_id = fields.Many2one("revenue.office", string="Sent by", required=True, readonly=True, ondelete="restrict")
    to_office_id = fields.Many2one(
        "revenue.office", string="Sent to", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    obligation_id = fields.Many2one(
        "revenue.obligation", string="Obligation", required=True, readonly=True, ondelete="restrict", index=True)
    title = fields.Char("Debt", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Debtor", readonly=True, ondelete="restrict", index="btree_not_null")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    imposed_on = fields.Date(required=True, readonly=True)
    clock_start = fields.Date("Terms From", readonly=True, help="Empty: not yet notified when it was sent.")
    sent_on = fields.Date(readonly=True)
    sent_by_id = fields.Many2one(related="transfer_id.sent_by_id")
    reason = fields.Text(related="transfer_id.reason")
    phase = fields.Selection(
        [("not_running", "Terms not running"), ("in_term", "Within the term"), ("surcharged", "With surcharge"),
         ("enforcement", "Enforced collection"), ("other", "Another phase")],
        string="Arrived", compute="_compute_arrival", store=True, help="How far the debt was when it arrived.")
    amount_due = fields.Monetary("Owed when Sent", compute="_compute_arrival", store=True)
    days_to_send = fields.Integer(
        "Days until Sent", compute="_compute_days_to_send", store=True, aggregator="avg",
        help="From the imposition to the day on which it was sent.")
    days_to_answer = fields.Integer(
        "Days until Answered", compute="_compute_days_to_answer", store=True, aggregator="avg")
    answered_on = fields.Date(readonly=True)
    answered_by_id = fields.Many2one("res.users", string="Answered by", readonly=True, ondelete="restrict")
    returned_on = fields.Date(readonly=True)
    returned_by_id = fields.Many2one("res.users", string="Returned by", readonly=True, ondelete="restrict")
    answer_reason = fields.Text("Why it Went Back", readonly=True)
    problem = fields.Char(readonly=True, help="Why it was not sent.")
    state = fields.Selection(
        [("draft", "To be sent"), ("sent", "Sent"), ("accepted", "Accepted"), ("rejected", "Rejected"),
         ("returned", "Returned"), ("cancelled", "Not sent")],
        required=True, readonly=True, default="draft")
    is_incoming = fields.Boolean(
        "For my Offices", related="transfer_id.is_incoming", search="_search_is_incoming")
    is_readable = fields.Boolean(compute="_compute_is_readable")

    _one_way = models.UniqueIndex(
        "(obligation_id) WHERE state IN ('draft', 'sent')", "This debt is already on its way to another office.")
    _sender_lookup = models.Index("(office_id, id)")
    _receiver_lookup = models.Index("(to_office_id, id)")
    _going_lookup = models.Index("(id) WHERE state = 'draft'")

    # === COMPUTE METHODS === #

    @api.depends("sent_on")
    def _compute_arrival(self):
        accruals = self.filtered("sent_on").obligation_id._get_accruals()
        for line in self:
            accrual = accruals.get(line.obligation_id.id) if line.sent_on else None
            line.amount_due = accrual.amount if accrual else 0
            line.phase = accrual and line._name_phase(accrual)

    def _name_phase(self, accrual):
        """The phase in a word that every policy shares; a policy may name its own."""
        if not self.clock_start:
            return "not_running"
        if accrual.phase in PHASES:
            return accrual.phase
        return "surcharged" if any(step.kind == "surcharge" for step in accrual.steps) else "other"

    @api.depends("sent_on")
    def _compute_days_to_send(self):
        for line in self:
            line.days_to_send = line.sent_on and rules.get_age(line.imposed_on, line.sent_on)

    @api.depends("answered_on")
    def _compute_days_to_answer(self):
        for line in self:
            line.days_to_answer = line.answered_on and rules.get_age(line.sent_on, line.answered_on)

    @api.model
    def _search_is_incoming(self, operator, value):
        return self.env["revenue.transfer"]._search_is_incoming(operator, value)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_is_readable(self):
        """The debt itself is read where it is now; the other office reads this line."""
        readable = self.obligation_id._filtered_access("read")
        for line in self:
            line.is_readable = line.obligation_id in readable

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: lines follow from sending debts."""
        raise UserError(self.env._("A transfer is made by sending debts."))

    @api.model
    def _add(self, vals_list):
        """Add the debts of a transfer that is being made; `revenue.transfer._send` has checked them."""
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: what happened to the debt is written by the acts below."""
        raise UserError(self.env._("A transferred debt does not change by hand: accept, reject or return it."))

    def _note(self, vals):
        """Write what an act brought about; never called with what a person typed into a field."""
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A transfer is not deleted: it says where debts went."))

    # === ACTION METHODS === #

    def action_accept(self):
        """Button of the receiving office: the debt is here."""
        self.check_access("write")
        self._answer("accepted")

    def action_open_reject(self):
        """Button of the receiving office: type why it is not for this office."""
        self.check_access("write")
        return self._open_answer("rejected")

    def action_open_return(self):
        """Button of the receiving office: type why an accepted debt goes back."""
        self.check_access("write")
        return self._open_answer("returned")

    def action_cancel(self):
        """Button of the sending office: what has not gone yet stays."""
        self.check_access("write")
        self._check_offices("office_id")
        self._update_state("cancelled")

    def action_open_obligation(self):
        """Smart button: the debt, where it is now."""
        self.check_access("read")
        self.ensure_one()
        self.obligation_id.check_access("read")
        return self.obligation_id.get_formview_action()

    def _open_answer(self, answer):
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_transfer_answer_action")
        return {**action, "context": {
            "default_line_ids": [fields.Command.set(self.ids)], "default_answer": answer}}

    # === SENDING === #

    def _send_all(self):
        """Send now, or in the background when they are many."""
        self._check_offices("office_id")
        if len(self) <= self._get_at_once():
            self._go()
        else:
            self._note({"problem": False})
            self.env.ref("public_revenue_office.ir_cron_public_revenue_office_transfer")._trigger()

    @api.model
    def _get_at_once(self):
        """How many debts one request moves."""
        return AT_ONCE

    def _go(self):
        """Let the debts of these lines go to the other office, each with its dates."""
        for transfer, lines in self.grouped("transfer_id").items():
            debts, day = lines.obligation_id, transfer.office_id._today()
            debts.check_access("read")
            if any(debt.office_id != transfer.office_id or debt.state != "open" for debt in debts):
                raise UserError(self.env._("A debt was paid or went elsewhere meanwhile: it is not sent."))
            lines._update_state("sent", {"sent_on": day, "problem": False})
            debts._transfer(transfer.to_office_id, self.env._("Transfer %s", transfer.number), day)

    @api.model
    def _cron_send(self, limit=500):
        """Send what was left to the background, on behalf of who asked for it; each pass is committed."""
        domain = [("state", "=", "draft"), ("problem", "=", False)]
        lines = self.search(domain, order="id", limit=limit)
        for user, mine in lines.grouped("sent_by_id").items():
            mine.with_user(user)._try()
        self.env["ir.cron"]._commit_progress(len(lines), remaining=self.search_count(domain))

    def _try(self):
        """Send together; what the whole refuses is tried in halves until the debt at fault stands alone."""
        parts = [self]
        while parts:
            part = parts.pop()
            half = len(part) // 2
            try:
                with self.env.cr.savepoint():
                    part._go()
            except (UserError, ValidationError, AccessError, rules.RuleError) as error:
                self.env.invalidate_all(flush=False)
                if half:
                    parts += [part[half:], part[:half]]
                else:
                    part._note({"problem": str(error.args[0])})

    # === ANSWERING === #

    def _answer(self, state, reason=""):
        """What the receiving office says: accepted, or back with a reason.

        :param str state: accepted, rejected or returned
        :param str reason: why it goes back
        """
        self.check_access("write")
        self._check_offices("to_office_id")
        if state != "accepted" and not (reason or "").strip():
            raise UserError(self.env._("Say why the debts go back."))
        for office, lines in self.grouped("to_office_id").items():
            stamp = "returned" if state == "returned" else "answered"
            lines._update_state(state, {
                f"{stamp}_on": office._today(), f"{stamp}_by_id": self.env.uid,
                **({"answer_reason": reason} if state != "accepted" else {})})
        if state != "accepted":
            self._go_back(reason)

    def _go_back(self, reason):
        """Give the debts back to the office that sent them, with the dates they had."""
        for transfer, lines in self.grouped("transfer_id").items():
            debts = lines.obligation_id
            if any(office != transfer.to_office_id for office in debts._filtered_access("read").office_id) or \
                    debts - debts._filtered_access("read"):
                raise UserError(self.env._("A debt is no longer at %s: it cannot go back from there.",
                                           transfer.to_office_id.name))
            debts._transfer(transfer.office_id, f"{transfer.number}: {reason}", transfer.to_office_id._today())

    def _check_offices(self, name):
        """Each office acts for itself only; who reads all offices is no exception.

        :param str name: office_id for what the sender does, to_office_id for what the receiver does
        """
        for office in self[name]:
            if office not in self.env.user.revenue_scope_ids:
                raise AccessError(self.env._("Only %s does this.", office.name))

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return super().write({**(vals or {}), "state": state})

    # === PAPER === #

    def _prepare_row(self):
        return [
            self.title or "", self.partner_id.name or "", format_date(self.env, self.imposed_on),
            format_date(self.env, self.clock_start) if self.clock_start else "",
            self.currency_id.format(self.amount_due)]
