from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestAgency(FinesCommon):

    def _sees(self, user):
        return self.env["fines.fine"].with_user(user).search([("place", "=", "Main street 1")]).agency_id

    def test_two_agencies_never_share_a_code(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["fines.agency"].create({"name": "Copy", "code": "TPOL"})

    def test_an_agency_is_not_below_itself(self):
        below = self.env["fines.agency"].create({"name": "Below", "code": "B", "parent_id": self.agency.id})
        with self.assertRaises(UserError):
            self.agency.parent_id = below

    def test_an_officer_sees_the_agencies_below_too(self):
        officer = self._user("agency_officer")
        below = self.env["fines.agency"].create({
            "name": "Below", "code": "B", "parent_id": self.agency.id, "office_ids": self.office.ids})
        self._fine(1, agency_id=below.id, inspector_id=False)
        self._fine(2, agency_id=self.other_agency.id, inspector_id=False)
        self.assertEqual(self._sees(officer), below)

    def test_an_officer_who_changes_agency_loses_the_old_one_at_once(self):
        officer = self._user("agency_officer")
        self._fine(1)
        self._fine(2, agency_id=self.other_agency.id, inspector_id=self.other_inspector.id)
        self.assertEqual(self._sees(officer), self.agency)
        officer.fines_agency_ids = self.other_agency
        self.assertEqual(self._sees(officer), self.other_agency)
        self.agency.user_ids = officer
        self.assertEqual(self._sees(officer), self.agency | self.other_agency)

    def test_an_inspector_who_leaves_loses_access_and_keeps_history(self):
        user = self._user("inspector")
        user.fines_agency_ids = False
        self.inspector.user_id = user
        fine = self._fine(1, "notified")
        self.assertEqual(self._sees(user), self.agency)
        self.inspector.date_to = "2026-03-09"
        self.assertFalse(self._sees(user))
        self.assertEqual(fine.inspector_id, self.inspector)

    def test_sec_42_who_is_archived_or_replaced_as_inspector_loses_access_at_once(self):
        for values in ({"active": False}, {"user_id": False}, {"date_to": "2026-03-09"}):
            user = self._user("inspector", f"leaver_{next(iter(values))}")
            user.fines_agency_ids = False
            self.inspector.write({"user_id": user.id, "active": True, "date_to": False})
            self._fine(f"{user.id}")
            with self.subTest(values=values):
                self.assertTrue(self._sees(user))
                self.inspector.write(values)
                self.assertFalse(self._sees(user))
                self.assertTrue(user.fines_left_at)

    def test_an_officer_ends_the_service_of_an_inspector_without_rights_over_users(self):
        user = self._user("inspector")
        self.inspector.user_id = user
        self.inspector.with_user(self._user("agency_officer")).date_to = "2026-03-09"
        self.assertTrue(user.fines_left_at)

    def test_agencies_have_a_place_and_the_list_finds_them_by_the_places_above(self):
        above = self.env["revenue.territory"].create({
            "name": "Above", "code": "TEST-0", "country_id": self.env.ref("base.cu").id})
        self.territory.parent_id = above
        self.agency.territory_id = self.territory
        found = self.env["fines.agency"].search([("territory_id", "child_of", above.id)])
        self.assertEqual(found, self.agency)

    def test_a_badge_is_unique_within_its_agency_only(self):
        self.assertEqual(self.inspector.badge, self.other_inspector.badge)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["fines.inspector"].create({"name": "Eva", "badge": "7", "agency_id": self.agency.id})

    def test_the_period_of_service_has_two_ends_in_order(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.inspector.write({"date_to": "2019-12-31"})

    def test_smart_buttons_open_what_belongs_to_the_agency(self):
        for action in (
            self.agency.action_open_fines(), self.agency.action_open_inspectors(), self.agency.action_open_checkbooks(),
        ):
            self.assertEqual(action["domain"], [("agency_id", "=", self.agency.id)])
