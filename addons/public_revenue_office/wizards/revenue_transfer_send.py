from odoo import api, fields, models


class RevenueTransferSend(models.TransientModel):
    """To which office chosen debts go, and why."""

    _name = "revenue.transfer.send"
    _description = "Send Debts to Another Office"

    obligation_ids = fields.Many2many("revenue.obligation", string="Debts", required=True)
    obligation_count = fields.Integer("Number of Debts", compute="_compute_obligation_count")
    office_id = fields.Many2one("revenue.office", string="From", compute="_compute_obligation_count")
    company_id = fields.Many2one("res.company", compute="_compute_obligation_count")
    to_office_id = fields.Many2one("revenue.office", string="To", required=True)
    reason = fields.Text(required=True)
    document_ids = fields.Many2many("ir.attachment", string="Documents", help="PDF, JPEG or PNG.")

    @api.depends("obligation_ids")
    def _compute_obligation_count(self):
        for wizard in self:
            wizard.obligation_count = len(wizard.obligation_ids)
            wizard.office_id = wizard.obligation_ids.office_id[:1]
            wizard.company_id = wizard.office_id.company_id

    def action_confirm(self):
        """Send the debts and open the note."""
        self.check_access("write")
        self.ensure_one()
        transfer = self.env["revenue.transfer"]._send(
            self.obligation_ids, self.to_office_id, self.reason, self.document_ids)
        return transfer.get_formview_action()
