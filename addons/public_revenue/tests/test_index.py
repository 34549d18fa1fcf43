from datetime import date
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.public_revenue import rules

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestIndex(RevenueCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.index = cls.env['revenue.index'].create({
            'name': "Test unit", 'code': 'TESTUNIT',
            'value_ids': [
                Command.create({'date': '2026-01-01', 'value': 69.542}),
                Command.create({'date': '2026-02-01', 'value': 69.889}),
            ],
        })

    def test_series_gives_the_value_of_the_day_exactly(self):
        series = self.env['revenue.index']._get_series('TESTUNIT')
        self.assertEqual(series.at(date(2026, 1, 31)), Decimal('69.542'))
        self.assertEqual(series.at(date(2026, 2, 1)), Decimal('69.889'))

    def test_unknown_index_is_an_error_of_the_rules(self):
        with self.assertRaises(rules.UnknownIndex):
            self.env['revenue.index']._get_series('NO-SUCH-INDEX')

    def test_a_new_value_counts_at_once(self):
        self.env['revenue.index']._get_all_series()
        self.index.value_ids = [Command.create({'date': '2026-03-01', 'value': 70})]
        self.assertEqual(self.env['revenue.index']._get_series('TESTUNIT').at(date(2026, 3, 1)), Decimal(70))

    def test_an_archived_index_still_serves_old_debts(self):
        self.index.active = False
        self.assertIn('TESTUNIT', self.env['revenue.index']._get_all_series())

    def test_a_day_has_one_value(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self.index.value_ids = [Command.create({'date': '2026-01-01', 'value': 1})]

    def test_a_value_is_not_negative(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self.index.value_ids = [Command.create({'date': '2026-04-01', 'value': -1})]

    def test_a_corrected_value_leaves_a_trace(self):
        self.index.value_ids.sorted('date')[-1].value = 70.5
        self.assertIn('69.889', self.index.message_ids[0].body)
        self.assertIn('70.5', self.index.message_ids[0].body)

    @freeze_time('2026-01-15')
    def test_current_value_is_the_last_that_has_begun(self):
        self.assertEqual(self.index.current_value, 69.542)
        self.assertEqual(self.index.current_date, date(2026, 1, 1))
