from odoo import api, fields, models
from odoo.fields import Domain


class FinesInspector(models.Model):
    """Who imposes fines for an agency, during a period of service. Who leaves keeps history and loses access."""

    _name = "fines.inspector"
    _description = "Inspector"
    _rec_names_search = ["badge", "name"]
    _order = "agency_id, badge"

    name = fields.Char(required=True)
    badge = fields.Char(required=True)
    agency_id = fields.Many2one("fines.agency", required=True, ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", ondelete="restrict", index="btree_not_null")
    date_from = fields.Date("Serves From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Serves Until", help="Last day of service. Empty: still serving.")
    active = fields.Boolean(default=True)

    _badge_unique = models.UniqueIndex("(agency_id, badge)", "This agency already has an inspector with this badge.")
    _period_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)", "The period of service ends before it begins.")

    @api.depends("name", "badge")
    def _compute_display_name(self):
        for inspector in self:
            inspector.display_name = f"{inspector.badge} {inspector.name}" if inspector.badge else inspector.name

    @api.model_create_multi
    def create(self, vals_list):
        inspectors = super().create(vals_list)
        self.env["fines.agency"]._forget_scopes()
        return inspectors

    def write(self, vals):
        users = self._get_serving_users()
        result = super().write(vals)
        self.env["fines.agency"]._forget_scopes()
        self._end_sessions(users - self._get_serving_users())
        return result

    def unlink(self):
        self.env["fines.agency"]._forget_scopes()
        return super().unlink()

    def _get_serving_users(self):
        """Users of those who serve today.

        :rtype: recordset of res.users
        """
        return self.filtered(lambda inspector: inspector._is_serving()).user_id

    @api.model
    def _end_sessions(self, users):
        """Send users who left out of the sessions they have open; agencies and offices they work for stay theirs.

        :param users: res.users who no longer serve
        """
        if users:
            # sudo: the officer who notes the end of a service has no other right over users
            users.sudo().fines_left_at = fields.Datetime.now()

    def _is_serving(self, day=None):
        """Whether the period of service contains a day (today if none is given).

        :param date day: local day
        :rtype: bool
        """
        self.ensure_one()
        day = day or fields.Date.context_today(self)
        return self.active and self.date_from <= day and (not self.date_to or day <= self.date_to)

    @api.model
    def _get_serving_domain(self, day):
        """Domain of the inspectors who serve on a day.

        :param date day: local day
        """
        return Domain("date_from", "<=", day) & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
