from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueRemittancePrepare(models.TransientModel):
    """Settle with all other companies at once, up to a day."""

    _name = "revenue.remittance.prepare"
    _description = "Prepare Remittances"

    office_id = fields.Many2one(
        "revenue.office", string="Paying Office", required=True,
        default=lambda self: self.env["revenue.office"].search(
            [("company_id", "=", self.env.company.id), ("id", "in", self.env.user.revenue_scope_ids.ids)], limit=1))
    date_to = fields.Date("Up to", required=True, default=lambda self: self._default_date_to())

    @api.model
    def _default_date_to(self):
        return fields.Date.context_today(self)

    def action_prepare(self):
        """Button: one remittance for each company that is owed money, and the list of them."""
        self.check_access("write")
        self.ensure_one()
        made = self.env["revenue.remittance"]._prepare(self.office_id, self.date_to)
        if not made:
            raise UserError(self.env._(
                "Nothing is to be paid to other companies up to that day, or a remittance is already under way."))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("public_revenue_office.revenue_remittance_action"),
            "domain": [("id", "in", made.ids)], "context": {},
        }
