from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    revenue_session_ids = fields.One2many(
        "revenue.desk.session", "difference_move_id", string="Desk Sessions", readonly=True)

    def action_view_revenue_session(self):
        """Button: from the entry of a cash difference back to the session in which it was counted."""
        self.env["revenue.desk.session"].check_access("read")
        self.ensure_one()
        self.revenue_session_ids.check_access("read")
        return self.revenue_session_ids[:1].get_formview_action()
