from odoo import fields, models
from odoo.exceptions import AccessError, UserError

SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
ACCOUNTANT = "public_revenue.public_revenue_group_accountant"


class RevenueOffice(models.Model):
    _inherit = "revenue.office"

    desk_ids = fields.One2many("revenue.desk", "office_id", string="Desks")

    def action_close_day(self):
        """Button: close and post all that the office has booked up to today. Desks must be closed before."""
        self.check_access("read")
        self.ensure_one()
        if not (self.env.user.has_group(SUPERVISOR) or self.env.user.has_group(ACCOUNTANT)):
            raise AccessError(self.env._("Only a supervisor or an accountant closes the day of an office."))
        open_sessions = self.env["revenue.desk.session"].search(
            [("office_id", "=", self.id), ("state", "!=", "closed")])
        if open_sessions:
            raise UserError(self.env._(
                "These desks are not yet closed: %s", ", ".join(open_sessions.mapped("display_name"))))
        postings = self.env["revenue.posting"].search(
            [("office_id", "=", self.id), ("state", "!=", "posted"), ("date", "<=", self._today())], order="date, id")
        postings.action_post()
        return self._show_postings(postings)

    def _show_postings(self, postings):
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_collection.revenue_posting_action")
        return {**action, "domain": [("id", "in", postings.ids)], "context": {}}

    def _get_supervisor(self):
        """Who is told of what goes wrong at the desks: a supervisor of the office, else of the next one above.

        :return: one user, or none
        """
        office = self
        group_id = self.env.ref(SUPERVISOR).id
        while office:
            user = self.env["res.users"].search(
                [("revenue_office_ids", "in", office.ids), ("all_group_ids", "in", group_id)], order="id", limit=1)
            if user:
                return user
            office = office.parent_id
        return self.env["res.users"]
