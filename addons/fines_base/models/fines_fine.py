from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

from ..guards import guard_fine
from ..slip import clean, normalise_number, normalise_plate, normalise_series
from .fines_number_mixin import NUMBER_FIELDS

#: Allowed moves of a fine; `closed` goes back only when what closed it is undone (a bounced cheque).
MOVES = {
    "draft": ("registered",),
    "registered": ("notified", "closed"),
    "notified": ("closed",),
    "closed": ("notified",),
}


class FinesFine(models.Model):
    """A fine as a legal act: who imposed it, on whom, when, where, for what, how much.

        draft -> registered -> notified -> closed
                     +--------------------->+

    From registration on its facts are frozen, here and in the database (guards.py). High-volume model: no chatter;
    `fines.fine.event` keeps who moved it, when and why.
    """

    _name = "fines.fine"
    _description = "Fine"
    _inherit = ["fines.number.mixin", "fines.slip.mixin"]
    _order = "id desc"

    office_id = fields.Many2one(
        "revenue.office", required=True, ondelete="restrict", compute="_compute_office_id", store=True,
        precompute=True, readonly=False, help="The office that collects it.")
    inspector_id = fields.Many2one(
        "fines.inspector", ondelete="restrict", index="btree_not_null",
        domain="[('agency_id', '=', agency_id)]")
    infraction_date = fields.Date("Date of the Infraction", required=True, help="As on the slip, local day.")
    infraction_time = fields.Float("Time", aggregator=None, help="As on the slip, local time.")
    place = fields.Char("Place of the Infraction")
    territory_id = fields.Many2one("revenue.territory", string="Municipality", ondelete="restrict")
    offender_kind = fields.Selection(
        [("person", "Person"), ("company", "Legal person"), ("unknown", "Unknown, vehicle known")],
        string="Offender", required=True, default="person")
    partner_id = fields.Many2one("res.partner", string="Person", ondelete="restrict", index="btree_not_null")
    plate = fields.Char(index="btree_not_null")
    person_ids = fields.One2many("fines.fine.person", "fine_id", string="Persons on the Slip", copy=False)
    line_ids = fields.One2many("fines.fine.line", "fine_id", string="Infractions", copy=False)
    norm_id = fields.Many2one(
        "revenue.norm", ondelete="restrict", compute="_compute_amount_total", store=True, string="Norm")
    currency_id = fields.Many2one(
        "res.currency", required=True, ondelete="restrict", default=lambda self: self.env.company.currency_id)
    amount_total = fields.Monetary("Amount", compute="_compute_amount_total", store=True)
    notified_on = fields.Date(copy=False, help="Day on which the offender received it.")
    state = fields.Selection(
        [("draft", "Draft"), ("registered", "Registered"), ("notified", "Notified"), ("closed", "Closed")],
        required=True, default="draft", readonly=True, copy=False)
    close_reason = fields.Selection(
        [
            ("collected", "Collected"), ("transferred", "Transferred"), ("cancelled", "Cancelled"),
            ("prescribed", "Prescribed by decision"), ("wrong_debtor", "Wrong debtor"), ("other", "Other"),
        ],
        readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    remark = fields.Text(copy=False)
    event_ids = fields.One2many("fines.fine.event", "fine_id", string="History", readonly=True)
    problem = fields.Text(compute="_compute_problem")

    _slip_unique = models.UniqueIndex(
        "(agency_id, COALESCE(series, ''), number)",
        "A fine with this agency, series and number is already registered.")
    _number_lookup = models.Index("(number)")
    _office_lookup = models.Index("(office_id, id)")
    _agency_lookup = models.Index("(agency_id, id)")
    _open_lookup = models.Index("(office_id, state) WHERE state <> 'closed'")
    _time_of_day = models.Constraint(
        "CHECK (infraction_time >= 0 AND infraction_time < 24)",
        "The time of the infraction is between 0:00 and 23:59.")
    _amount_positive = models.Constraint("CHECK (amount_total >= 0)", "The amount of a fine cannot be negative.")
    _closed_with_reason = models.Constraint(
        "CHECK ((state = 'closed') = (close_reason IS NOT NULL))", "A fine is closed with a reason.")
    _notified_with_date = models.Constraint(
        "CHECK (state <> 'notified' OR notified_on IS NOT NULL)", "Write the day on which the fine was notified.")

    def init(self):
        guard_fine(self.env.cr)

    # COMPUTE METHODS

    @api.depends("agency_id")
    def _compute_office_id(self):
        """Propose the office to which the agency reports, the user's own first."""
        own = self.env.user.revenue_scope_ids
        assigned = self.env.user.revenue_office_ids
        for agency, fines in self.grouped("agency_id").items():
            offices = agency.office_ids
            fines.office_id = (offices & own)[:1] or offices[:1] or assigned[:1]

    @api.depends("line_ids.amount", "line_ids.offence_id")
    def _compute_amount_total(self):
        for fine in self:
            fine.norm_id = fine.line_ids[:1].norm_id
            fine.amount_total = fine._combine_amounts()

    def _combine_amounts(self):
        """Several infractions in one act cost what the norm of the first one says (DL 315/2013: double the highest)."""
        amounts = [rules.to_decimal(line.amount) for line in self.line_ids]
        mode = self.norm_id.fines_combination if len(amounts) > 1 else "sum"
        return float(rules.combine(amounts, mode))

    @api.depends(
        "infraction_date", "infraction_time", "office_id", "inspector_id", "notified_on", "line_ids.offence_id",
        "person_identity", "person_identity_type_id")
    def _compute_problem(self):
        """Say at field exit what saving would refuse."""
        moments = self._get_moments()
        for fine in self:
            problems = [*fine._get_identity_problems(), *fine._get_problems(moments)] if fine.state == "draft" else ()
            fine.problem = "\n".join(problems)

    # CONSTRAINT METHODS

    @api.constrains("infraction_date", "infraction_time", "office_id", "inspector_id", "notified_on", "line_ids")
    def _check_facts(self):
        moments = self._get_moments()
        for fine in self:
            problems = fine._get_problems(moments)
            if problems:
                raise ValidationError("\n".join([fine.display_name, *problems]))

    def _get_moments(self):
        """Local day and hour now at each office of the fines.

        :rtype: dict[int, tuple[date, float]]
        """
        now = fields.Datetime.now()
        local = {
            office.id: fields.Datetime.context_timestamp(office.with_context(tz=office.tz), now)
            for office in self.office_id}
        return {office_id: (moment.date(), moment.hour + moment.minute / 60) for office_id, moment in local.items()}

    def _get_problems(self, moments):
        """What is wrong with the facts of one fine, in words: shown on the form and raised when saved.

        Extended by other modules with super().

        :param dict moments: result of `_get_moments`
        :rtype: list[str]
        """
        self.ensure_one()
        if not self.infraction_date or not self.office_id:
            return []
        return [*self._get_date_problems(*moments[self.office_id.id]), *self._get_norm_problems()]

    def _get_date_problems(self, today, hour):
        problems = []
        if (self.infraction_date, self.infraction_time) > (today, hour):
            problems.append(self.env._("The infraction is in the future."))
        if self.notified_on and self.notified_on > today:
            problems.append(self.env._("The notification is in the future."))
        if self.notified_on and self.notified_on < self.infraction_date:
            problems.append(self.env._("The notification is before the infraction."))
        if self.inspector_id and not self.inspector_id._is_serving(self.infraction_date):
            problems.append(self.env._(
                "%(inspector)s was not in service on the day of the infraction.",
                inspector=self.inspector_id.display_name))
        return problems

    def _get_norm_problems(self):
        day = self.infraction_date
        problems = []
        for offence in self.line_ids.offence_id:
            norm = offence.norm_id
            starts = max(filter(None, [norm.date_from, offence.date_from]), default=None)
            ends = min(filter(None, [norm.date_to, offence.date_to]), default=None)
            if starts and day < starts:
                problems.append(self.env._(
                    "The infraction is before %(norm)s punished it (%(day)s).",
                    norm=norm.code, day=format_date(self.env, starts)))
            if ends and day > ends:
                problems.append(self.env._(
                    "The infraction is after %(norm)s punished it (%(day)s).",
                    norm=norm.code, day=format_date(self.env, ends)))
        return problems

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):
        """Enter slips, one or thousands, with a constant number of statements.

        The snapshot of the offender comes as `person_*` values; a number of a known checkbook becomes used.
        """
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A fine begins as a draft."))
        split = [self._split_person_values(self._normalise_values(vals)) for vals in vals_list]
        rows, persons = [row for row, __ in split], [person for __, person in split]
        self._match_numbers(rows)
        self._match_partners(rows, persons)
        fines = super().create(rows)
        fines._store_persons(persons)
        fines._take_numbers()
        return fines

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("Use the buttons to move a fine on."))
        self._check_mutable(vals)
        vals, person = self._split_person_values(self._normalise_values(vals))
        renumbered = NUMBER_FIELDS & vals.keys()
        if renumbered:
            vals = self._renumber(vals)
        result = super().write(vals) if vals else True
        self._update_person(person)
        if renumbered:
            self._take_numbers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        if any(fine.state != "draft" for fine in self):
            raise UserError(self.env._("A registered fine is not deleted: close it with a reason."))

    def _get_mutable_fields(self):
        """Fields that may be written after registration. Extended by modules that keep working data on the fine.

        :rtype: set[str]
        """
        return {"remark"}

    def _check_mutable(self, vals):
        """Refuse a change of a registered fine in words, before the database does."""
        frozen = self.filtered(lambda fine: fine.state != "draft")._except_correcting()
        names = vals.keys() - self._get_mutable_fields()
        if all(fine.state == "registered" for fine in frozen):
            names -= {"notified_on"}
        if frozen and names:
            labels = ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))
            raise UserError(self.env._(
                "%(fine)s is registered: %(fields)s no longer change.", fine=frozen[0].display_name, fields=labels))

    def _check_draft(self):
        """Refuse a change of what belongs to a registered fine (infractions, persons), before the database does."""
        frozen = self.filtered(lambda fine: fine.state != "draft")._except_correcting()
        if frozen:
            raise UserError(self.env._(
                "%(fine)s is registered: its infractions and persons no longer change.", fine=frozen[0].display_name))

    @api.model
    def _normalise_values(self, vals):
        """Bring what was typed into the form in which it is compared."""
        vals = dict(vals)
        for name, function in (
            ("number", normalise_number), ("series", normalise_series), ("plate", normalise_plate), ("place", clean),
        ):
            if name in vals:
                vals[name] = function(vals[name])
        if "plate" in vals:
            vals["plate"] = vals["plate"] or False
        return vals

    # ACTION METHODS

    def action_register(self):
        """Register drafts; those with a date of notification are notified at once."""
        self.check_access("write")
        self._set_registered()
        # money that waited for a fine may have closed it already
        self.filtered(lambda fine: fine.notified_on and fine.state == "registered")._set_notified()

    def action_notify(self):
        """Note that the offenders received their fines on the day written on them."""
        self.check_access("write")
        self._set_notified()

    def action_open_close(self):
        """Ask for the reason before closing."""
        self.check_access("write")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_fine_close_action"),
            "context": {"default_fine_ids": self.ids},
        }

    def action_open_checkbook(self):
        """Open the checkbook of the slip (smart button)."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "fines.checkbook", "view_mode": "form",
            "res_id": self.checkbook_id.id,
        }

    # BUSINESS METHODS

    def _update_state(self, state, reason="", values=None, moves=None):
        """The one gate through which fines move: checks the move, keeps the event, writes once for all.

        Fines already there are left alone, so that a repeated message does no harm.

        :param str state: a state of MOVES
        :param str reason: why, in words or as a code
        :param dict values: columns that belong to the move
        :param dict moves: for an act that moves otherwise than MOVES
        :return: the fines that moved
        :raise UserError: for a move that MOVES does not allow; then nothing moves
        """
        moving = self.filtered(lambda fine: fine.state != state)
        check_moves(moving, state, moves or MOVES)
        if moving:
            # the amounts must be stored before the database freezes them
            self.env.flush_all()
            self.env["fines.fine.event"]._record(moving, state, reason)
            super(FinesFine, moving).write({**(values or {}), "state": state})
        return moving

    def _set_registered(self):
        """Register drafts that are complete and freeze their facts."""
        self._check_facts()
        for fine in self:
            missing = fine._get_missing()
            if missing:
                raise ValidationError("\n".join([fine.display_name, *missing]))
        self._update_state("registered")._fines_after_register()

    def _get_missing(self):
        """What a fine still lacks to be registered, in words. Extended with super().

        :rtype: list[str]
        """
        self.ensure_one()
        missing = []
        if not self._has_infraction():
            missing.append(self.env._("Enter at least one infraction with its amount."))
        if self.offender_kind == "unknown" and not self.plate:
            missing.append(self.env._("Enter the plate, or who the offender is."))
        if self.offender_kind != "unknown" and not (self.partner_id or self.person_name):
            missing.append(self.env._("Enter the name of the offender."))
        return missing

    def _has_infraction(self):
        return bool(self.line_ids)

    def _set_notified(self, day=None):
        """Note the notification; from that day terms run.

        :param date day: for fines that carry no date of notification yet
        """
        values = {"notified_on": day} if day else {}
        undated = self.filtered(lambda fine: not fine.notified_on)
        if undated and not day:
            raise ValidationError(self.env._(
                "Write the day on which %(fine)s was notified.", fine=undated[0].display_name))
        moved = undated._update_state("notified", values=values) if undated else self.browse()
        moved |= (self - undated)._update_state("notified")
        moved._check_facts()
        moved._fines_after_notify()

    def _set_closed(self, reason, explanation="", day=None):
        """Close fines.

        :param str reason: a value of `close_reason`
        :param str explanation: the decision or document behind it
        :param date day: local day of the end, today at the office if none is given
        """
        for office, fines in self.grouped("office_id").items():
            fines._update_state("closed", ": ".join(filter(None, [reason, explanation])), {
                "close_reason": reason, "closed_on": day or office._today()})

    def _set_reopened(self, explanation):
        """Take a closing back because what closed the fine is undone.

        :param str explanation: what was undone
        """
        self._update_state("notified", explanation, {"close_reason": False, "closed_on": False})

    def _set_office(self, office):
        """Let another office collect the fines; a transfer decides it and keeps its own record.

        :param office: one revenue.office
        """
        super().write({"office_id": office.id})

    def _fines_after_register(self):
        """Hook called once with all fines that were just registered. Overridden to issue obligations."""

    def _fines_after_notify(self):
        """Hook called once with all fines that were just notified. Overridden where terms begin with it."""
