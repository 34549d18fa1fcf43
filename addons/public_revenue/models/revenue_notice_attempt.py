from odoo import fields, models

from ..guards import freeze
from .revenue_notice_channel import CHANNELS

RESULTS = [
    ('served', "Handed over or published"),
    ('refused', "Refused"),
    ('absent', "Nobody there"),
    ('moved', "Moved away"),
    ('unknown', "Address unknown"),
    ('returned', "Came back"),
]
COLUMNS = (
    'notice_id', 'day', 'result', 'channel', 'visitor', 'document', 'note', 'user_id', 'recorded_at', 'attachment_id',
)


class RevenueNoticeAttempt(models.Model):
    """One try to hand a notice over: when, how, by whom, with what result and proof. Rows are only added."""

    _name = 'revenue.notice.attempt'
    _description = "Attempt to Serve a Notice"
    _inherit = ['revenue.log.mixin']
    _order = 'id'
    _rec_name = 'result'
    _log_access = False

    notice_id = fields.Many2one('revenue.notice', required=True, readonly=True, ondelete='restrict', index=True)
    day = fields.Date(required=True, readonly=True, help="Day of the attempt at the office.")
    channel = fields.Selection(CHANNELS, string="Way", required=True, readonly=True)
    result = fields.Selection(RESULTS, required=True, readonly=True)
    visitor = fields.Char("Who went", readonly=True)
    document = fields.Char("Proof", readonly=True, help="Number of the receipt, of the mail, of the act.")
    attachment_id = fields.Many2one('ir.attachment', string="Scan", readonly=True, ondelete='restrict')
    note = fields.Char(readonly=True)
    user_id = fields.Many2one('res.users', string="Recorded by", required=True, readonly=True, ondelete='restrict')
    recorded_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    def init(self):
        freeze(self.env.cr, self._table, COLUMNS)
