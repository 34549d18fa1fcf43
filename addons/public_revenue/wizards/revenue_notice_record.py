import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from ..models.revenue_notice_attempt import RESULTS
from ..models.revenue_notice_channel import CHANNELS

#: What a scan may be, by its content.
SCANS = {'application/pdf', 'image/png', 'image/jpeg'}


class RevenueNoticeRecord(models.TransientModel):
    """Records what happened on a try to hand notices over."""

    _name = 'revenue.notice.record'
    _description = "Record an Attempt"

    notice_ids = fields.Many2many('revenue.notice', string="Notices", required=True)
    result = fields.Selection(RESULTS, required=True, default='served')
    day = fields.Date(required=True, default=lambda self: self._get_default_day())
    channel = fields.Selection(CHANNELS, string="Way", help="Empty: as the notice says.")
    visitor = fields.Char("Who went")
    document = fields.Char("Proof", help="Number of the receipt, of the mail, of the act.")
    scan = fields.Binary(attachment=False)
    scan_name = fields.Char()
    note = fields.Char()

    @api.model
    def _get_default_day(self):
        office = self.env.user.revenue_office_ids[:1]
        return office._today() if office else fields.Date.context_today(self)

    def action_confirm(self):
        """Record the attempt for each of the notices."""
        self.check_access('write')
        self.ensure_one()
        for notice in self.notice_ids:
            notice._record_attempt(
                self.result, self.day, self.channel, visitor=self.visitor, document=self.document, note=self.note,
                attachment_id=self._keep_scan(notice),
            )
        return {'type': 'ir.actions.act_window_close'}

    def _keep_scan(self, notice):
        """Return the attachment of the scan, kept under the notice; none without one."""
        if not self.scan:
            return False
        content = base64.b64decode(self.scan)
        if guess_mimetype(content) not in SCANS:
            raise UserError(self.env._("A scan is a PDF or a picture (PNG, JPEG)."))
        return self.env['ir.attachment'].create({
            'name': self.scan_name or notice.number, 'raw': content, 'res_model': notice._name, 'res_id': notice.id,
        }).id
