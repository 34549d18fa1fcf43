from odoo import fields, models


class RevenueCalendarDay(models.Model):
    """A dated day that differs from the week: a holiday, or a working Saturday."""

    _name = 'revenue.calendar.day'
    _description = "Day of a Legal Calendar"
    _inherit = ['revenue.dated.row.mixin']
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

    def _describe(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        return {
            day.id: self.env._("%(date)s %(kind)s", date=day.date, kind=kinds[day.kind])
            for day in self
        }

    def _get_history(self):
        return self.calendar_id

    def _say_change(self, old, new):
        return self.env._("Day changed: %(old)s -> %(new)s", old=old, new=new or self.env._("removed"))
