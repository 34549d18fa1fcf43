from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestNorm(RevenueCommon):

    def test_code_is_unique(self):
        self._make_norm('N1')
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._make_norm('N1')

    def test_a_norm_cannot_end_before_it_begins(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._make_norm('N1', date_from='2026-02-01', date_to='2026-01-31')

    def test_an_article_is_cited_with_its_norm(self):
        norm = self._make_norm('N1', article_ids=[Command.create({'code': '12', 'summary': "Pays double."})])
        self.assertEqual(norm.article_ids.display_name, "N1, art. 12")

    def test_an_article_is_in_a_norm_once(self):
        article = Command.create({'code': '12', 'summary': "Pays double."})
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._make_norm('N1', article_ids=[article, article])
