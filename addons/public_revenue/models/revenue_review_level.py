from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import rules
from .revenue_policy_step import UNITS

KINDS = [('appeal', "Appeal"), ('objection', "Objection")]
#: Where a level says nothing of who decides, these may: a supervisor of the office, an officer of the agency.
USUAL_DECIDERS = (
    'public_revenue.public_revenue_group_supervisor', 'public_revenue.public_revenue_group_agency_officer',
)


class RevenueReviewLevel(models.Model):
    """What a policy says about one level of review. What the norm leaves unknown stays empty: not configured."""

    _name = 'revenue.review.level'
    _description = "Level of Review"
    _order = 'policy_id, kind, level'

    policy_id = fields.Many2one('revenue.policy', required=True, index=True, ondelete='cascade')
    kind = fields.Selection(KINDS, required=True, default='appeal')
    level = fields.Integer(required=True, default=1)
    file_days = fields.Integer("Term to file", help="0: not configured.")
    file_unit = fields.Selection(UNITS, string="Unit of the term to file", required=True, default='day')
    file_event = fields.Selection(
        [
            ('notification', "Notification"), ('imposition', "Imposition"),
            ('decision', "Notification of the decision before"),
        ],
        string="Term runs from", help="Empty: not configured.",
    )
    decide_days = fields.Integer("Term to decide", help="Counted from the filing. 0: not configured.")
    decide_unit = fields.Selection(UNITS, string="Unit of the term to decide", required=True, default='day')
    decider = fields.Selection(
        [('superior', "Immediate superior of who imposed"), ('role', "Whoever has the role")],
        string="Decided by",
        help="Never by who imposed or registered it. Empty: not configured, a supervisor or an officer of the agency.",
    )
    decider_group_id = fields.Many2one('res.groups', string="Role", ondelete='restrict')
    suspends = fields.Selection(
        [('yes', "Yes"), ('no', "No")], string="Filing stops the terms", help="Empty: not configured, they run on.",
    )
    silence = fields.Selection(
        [('none', "Has no effect"), ('upheld', "The case is upheld"), ('dismissed', "The case is dismissed")],
        help="What it means that nobody decides in time. Empty: not configured.",
    )
    early_days = fields.Integer(
        "Early amount again", help="Term in which the early amount is offered again, from the notification of the"
                                   " decision. 0: it is not, or not configured.",
    )
    early_unit = fields.Selection(UNITS, string="Unit of the early amount", required=True, default='day')
    article_id = fields.Many2one('revenue.norm.article', index='btree_not_null', ondelete='restrict')
    source = fields.Char(help="Where it was read.")
    missing = fields.Char("Not configured", compute='_compute_missing')

    _level_unique = models.Constraint(
        'UNIQUE (policy_id, kind, level)', "This policy already has this level of review.",
    )
    _level_range = models.Constraint('CHECK (level IN (1, 2))', "There is a first and a second level.")
    _terms_forward = models.Constraint(
        'CHECK (file_days >= 0 AND decide_days >= 0 AND early_days >= 0)', "Terms are counted forward.",
    )
    _role_named = models.Constraint(
        "CHECK (decider IS DISTINCT FROM 'role' OR decider_group_id IS NOT NULL)", "Choose the role that decides.",
    )

    @api.depends('kind', 'level')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for row in self:
            row.display_name = self.env._("%(kind)s, level %(level)s", kind=kinds.get(row.kind, ''), level=row.level)

    @api.depends('file_days', 'file_event', 'decide_days', 'decider', 'suspends', 'silence')
    def _compute_missing(self):
        names = ('file_days', 'file_event', 'decide_days', 'decider', 'suspends', 'silence')
        labels = {name: self._fields[name]._description_string(self.env) for name in names}
        for row in self:
            row.missing = ", ".join(label for name, label in labels.items() if not row[name])

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        # a data file completes law that said nothing of reviews until now
        if not self.env.su:
            rows._check_policy_is_draft()
        return rows

    def write(self, vals):
        changed = self.env['revenue.policy']._is_field_changed
        for row in self.filtered(lambda row: row.policy_id.state == 'in_force'):
            if any(changed(row, name, value) for name, value in vals.items()):
                row._check_policy_is_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._check_policy_is_draft()

    def _check_policy_is_draft(self):
        policy = self.policy_id.filtered(lambda policy: policy.state == 'in_force')[:1]
        if policy:
            raise UserError(self.env._(
                "%(policy)s is in force and its levels of review cannot be changed."
                " Make a new version with its own start date.", policy=policy.name,
            ))

    # === BUSINESS METHODS === #

    def _to_rule(self):
        """Return the level as the rules read it; of no row, one that says nothing.

        :rtype: rules.Level
        """
        if not self:
            return rules.Level()
        return rules.Level(
            file_term=self._to_term('file') if self.file_event else None,
            decide_term=self._to_term('decide'),
            suspends={'yes': True, 'no': False}.get(self.suspends),
            silence=self.silence or '',
            early_term=self._to_term('early'),
        )

    def _to_term(self, name):
        number = self[f'{name}_days']
        return rules.Term(number, self[f'{name}_unit']) if number else None

    def _get_obstacle(self, user, facts):
        """Return why a user may not decide, in words, or nothing.

        :param user: one `res.users`
        :param facts: what the record said in `_review_get_facts`
        :rtype: str
        """
        if user in facts['imposed_by']:
            return self.env._("%(user)s imposed it: another person must decide.", user=user.name)
        if user in facts['registered_by']:
            return self.env._("%(user)s registered it: another person must decide.", user=user.name)
        if self.decider == 'superior':
            if user in facts['superiors']:
                return ''
            names = ", ".join(facts['superiors'].mapped('name'))
            return self.env._(
                "The immediate superior of who imposed it decides: %(names)s.",
                names=names or self.env._("nobody is named yet"),
            )
        return self._get_role_obstacle(user)

    def _get_role_obstacle(self, user):
        groups = self.decider_group_id if self.decider == 'role' else self.env['res.groups'].union(
            *(self.env.ref(name) for name in USUAL_DECIDERS))
        if groups & user.all_group_ids:
            return ''
        return self.env._("To decide you need the right: %(right)s.", right=", ".join(groups.mapped('name')))
