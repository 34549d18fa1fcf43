from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .. import rules

ROUNDING_MODES = [
    ('half_up', "Half up"),
    ('half_down', "Half down"),
    ('half_even', "Half to even"),
    ('up', "Always up"),
    ('down', "Always down"),
]


class RevenuePolicy(models.Model):
    """What a norm says about a debt as time passes: a dated version with its steps.

    draft -> in_force. A policy in force is law that debts were issued under, so it is never
    edited: a change is a new version with its own start date, which closes the one before.
    """

    _name = 'revenue.policy'
    _description = "Policy"
    _inherit = ['mail.thread', 'mail.activity.mixin', 'revenue.approval.mixin', 'revenue.review.rules.mixin']
    _order = 'family_id, date_from desc, id desc'
    _rec_names_search = ['name', 'code']

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, copy=False, tracking=True)
    family_id = fields.Many2one(
        'revenue.policy.family', required=True, index=True, ondelete='restrict', tracking=True,
    )
    norm_id = fields.Many2one('revenue.norm', required=True, index=True, ondelete='restrict', tracking=True)
    territory_id = fields.Many2one(
        'revenue.territory', index='btree_not_null', ondelete='restrict', tracking=True,
        help="Where it applies. Empty: everywhere. The smallest place around the office wins.",
    )
    date_from = fields.Date("In force from", required=True, tracking=True)
    date_to = fields.Date("In force until", copy=False, tracking=True, help="Last day. Empty: no end.")
    date_basis = fields.Selection(
        [
            ('infraction', "Day of the infraction"),
            ('notification', "Day of the notification"),
            ('due', "Due date"),
            ('payment', "Day of the payment"),
        ],
        string="Version chosen by", required=True, default='infraction', tracking=True,
        help="The date of the debt that decides which version of the policy applies.",
    )
    clock_event = fields.Selection(
        [
            ('imposition', "Imposition"),
            ('notification', "Notification"),
            ('due', "Due date"),
            ('issue', "Issue of the debt"),
        ],
        string="Terms run from", required=True, default='notification', tracking=True,
    )
    start_on = fields.Selection(
        [('event', "The day of that event"), ('next_working_day', "The next working day")],
        string="Counting begins with", required=True, default='event', tracking=True,
    )
    start_phase = fields.Char("First phase", required=True, default='in_term', tracking=True)
    rounding_step = fields.Float("Rounding to", required=True, default=0.01, digits=(16, 2), tracking=True)
    rounding_mode = fields.Selection(ROUNDING_MODES, required=True, default='half_up', tracking=True)
    allocation = fields.Char(
        "Order of payment", required=True, default="cost interest surcharge indexation charge", tracking=True,
        help="What money covers first, separated by spaces, as in: interest surcharge indexation charge.",
    )
    cap = fields.Float(
        "Limit of all accessories", digits=(16, 2), tracking=True,
        help="Most that surcharges, interest and indexation together may add. 0: no limit.",
    )
    cap_base = fields.Selection(
        [('original', "Percent of the original amount"), ('amount', "In currency")],
        string="Limit given", required=True, default='original', tracking=True,
    )
    calendar_id = fields.Many2one(
        'revenue.calendar', string="Legal calendar", index='btree_not_null', ondelete='restrict',
        tracking=True, help="Empty: the calendar of the office.",
    )
    missing_facts = fields.Text(
        "Not configured", tracking=True,
        help="What the norm leaves unknown. Steps that need it stay out until it is known.",
    )
    is_complete = fields.Boolean("Complete", compute='_compute_is_complete', search='_search_is_complete')
    state = fields.Selection(
        [('draft', "Draft"), ('in_force', "In force")],
        required=True, default='draft', copy=False, tracking=True,
    )
    replaces_id = fields.Many2one(
        'revenue.policy', string="Replaces", index='btree_not_null', copy=False, ondelete='restrict',
    )
    step_ids = fields.One2many('revenue.policy.step', 'policy_id', string="Steps", copy=True)

    _code_uniq = models.Constraint('UNIQUE (code)', "There is already a policy with this code.")
    _dates_in_order = models.Constraint(
        'CHECK (date_to IS NULL OR date_to >= date_from)',
        "A policy cannot end before it begins.",
    )
    _rounding_positive = models.Constraint(
        'CHECK (rounding_step > 0)',
        "Amounts must be rounded to a step greater than zero.",
    )
    # Ranges of one number stand for equality, so no extension is needed for the exclusion.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(family_id, family_id, '[]') WITH &&,"
        " int4range(COALESCE(territory_id, 0), COALESCE(territory_id, 0), '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&"
        ") WHERE (state = 'in_force')",
        "Another policy of this family is in force in this territory on some of these days."
        " End it first, or make a new version of it.",
    )

    @api.depends('missing_facts')
    def _compute_is_complete(self):
        for policy in self:
            policy.is_complete = not policy.missing_facts

    def _search_is_complete(self, operator, value):
        if operator not in ('in', 'not in'):
            return NotImplemented
        wants_complete = (operator == 'in') == (True in value)
        return Domain('missing_facts', '=' if wants_complete else '!=', False)

    @api.constrains('allocation', 'step_ids', 'rounding_step', 'date_from')
    def _check_readable(self):
        """A policy that the rules cannot read is refused at once, in words."""
        for policy in self:
            try:
                policy._build_rule()
            except rules.RuleError as error:
                raise ValidationError(policy._phrase(error)) from error

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get('state', 'draft') != 'draft' for vals in vals_list):
            self._refuse_state()
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        return policies

    def write(self, vals):
        if 'state' in vals and any(policy.state != vals['state'] for policy in self):
            self._refuse_state()
        for policy in self.filtered(lambda policy: policy.state == 'in_force'):
            policy._refuse_edit(vals)
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        if any(policy.state == 'in_force' for policy in self):
            raise UserError(self.env._("A policy in force cannot be deleted: set its last day instead."))

    def _refuse_state(self):
        """Only the code moves the state: a second person has approved, or a data file brings law."""
        if not self.env.su:
            raise AccessError(self.env._("A policy is put in force by two persons: ask for the approval."))

    def _refuse_edit(self, vals):
        """Refuse what changes a policy in force; to set its last day once is allowed.

        Repeating the stored values is no edit: data files are loaded again at each update.
        """
        changed = {name for name in vals if self._is_changed(name, vals[name])}
        if not self.date_to:
            changed.discard('date_to')
        if changed:
            raise UserError(self.env._(
                "%(policy)s is in force since %(day)s and cannot be edited (%(fields)s)."
                " Make a new version with its own start date.",
                policy=self.name, day=self.date_from,
                fields=", ".join(self._fields[name].string for name in sorted(changed)),
            ))

    def _is_changed(self, name, value):
        return self._is_field_changed(self, name, value)

    @api.model
    def _is_field_changed(self, record, name, value):
        """Say whether writing a value would change what is stored."""
        field = record._fields.get(name)
        if not field or field.type == 'one2many' or not field.store:
            # the rows guard themselves
            return False
        cached = field.convert_to_cache(value, record)
        return field.convert_to_record(cached, record) != record[name]

    # === ACTIONS === #

    def action_new_version(self):
        """Open a draft copy of the policy that will replace it."""
        self.check_access('write')
        self.ensure_one()
        version = self._make_version(fields.Date.context_today(self))
        return {
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'res_id': version.id,
            'view_mode': 'form',
        }

    def action_request_in_force(self):
        """Ask a second person to put the policy in force."""
        self.check_access('write')
        return self._open_request('in_force')

    def action_preview(self):
        """Open the preview: what the policy does to an imaginary debt."""
        self.check_access('read')
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Preview of %(policy)s", policy=self.name),
            'res_model': 'revenue.policy.preview',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_policy_id': self.id},
        }

    # === BUSINESS METHODS === #

    def _get_approval_actions(self):
        """Override of `revenue.approval.mixin`: a change of law needs two legal-data managers."""
        return {
            **super()._get_approval_actions(),
            'in_force': (self.env._("Put a policy in force"), 'public_revenue.public_revenue_group_legal'),
        }

    def _on_approved(self, approval):
        """Override of `revenue.approval.mixin` to put the policy in force."""
        result = super()._on_approved(approval)
        if approval.action == 'in_force':
            self._set_in_force()
        return result

    def _make_version(self, date_from):
        """Return a draft copy that replaces this policy from a day on."""
        return self.copy({
            'code': self._next_code(date_from),
            'date_from': max(date_from, self.date_from),
            'replaces_id': self.id,
        })

    def _next_code(self, date_from):
        root = self.code.partition('@')[0]
        taken = set(self.with_context(active_test=False).search([('code', '=like', f'{root}@%')]).mapped('code'))
        code, number = f'{root}@{date_from}', 1
        while code in taken:
            number += 1
            code = f'{root}@{date_from}.{number}'
        return code

    def _set_in_force(self):
        """Put drafts in force; the version they replace ends the day before."""
        for policy in self.filtered(lambda policy: policy.state == 'draft'):
            policy._close_replaced()
        self._update_state('in_force', ('draft',))

    def _update_state(self, state, sources):
        """The one gate of the state: move those that may, leave those already there."""
        # sudo: nobody writes the state by hand, see _refuse_state
        self.filtered(lambda policy: policy.state in sources).sudo().write({'state': state})

    def _close_replaced(self):
        replaced = self.replaces_id
        if replaced.state == 'in_force' and not replaced.date_to:
            if replaced.date_from >= self.date_from:
                raise UserError(self.env._(
                    "The new version must begin after %(day)s, when the one it replaces began.",
                    day=replaced.date_from,
                ))
            replaced.date_to = rules.day_before(self.date_from)
            # the exclusion in the database looks at each statement by itself
            replaced.flush_recordset(['date_to'])

    @api.model
    def _get_rule(self, family, day, office):
        """Return the policy in force for a family of debts, or none.

        The smallest territory around the office wins over larger ones and over "everywhere".

        :param family: `revenue.policy.family` record
        :param day: date that decides, or a dict of dates by `date_basis` from which each
            policy takes the one it names
        :param office: `revenue.office` record; empty means policies that apply everywhere
        :rtype: revenue.policy
        """
        dates = day if isinstance(day, dict) else dict.fromkeys(self._get_bases(), day)
        chain = tuple(office.territory_id._get_chain()) if office.territory_id else ()
        return self.browse(self._find_rule_id(family.id, tuple(sorted(
            (basis, date) for basis, date in dates.items() if date
        )), chain) or ())

    @api.model
    def _get_bases(self):
        return [basis for basis, _label in self._fields['date_basis'].selection]

    @tools.ormcache('family_id', 'dates', 'chain')
    def _find_rule_id(self, family_id, dates, chain):
        candidates = self.search(
            Domain('family_id', '=', family_id) & Domain('state', '=', 'in_force')
            & Domain('territory_id', 'in', [*chain, False])
            & Domain.OR(
                Domain('date_basis', '=', basis) & Domain('date_from', '<=', day)
                & (Domain('date_to', '=', False) | Domain('date_to', '>=', day))
                for basis, day in dates
            )
        )
        nearness = {territory_id: place for place, territory_id in enumerate(chain)}
        return min(
            candidates, key=lambda policy: nearness.get(policy.territory_id.id, len(chain)),
            default=candidates,
        ).id

    def _to_rule(self):
        """Return the policy as the rules read it.

        :rtype: rules.Policy
        :raise ValidationError: if the rules cannot read it
        """
        self.ensure_one()
        return self._load_rule(self.id)

    def _to_known_rule(self):
        """Return the policy as it is applied to debts: steps that need an unknown fact stay out until it is known.

        :rtype: rules.Policy
        :raise ValidationError: if the rules cannot read it
        """
        self.ensure_one()
        return self._load_known_rule(self.id)

    @tools.ormcache('policy_id')
    def _load_known_rule(self, policy_id):
        return self._load_rule(policy_id).get_known()

    @tools.ormcache('policy_id')
    def _load_rule(self, policy_id):
        policy = self.browse(policy_id)
        try:
            return policy._build_rule()
        except rules.RuleError as error:
            raise ValidationError(policy._phrase(error)) from error

    def _build_rule(self):
        return rules.Policy(
            code=self.code,
            family=self.family_id.code,
            currency_rounding=rules.Rounding(rules.to_decimal(self.rounding_step), self.rounding_mode),
            steps=tuple(step._to_rule() for step in self.step_ids),
            allocation=tuple((self.allocation or '').split()),
            norm=self.norm_id.code,
            clock_event=self.clock_event,
            start_on=self.start_on,
            start_phase=self.start_phase,
            cap=rules.to_decimal(self.cap) if self.cap else None,
            cap_base=self.cap_base,
        )

    def _phrase(self, error):
        """Return an error of the rules in words of the user.

        :param error: rules.RuleError
        :rtype: str
        """
        if isinstance(error, rules.NotConfigured):
            return self.env._(
                "%(policy)s: the norm leaves this unknown and it is not configured: %(fact)s.",
                policy=self.name, fact=error.missing,
            )
        if isinstance(error, rules.UnknownIndex):
            return self.env._("%(policy)s: a value of an index is missing: %(error)s.", policy=self.name, error=error)
        if isinstance(error, rules.BadAmount):
            return self.env._("%(policy)s: an amount cannot be right: %(error)s.", policy=self.name, error=error)
        return self.env._("%(policy)s cannot be applied: %(error)s.", policy=self.name, error=error)

    def _get_step_label(self, rule):
        """Return the sentence for a line of an explanation: what the step says, or the kind of fact.

        :param rule: `rules.Explanation.rule`
        :rtype: str
        """
        facts = {
            'charge': self.env._("Original amount"),
            'adjustment': self.env._("Correction of the original amount"),
            'reduction': self.env._("Reduction"),
            'recorded': self.env._("Taken over from another register"),
            'payment': self.env._("Payment"),
            'excess': self.env._("Paid too much"),
        }
        step = self.step_ids.filtered(lambda step: step.code == rule)
        return step.name or facts.get(rule, rule)
