from odoo import api, fields, models


class RevenueIndexValue(models.Model):
    _name = 'revenue.index.value'
    _description = "Value of an Index"
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

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        self.env.registry.clear_cache()
        return values

    def write(self, vals):
        before = self._describe()
        result = super().write(vals)
        self.env.registry.clear_cache()
        self._note_change(before, self._describe())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_leave_trace(self):
        self.env.registry.clear_cache()
        self._note_change(self._describe(), {})

    def _describe(self):
        return {row.id: f"{row.date}: {row.value}" for row in self}

    def _note_change(self, before, after):
        """Write into the index's history what a value was and what it became."""
        for row in self:
            old, new = before.get(row.id), after.get(row.id)
            if old != new:
                row.index_id.message_post(body=self.env._(
                    "Value corrected: %(old)s -> %(new)s", old=old, new=new or self.env._("removed"),
                ))
