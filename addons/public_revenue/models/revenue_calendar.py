from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from .. import rules

WEEKDAYS = ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')


class RevenueCalendar(models.Model):
    """Legal calendar: which days count as working days for terms. Whole days, no hours."""

    _name = 'revenue.calendar'
    _description = "Legal Calendar"
    _inherit = ['mail.thread', 'mail.activity.mixin', 'revenue.cached.mixin']
    _order = 'code'
    _rec_names_search = ['name', 'code']

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, tracking=True)
    closed_mon = fields.Boolean("Monday closed", tracking=True)
    closed_tue = fields.Boolean("Tuesday closed", tracking=True)
    closed_wed = fields.Boolean("Wednesday closed", tracking=True)
    closed_thu = fields.Boolean("Thursday closed", tracking=True)
    closed_fri = fields.Boolean("Friday closed", tracking=True)
    closed_sat = fields.Boolean("Saturday closed", default=True, tracking=True)
    closed_sun = fields.Boolean("Sunday closed", default=True, tracking=True)
    day_ids = fields.One2many('revenue.calendar.day', 'calendar_id', string="Days")
    office_ids = fields.One2many('revenue.office', 'calendar_id', string="Offices")
    last_day = fields.Date(
        "Known until", compute='_compute_last_day',
        help="Last dated day of the calendar. Terms that run past it count only the weekend.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint('UNIQUE (code)', "There is already a calendar with this code.")

    @api.depends('day_ids.date')
    def _compute_last_day(self):
        last = dict(self.env['revenue.calendar.day']._read_group(
            [('calendar_id', 'in', self.ids)], ['calendar_id'], ['date:max'],
        ))
        for calendar in self:
            calendar.last_day = last.get(calendar, False)

    @api.model
    def _get_days(self, office=None):
        """Return the calendar as the rules read it.

        Called on a calendar it returns that one, called on the empty model that of the office.

        :param office: `revenue.office` record, needed when `self` is empty
        :rtype: rules.Calendar
        :raise UserError: if the office has no calendar
        """
        office = office or self.env['revenue.office']
        calendar = self or office._get_calendar()
        if not calendar:
            raise UserError(self.env._(
                "%(office)s has no legal calendar: choose one on the office or on an office above it.",
                office=office.display_name or self.env._("The office"),
            ))
        return calendar._load_days(calendar.id)

    @tools.ormcache('calendar_id')
    def _load_days(self, calendar_id):
        calendar = self.browse(calendar_id)
        closed = calendar.day_ids.filtered(lambda day: day.kind == 'closed')
        return rules.Calendar(
            weekend=frozenset(
                number for number, name in enumerate(WEEKDAYS) if calendar[f'closed_{name}']
            ),
            days=frozenset(closed.mapped('date')),
            open_days=frozenset((calendar.day_ids - closed).mapped('date')),
        )
