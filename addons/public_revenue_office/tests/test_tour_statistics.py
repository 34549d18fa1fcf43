from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTourStatistics(OfficeCommon, HttpCase):
    """The guide docs/es/estadisticas.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        cls.nation, cls.province = cls.make_office("N"), cls.make_office("P")
        cls.province.parent_id = cls.nation
        (cls.office | cls.other_office).parent_id = cls.province
        cls.director = cls.make_user("o-director", "supervisor", cls.nation)
        cls.director.password = "o-director"

    def test_a_director_goes_from_the_nation_to_one_receipt_and_every_sum_agrees(self):
        self.collect(self.issue("R1", 2000))
        self.collect(self.issue("R2", 500), 700)
        self.env["revenue.obligation"]._issue([self.vals("R3", 900, office_id=self.other_office.id)])
        self.env["revenue.statistic"]._refresh()
        self.start_tour("/odoo/action-public_revenue_office.revenue_statistic_show_action", "estadisticas",
                        login="o-director")
