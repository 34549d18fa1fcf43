from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RegisterCommon


@tagged("post_install", "-at_install")
class TestAccessRights(RegisterCommon):

    def test_registers_of_another_company_are_not_seen(self):
        record = self._import(self._row(1, issue_date=""))
        company = self.env["res.company"].create({"name": "Another town"})
        user = self._user("supervisor")
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        for foreign in (self.profile, self.profile.alias_ids, record, record.quarantine_ids):
            with self.subTest(model=foreign._name):
                self.assertFalse(foreign.with_user(user).search([("id", "in", foreign.ids)]))
                with self.assertRaises(AccessError):
                    foreign.with_user(user).read(["display_name"])

    def test_a_clerk_imports_no_register(self):
        record = self._import(self._row(1))
        with self.assertRaises(AccessError):
            record.with_user(self._user("clerk")).action_start()

    def test_an_agency_sees_what_became_of_its_fine_but_not_the_debt(self):
        fine = self._fine(1, "notified").with_user(self._user("agency_officer"))
        self.assertEqual(fine.collection_state, "in_term")
        for name in ("obligation_id", "amount_today", "explanation_html"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                fine.read([name])
        with self.assertRaises(AccessError):
            fine.action_open_obligation()

    def test_a_clerk_corrects_rows_of_own_offices_only(self):
        record = self._import(self._row(1, issue_date="", county="S"))
        waiting = record.quarantine_ids.with_user(self._user("clerk"))
        waiting.issue_date = "2025-01-01"
        with self.assertRaises(AccessError):
            waiting.action_retry()
        self.assertEqual(record.quarantine_ids.state, "open")

    def test_a_clerk_lets_no_fine_owe_nothing_by_writing_so(self):
        register, other = self._import(self._row(1)), self._fine(1, "notified")
        draft = self._fine(2).with_user(self._user("clerk"))
        for name, value in (("import_id", register.id), ("obligation_id", other.obligation_id.id)):
            with self.subTest(name=name), self.assertRaises(UserError):
                draft.write({name: value})
