from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueNotifiedMixin(models.AbstractModel):
    """What notices are issued about. The host says what they print, and hears from which day they count."""

    _name = 'revenue.notified.mixin'
    _description = "Record Notices Are Issued About"

    revenue_notice_ids = fields.One2many(
        'revenue.notice', 'res_id', string="Notices", domain=lambda self: [('res_model', '=', self._name)],
        readonly=True, copy=False,
    )
    revenue_notice_count = fields.Integer("Number of notices", compute='_compute_revenue_notice_count')

    @api.depends('revenue_notice_ids')
    def _compute_revenue_notice_count(self):
        counts = {}
        if self.env['revenue.notice'].has_access('read'):
            counts = dict(self.env['revenue.notice']._read_group(
                [('res_model', '=', self._name), ('res_id', 'in', self.ids)], ['res_id'], ['__count'],
            ))
        for record in self:
            record.revenue_notice_count = counts.get(record.id, 0)

    def _notice_prepare(self, kind):
        """Return what the row of a notice needs of its record: `office_id` and `addressee` (name, identity, address).

        Hook for the host model; modules that add columns to the notice extend it by super().

        :param kind: a value of `revenue.notice.kind`
        :rtype: dict
        """
        raise UserError(self.env._("No notice can be issued about this."))

    def _notice_get_paper(self, kind):
        """Return the paper of a notice, without number and barcode, which the notice brings.

        Hook for the host model.

        :param kind: a value of `revenue.notice.kind`
        :rtype: dict
        """
        raise UserError(self.env._("No notice can be issued about this."))

    def _notice_served(self, notice):
        """Called once, on the day from which a notice counts. Hook for the host model: nothing here."""

    def _open_notices(self):
        """Return the list of the notices; for the smart button of hosts."""
        self.check_access('read')
        return {
            **self.env['ir.actions.act_window']._for_xml_id('public_revenue.revenue_notice_action'),
            'domain': [('res_model', '=', self._name), ('res_id', 'in', self.ids)], 'context': {'create': False},
        }

    def _open_issue(self, kind='act'):
        """Return the form in which notices are issued about these records; for the buttons of hosts."""
        self.check_access('read')
        return {
            **self.env['ir.actions.act_window']._for_xml_id('public_revenue.revenue_notice_issue_action'),
            'context': {'default_res_model': self._name, 'default_res_ids': self.ids, 'default_kind': kind},
        }
