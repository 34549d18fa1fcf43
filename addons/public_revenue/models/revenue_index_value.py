from odoo import fields, models


class RevenueIndexValue(models.Model):
    _name = 'revenue.index.value'
    _description = "Value of an Index"
    _inherit = ['revenue.dated.row.mixin']
    _order = 'date desc, id desc'
    _rec_name = 'date'

    index_id = fields.Many2one('revenue.index', required=True, index=True, ondelete='cascade')
    date = fields.Date("Valid from", required=True)
    value = fields.Float(required=True, digits=(16, 6), aggregator=None)
    norm_id = fields.Many2one('revenue.norm', index='btree_not_null', ondelete='restrict')
    source = fields.Char(help="Where the value was published.")

    _index_date_uniq = models.Constraint(
        'UNIQUE (index_id, date)',
        "This index already has a value from this day on.",
    )
    _value_not_negative = models.Constraint('CHECK (value >= 0)', "A value of an index cannot be negative.")

    def _describe(self):
        return {row.id: f"{row.date}: {row.value}" for row in self}

    def _get_history(self):
        return self.index_id

    def _say_change(self, old, new):
        return self.env._("Value corrected: %(old)s -> %(new)s", old=old, new=new or self.env._("removed"))
