from odoo import fields, models

from odoo.addons.base.models.res_users import check_identity


class RevenueApprovalDecide(models.TransientModel):
    _name = 'revenue.approval.decide'
    _description = "Decide on an Approval"

    approval_id = fields.Many2one('revenue.approval', required=True, ondelete='cascade')
    action_label = fields.Char(related='approval_id.action_label')
    res_name = fields.Char(related='approval_id.res_name')
    reason = fields.Text(related='approval_id.reason')
    requested_by = fields.Many2one(related='approval_id.requested_by')
    note = fields.Text()

    def action_approve(self):
        """Approve as the second person.

        In production the password is asked again before, unless it was in the last ten minutes: an approval pays,
        annuls or changes a tariff, and whoever sits down at an unlocked screen could give it.
        """
        self.check_access('write')
        self.ensure_one()
        if self.env['revenue.check']._is_production():
            return self._approve_known()
        return self._approve()

    @check_identity
    def _approve_known(self):
        """Approve, the password having been asked; Odoo's own window asks and calls this again."""
        return self._approve()

    def _approve(self):
        self.approval_id._decide('approved', self.note)
        return {'type': 'ir.actions.act_window_close'}

    def action_refuse(self):
        """Refuse as the second person, with the reason in the note."""
        self.check_access('write')
        self.ensure_one()
        self.approval_id._decide('refused', self.note)
        return {'type': 'ir.actions.act_window_close'}
