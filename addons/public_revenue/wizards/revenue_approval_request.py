from odoo import fields, models
from odoo.exceptions import UserError


class RevenueApprovalRequest(models.TransientModel):
    _name = 'revenue.approval.request'
    _description = "Ask for an Approval"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field='res_model', required=True)
    action = fields.Char(required=True)
    reason = fields.Text(required=True)

    def action_request(self):
        """Ask; the record checks the right to see it."""
        self.check_access('write')
        self.ensure_one()
        host = self.env.get(self.res_model)
        if not isinstance(host, self.env.registry['revenue.approval.mixin']):
            raise UserError(self.env._("This record has no acts that need approval."))
        host.browse(self.res_id)._request(self.action, self.reason)
        return {'type': 'ir.actions.act_window_close'}
