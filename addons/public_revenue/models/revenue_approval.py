from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import rules

MOVES = {
    'approved': ('requested',),
    'refused': ('requested',),
    'cancelled': ('requested',),
    'used': ('approved',),
}


class RevenueApproval(models.Model):
    """An act that needs two persons: one asks, another in the same or a higher office decides.

    requested -> approved | refused | cancelled ; approved -> used
    Nobody writes it directly: the methods below are the only way, also for remote calls.
    """

    _name = 'revenue.approval'
    _description = "Approval"
    _order = 'id desc'
    _rec_name = 'action_label'
    _check_company_auto = True

    res_model = fields.Char("Record type", required=True)
    res_id = fields.Many2oneReference("Record", model_field='res_model', required=True, index=True)
    res_name = fields.Char("Record name")
    action = fields.Char(required=True)
    action_label = fields.Char("Act", required=True)
    reason = fields.Text(required=True)
    state = fields.Selection(
        [
            ('requested', "Requested"),
            ('approved', "Approved"),
            ('refused', "Refused"),
            ('cancelled', "Withdrawn"),
            ('used', "Carried out"),
        ],
        required=True, default='requested',
    )
    office_id = fields.Many2one('revenue.office', index='btree_not_null', ondelete='restrict')
    company_id = fields.Many2one('res.company', index='btree_not_null', ondelete='restrict')
    group_id = fields.Many2one('res.groups', string="Right needed", required=True, ondelete='restrict')
    requested_by = fields.Many2one('res.users', required=True, index=True, ondelete='restrict')
    requested_on = fields.Datetime(required=True, default=fields.Datetime.now)
    decided_by = fields.Many2one('res.users', index='btree_not_null', ondelete='restrict')
    decided_on = fields.Datetime()
    decision_note = fields.Text()
    can_decide = fields.Boolean(compute='_compute_can_decide')
    hours_taken = fields.Float("Hours until decided", compute='_compute_how_decided', compute_sudo=True)
    decided_from = fields.Selection(
        [('same', "Same office"), ('higher', "Higher office"), ('elsewhere', "Neither")],
        compute='_compute_how_decided', compute_sudo=True,
        help="Where the second person works now, seen from the office of the act.",
    )

    _one_request = models.UniqueIndex(
        "(res_model, res_id, action) WHERE state = 'requested'",
        "This act has already been requested and waits for a decision.",
    )
    _two_persons = models.Constraint(
        "CHECK (state NOT IN ('approved', 'refused', 'used')"
        " OR (decided_by IS NOT NULL AND decided_by != requested_by))",
        "A second person must decide.",
    )

    @api.depends('state', 'group_id', 'office_id', 'requested_by')
    @api.depends_context('uid')
    def _compute_can_decide(self):
        for approval in self:
            approval.can_decide = approval.state == 'requested' and not approval._get_obstacle()

    @api.depends('decided_by', 'decided_on', 'requested_on', 'office_id')
    def _compute_how_decided(self):
        for approval in self:
            approval.hours_taken = rules.get_hours(approval.requested_on, approval.decided_on) or 0.0
            approval.decided_from = approval._get_decided_from()

    def _get_decided_from(self):
        """Where the second person works: of the user's offices this much is told, hence `compute_sudo`."""
        if not (self.decided_by and self.office_id):
            return False
        if self.office_id in self.decided_by.revenue_office_ids:
            return 'same'
        return 'higher' if self.office_id in self.decided_by.revenue_scope_ids else 'elsewhere'

    # === ACTIONS === #

    def action_decide(self):
        """Open the small form in which the second person approves or refuses."""
        self.check_access('read')
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Decide"),
            'res_model': 'revenue.approval.decide',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_approval_id': self.id},
        }

    def action_cancel(self):
        """The person who asked takes the request back."""
        self.check_access('read')
        if any(approval.requested_by != self.env.user for approval in self):
            raise AccessError(self.env._("Only the person who asked can withdraw the request."))
        self._update_state('cancelled')

    def action_open_record(self):
        """Open what the act is about."""
        self.check_access('read')
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': self.res_model,
            'res_id': self.res_id,
            'view_mode': 'form',
        }

    # === BUSINESS METHODS === #

    def _decide(self, state, note):
        """Approve or refuse as the second person; an approved act is told to its record.

        :param state: 'approved' or 'refused'
        :param note: why; needed for a refusal
        :raise AccessError: if the user may not decide
        """
        self.ensure_one()
        self.check_access('read')
        record = self._get_record()
        if obstacle := self._get_obstacle():
            raise AccessError(obstacle)
        if state == 'refused' and not (note or '').strip():
            raise UserError(self.env._("Say why it is refused."))
        self.env['revenue.incompatible.act']._guard(self.office_id, self.action_label, record)
        self._update_state(state, decided_by=self.env.uid, decided_on=fields.Datetime.now(), decision_note=note)
        if state == 'approved':
            record._on_approved(self)

    def _get_obstacle(self):
        """Return why the current user may not decide, in words, or nothing.

        :rtype: str
        """
        user = self.env.user
        if user == self.requested_by:
            return self.env._("You asked for it yourself: a second person must decide.")
        if self.group_id not in user.all_group_ids:
            return self.env._("To decide you need the right: %(right)s.", right=self.group_id.name)
        if self.office_id and self.office_id not in self.env['revenue.office']._get_scope(user):
            return self.env._("Only %(office)s or an office above it can decide.", office=self.office_id.name)
        return ''

    def _get_record(self):
        """Return the record of the act, if the user may read it."""
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access('read')
        return record

    def _update_state(self, state, **values):
        """The one gate of the state.

        :param state: new state
        :raise UserError: if the request has already been decided
        """
        if any(approval.state not in MOVES[state] for approval in self):
            raise UserError(self.env._("This request has already been decided."))
        self._get_keeper_sudo().write({'state': state, **values})

    def _get_keeper_sudo(self):
        # sudo: no role writes approvals directly; the checks of this model and of the mixin are the only way
        return self.sudo()
