import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .. import rules
from ..guards import freeze
from ..moves import check_moves
from ..text import normalise_identity
from .revenue_notice_attempt import RESULTS
from .revenue_notice_channel import CHANNELS

_logger = logging.getLogger(__name__)

#: Who reads the addressee's number and address; an agency's people see those of their own papers.
PERSONAL = 'public_revenue.public_revenue_group_personal_data,public_revenue.public_revenue_group_inspector'
CANCELLERS = ('public_revenue.public_revenue_group_supervisor', 'public_revenue.public_revenue_group_agency_officer')

MOVES = {
    'issued': ('served', 'unserved', 'cancelled'),
    'unserved': ('served', 'cancelled'),
    'served': (),
    'cancelled': (),
}
LEGAL_COLUMNS = (
    'number', 'number_key', 'kind', 'res_model', 'res_id', 'office_id', 'channel', 'issued_on', 'issued_by', 'digest',
)


class RevenueNotice(models.Model):
    """A paper that somebody must receive so that a term runs: about a fine, an assessment, a decision.

        issued -> served | unserved | cancelled ; unserved -> served | cancelled

    Its text is frozen when it is issued. What happened on each try stands in `revenue.notice.attempt`; the day that
    counts follows from the first try that serves. High-volume model: no chatter.
    """

    _name = 'revenue.notice'
    _description = "Notice"
    _inherit = ['revenue.paper.mixin']
    _order = 'id desc'
    _rec_name = 'number'

    number = fields.Char(required=True, readonly=True, index=True)
    number_key = fields.Char("Number as scanned", readonly=True, index=True)
    kind = fields.Selection(
        [
            ('act', "Notice of the act"), ('decision', "Decision on a review"), ('demand', "Demand for payment"),
            ('change', "Before the amount changes"), ('other', "Other"),
        ],
        required=True, readonly=True,
    )
    res_model = fields.Char("Record type", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field='res_model', required=True, readonly=True, index=True,
    )
    res_name = fields.Char("About", readonly=True)
    office_id = fields.Many2one('revenue.office', required=True, readonly=True, ondelete='restrict')
    channel = fields.Selection(CHANNELS, string="Way", required=True, readonly=True)
    issued_on = fields.Date(required=True, readonly=True)
    issued_by = fields.Many2one('res.users', required=True, readonly=True, ondelete='restrict')
    addressee_ids = fields.One2many(
        'revenue.notice.addressee', 'notice_id', string="Addressee and paper", readonly=True,
    )
    name = fields.Char("Addressee", compute='_compute_addressee')
    identity = fields.Char("Identity number", compute='_compute_addressee', groups=PERSONAL)
    address = fields.Char(compute='_compute_addressee', groups=PERSONAL)
    digest = fields.Char(readonly=True, help="Fingerprint of the paper; the check of the database recomputes it.")
    state = fields.Selection(
        [('issued', "Issued"), ('served', "Served"), ('unserved', "Not served"), ('cancelled', "Cancelled")],
        required=True, readonly=True, default='issued',
    )
    served_on = fields.Date(readonly=True, help="Day on which the addressee received it, or it was published.")
    date_counts = fields.Date("Counts from", readonly=True, help="The day from which it counts as served.")
    effective = fields.Boolean(
        "In effect", readonly=True, help="The day that counts has come, and what it is about knows of it.",
    )
    attempt_ids = fields.One2many('revenue.notice.attempt', 'notice_id', string="Attempts", readonly=True)
    last_result = fields.Selection(RESULTS, string="Last attempt", readonly=True)
    last_attempt_on = fields.Date("Last tried on", readonly=True)
    age = fields.Integer("Days since issue", compute='_compute_age', aggregator=None)
    remark = fields.Text(help="Needed to cancel a notice: why.")
    cancelled_by = fields.Many2one('res.users', readonly=True, ondelete='restrict')

    _number_unique = models.UniqueIndex("(number)", "There is already a notice with this number.")
    _origin_lookup = models.Index("(res_model, res_id)")
    _office_lookup = models.Index("(office_id, id)")
    _open_lookup = models.Index("(office_id, issued_on) WHERE state IN ('issued', 'unserved')")
    _waiting_lookup = models.Index("(date_counts) WHERE state = 'served' AND effective IS NOT TRUE")
    _served_with_day = models.Constraint(
        "CHECK ((state = 'served') = (served_on IS NOT NULL AND date_counts IS NOT NULL))",
        "A served notice has the day on which it was served and the day that counts.",
    )

    def init(self):
        freeze(
            self.env.cr, self._table, LEGAL_COLUMNS, once=('served_on', 'date_counts'),
            later=('state',), condition=SQL("OLD.state IN ('served', 'cancelled')"),
        )

    # === COMPUTE METHODS === #

    @api.depends('addressee_ids')
    def _compute_addressee(self):
        shows = self._has_field_access(self._fields['identity'], 'read')
        for notice in self:
            addressee = notice.addressee_ids[:1]
            notice.name = addressee.name
            notice.identity = addressee.identity if shows else False
            notice.address = addressee.address if shows else False

    @api.depends('issued_on', 'office_id')
    def _compute_age(self):
        days = {office.id: office._today() for office in self.office_id}
        for notice in self:
            notice.age = rules.get_age(notice.issued_on, days[notice.office_id.id]) if notice.issued_on else 0

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: a notice is issued by `_serve`, from what it is about."""
        raise UserError(self.env._("Issue a notice from what it is about."))

    def write(self, vals):
        if vals.keys() - {'remark'}:
            raise UserError(self.env._("A notice is not changed: record what happened to it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A notice is not deleted: cancel it."))

    # === ACTIONS === #

    def action_record(self):
        """Open the form in which an attempt is recorded."""
        self.check_access('write')
        return {
            **self.env['ir.actions.act_window']._for_xml_id('public_revenue.revenue_notice_record_action'),
            'context': {'default_notice_ids': self.ids},
        }

    def action_cancel(self):
        """Cancel notices that were not served; the remark says why."""
        self.check_access('write')
        if not self.env.su and not any(self.env.user.has_group(group) for group in CANCELLERS):
            raise AccessError(self.env._("A notice is cancelled by a supervisor or an officer of the agency."))
        for notice in self.filtered(lambda notice: not (notice.remark or '').strip()):
            raise UserError(self.env._("Say in the remark why %(notice)s is cancelled.", notice=notice.number))
        self._update_state('cancelled', {'cancelled_by': self.env.uid})

    def action_open_record(self):
        """Open what the notice is about."""
        self.check_access('read')
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access('read')
        return {'type': 'ir.actions.act_window', 'res_model': self.res_model, 'res_id': self.res_id,
                'view_mode': 'form'}

    # === ISSUING === #

    @api.model
    def _serve(self, records, kind, channel):
        """Issue notices about records, all at once: numbers, frozen papers, addressees.

        :param records: records of one model with `revenue.notified.mixin`
        :param kind: a value of `kind`
        :param channel: the way, a value of `channel`
        :return: the notices, in the order of the records
        :raise UserError: for a record that cannot be notified now
        """
        if channel not in dict(CHANNELS) or kind not in dict(self._fields['kind'].selection):
            raise UserError(self.env._("Choose what is notified, and how."))
        records.check_access('read')
        vals_list, papers = [], []
        for record in records:
            vals, paper = record._notice_prepare(kind), record._notice_get_paper(kind)
            vals_list.append({**vals, 'kind': kind, 'channel': channel, 'res_model': record._name,
                              'res_id': record.id, 'res_name': record.display_name, 'issued_by': self.env.uid})
            papers.append(paper)
        addressees = [vals.pop('addressee') for vals in vals_list]
        papers = self._number(vals_list, papers)
        notices = super().create(vals_list)
        self.env['revenue.notice.addressee']._append([
            {**addressee, 'notice_id': notice.id, 'paper': paper}
            for notice, addressee, paper in zip(notices, addressees, papers, strict=True)
        ])
        notices.invalidate_recordset(['addressee_ids', 'name', 'identity', 'address'])
        return notices

    def _number(self, vals_list, papers):
        """Give each notice its number and the day of its office, and freeze its paper.

        :return: the frozen papers
        """
        places = defaultdict(list)
        for place, vals in enumerate(vals_list):
            places[vals['office_id']].append(place)
        frozen, page = list(papers), self.env._("Page {page} of {pages}")
        for office_id, numbered in places.items():
            office = self.env['revenue.office'].browse(office_id)
            numbers = self.env['revenue.counter']._draw(office, 'N', len(numbered))
            for place, number in zip(numbered, numbers, strict=True):
                frozen[place] = {'page_label': page, **papers[place], 'number': number, 'barcode': number}
                vals_list[place].update(
                    number=number, number_key=normalise_identity(number), issued_on=office._today(),
                    digest=self._get_digest(frozen[place]),
                )
        return frozen

    @api.model
    def _get_digest(self, paper):
        """Return the fingerprint of a paper, the same for every order of its keys."""
        return rules.digest(self.env['revenue.notice.addressee']._to_text(paper))

    def _get_papers(self):
        """Override of `revenue.paper.mixin`: the paper as it was issued, so that it prints again identically."""
        papers = []
        for notice in self:
            paper = notice.addressee_ids[:1].paper
            if not paper:
                raise UserError(self.env._(
                    "The paper of %(notice)s was erased with the data of its addressee.", notice=notice.number,
                ))
            papers.append(paper)
        return papers

    # === SERVICE === #

    def _record_attempt(self, result, day, channel='', **proof):
        """Note what happened on a try to hand notices over, and what follows from it.

        :param result: a value of `revenue.notice.attempt.result`
        :param day: whole day of the office
        :param channel: the way of this try, if not that of the notice
        :param proof: `visitor`, `document`, `note` and `attachment_id` of the attempt
        :return: the attempts
        """
        self.check_access('write')
        day = fields.Date.to_date(day)
        moves = defaultdict(self.browse)
        for notice in self:
            notice._check_attempt(result, day)
            counts = notice._get_counting_day(result, day, channel or notice.channel)
            moves[rules.get_outcome(result, counts), counts] |= notice
        attempts = self.env['revenue.notice.attempt']._append([
            {**proof, 'notice_id': notice.id, 'result': result, 'day': day, 'channel': channel or notice.channel,
             'user_id': self.env.uid} for notice in self
        ])
        super().write({'last_result': result, 'last_attempt_on': day})
        for (state, counts), notices in moves.items():
            if state == 'served':
                notices._update_state('served', {'served_on': day, 'date_counts': counts})
            elif state == 'unserved':
                notices.filtered(lambda notice: notice.state == 'issued')._update_state('unserved')
        self.invalidate_recordset(['attempt_ids'])
        self._take_effect()
        return self.env['revenue.notice.attempt'].browse(attempts.ids)

    def _check_attempt(self, result, day):
        """Refuse in words what cannot have happened."""
        if result not in dict(RESULTS):
            raise UserError(self.env._("Say what happened."))
        if self.state == 'served':
            raise UserError(self.env._(
                "%(notice)s was served on %(day)s: nothing more happens to it.",
                notice=self.number, day=format_date(self.env, self.served_on),
            ))
        if self.state == 'cancelled':
            raise UserError(self.env._("%(notice)s was cancelled.", notice=self.number))
        if not day or day > self.office_id._today():
            raise UserError(self.env._("An attempt lies in the past, or is of today."))
        if day < self.issued_on:
            raise UserError(self.env._(
                "%(notice)s was issued on %(day)s: nobody tried before.", notice=self.number,
                day=format_date(self.env, self.issued_on),
            ))

    def _get_counting_day(self, result, day, channel):
        rule = self.env['revenue.notice.channel']._get_rule(channel, day, self.office_id)
        return rules.counts_on(result, day, rule, self.env['revenue.calendar']._get_days(self.office_id))

    def _update_state(self, state, values=None):
        """The one gate of the state.

        :param state: a state of MOVES
        :param values: columns that belong to the move
        :raise UserError: for a move that MOVES does not allow; then nothing moves
        """
        check_moves(self, state, MOVES)
        if self:
            super().write({**(values or {}), 'state': state})

    def _take_effect(self):
        """Tell the records of served notices whose day has come."""
        today = {office.id: office._today() for office in self.office_id}
        due = self.filtered(lambda notice: notice.state == 'served' and not notice.effective
                            and notice.date_counts <= today[notice.office_id.id])
        if due:
            super(RevenueNotice, due).write({'effective': True})
        for notice in due:
            self.env[notice.res_model].browse(notice.res_id)._notice_served(notice)

    @api.model
    def _cron_take_effect(self, limit=1000):
        """Let notices take effect whose day has come since they were served (publication counts days later).

        One that its record refuses must not hold up the others: it waits, and the log of the server says why.
        """
        domain = Domain('state', '=', 'served') & Domain('effective', '=', False) & Domain(
            'date_counts', '<=', fields.Date.today())
        due = self.search(domain, order='date_counts, id', limit=limit)
        for notice in due:
            try:
                with self.env.cr.savepoint():
                    notice._take_effect()
            except UserError as error:
                _logger.warning("Notice %s does not take effect: %s", notice.number, error)
        waiting = due.filtered(lambda notice: not notice.effective)
        self.env['ir.cron']._commit_progress(
            len(due), remaining=self.search_count(domain & Domain('id', 'not in', waiting.ids)))

    @api.model
    def _find_changed(self):
        """Return the numbers of notices whose paper is not the one issued (the first few)."""
        # A database holds millions: the check looks at the last ones, each day.
        return [
            notice.number for notice in self.search([], limit=10000)
            if notice.addressee_ids.paper and self._get_digest(notice.addressee_ids.paper) != notice.digest
        ][:5]
