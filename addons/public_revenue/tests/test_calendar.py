from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.public_revenue import rules

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestCalendar(RevenueCommon):

    def _get_days(self):
        return self.env['revenue.calendar']._get_days(self.office)

    def test_week_and_dated_days_reach_the_rules(self):
        self.calendar.day_ids = [
            Command.create({'date': '2026-01-01', 'kind': 'closed'}),
            Command.create({'date': '2026-01-03', 'kind': 'open'}),
        ]
        self.assertEqual(self._get_days(), rules.Calendar(
            weekend=frozenset({5, 6}), days=frozenset({date(2026, 1, 1)}), open_days=frozenset({date(2026, 1, 3)}),
        ))

    def test_a_new_holiday_counts_at_once(self):
        self.assertTrue(self._get_days().is_working(date(2026, 7, 27)))
        holiday = self.env['revenue.calendar.day'].create({'calendar_id': self.calendar.id, 'date': '2026-07-27'})
        self.assertFalse(self._get_days().is_working(date(2026, 7, 27)))
        holiday.unlink()
        self.assertTrue(self._get_days().is_working(date(2026, 7, 27)))

    def test_a_changed_week_counts_at_once(self):
        self.assertFalse(self._get_days().is_working(date(2026, 7, 25)))
        self.calendar.closed_sat = False
        self.assertTrue(self._get_days().is_working(date(2026, 7, 25)))

    def test_office_without_calendar_is_said_in_words(self):
        self.office_above.calendar_id = False
        with self.assertRaisesRegex(UserError, "no legal calendar"):
            self._get_days()

    def test_a_day_is_in_a_calendar_once(self):
        self.env['revenue.calendar.day'].create({'calendar_id': self.calendar.id, 'date': '2026-05-01'})
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self.env['revenue.calendar.day'].create({'calendar_id': self.calendar.id, 'date': '2026-05-01'})

    def test_a_corrected_day_leaves_a_trace(self):
        day = self.env['revenue.calendar.day'].create({'calendar_id': self.calendar.id, 'date': '2026-05-01'})
        day.date = '2026-05-02'
        self.assertIn('2026-05-02', self.calendar.message_ids[0].body)

    def test_last_known_day_is_shown(self):
        self.calendar.day_ids = [Command.create({'date': day}) for day in ('2026-05-01', '2027-01-01')]
        self.assertEqual(self.calendar.last_day, date(2027, 1, 1))

    def test_inv_20_a_term_in_working_days_skips_the_days_closed_in_the_legal_calendar(self):
        self.calendar.day_ids = [Command.create({'date': '2026-01-01'}), Command.create({'date': '2026-01-02'})]
        end = rules.add_days(date(2025, 12, 30), 3, 'working_day', self._get_days())
        self.assertEqual(end, date(2026, 1, 6))
