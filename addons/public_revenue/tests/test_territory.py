from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestTerritory(RevenueCommon):

    def test_code_is_unique_in_a_country(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._make_territory('T1')

    def test_the_same_code_may_exist_in_another_country(self):
        self.assertTrue(self._make_territory('T1', country_id=self.env.ref('base.bv').id))

    def test_a_place_cannot_be_inside_itself(self):
        with self.assertRaises(UserError):
            self.province.parent_id = self.municipality

    def test_a_place_cannot_be_inside_another_country(self):
        with self.assertRaises(ValidationError):
            self._make_territory('X', parent_id=self.province.id, country_id=self.env.ref('base.bv').id)

    def test_chain_goes_from_the_nearest_place_outwards(self):
        self.assertEqual(self.municipality._get_chain(), [self.municipality.id, self.province.id])
