from odoo import fields, models

from ..models.revenue_review_decision_mixin import RESULTS


class RevenueReviewDecide(models.TransientModel):
    """The written decision of a case."""

    _name = 'revenue.review.decide'
    _description = "Decide a Case"

    case_id = fields.Many2one('revenue.review.case', required=True, ondelete='cascade')
    about = fields.Char(related='case_id.about')
    author_grounds = fields.Text(related='case_id.grounds', string="What the author says")
    result = fields.Selection(RESULTS, required=True)
    currency_id = fields.Many2one(related='case_id.currency_id')
    amount_new = fields.Monetary("New amount", help="What stays of the amount.")
    grounds = fields.Text("Grounds of the decision", required=True)

    def action_confirm(self):
        """Decide; the decision is frozen and the record follows at once."""
        self.check_access('write')
        self.ensure_one()
        self.case_id._decide(self.result, self.grounds, self.amount_new)
        return {'type': 'ir.actions.act_window_close'}
