from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.revenue_notice_channel import CHANNELS


class RevenueNoticeIssue(models.TransientModel):
    """Issues notices about the records chosen in a list or form, one or hundreds, and prints them."""

    _name = 'revenue.notice.issue'
    _description = "Issue Notices"

    res_model = fields.Char("Record type", required=True)
    res_ids = fields.Json("Records", required=True)
    count = fields.Integer("Number of notices", compute='_compute_count')
    kind = fields.Selection(
        selection=lambda self: self._get_kinds(),
        required=True, default='act',
    )
    channel = fields.Selection(CHANNELS, string="Way", required=True, default='hand')

    @api.model
    def _get_kinds(self):
        """Return the kinds that a person issues: what is told before an amount changes, the night's work tells."""
        kinds = self.env['revenue.notice']._fields['kind']._description_selection(self.env)
        return [(code, label) for code, label in kinds if code != 'change']

    @api.depends('res_ids')
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.res_ids or ())

    def action_confirm(self):
        """Issue the notices and show them."""
        self.check_access('write')
        self.ensure_one()
        notices = self._issue()
        return {
            **self.env['ir.actions.act_window']._for_xml_id('public_revenue.revenue_notice_action'),
            'domain': [('id', 'in', notices.ids)], 'context': {},
        }

    def action_print(self):
        """Issue the notices and print them all in one document."""
        self.check_access('write')
        self.ensure_one()
        return self.env.ref('public_revenue.revenue_notice_action_print').report_action(self._issue())

    def _issue(self):
        model = self.env.get(self.res_model)
        if model is None or 'revenue_notice_ids' not in model._fields:
            raise UserError(self.env._("No notice can be issued about this."))
        return self.env['revenue.notice']._serve(model.browse(self.res_ids), self.kind, self.channel)
