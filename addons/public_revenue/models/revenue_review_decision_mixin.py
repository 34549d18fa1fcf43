from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .. import rules
from .revenue_notice import PERSONAL
from .revenue_review_level import USUAL_DECIDERS

RESULTS = [('upheld', "Upheld"), ('partly', "Partly upheld"), ('dismissed', "Dismissed")]


class RevenueReviewDecisionMixin(models.AbstractModel):
    """The written decision of a case: what it says, its paper, its service. Part of `revenue.review.case`."""

    _name = 'revenue.review.decision.mixin'
    _description = "Decision of a Case of Review"
    _inherit = ['revenue.notified.mixin', 'revenue.paper.mixin']

    result = fields.Selection(RESULTS, readonly=True, tracking=True, copy=False)
    currency_id = fields.Many2one('res.currency', readonly=True, ondelete='restrict')
    amount_before = fields.Monetary(readonly=True, copy=False)
    amount_new = fields.Monetary("New amount", readonly=True, copy=False)
    decision_grounds = fields.Text("Grounds of the decision", readonly=True, copy=False)
    decision_number = fields.Char(readonly=True, copy=False, index='btree_not_null')
    decided_on = fields.Date(readonly=True, copy=False)
    decided_by = fields.Many2one('res.users', string="Decision by", readonly=True, ondelete='restrict', copy=False)
    paper = fields.Json(readonly=True, copy=False, groups=PERSONAL)
    digest = fields.Char(readonly=True, copy=False, help="Fingerprint of the decision, without personal data.")
    notified_on = fields.Date("Decision notified", readonly=True, copy=False)
    early_until = fields.Date("Early amount again until", readonly=True, copy=False)

    def _decide(self, result, grounds, amount_new=0):
        """Decide a case under review, as its decider: number, paper, and what follows for the record.

        :param result: upheld, partly or dismissed
        :param grounds: the reasons, in words
        :param amount_new: what stays of the amount, when partly upheld
        """
        self.ensure_one()
        self.check_access('write')
        facts = self._get_record()._review_get_facts()
        self._check_may_decide(facts)
        if result not in dict(RESULTS):
            raise UserError(self.env._("Say how it is decided."))
        if not (grounds or '').strip():
            raise UserError(self.env._("A decision gives its reasons."))
        self._set_decided(result, grounds, self._get_amount_after(result, facts['amount'], amount_new), facts)

    def _decide_by_silence(self):
        """Note the effect of silence: the term to decide is over and the law says what it means."""
        self.ensure_one()
        result = self.level_id.silence
        if self.state not in ('filed', 'admitted') or result not in dict(RESULTS) or not self.silence_on \
                or self.office_id._today() < self.silence_on:
            raise UserError(self.env._("%(case)s: silence has no effect, or not yet.", case=self.number))
        facts = self._get_record()._review_get_facts()
        grounds = self.env._(
            "Nobody decided until %(day)s; the norm makes this of it.", day=format_date(self.env, self.decide_until),
        )
        self._set_decided(result, grounds, self._get_amount_after(result, facts['amount'], 0), facts)

    def _get_amount_after(self, result, before, new):
        """Return the amount that stays, or refuse in words one that is no partial success."""
        if result != 'partly':
            return before if result == 'dismissed' else 0
        try:
            rules.check_new_amount(rules.to_decimal(before), rules.to_decimal(new or 0))
        except rules.BadAmount as error:
            raise UserError(self.env._(
                "Partly upheld: the new amount is more than nothing and at most %(amount)s.",
                amount=self.currency_id.format(before),
            )) from error
        return new

    def _set_decided(self, result, grounds, amount, facts):
        """Freeze the decision and let the record follow it."""
        [number] = self.env['revenue.counter']._draw(self.office_id, 'D')
        values = {
            'result': result, 'decision_grounds': grounds, 'amount_before': facts['amount'], 'amount_new': amount,
            'decision_number': number, 'decided_on': self.office_id._today(), 'decided_by': self.env.uid,
            'closed_on': self.office_id._today(),
        }
        values['paper'] = self._prepare_paper(values)
        values['digest'] = self._get_decision_digest(values)
        money = self.currency_id
        self._update_state(
            'decided', grounds, values, before=money.format(facts['amount']), after=money.format(amount),
        )
        self._get_record()._review_decided(self)

    @api.model
    def _get_decision_digest(self, values):
        """Return the fingerprint of a decision: legal facts only, so that it stays valid when a person is erased."""
        return rules.digest(
            values['decision_number'], values['result'], rules.to_decimal(values['amount_before']),
            rules.to_decimal(values['amount_new']), values['decision_grounds'],
            fields.Date.to_string(values['decided_on']), values['decided_by'],
        )

    @api.model
    def _find_changed(self):
        """Return the numbers of decisions that are not what was decided (the first few)."""
        cases = self.search([('state', '=', 'decided')])
        return [case.number for case in cases if case.digest != self._get_decision_digest({
            **{name: case[name] for name in ('decision_number', 'result', 'amount_before', 'amount_new',
                                             'decision_grounds', 'decided_on')}, 'decided_by': case.decided_by.id,
        })][:5]

    # === WHO DECIDES === #

    def _check_may_lead(self):
        """Refuse whoever may not admit or refuse a case: it takes an officer, and never who imposed it."""
        user = self.env.user
        if self.env.su:
            return
        facts = self._get_record()._review_get_facts()
        if not any(user.has_group(group) for group in USUAL_DECIDERS):
            raise AccessError(self.env._("A supervisor of the office or an officer of the agency does this."))
        if user in facts['imposed_by']:
            raise AccessError(self.env._("You imposed it: another person must deal with the case."))

    def _check_decider(self, user):
        """Refuse in words a user who may not decide this case."""
        if not user:
            return
        obstacle = self.level_id._get_obstacle(user, self._get_record()._review_get_facts())
        if not obstacle and self.previous_id and user == self.previous_id.decided_by:
            obstacle = self.env._("%(user)s decided the first level: another person must decide.", user=user.name)
        if obstacle:
            raise AccessError(obstacle)

    def _check_may_decide(self, facts):
        """Refuse the current user in words if the policy, or the choice of the decider, says another one."""
        if self.state != 'admitted':
            raise UserError(self.env._("%(case)s is not under review.", case=self.number))
        self._check_decider(self.env.user)
        if self.decider_id and self.decider_id != self.env.user:
            raise AccessError(self.env._("%(user)s was chosen to decide this case.", user=self.decider_id.name))

    # === PAPER === #

    def _prepare_paper(self, values):
        """Return the decision as it is printed."""
        label = dict(self._fields['result']._description_selection(self.env))[values['result']]
        money = self.currency_id
        rows = [
            [self.env._("Case"), self.number], [self.env._("About"), self.about or ''],
            [self.env._("Filed by"), self.author or ''],
            [self.env._("Received on"), format_date(self.env, self.received_on)],
            [self.env._("Decided on"), format_date(self.env, values['decided_on'])],
            [self.env._("What the author says"), self.grounds or "-"],
            [self.env._("Grounds of the decision"), values['decision_grounds']],
            [self.env._("Decision"), label],
            [self.env._("Amount imposed"), money.format(values['amount_before'])],
            [self.env._("Amount that stays"), money.format(values['amount_new'])],
        ]
        return {
            'size': 'A4', 'title': self.env._("Decision"), 'number': values['decision_number'],
            'barcode': values['decision_number'],
            'issuer': self._get_issuer(),
            'blocks': [
                {'kind': 'fields', 'rows': rows},
                {'kind': 'text', 'text': self._get_remedy()},
                {'kind': 'signatures', 'labels': [self.env['res.users'].browse(values['decided_by']).name]},
            ],
            'page_label': self.env._("Page {page} of {pages}"),
        }

    def _get_issuer(self):
        """Return who decides, as printed at the head. Extended by modules whose cases have another authority."""
        office = self.office_id
        return [line for line in (office.name, *(office.address or '').splitlines(), office.phone) if line]

    def _get_remedy(self):
        """Return what can be done against the decision, as far as the law that is configured says it."""
        level = self.policy_id._get_review_level(self.kind, 2) if self.level == 1 else self.env['revenue.review.level']
        if not level.file_days:
            return ''
        units = dict(level._fields['file_unit']._description_selection(self.env))
        return self.env._(
            "Against this decision: %(kind)s within %(number)s %(unit)s.", kind=level.display_name,
            number=level.file_days, unit=units[level.file_unit].lower(),
        )

    def _get_papers(self):
        """Override of `revenue.paper.mixin`: the decision as it was frozen, so that it prints again identically."""
        undecided = self.filtered(lambda case: not case.paper)
        if undecided:
            raise UserError(self.env._("%(case)s has no decision to print.", case=undecided[0].number))
        return [case.paper for case in self]

    # === SERVICE === #

    def _notice_prepare(self, kind):
        """Override of `revenue.notified.mixin`: the decision goes to who filed."""
        if kind != 'decision' or self.state != 'decided':
            raise UserError(self.env._("%(case)s has no decision to notify.", case=self.number))
        return {'office_id': self.office_id.id, 'addressee': {
            'name': self.author, 'identity': self.author_identity, 'address': self.author_address}}

    def _notice_get_paper(self, kind):
        """Override of `revenue.notified.mixin`: the decision, under the number of its notice."""
        [paper] = self._get_papers()
        number = [self.env._("Decision number"), self.decision_number]
        head, *blocks = paper['blocks']
        return {**paper, 'title': self.env._("Notice of a decision"),
                'blocks': [{**head, 'rows': [number, *head['rows']]}, *blocks]}

    def _notice_served(self, notice):
        """Override of `revenue.notified.mixin`: from this day a second level and the early amount are open."""
        super()._notice_served(notice)
        if self.notified_on or self.state != 'decided':
            return
        calendar = self.env['revenue.calendar']._get_days(self.office_id)
        self._set_notified(notice.date_counts, rules.get_early_until(
            self.level_id._to_rule(), notice.date_counts, calendar) if self.result != 'upheld' else None)
        self._get_record()._review_notified(self)
