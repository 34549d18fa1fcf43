from odoo import api, fields, models, tools
from odoo.fields import Domain

from .. import rules


class RevenueIndex(models.Model):
    """A unit or rate whose value changes by decree: tax unit, price index, default rate."""

    _name = 'revenue.index'
    _description = "Index Unit"
    _inherit = ['mail.thread', 'mail.activity.mixin', 'revenue.cached.mixin']
    _order = 'code'
    _rec_names_search = ['name', 'code']

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [('unit', "Unit of account"), ('index', "Price index"), ('rate', "Rate in percent")],
        required=True, default='unit', tracking=True,
    )
    country_id = fields.Many2one('res.country', index='btree_not_null', ondelete='restrict', tracking=True)
    value_ids = fields.One2many('revenue.index.value', 'index_id', string="Values")
    current_value = fields.Float(compute='_compute_current', digits=(16, 6))
    current_date = fields.Date("Value since", compute='_compute_current')
    active = fields.Boolean(default=True, tracking=True)

    _code_uniq = models.Constraint('UNIQUE (code)', "There is already an index with this code.")

    @api.depends('value_ids.value', 'value_ids.date')
    def _compute_current(self):
        today = fields.Date.context_today(self)
        for index in self:
            known = index.value_ids.filtered(lambda row: row.date and row.date <= today).sorted('date')
            index.current_value = known[-1:].value
            index.current_date = known[-1:].date

    @api.model
    def _get_series(self, code):
        """Return the dated values of one index as the rules read them.

        :raise rules.UnknownIndex: if there is no index with this code
        :rtype: rules.IndexSeries
        """
        series = self._get_all_series().get(code)
        if series is None:
            raise rules.UnknownIndex(self.env._("There is no index with the code %(code)s.", code=code))
        return series

    @tools.ormcache()
    def _get_all_series(self):
        """Return all indexes by code, archived ones too: old debts still name them.

        :rtype: dict[str, rules.IndexSeries]
        """
        indexes = self.with_context(active_test=False).search(Domain.TRUE)
        rows = self.env['revenue.index.value'].search(Domain.TRUE, order='index_id, date')
        by_index = rows.grouped('index_id')
        return {
            index.code: rules.IndexSeries(index.code, tuple(
                (row.date, rules.to_decimal(row.value)) for row in by_index.get(index, rows.browse())
            ))
            for index in indexes
        }
