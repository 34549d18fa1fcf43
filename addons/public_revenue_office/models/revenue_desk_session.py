from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

#: Allowed moves of the state: to -> from.
MOVES = {"counting": "open", "open": "counting", "closed": "counting"}
#: What a session may be given by hand, by the step it is in; everything else follows from acts.
BY_HAND = {
    "count": {"count_ids", "counted_amount"},
    "explain": {"difference_reason", "difference_note", "float_kept"},
}
KEPT = {
    "desk_id", "office_id", "company_id", "channel_id", "series_id", "user_id", "date", "opened_at", "opening_float",
    "state", "counted_at", "expected_cash", "difference", "closed_at", "closed_on", "closed_by_id", "deposit_amount",
    "deposit_id", "difference_move_id",
}
OVERNIGHT = "public_revenue_office.mail_activity_type_overnight"


class RevenueDeskSession(models.Model):
    """A cashier's time at a desk, from the opening float to the explained count.

        open -> counting -> closed
        counting -> open     as long as the count is not confirmed

    While counting no money is taken. The count is blind: what should be there is computed and shown only after what
    is there has been confirmed, and the count then stays as it is.
    """

    _name = "revenue.desk.session"
    _description = "Desk Session"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    # === FIELDS === #

    desk_id = fields.Many2one(
        "revenue.desk", required=True, ondelete="restrict", index=True, default=lambda self: self._default_desk())
    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    # Stored: each payer's screen asks for it, a company is a long row.
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    channel_id = fields.Many2one(
        "revenue.channel", string="Cash Channel", required=True, readonly=True, ondelete="restrict")
    series_id = fields.Many2one("revenue.series", required=True, readonly=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="Cashier", required=True, readonly=True, ondelete="restrict", index=True,
        default=lambda self: self.env.uid)
    date = fields.Date(string="Opened on", required=True, readonly=True, help="Day of the office.")
    opened_at = fields.Datetime(required=True, readonly=True)
    opening_float = fields.Monetary(
        compute="_compute_opening_float", store=True, readonly=False, precompute=True,
        help="Cash in the desk before the first payment.")
    state = fields.Selection(
        [("open", "Open"), ("counting", "Counting"), ("closed", "Closed")], required=True, readonly=True,
        default="open", index=True, tracking=True)
    count_ids = fields.One2many("revenue.desk.count", "session_id", string="Notes and Coins")
    counted_amount = fields.Monetary(
        string="Cash Counted", compute="_compute_counted_amount", store=True, readonly=False, tracking=True,
        help="All the cash in the desk, the float included.")
    counted_at = fields.Datetime(readonly=True)
    expected_cash = fields.Monetary(
        string="Cash Expected", readonly=True, help="Float and cash receipts; known after the count.")
    difference = fields.Monetary(readonly=True, tracking=True, help="Negative: cash is missing.")
    difference_reason = fields.Selection(
        [
            ("change", "Wrong change given"), ("rounding", "Small change lacking"), ("note", "Bad note accepted"),
            ("receipt", "Receipt of another method"), ("theft", "Suspected theft"), ("unknown", "Cannot be explained"),
        ],
        string="Reason", tracking=True)
    difference_note = fields.Char(string="Explanation", tracking=True)
    float_kept = fields.Monetary(string="Float Kept", help="Cash that stays in the desk for the next session.")
    deposit_amount = fields.Monetary(readonly=True, help="Cash to be deposited.")
    closed_at = fields.Datetime(readonly=True)
    closed_on = fields.Date(readonly=True, help="Day of the office on which the session was closed.")
    closed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    deposit_id = fields.Many2one("revenue.deposit", readonly=True, ondelete="restrict", index="btree_not_null")
    difference_move_id = fields.Many2one(
        "account.move", string="Entry of the Difference", readonly=True, ondelete="restrict", index="btree_not_null",
        help="Written when the day is posted.")
    receipt_ids = fields.One2many("revenue.receipt", "session_id", string="Receipts", readonly=True)
    receipt_count = fields.Integer(compute="_compute_receipt_count")
    refund_ids = fields.One2many("revenue.refund", "session_id", string="Refunds Paid", readonly=True)

    _desk_unique = models.UniqueIndex(
        "(desk_id) WHERE state <> 'closed'", "This desk already has a session that is not closed.")
    _user_unique = models.UniqueIndex(
        "(user_id) WHERE state = 'open'", "You already have an open session at another desk.")
    _amounts_positive = models.Constraint(
        "CHECK (opening_float >= 0 AND counted_amount >= 0 AND float_kept >= 0)", "Cash cannot be negative.")

    # === COMPUTE METHODS === #

    @api.model
    def _default_desk(self):
        """The only free desk of the cashier's offices, if there is just one."""
        desks = self.env["revenue.desk"].search([("office_id", "in", self.env.user.revenue_scope_ids.ids)])
        free = desks.filtered(lambda desk: not desk.current_session_id)
        return free if len(free) == 1 else False

    @api.depends("desk_id")
    def _compute_opening_float(self):
        """What the session before left in the desk."""
        left = self._read_left(self.desk_id)
        for session in self:
            session.opening_float = left.get(session.desk_id.id, 0.0)

    @api.depends("count_ids.amount")
    def _compute_counted_amount(self):
        """The sum of notes and coins where they were counted; else what was typed stays."""
        for session in self:
            if any(session.count_ids.mapped("quantity")):
                session.counted_amount = sum(session.count_ids.mapped("amount"))
            else:
                session.counted_amount = session.counted_amount

    @api.depends("receipt_ids")
    def _compute_receipt_count(self):
        groups = self.env["revenue.receipt"]._read_group(
            [("session_id", "in", self.ids)], ["session_id"], ["__count"])
        counts = {session.id: count for session, count in groups}
        for session in self:
            session.receipt_count = counts.get(session.id, 0)

    @api.depends("desk_id", "date")
    def _compute_display_name(self):
        for session in self:
            session.display_name = " ".join(filter(None, [session.desk_id.name, format_date(self.env, session.date)]))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to open sessions: the desk and the float are chosen, everything else follows.

        :raise UserError: when the desk has a session that is not closed, or the cashier an open one
        """
        self.check_access("create")
        self._check_free(self.env["revenue.desk"].browse([vals.get("desk_id") for vals in vals_list]).exists())
        sessions = super().create([self._prepare_opening(vals) for vals in vals_list])
        sessions._tell_float()
        return sessions

    def write(self, vals):
        """Override to keep what acts have written: state, amounts, days."""
        for session in self:
            step = "count" if session.state == "counting" and not session.counted_at else (
                "explain" if session.state == "counting" else "")
            refused = (KEPT | BY_HAND["count"] | BY_HAND["explain"]) & set(vals) - BY_HAND.get(step, set())
            if refused:
                raise UserError(self.env._(
                    "%(field)s of the session %(session)s cannot be changed now.", session=session.display_name,
                    field=self._fields[min(refused)]._description_string(self.env)))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A desk session cannot be deleted. Count and close it."))

    def _check_free(self, desks):
        # sudo: who sits at a desk is told to the colleague who wants it
        busy_sudo = self.sudo().search([("state", "!=", "closed"), ("desk_id", "in", desks.ids)], limit=1)
        if busy_sudo:
            raise UserError(self.env._(
                "The desk %(desk)s is still open since %(day)s by %(cashier)s. Count and close that session first.",
                desk=busy_sudo.desk_id.name, day=format_date(self.env, busy_sudo.date), cashier=busy_sudo.user_id.name))
        own = self.search([("state", "=", "open"), ("user_id", "=", self.env.uid)], limit=1)
        if own:
            raise UserError(self.env._("You already have an open session at the desk %s.", own.desk_id.name))

    def _tell_float(self):
        """Tell a supervisor of a float that is not what the session before left in the desk."""
        for session in self:  # loop: a cashier opens one
            left = self._read_left(session.desk_id).get(session.desk_id.id)
            if left is not None and session.currency_id.compare_amounts(left, session.opening_float):
                supervisor = session.office_id._get_supervisor()
                session.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=supervisor.id or self.env.uid,
                    note=self.with_context(lang=supervisor.lang or self.env.lang).env._(
                        "The session before left %(left)s in the desk, this one begins with %(float)s.",
                        left=session.currency_id.format(left),
                        float=session.currency_id.format(session.opening_float)))

    @api.model
    def _read_left(self, desks):
        """The float that the last session of each desk left; by SQL: cashiers read only their own sessions.

        :return: amount by desk id; nothing for a desk without a closed session
        :rtype: dict[int, float]
        """
        self.flush_model(["desk_id", "state", "float_kept"])
        rows = self.env.execute_query(SQL(
            """SELECT DISTINCT ON (desk_id) desk_id, coalesce(float_kept, 0)::float FROM revenue_desk_session
                WHERE desk_id IN %s AND state = 'closed' ORDER BY desk_id, id DESC""", tuple(desks.ids) or (0,)))
        return dict(rows)

    def _prepare_opening(self, vals):
        desk = self.env["revenue.desk"].browse(vals.get("desk_id"))
        if not desk.exists():
            raise UserError(self.env._("Choose the desk."))
        opening = {
            "desk_id": desk.id, "office_id": desk.office_id.id, "company_id": desk.company_id.id,
            "channel_id": desk.channel_id.id, "series_id": desk.series_id.id,
            "user_id": self.env.uid, "date": desk.office_id._today(), "opened_at": fields.Datetime.now(),
        }
        if "opening_float" in vals:
            opening["opening_float"] = vals["opening_float"]
        return opening

    # === ACTION METHODS === #

    def action_open_mine(self):
        """Menu: the cashier's own session, or the form that opens one."""
        self.check_access("read")
        session = self._get_mine()
        return {
            "type": "ir.actions.act_window", "name": self.env._("My desk"), "res_model": self._name,
            "view_mode": "form", "views": [(False, "form")], "res_id": session.id, "target": "main",
        }

    def action_collect(self):
        """Button: take money in this session."""
        self.check_access("write")
        self.ensure_one()
        return self.env["revenue.desk.collect"]._open(self)

    def action_count(self):
        """Button: stop taking money and count the cash."""
        self.check_access("write")
        self.ensure_one()
        self._lock()
        self._update_state("counting")
        known = set(self.count_ids.mapped("value"))
        self.env["revenue.desk.count"].create([
            {"session_id": self.id, "value": value}
            for value in self.currency_id._get_denominations() if value not in known])

    def action_resume(self):
        """Button: go on taking money; possible until the count is confirmed."""
        self.check_access("write")
        self.ensure_one()
        self._check_counting()
        self._update_state("open")

    def action_confirm_count(self):
        """Button: this is what is in the desk. Only now what should be there is told."""
        self.check_access("write")
        self.ensure_one()
        self._check_counting()
        expected = self._get_expected_cash()
        self._keep({
            "counted_at": fields.Datetime.now(),
            "expected_cash": expected,
            "difference": self.currency_id.round(self.counted_amount - expected),
            "float_kept": min(self.opening_float, self.counted_amount),
        })

    def action_close(self):
        """Button: end the session; a difference needs its reason."""
        self.check_access("write")
        self.ensure_one()
        self._check_closing()
        self._update_state("closed", {
            "closed_at": fields.Datetime.now(),
            "closed_on": self.office_id._today(),
            "closed_by_id": self.env.uid,
            "deposit_amount": self.currency_id.round(self.counted_amount - self.float_kept),
        })
        if self.difference:
            self._reserve_posting()

    def action_make_deposit(self):
        """Button: the deposit slip of the cash of these closed sessions."""
        self.check_access("write")
        return self.env["revenue.deposit"]._make(self).get_formview_action()

    def action_view_deposit(self):
        """Button: the slip with which the cash went to the bank."""
        self.check_access("read")
        self.ensure_one()
        self.deposit_id.check_access("read")
        return self.deposit_id.get_formview_action()

    def action_view_difference_move(self):
        """Button: the journal entry of the difference."""
        self.check_access("read")
        self.ensure_one()
        self.difference_move_id.check_access("read")
        return self.difference_move_id.get_formview_action()

    # === STATE === #

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        wrong = self.filtered(lambda session: session.state != MOVES[state])
        if wrong:
            raise UserError(self.env._(
                "The session %s cannot go to this state.", ", ".join(wrong.mapped("display_name"))))
        return super().write({**(vals or {}), "state": state})

    def _keep(self, vals):
        """Write what follows from an act, and is refused by hand."""
        return super().write(vals)

    def _check_counting(self):
        if self.filtered(lambda session: session.state != "counting" or session.counted_at):
            raise UserError(self.env._("The cash is counted after \"Count\" and before the count is confirmed."))

    def _check_closing(self):
        if self.state != "counting" or not self.counted_at:
            raise UserError(self.env._("Count the cash and confirm the count before closing the session."))
        if self.difference and not self.difference_reason:
            raise UserError(self.env._("The count differs. Choose the reason of the difference."))
        if self.difference and self.difference_reason == "unknown" and not self.difference_note:
            raise UserError(self.env._("Write down what is known of the difference."))
        if self.float_kept > self.counted_amount:
            raise UserError(self.env._("The float kept cannot be more than the cash counted."))

    def _lock(self):
        """Wait for a payment that is being taken in this session, and let none begin."""
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT 1 FROM revenue_desk_session WHERE id IN %s FOR UPDATE", tuple(self.ids)))

    def _get_expected_cash(self):
        """The float and the cash receipts of this session, less its refunds and its reversals."""
        self.ensure_one()
        [[taken]] = self.env["revenue.receipt"]._read_group(
            [("session_id", "=", self.id), ("method", "=", "cash")], [], ["amount:sum"])
        [[given]] = self.env["revenue.refund"]._read_group([("session_id", "=", self.id)], [], ["amount:sum"])
        return self.currency_id.round(self.opening_float + (taken or 0.0) - (given or 0.0))

    # === TAKING MONEY === #

    @api.model
    def _get_mine(self):
        """The session of the current user that is not closed, the open one first."""
        sessions = self.search([("user_id", "=", self.env.uid), ("state", "!=", "closed")])
        return sessions.sorted(lambda session: session.state != "open")[:1]

    def _check_taking(self):
        """Refuse money outside an open session of today; a count that begins meanwhile waits or wins."""
        if self.user_id != self.env.user:
            raise UserError(self.env._("Only the cashier of a session takes money in it."))
        self._check_open()

    def _check_open(self):
        """Refuse cash in or out of a session that is not of today or not open, whoever asks."""
        self.env.flush_all()
        [(state, day)] = self.env.execute_query(SQL(
            "SELECT state, date FROM revenue_desk_session WHERE id = %s FOR SHARE", self.id))
        if state != "open":
            raise UserError(self.env._("The session %s takes no more money: it is being counted or closed.",
                                       self.display_name))
        if day != self.office_id._today():
            raise UserError(self.env._(
                "The session %s was left open since an earlier day. Count and close it, then open a new one.",
                self.display_name))

    # === ACCOUNTING === #

    def _reserve_posting(self):
        """Make sure that the day has a posting, with which the difference goes into accounting."""
        self.env["revenue.posting"]._get_open([
            (session.company_id.id, session.office_id.id, session.closed_on,
             session.channel_id.journal_id.id, "day")
            for session in self])

    # === LEFT OPEN OVERNIGHT === #

    @api.model
    def _cron_flag_overnight(self, limit=200):
        """Daily: sessions left open since an earlier day come to the supervisor's attention, once each."""
        kind = self.env.ref(OVERNIGHT)
        told = Domain("activity_ids", "any", [("activity_type_id", "=", kind.id)])
        found = self.search(Domain("state", "!=", "closed") & ~told, order="id", limit=limit)
        late = found.filtered(lambda session: session.date < session.office_id._today())
        for supervisor, sessions in late.grouped(lambda session: session.office_id._get_supervisor()).items():
            sessions.activity_schedule(
                OVERNIGHT, user_id=supervisor.id or self.env.uid,
                note=self.with_context(lang=supervisor.lang or self.env.lang).env._(
                    "The session was left open overnight. See that the cash is counted."))
        self.env["ir.cron"]._commit_progress(len(late), remaining=0)
