from lxml import etree

from odoo.tests import TransactionCase, tagged

LISTED = (
    "fines.fine", "fines.batch", "fines.checkbook", "fines.checkbook.move", "fines.print.order", "fines.slip.conflict",
    "fines.inspector", "fines.agency", "fines.offence",
)


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):

    def _arch(self, model, kind):
        return etree.fromstring(self.env[model].get_view(view_type=kind)["arch"])

    def test_ux_51_each_list_has_four_filters_and_group_bys(self):
        for model in LISTED:
            with self.subTest(model=model):
                filters = self._arch(model, "search").xpath("//filter")
                ready = [node for node in filters if node.get("domain") or node.get("date")]
                groups = [node for node in filters if "group_by" in (node.get("context") or "")]
                self.assertGreaterEqual(len(ready), 4)
                self.assertGreaterEqual(len(groups), 2)

    def test_ux_52_what_has_a_state_shows_its_bar_and_smart_buttons(self):
        for model in ("fines.fine", "fines.batch", "fines.checkbook", "fines.print.order"):
            arch = self._arch(model, "form")
            self.assertTrue(arch.xpath("//header/field[@name='state'][@widget='statusbar']"), model)
            self.assertTrue(arch.xpath("//div[@name='button_box']/button"), model)

    def test_a_fine_has_no_chatter_and_is_not_archived(self):
        self.assertNotIn("message_ids", self.env["fines.fine"]._fields)
        self.assertNotIn("active", self.env["fines.fine"]._fields)

    def test_ux_42_the_fields_follow_the_order_of_the_slip(self):
        fields = self._arch("fines.fine", "form").xpath("//sheet//field[not(ancestor::list)]")
        names = [node.get("name") for node in fields]
        slip = [
            "agency_id", "series", "number", "infraction_date", "infraction_time", "place", "person_identity",
            "person_name", "plate", "line_ids", "inspector_id", "notified_on"]
        self.assertEqual([name for name in names if name in slip], slip)
