from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from .. import rules
from .revenue_policy import ROUNDING_MODES

UNITS = [
    ('day', "Days"), ('working_day', "Working days"), ('week', "Weeks"), ('month', "Months"), ('year', "Years"),
    ('hour', "Hours (whole days)"), ('working_hour', "Working hours (whole days)"),
]
MONTHS = [
    ('1', "January"), ('2', "February"), ('3', "March"), ('4', "April"), ('5', "May"), ('6', "June"),
    ('7', "July"), ('8', "August"), ('9', "September"), ('10', "October"), ('11', "November"),
    ('12', "December"),
]


TRIGGERS = [
    ('event', "On the day of an event"),
    ('elapsed', "After a time from an event"),
    ('date', "After a day of the year"),
    ('unknown', "Not configured"),
]


class RevenuePolicyStep(models.Model):
    """One step of a policy: from when, on what, how much. Mirrors `rules.Step`."""

    _name = 'revenue.policy.step'
    _description = "Policy Step"
    _order = 'policy_id, sequence, id'

    policy_id = fields.Many2one('revenue.policy', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char("Says", help="One plain sentence, in the language of the law.")
    article_id = fields.Many2one('revenue.norm.article', index='btree_not_null', ondelete='restrict')
    phase = fields.Char(help="Name of the phase that begins with the step, as in: surcharged.")
    # What
    kind = fields.Selection(
        [
            ('surcharge', "Surcharge"),
            ('interest', "Interest"),
            ('indexation', "Indexation"),
            ('discount', "Discount"),
            ('phase', "Phase only"),
        ],
        required=True, default='surcharge',
    )
    method = fields.Selection(
        [
            ('percent', "Percent, once"),
            ('factor', "Factor (2 doubles)"),
            ('fixed', "Fixed amount"),
            ('daily', "Percent a day"),
            ('monthly', "Percent a month, whole months"),
            ('month_fraction', "Percent a month or fraction"),
            ('calendar_month', "Percent a calendar month"),
            ('index', "Change of a price index"),
        ],
        required=True, default='percent',
    )
    base = fields.Selection(
        [
            ('original', "Original amount"),
            ('outstanding', "What is left"),
            ('indexed', "Amount with indexation"),
            ('total', "Everything owed"),
            ('accessories', "Everything but the charge"),
            ('surcharge', "Surcharges"),
            ('interest', "Interest"),
        ],
        required=True, default='original',
    )
    rate = fields.Float(digits=(16, 8), help="Percent (50 is half), or the factor itself. Empty: not configured.")
    per = fields.Integer("Units the rate is for", required=True, default=1, help="8.12 % a year counted by days: 360.")
    compound = fields.Boolean("Interest on interest")
    amount = fields.Float("Fixed amount", digits=(16, 4), help="In currency, or in units of the index if there is one.")
    index_id = fields.Many2one('revenue.index', index='btree_not_null', ondelete='restrict')
    index_mode = fields.Selection(
        [('at_payment', "Rate of the day of payment"), ('each', "Each period at its own rate")],
        required=True, default='at_payment',
    )
    index_lag = fields.Integer("Lag of the index, months")
    # When it begins
    start_kind = fields.Selection(TRIGGERS, string="Begins", required=True, default='elapsed')
    start_after = fields.Integer("After", help="The last day in time; the step begins on the following day.")
    start_unit = fields.Selection(UNITS, required=True, default='day')
    start_event = fields.Char("Counted from", required=True, default='clock', help="clock, due, or a named event.")
    start_month = fields.Selection(MONTHS)
    start_day = fields.Integer("Day")
    start_year_offset = fields.Integer("Years later")
    start_roll = fields.Boolean("Last day moves to the next working day")
    begins = fields.Char("Begins on", compute='_compute_begins')
    # When it ends
    end_kind = fields.Selection(
        [('none', "Does not end"), *TRIGGERS], string="Ends", required=True, default='none',
    )
    end_after = fields.Integer("Ends after")
    end_unit = fields.Selection(UNITS, string="End unit", required=True, default='day')
    end_event = fields.Char("End counted from", required=True, default='clock')
    end_month = fields.Selection(MONTHS)
    end_day = fields.Integer()
    end_year_offset = fields.Integer("End years later")
    end_roll = fields.Boolean("End moves to the next working day")
    # How much at most, for whom
    priority = fields.Integer(default=10, help="Order among steps of the same day.")
    cap = fields.Float(digits=(16, 2), help="Most that the step may add. 0: no limit.")
    cap_base = fields.Selection(
        [
            ('amount', "In currency"),
            ('original', "Percent of the original amount"),
            ('outstanding', "Percent of what is left"),
            ('indexed', "Percent of the indexed amount"),
        ],
        string="Limit given", required=True, default='amount',
    )
    minimum = fields.Float(digits=(16, 2), help="Least that it adds once it adds anything, in currency.")
    conditions = fields.Char(help="Named conditions with evidence, separated by spaces.")
    channel = fields.Char(help="Class of channel it needs, as in: electronic.")
    stacking = fields.Selection(
        [
            ('add', "Added, each on the full base"),
            ('compound', "On what the others leave"),
            ('highest', "Only the largest counts"),
        ],
        required=True, default='add',
    )
    rounding_step = fields.Float("Rounding to", digits=(16, 2), help="0: as the policy.")
    rounding_mode = fields.Selection(ROUNDING_MODES)
    rate_rounding_step = fields.Float("Percentage rounded to", digits=(16, 2), help="0: not rounded.")

    _policy_code_uniq = models.Constraint('UNIQUE (policy_id, code)', "This policy already has a step with this code.")
    _needs_index = models.Constraint(
        "CHECK (method != 'index' OR index_id IS NOT NULL)",
        "A step by a price index needs the index.",
    )
    _start_day_exists = models.Constraint(
        "CHECK (start_kind != 'date' OR (start_month IS NOT NULL AND start_day BETWEEN 1 AND 31))",
        "A step that begins on a day of the year needs month and day.",
    )
    _end_day_exists = models.Constraint(
        "CHECK (end_kind != 'date' OR (end_month IS NOT NULL AND end_day BETWEEN 1 AND 31))",
        "A step that ends on a day of the year needs month and day.",
    )
    _counts_not_negative = models.Constraint(
        'CHECK (start_after >= 0 AND end_after >= 0)',
        "Terms are counted forward: the number cannot be negative.",
    )

    @api.depends('start_kind', 'start_after', 'start_unit', 'start_month', 'start_day', 'start_event')
    def _compute_begins(self):
        for step in self:
            step.begins = step._describe_start()

    def _describe_start(self):
        """Return in words when the step begins."""
        if self.start_kind == 'elapsed':
            units = dict(self._fields['start_unit']._description_selection(self.env))
            return self.env._(
                "After %(number)s %(unit)s", number=self.start_after, unit=units[self.start_unit].lower(),
            )
        if self.start_kind == 'date':
            return self.env._("After %(day)s/%(month)s", day=self.start_day, month=self.start_month)
        return dict(self._fields['start_kind']._description_selection(self.env))[self.start_kind]

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_policy_is_draft()
        self.env.registry.clear_cache()
        steps.policy_id._check_readable()
        return steps

    def write(self, vals):
        for step in self.filtered(lambda step: step.policy_id.state == 'in_force'):
            if any(step._is_changed(name, vals[name]) for name in vals):
                step._check_policy_is_draft()
        result = super().write(vals)
        self.env.registry.clear_cache()
        self.policy_id._check_readable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._check_policy_is_draft()
        self.env.registry.clear_cache()

    @api.model
    @tools.ormcache('policy_id')
    def _get_wording(self, policy_id):
        """Return how the steps of a policy are shown: by code, the name and the method.

        :rtype: dict[str, tuple[str, str]]
        """
        return {step.code: (step.name, step.method) for step in self.search([('policy_id', '=', policy_id)])}

    def _is_changed(self, name, value):
        return self.env['revenue.policy']._is_field_changed(self, name, value)

    def _check_policy_is_draft(self):
        policy = self.policy_id.filtered(lambda policy: policy.state == 'in_force')[:1]
        if policy:
            raise UserError(self.env._(
                "%(policy)s is in force and its steps cannot be changed."
                " Make a new version with its own start date.", policy=policy.name,
            ))

    # === BUSINESS METHODS === #

    def _to_rule(self):
        """Return the step as the rules read it.

        :rtype: rules.Step
        """
        self.ensure_one()
        return rules.Step(
            code=self.code,
            kind=self.kind,
            method=self.method,
            base=self.base,
            start=self._to_trigger('start'),
            end=self._to_trigger('end'),
            phase=self.phase or '',
            priority=self.priority,
            norm=(self.article_id.norm_id or self.policy_id.norm_id).code,
            article=self.article_id.code or '',
            label=self.name or '',
            **self._get_amounts(),
            **self._get_options(),
        )

    def _get_amounts(self):
        """Return the numbers of the step; an empty one is unknown or unlimited, never zero."""
        return {
            **{name: self._to_number(name) for name in ('rate', 'amount', 'cap', 'minimum')},
            'cap_base': self.cap_base,
            'per': self.per,
            'compound': self.compound,
            'rounding': self._to_rounding('rounding_step'),
            'rate_rounding': self._to_rounding('rate_rounding_step'),
        }

    def _get_options(self):
        return {
            'index': self.index_id.code or '',
            'index_mode': self.index_mode,
            'index_lag': self.index_lag,
            'conditions': frozenset((self.conditions or '').split()),
            'channel': self.channel or '',
            'stacking': self.stacking,
        }

    def _to_number(self, name):
        return rules.to_decimal(self[name]) if self[name] else None

    def _to_rounding(self, name):
        """Return a rounding of the step, or None where the policy's holds."""
        if not self[name]:
            return None
        return rules.Rounding(rules.to_decimal(self[name]), self.rounding_mode or self.policy_id.rounding_mode)

    def _to_trigger(self, side):
        """Return the beginning or the end of the step as a trigger, None where it does not end.

        :param side: 'start' or 'end'
        :rtype: rules.Trigger
        """
        kind = self[f'{side}_kind']
        if kind == 'none':
            return None
        return rules.Trigger(
            after=self[f'{side}_after'] if kind == 'elapsed' else None,
            unit=self[f'{side}_unit'],
            event=self[f'{side}_event'],
            month_day=(int(self[f'{side}_month']), self[f'{side}_day']) if kind == 'date' else None,
            year_offset=self[f'{side}_year_offset'],
            roll=self[f'{side}_roll'],
            known=kind != 'unknown',
        )
