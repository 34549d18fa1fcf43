from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from .. import rules
from ..guards import freeze
from ..moves import check_moves
from .revenue_notice import PERSONAL
from .revenue_review_level import KINDS

MOVES = {
    'filed': ('admitted', 'inadmissible', 'decided', 'withdrawn'),
    'admitted': ('decided', 'withdrawn'),
    'inadmissible': (),
    'decided': (),
    'withdrawn': (),
}
#: What people write, and until which state.
AUTHOR = {'author', 'author_identity', 'author_address', 'grounds', 'decider_id'}
INPUT = {
    'filed': AUTHOR | {'received_on'}, 'admitted': AUTHOR, 'inadmissible': set(), 'decided': set(), 'withdrawn': set(),
}
ORIGIN = {'res_model', 'res_id', 'kind', 'previous_id'}
#: What nobody writes by hand: it follows from the law and from the acts below.
LEGAL = {
    'number', 'office_id', 'policy_id', 'level_id', 'level', 'state', 'file_until', 'late', 'decide_until',
    'silence_on', 'early_until', 'result', 'currency_id', 'amount_before', 'amount_new', 'decision_grounds',
    'decision_number', 'decided_on', 'decided_by', 'closed_on', 'close_reason', 'paper', 'digest', 'notified_on',
}
#: Days before the last one from which a deadline is near.
NEAR = 3


