from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueReviewedMixin(models.AbstractModel):
    """What cases of review are filed against. The host gives the facts and carries out what is decided."""

    _name = 'revenue.reviewed.mixin'
    _description = "Record That Can Be Reviewed"

    revenue_review_ids = fields.One2many(
        'revenue.review.case', 'res_id', string="Cases of review", domain=lambda self: [('res_model', '=', self._name)],
        readonly=True, copy=False,
    )
    revenue_review_count = fields.Integer("Number of cases", compute='_compute_revenue_review_count')

    @api.depends('revenue_review_ids')
    def _compute_revenue_review_count(self):
        counts = {}
        if self.env['revenue.review.case'].has_access('read'):
            counts = dict(self.env['revenue.review.case']._read_group(
                [('res_model', '=', self._name), ('res_id', 'in', self.ids)], ['res_id'], ['__count'],
            ))
        for record in self:
            record.revenue_review_count = counts.get(record.id, 0)

    def _review_get_facts(self):
        """Return what a case needs to know. Hook for the host model.

        :return: `policy`, `office`, `currency`, `amount` (as imposed now), `events` (day by name: notification,
            imposition), `imposed_by`, `registered_by`, `superiors` (users), `author` (`author`, `author_identity` and
            `author_address` of the person concerned), `values` (columns of the case that other modules add)
        :rtype: dict
        """
        raise UserError(self.env._("No case can be filed about this."))

    def _review_check(self, kind):
        """Refuse in words a case that cannot be filed now. Hook for the host model: nothing here."""

    def _review_filed(self, case):
        """Called when a case was filed. Hook for the host model: nothing here."""

    def _review_moved(self, case):
        """Called when the day of receipt of an open case was corrected. Hook for the host model: nothing here."""

    def _review_decided(self, case):
        """Carry out a decision (`case.result`, `case.amount_new`, `case.decision_number`). Hook for the host model."""

    def _review_ended(self, case):
        """Called when a case ended without a decision: inadmissible or withdrawn. Hook for the host model."""

    def _review_notified(self, case):
        """Called when the decision counts as served: a second level or an early amount opens. Hook for the host."""

    def _open_reviews(self):
        """Return the list of the cases; for the smart button of hosts."""
        self.check_access('read')
        return {
            **self.env['ir.actions.act_window']._for_xml_id('public_revenue.revenue_review_case_action'),
            'domain': [('res_model', '=', self._name), ('res_id', 'in', self.ids)],
            'context': {'default_res_model': self._name, 'default_res_id': self.id if len(self) == 1 else False},
        }

    def _open_filing(self):
        """Return an empty case about this record, or the one that is open; for the buttons of hosts."""
        self.check_access('read')
        self.ensure_one()
        case = self.revenue_review_ids.filtered(lambda case: case.state in ('filed', 'admitted'))[:1]
        if case:
            return case.get_formview_action()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("File an appeal"),
            'res_model': 'revenue.review.case',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'context': {'default_res_model': self._name, 'default_res_id': self.id},
        }
