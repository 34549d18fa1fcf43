from odoo import api, fields, models

from ..models.revenue_bank_match import DIFFERENCE_ROLES


class RevenueBankMatchManual(models.TransientModel):
    """Bank lines and papers side by side, before they are matched by hand."""

    _name = "revenue.bank.match.manual"
    _description = "Match by Hand"

    bank_line_ids = fields.Many2many("account.bank.statement.line", string="The Bank Shows", required=True)
    paper_ids = fields.Many2many("revenue.bank.expected", string="Expected", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_sums")
    currency_id = fields.Many2one("res.currency", compute="_compute_sums")
    lines_amount = fields.Monetary("Bank", compute="_compute_sums")
    expected_amount = fields.Monetary("Papers", compute="_compute_sums")
    difference = fields.Monetary(compute="_compute_sums", help="What the bank shows less what was expected.")
    difference_role = fields.Selection(DIFFERENCE_ROLES, string="The Difference Is")
    note = fields.Char("Reason")

    @api.depends("bank_line_ids.amount", "paper_ids.amount")
    def _compute_sums(self):
        for wizard in self:
            company = wizard.bank_line_ids.company_id[:1] or wizard.paper_ids.company_id[:1] or self.env.company
            wizard.company_id = company
            wizard.currency_id = company.currency_id
            wizard.lines_amount = sum(wizard.bank_line_ids.mapped("amount"))
            wizard.expected_amount = sum(wizard.paper_ids.mapped("amount"))
            wizard.difference = float(
                self.env["revenue.bank.match"]._get_difference(wizard.bank_line_ids, wizard.paper_ids))

    @api.model
    def _open(self, lines, expected):
        """The screen with what was chosen; more can be added there.

        :rtype: dict
        """
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_bank_match_manual_action")
        return {**action, "context": {"default_bank_line_ids": lines.ids, "default_paper_ids": expected.ids}}

    def action_match(self):
        """Button: match them."""
        self.check_access("write")
        self.ensure_one()
        match = self.env["revenue.bank.match"]._match(
            self.bank_line_ids, self.paper_ids, self.difference_role, self.note)
        self.env["revenue.bank.proposal"].search([
            "|", ("line_id", "in", match.line_ids.ids), ("expected_ids", "in", match.expected_ids.ids)]).unlink()
        return {"type": "ir.actions.act_window_close"}
