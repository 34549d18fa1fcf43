from odoo import fields, models


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
        """Approve as the second person."""
        self.check_access('write')
        self.ensure_one()
        self.approval_id._decide('approved', self.note)
        return {'type': 'ir.actions.act_window_close'}

    def action_refuse(self):
        """Refuse as the second person, with the reason in the note."""
        self.check_access('write')
        self.ensure_one()
        self.approval_id._decide('refused', self.note)
        return {'type': 'ir.actions.act_window_close'}
