from odoo import fields, models


class RevenueReviewClose(models.TransientModel):
    """Why a case ends without a decision."""

    _name = 'revenue.review.close'
    _description = "End a Case without a Decision"

    case_id = fields.Many2one('revenue.review.case', required=True, ondelete='cascade')
    end = fields.Selection(
        [('inadmissible', "Inadmissible"), ('withdrawn', "Withdrawn by its author")], required=True,
        default='inadmissible',
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """End the case with the reason given."""
        self.check_access('write')
        self.ensure_one()
        self.case_id._end(self.end, self.reason)
        return {'type': 'ir.actions.act_window_close'}
