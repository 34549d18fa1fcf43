import io

import pypdf
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestDailyList(FinesCommon):

    def _list(self, user, **values):
        return self.env["fines.agency.list"].with_user(user).create({
            "agency_id": self.agency.id, "day": "2026-03-02", **values})

    def _print(self, kept):
        return self.env["ir.actions.report"].with_user(kept.env.user)._render_qweb_pdf(
            "public_revenue.paper:fines.daily.list", kept.ids)[0]

    def _kept(self, wizard):
        """The list that printing keeps."""
        action = wizard.action_print()
        return self.env["fines.daily.list"].with_user(wizard.env.user).browse(action["context"]["active_ids"])

    def _text(self, wizard):
        content = self._print(self._kept(wizard))
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        return " ".join(text.split())

    def test_the_list_shows_the_fines_of_the_day_by_inspector_with_totals(self):
        officer = self._user("agency_officer")
        second = self.env["fines.inspector"].create({
            "name": "Eva", "badge": "8", "agency_id": self.agency.id, "date_from": "2020-01-01"})
        self._fine(1)
        self._fine(2, inspector_id=second.id, line_ids=[
            Command.create({"offence_id": self.range_offence.id, "amount": 250})])
        self._fine(3, inspector_id=second.id)
        self._fine(4, infraction_date="2026-03-01")
        self._fine(5, agency_id=self.other_agency.id, inspector_id=False)
        wizard = self._list(officer)
        self.assertEqual(wizard.fine_count, 3)
        text = self._text(wizard)
        for part in ("7 Ana", "8 Eva", "TPOL A 000001", "TPOL A 000002", "TPOL A 000003", "350", "450", "Juan Pérez"):
            self.assertIn(part, text)
        for part in ("000004", "000005"):
            self.assertNotIn(part, text)
        self.assertEqual(wizard.action_print()["report_name"], "public_revenue.paper:fines.daily.list")

    def test_a_printed_list_prints_again_as_it_was_whatever_happened_to_its_fines(self):
        fine, officer = self._fine(1), self._user("agency_officer")
        kept = self._kept(self._list(officer))
        before = self._print(kept)
        fine._set_registered()
        self._fine(2)
        self.assertEqual(self._print(kept), before)
        self.assertEqual(kept.fine_count, 1)
        self.assertIn("000002", self._text(self._list(officer)), "printed anew it shows what is there now")
        for call in (lambda: kept.write({"fine_count": 7}), kept.unlink, lambda: kept.create({"day": "2026-03-02"})):
            with self.assertRaises(UserError):
                call()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "fines_frozen"), \
                self.env.cr.savepoint():
            self.env.cr.execute("UPDATE fines_daily_list SET fine_count = 7 WHERE id = %s", [kept.id])

    def test_a_day_without_fines_is_said(self):
        with self.assertRaises(UserError):
            self._list(self._user("clerk"), day="2026-01-01").action_print()

    def test_the_list_holds_only_what_the_user_may_read(self):
        self._fine(5, agency_id=self.other_agency.id, inspector_id=False, office_id=self.other_office.id)
        wizard = self._list(self._user("agency_officer"), agency_id=self.other_agency.id)
        self.assertEqual(wizard.fine_count, 0)

    def test_the_list_of_somebody_else_is_not_printed(self):
        self._fine(1)
        kept = self._kept(self._list(self._user("agency_officer")))
        with self.assertRaises(AccessError):
            self._print(kept.with_user(self._user("clerk")))
