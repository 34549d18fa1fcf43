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
