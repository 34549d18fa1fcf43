from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = 'res.users'

    revenue_office_ids = fields.Many2many(
        'revenue.office', 'revenue_office_user_rel', 'user_id', 'office_id', string="Offices",
        context={'active_test': False},
        help="Offices the user works for. Those below them are included by themselves.",
    )
    revenue_scope_ids = fields.Many2many(
        'revenue.office', string="Offices in scope", compute='_compute_revenue_scope_ids',
        compute_sudo=True, context={'active_test': False},
    )

    @api.depends('revenue_office_ids', 'group_ids')
    def _compute_revenue_scope_ids(self):
        for user in self:
            user.revenue_scope_ids = self.env['revenue.office']._get_scope(user._origin)

    @api.model
    def _get_invalidation_fields(self):
        """Override of base: the record rules read the scope, so a moved officer loses the old one at once."""
        return super()._get_invalidation_fields() | {'revenue_office_ids', 'revenue_scope_ids'}
