from odoo import fields, models

from ..guards import freeze

COLUMNS = ('case_id', 'user_id', 'happened_at', 'state_from', 'state_to', 'reason', 'value_from', 'value_to')


class RevenueReviewEvent(models.Model):
    """What happened to a case of review: who, when, why, what was before and after. Rows are only added."""

    _name = 'revenue.review.event'
    _description = "Event of a Case of Review"
    _inherit = ['revenue.log.mixin']
    _order = 'id'
    _rec_name = 'state_to'
    _log_access = False

    case_id = fields.Many2one('revenue.review.case', required=True, readonly=True, ondelete='restrict', index=True)
    user_id = fields.Many2one('res.users', string="Who", required=True, readonly=True, ondelete='restrict')
    happened_at = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now)
    state_from = fields.Char(readonly=True)
    state_to = fields.Char(required=True, readonly=True)
    state_from_label = fields.Char("State Before", compute='_compute_labels')
    state_to_label = fields.Char("State After", compute='_compute_labels')
    reason = fields.Char("Why", readonly=True)
    value_from = fields.Char("Value Before", readonly=True)
    value_to = fields.Char("Value After", readonly=True)

    def init(self):
        freeze(self.env.cr, self._table, COLUMNS)

    def _compute_labels(self):
        labels = dict(self.env['revenue.review.case']._fields['state']._description_selection(self.env))
        for event in self:
            event.state_from_label = labels.get(event.state_from, event.state_from)
            event.state_to_label = labels.get(event.state_to, event.state_to)
