from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.revenue_notice_attempt import RESULTS
from ..text import normalise_identity


class RevenueNoticeScan(models.TransientModel):
    """Returned papers, read one after the other with a scanner or typed: each is saved at once."""

    _name = 'revenue.notice.scan'
    _inherit = 'revenue.enter.mixin'
    _description = "Returned Papers"

    result = fields.Selection(RESULTS, required=True, default='returned')
    day = fields.Date(required=True, default=lambda self: self.env['revenue.notice.record']._get_default_day())
    document = fields.Char("Proof", help="Number of the mail sack or of the delivery list.")
    number = fields.Char("Number of the notice")
    message = fields.Char(readonly=True)
    is_refused = fields.Boolean(readonly=True)
    recorded_ids = fields.Many2many('revenue.notice', string="Recorded", readonly=True)
    recorded_count = fields.Integer("How many", compute='_compute_recorded_count')
    refused = fields.Text("Not recorded", readonly=True)

    @api.depends('result')
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Returned papers")

    @api.depends('recorded_ids')
    def _compute_recorded_count(self):
        for wizard in self:
            wizard.recorded_count = len(wizard.recorded_ids)

    def _on_enter(self):
        """Override: a scanner ends each number with Enter."""
        self.action_record()

    def action_record(self):
        """Record the result for the number just read; what cannot be recorded is told in words and kept in a list."""
        self.check_access('write')
        self.ensure_one()
        number = (self.number or '').strip().upper()
        if not number:
            return
        try:
            with self.env.cr.savepoint():
                notice = self._find_notice(number)
                notice._record_attempt(self.result, self.day, document=self.document)
        except UserError as error:
            message = str(error)
            self._tell(message if number in message else f'{number}: {message}')
            return
        result = dict(self._fields['result']._description_selection(self.env))[self.result]
        self.write({
            'number': False, 'is_refused': False, 'recorded_ids': [fields.Command.link(notice.id)],
            'message': self.env._("%(number)s: %(result)s", number=notice.number, result=result),
        })

    def _find_notice(self, number):
        """Return the notice of a number as read: scanners and people leave out or change the hyphens."""
        notices = self.env['revenue.notice']
        notice = notices.search([('number', '=', number)], limit=1) or notices.search(
            [('number_key', '=', normalise_identity(number))], limit=1)
        if not notice:
            raise UserError(self.env._("%(number)s is not a notice of your offices.", number=number))
        return notice

    def _tell(self, message):
        self.write({
            'number': False, 'is_refused': True, 'message': message,
            'refused': "\n".join(filter(None, [self.refused, message])),
        })
