from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    revenue_posting_ids = fields.One2many(
        "revenue.posting", "move_id", string="Public Revenue Postings", readonly=True)

    def action_view_revenue_posting(self):
        """Button: from a journal entry back to the day's posting it came from."""
        self.env["revenue.posting"].check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_collection.revenue_posting_action")
        return {
            **action, "views": [(False, "form")], "view_mode": "form", "res_id": self.revenue_posting_ids[:1].id,
            "context": {},
        }