class RevenueReviewCase(models.Model):
    """Somebody disagrees: an appeal or an objection against any record, from the filing to the written decision.

        filed -> admitted | inadmissible | withdrawn ; admitted -> decided | withdrawn ; filed -> decided by silence

    Terms, decider, effect of filing and of silence come from the level that the policy names. No form is needed to
    file: the day on which the office received the writing counts. A decision is frozen, here and in the database.
    """

    _name = 'revenue.review.case'
    _description = "Case of Review"
    _inherit = ['mail.thread', 'mail.activity.mixin', 'revenue.review.decision.mixin']
    _order = 'id desc'
    _rec_name = 'number'

    number = fields.Char(readonly=True, copy=False, index=True)
    res_model = fields.Char("Record type", required=True)
    res_id = fields.Many2oneReference("Record", model_field='res_model', required=True, index=True)
    about = fields.Char(compute='_compute_about')
    office_id = fields.Many2one('revenue.office', required=True, readonly=True, ondelete='restrict')
    policy_id = fields.Many2one('revenue.policy', readonly=True, index='btree_not_null', ondelete='restrict')
    level_id = fields.Many2one(
        'revenue.review.level', string="Rules", readonly=True, index='btree_not_null', ondelete='restrict',
    )
    kind = fields.Selection(KINDS, required=True, default='appeal')
    level = fields.Integer(readonly=True, default=1, aggregator=None)
    previous_id = fields.Many2one(
        'revenue.review.case', string="Against the decision in", index='btree_not_null', ondelete='restrict',
        copy=False,
    )
    received_on = fields.Date(
        required=True, tracking=True, copy=False, default=lambda self: self._get_default_day(),
        help="Day on which the office received the writing. It alone counts, whenever it is keyed.",
    )
    author = fields.Char(tracking=True, help="Who filed it. Empty: the person concerned.")
    author_identity = fields.Char("Identity number", groups=PERSONAL)
    author_address = fields.Char("Address", groups=PERSONAL)
    grounds = fields.Text("Grounds of the author", tracking=True, help="What the author says, in few words or in full.")
    state = fields.Selection(
        [
            ('filed', "Filed"), ('admitted', "Under review"), ('decided', "Decision given"),
            ('inadmissible', "Inadmissible"), ('withdrawn', "Given up"),
        ],
        required=True, readonly=True, default='filed', tracking=True, copy=False,
    )
    decider_id = fields.Many2one(
        'res.users', string="Decided by", tracking=True, ondelete='restrict', copy=False,
        domain="[('share', '=', False)]", help="Never who imposed or registered it.",
    )
    file_until = fields.Date("Last day to file", readonly=True)
    late = fields.Boolean("Filed late", readonly=True)
    decide_until = fields.Date("Decision due", readonly=True)
    silence_on = fields.Date("Silence has its effect from", readonly=True)
    silence = fields.Selection(related='level_id.silence')
    suspends = fields.Selection(related='level_id.suspends')
    missing = fields.Char("Not configured", compute='_compute_missing')
    urgency = fields.Selection(
        [('passed', "Passed"), ('near', "Near"), ('later', "Later")], string="Deadline", compute='_compute_urgency',
    )
    closed_on = fields.Date(readonly=True, copy=False)
    close_reason = fields.Char("Why it ended", readonly=True, copy=False)
    event_ids = fields.One2many('revenue.review.event', 'case_id', string="History", readonly=True)

    _number_unique = models.UniqueIndex("(number)", "There is already a case with this number.")
    _one_open_case = models.UniqueIndex(
        "(res_model, res_id) WHERE state IN ('filed', 'admitted')", "A case about this is already open.",
    )
    _office_lookup = models.Index("(office_id, id)")
    _due_lookup = models.Index("(decide_until) WHERE state IN ('filed', 'admitted')")
    _decided_whole = models.Constraint(
        "CHECK (state <> 'decided' OR (result IS NOT NULL AND decision_number IS NOT NULL AND decided_on IS NOT NULL"
        " AND decision_grounds IS NOT NULL))",
        "A decision has its number, its day, its result and its grounds.",
    )

    def init(self):
        freeze(
            self.env.cr, self._table, ('number', 'res_model', 'res_id', 'office_id', 'kind', 'level', 'previous_id'),
            once=('notified_on', 'early_until'),
            later=('state', 'received_on', 'policy_id', 'level_id', 'result', 'amount_before', 'amount_new',
                   'decision_grounds', 'decision_number', 'decided_on', 'decided_by', 'digest', 'close_reason'),
            condition=SQL("OLD.state IN ('decided', 'inadmissible', 'withdrawn')"),
        )

    # === COMPUTE METHODS === #

    def _get_default_day(self):
        office = self.env.user.revenue_office_ids[:1]
        return office._today() if office else fields.Date.context_today(self)

    @api.depends('res_model', 'res_id')
    def _compute_about(self):
        for case in self:
            record = case._find_record()
            case.about = record.display_name if record and record.has_access('read') else False

    @api.depends('level_id', 'policy_id')
    def _compute_missing(self):
        for case in self:
            case.missing = case.level_id.missing if case.level_id else (
                self.env._("The policy says nothing of this level of review.") if case.id else False)

    @api.depends('decide_until', 'state', 'office_id')
    def _compute_urgency(self):
        days = {office.id: office._today() for office in self.office_id}
        for case in self:
            is_open = case.state in ('filed', 'admitted')
            case.urgency = is_open and rules.get_urgency(case.decide_until, days.get(case.office_id.id), NEAR)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """File cases: whoever may read the record and file at its office."""
        cases = super().create([self._prepare_case(vals) for vals in vals_list])
        for case in cases:
            case._check_decider(case.decider_id)
            case._log('', 'filed', case.grounds or '')
            case._get_record()._review_filed(case)
        return cases

    @api.model
    def _prepare_case(self, vals):
        """Return the values of a case with what follows from the law: office, policy, level, deadlines, number."""
        if self._get_legal_fields() & {name for name, value in vals.items() if value and name != 'state'} \
                or vals.get('state', 'filed') != 'filed':
            raise UserError(self.env._("A case begins when it is filed."))
        case = self.new({**vals, 'received_on': vals.get('received_on') or self._get_default_day()})
        record = case._get_record()
        record._review_check(case.kind)
        facts = record._review_get_facts()
        level = case._get_next_level()
        prepared = {
            **vals, **facts.get('values', {}), 'res_id': record.id, 'office_id': facts['office'].id, 'level': level,
            'policy_id': facts['policy'].id, 'currency_id': facts['currency'].id,
            'level_id': facts['policy']._get_review_level(case.kind, level).id, 'received_on': case.received_on,
            **({} if vals.get('author') else facts['author']),
        }
        prepared.update(self.new(prepared)._get_days(facts))
        case._check_received(facts, prepared)
        [prepared['number']] = self.env['revenue.counter']._draw(facts['office'], 'C')
        return prepared

    def write(self, vals):
        for case in self:
            case._check_editable(vals)
        before = {case.id: case.decider_id.name for case in self}
        result = super().write(vals)
        if 'received_on' in vals:
            self._reckon()
        if 'decider_id' in vals:
            for case in self:
                case._check_decider(case.decider_id)
                case._log(case.state, case.state, self.env._("Decider"), before[case.id], case.decider_id.name)
        return result

    def _check_editable(self, vals):
        """Refuse in words what no longer changes."""
        legal = self._get_legal_fields() | ORIGIN | set.union(*INPUT.values())
        names = {name for name in vals if name in legal} - INPUT[self.state]
        if names:
            labels = ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))
            raise UserError(self.env._(
                "%(case)s: %(fields)s no longer change by hand.", case=self.number, fields=labels,
            ))

    @api.model
    def _get_legal_fields(self):
        """Return the fields that nobody writes by hand. Extended by modules that add columns.

        :rtype: set[str]
        """
        return LEGAL

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A case is not deleted: record that it was withdrawn."))

    # === ACTIONS === #

    def action_admit(self):
        """Take cases under review."""
        self.check_access('write')
        for case in self:
            case._check_may_lead()
        self._update_state('admitted')

    def action_open_decide(self):
        """Open the form in which the decision is written."""
        self.check_access('write')
        self.ensure_one()
        self._check_may_decide(self._get_record()._review_get_facts())
        return self._open_wizard('public_revenue.revenue_review_decide_action')

    def action_open_close(self):
        """Open the form in which the reason is typed why a case ends without a decision."""
        self.check_access('write')
        self.ensure_one()
        return self._open_wizard('public_revenue.revenue_review_close_action')

    def _open_wizard(self, name):
        return {
            **self.env['ir.actions.act_window']._for_xml_id(name), 'context': {'default_case_id': self.id},
        }

    def action_apply_silence(self):
        """Note what the law makes of it that nobody decided in time."""
        self.check_access('write')
        for case in self:
            case._check_may_lead()
            case._decide_by_silence()

    def action_appeal(self):
        """File the second level against the decision of the first."""
        self.check_access('read')
        self.ensure_one()
        self._check_appealable()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Second level"), 'res_model': self._name,
            'view_mode': 'form', 'views': [(False, 'form')],
            'context': {
                'default_res_model': self.res_model, 'default_res_id': self.res_id, 'default_previous_id': self.id,
                'default_kind': self.kind, 'default_author': self.author,
            },
        }

    def action_issue_decision(self):
        """Open the form in which the notice of the decision is issued."""
        self.check_access('read')
        self.ensure_one()
        return self._open_issue('decision')

    def action_open_notices(self):
        """Open the notices of the decision (smart button)."""
        return self._open_notices()

    def action_open_record(self):
        """Open what the case is about."""
        self.check_access('read')
        self.ensure_one()
        return {'type': 'ir.actions.act_window', 'res_model': self.res_model, 'res_id': self._get_record().id,
                'view_mode': 'form'}

    # === BUSINESS METHODS === #

    def _update_state(self, state, reason='', values=None, before='', after=''):
        """The one gate of the state: checks the move, keeps the event.

        :param values: columns that belong to the move
        :raise UserError: for a move that MOVES does not allow; then nothing moves
        """
        check_moves(self, state, MOVES)
        for case in self:
            case._log(case.state, state, reason, before, after)
        super().write({**(values or {}), 'state': state})
        # the index of open cases looks at each statement by itself
        self.flush_recordset(['state'])

    def _log(self, state_from, state_to, reason, before='', after=''):
        self.env['revenue.review.event']._append({
            'case_id': self.id, 'user_id': self.env.uid, 'state_from': state_from or False, 'state_to': state_to,
            'reason': reason or False, 'value_from': before or False, 'value_to': after or False,
        })
        self.invalidate_recordset(['event_ids'])

    def _set_notified(self, day, early_until):
        """Note the day from which the decision counts as notified."""
        self._log(self.state, self.state, self.env._("Notified"), '', format_date(self.env, day))
        super().write({'notified_on': day, 'early_until': early_until})

    def _end(self, state, reason):
        """End a case without a decision.

        :param state: inadmissible or withdrawn
        :param reason: why, in words
        """
        self.ensure_one()
        self.check_access('write')
        if not (reason or '').strip():
            raise UserError(self.env._("Say why the case ends."))
        if state == 'inadmissible':
            self._check_may_lead()
        self._update_state(state, reason, {'close_reason': reason, 'closed_on': self.office_id._today()})
        self._get_record()._review_ended(self)

    def _find_record(self):
        """Return the record the case is about, nothing if it names none that can be reviewed."""
        model = self.env.get(self.res_model or '')
        if model is None or 'revenue_review_ids' not in model._fields or not self.res_id:
            return None
        return model.browse(self.res_id).exists()

    def _get_record(self):
        """Return the record the case is about, if the user may read it."""
        record = self._find_record()
        if not record:
            raise UserError(self.env._("Choose what the case is about."))
        record.check_access('read')
        return record

    def _get_next_level(self):
        """Return the level of a new case: the second, against the decision of a first one."""
        if not self.previous_id:
            return 1
        previous = self.previous_id._origin
        previous.check_access('read')
        previous._check_appealable()
        if (previous.res_model, previous.res_id) != (self.res_model, self.res_id):
            raise UserError(self.env._("The decision before is about something else."))
        return previous.level + 1

    def _check_appealable(self):
        if self.state not in ('decided', 'inadmissible') or self.result == 'upheld' or self.level != 1:
            raise UserError(self.env._("Only a decision of the first level that refused something is appealed."))

    def _check_received(self, facts, vals):
        if fields.Date.to_date(vals['received_on']) > facts['office']._today():
            raise UserError(self.env._("The writing was received today or before."))
        started = facts['events'].get('imposition')
        if started and fields.Date.to_date(vals['received_on']) < started:
            raise UserError(self.env._(
                "The writing was received before the act of %(day)s.", day=format_date(self.env, started),
            ))

    def _get_days(self, facts):
        """Return the deadlines of the case as columns."""
        events = {**facts['events'], 'decision': self.previous_id.notified_on}
        days = rules.get_deadlines(
            self.level_id._to_rule(), events.get(self.level_id.file_event) or None,
            fields.Date.to_date(self.received_on), self.env['revenue.calendar']._get_days(facts['office']),
        )
        return {'file_until': days.file_until, 'late': bool(days.late), 'decide_until': days.decide_until,
                'silence_on': days.silence_on}

    def _reckon(self):
        """Reckon the deadlines anew: the day of receipt was corrected."""
        for case in self:
            facts = case._get_record()._review_get_facts()
            case._check_received(facts, {'received_on': case.received_on})
            super(RevenueReviewCase, case).write(case._get_days(facts))
            case._get_record()._review_moved(case)
