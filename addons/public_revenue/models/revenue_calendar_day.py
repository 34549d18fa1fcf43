from odoo import api, fields, models


class RevenueCalendarDay(models.Model):
    """A dated day that differs from the week: a holiday, or a working Saturday."""

    _name = 'revenue.calendar.day'
    _description = "Day of a Legal Calendar"
    _order = 'date desc, id'
    _rec_name = 'date'

    calendar_id = fields.Many2one('revenue.calendar', required=True, index=True, ondelete='cascade')
    date = fields.Date(required=True)
    kind = fields.Selection([('closed', "Closed"), ('open', "Open")], required=True, default='closed')
    name = fields.Char("Occasion")
    norm_id = fields.Many2one('revenue.norm', index='btree_not_null', ondelete='restrict')

    _calendar_date_uniq = models.Constraint(
        'UNIQUE (calendar_id, date)',
        "This calendar already has a row for this day.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        self.env.registry.clear_cache()
        return days

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
        kinds = dict(self._fields['kind']._description_selection(self.env))
        return {
            day.id: self.env._("%(date)s %(kind)s", date=day.date, kind=kinds[day.kind])
            for day in self
        }

    def _note_change(self, before, after):
        """Write into the calendar's history what a day was and what it became."""
        for day in self:
            old, new = before.get(day.id), after.get(day.id)
            if old != new:
                day.calendar_id.message_post(body=self.env._(
                    "Day changed: %(old)s -> %(new)s", old=old, new=new or self.env._("removed"),
                ))
