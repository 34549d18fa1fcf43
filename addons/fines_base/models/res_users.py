from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    fines_agency_ids = fields.Many2many(
        "fines.agency", "fines_agency_res_users_rel", "user_id", "agency_id", string="Imposing Agencies",
        context={"active_test": False},
        help="Agencies the user works for. Those below them are included by themselves.")
    fines_agency_scope_ids = fields.Many2many(
        "fines.agency", string="Agencies in Scope", compute="_compute_fines_agency_scope_ids", compute_sudo=True,
        context={"active_test": False})

    fines_left_at = fields.Datetime("Left Service", readonly=True, copy=False, groups="base.group_system")

    @api.model
    def _get_session_token_fields(self):
        """Override of base: who leaves the service is sent out of every session opened before."""
        return super()._get_session_token_fields() | {"fines_left_at"}

    @api.depends("fines_agency_ids")
    def _compute_fines_agency_scope_ids(self):
        for user in self:
            user.fines_agency_scope_ids = self.env["fines.agency"]._get_scope(user._origin)

    @api.model
    def _get_invalidation_fields(self):
        """Override of base: record rules read the scope, so an officer who changes agency loses the old one at once."""
        return super()._get_invalidation_fields() | {"fines_agency_ids", "fines_agency_scope_ids"}
