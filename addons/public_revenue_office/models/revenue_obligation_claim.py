from odoo import api, fields, models


class RevenueObligation(models.Model):
    """Debts and what people claim about their collection."""

    _inherit = "revenue.obligation"

    claim_ids = fields.Many2many(
        "revenue.claim", "revenue_claim_obligation_rel", "obligation_id", "claim_id", string="Claims", readonly=True)
    open_claim_count = fields.Integer("Open Claims", compute="_compute_open_claim_count")

    @api.depends("claim_ids.state")
    def _compute_open_claim_count(self):
        for debt in self:
            debt.open_claim_count = len(debt.claim_ids.filtered(lambda claim: claim.state == "open"))

    def action_open_claim(self):
        """Button: begin a claim about this debt."""
        self.check_access("read")
        self.env["revenue.claim"].check_access("create")
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_claim_action")
        return {**action, "view_mode": "form", "views": [(False, "form")], "context": {
            "default_obligation_ids": [fields.Command.set(self.ids)], "default_office_id": self.office_id[:1].id,
            "default_claimant_id": self.partner_id[:1].id}}
