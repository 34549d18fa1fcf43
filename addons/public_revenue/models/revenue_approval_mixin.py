from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueApprovalMixin(models.AbstractModel):
    """Acts on a record that need a second person. The host names them in `_get_approval_actions`."""

    _name = 'revenue.approval.mixin'
    _description = "Acts That Need a Second Person"

    revenue_approval_ids = fields.One2many(
        'revenue.approval', 'res_id', string="Approvals", domain=lambda self: [('res_model', '=', self._name)],
    )

    pending_approval_id = fields.Many2one(
        'revenue.approval', string="Waits for a Second Person", compute='_compute_pending_approval_id',
    )
    pending_can_decide = fields.Boolean(compute='_compute_pending_approval_id')

    @api.depends('revenue_approval_ids.state')
    @api.depends_context('uid')
    def _compute_pending_approval_id(self):
        pending = self.env['revenue.approval'].search([
            ('res_model', '=', self._name), ('res_id', 'in', self.ids), ('state', '=', 'requested'),
        ])
        by_host = pending.grouped('res_id')
        for host in self:
            host.pending_approval_id = by_host.get(host._origin.id, pending.browse())[:1]
            host.pending_can_decide = host.pending_approval_id.can_decide

    def action_decide_pending(self):
        """Open the small form in which the second person decides."""
        self.check_access('read')
        self.ensure_one()
        return self.pending_approval_id.action_decide()

    def _get_approval_actions(self):
        """Return the acts that need a second person.

        Hook for the host model, to be extended by super().

        :return: action code -> (label, external id of the group that may decide)
        :rtype: dict[str, tuple[str, str]]
        """
        return {}

    def _get_approval_office(self):
        """Return the office the act belongs to; none means that any office may decide.

        Hook for hosts whose office is not `office_id`.
        """
        return self.office_id if 'office_id' in self._fields else self.env['revenue.office']

    def _get_approval_status(self, before):
        """Return the state of the record, or what became of the request to leave its first one.

        :param str before: the state in which a second person is asked
        :return: a state, or `waiting`, or `refused`
        :rtype: str
        """
        if self.state != before:
            return self.state
        asked = self.revenue_approval_ids.mapped('state')
        return 'waiting' if 'requested' in asked else 'refused' if 'refused' in asked else before

    def _list_empty(self, names):
        """Return the labels of those fields that are empty: what an act still lacks.

        :rtype: list[str]
        """
        return [self._fields[name]._description_string(self.env) for name in names if not self[name]]

    def _on_approved(self, approval):
        """Carry out the act, as the second person. Hook for the host model: nothing here."""

    def _request(self, action, reason):
        """Ask for an act.

        :param action: code from `_get_approval_actions`
        :param reason: why, in words; must not be empty
        :rtype: revenue.approval
        """
        self.ensure_one()
        self.check_access('read')
        label, group = self._get_approval_action(action)
        if not (reason or '').strip():
            raise UserError(self.env._("Give the reason for: %(act)s.", act=label))
        office = self._get_approval_office()
        self.env['revenue.incompatible.act']._guard(office, label, self)
        # a request decided in this very transaction no longer holds the place of the only open one
        self.env['revenue.approval'].flush_model(['state'])
        approval_sudo = self.env['revenue.approval']._get_keeper_sudo().create({
            'res_model': self._name,
            'res_id': self.id,
            'res_name': self.display_name,
            'action': action,
            'action_label': label,
            'reason': reason,
            'office_id': office.id,
            'company_id': office.company_id.id,
            'group_id': self.env.ref(group).id,
            'requested_by': self.env.uid,
        })
        return self.env['revenue.approval'].browse(approval_sudo.id)

    def _approve(self, action, note=''):
        """Approve the pending request for an act; the act is carried out by `_on_approved`."""
        self._get_pending(action)._decide('approved', note)

    def _refuse(self, action, reason):
        """Refuse the pending request for an act, with the reason."""
        self._get_pending(action)._decide('refused', reason)

    def _use_approval(self, action):
        """Take an approved act that the host carries out later; an approval serves once.

        :rtype: revenue.approval
        :raise UserError: if no second person has approved it
        """
        approval = self._find_approvals(action, 'approved')[:1]
        if not approval:
            label = self._get_approval_action(action)[0]
            raise UserError(self.env._("%(act)s needs the approval of a second person.", act=label))
        approval._update_state('used')
        return approval

    def _get_pending(self, action):
        pending = self._find_approvals(action, 'requested')
        if not pending:
            raise UserError(self.env._("There is no open request for this act."))
        return pending

    def _find_approvals(self, action, state):
        self.ensure_one()
        return self.env['revenue.approval'].search([
            ('res_model', '=', self._name), ('res_id', '=', self.id),
            ('action', '=', action), ('state', '=', state),
        ])

    def _get_approval_action(self, action):
        actions = self._get_approval_actions()
        if action not in actions:
            raise UserError(self.env._("%(act)s is not an act that needs approval.", act=action))
        return actions[action]

    def _open_request(self, action):
        """Return the small form in which the reason is typed; for the buttons of hosts."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self._get_approval_action(action)[0],
            'res_model': 'revenue.approval.request',
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_res_model': self._name,
                'default_res_id': self.id,
                'default_action': action,
            },
        }
