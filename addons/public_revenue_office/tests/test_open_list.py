from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.public_revenue.paper import render

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestOpenList(OfficeCommon):
    """B1-9 doubles tomorrow, on 11 March: its 30 days end today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue("B1-9", 2000, start="2026-02-08")
        cls.issue("B1-10", 500, partner_id=None)
        cls.collect(cls.issue("B1-11", 300), 300)
        cls.issue("F-1", 100, office_id=cls.other_office.id)
        cls.startClassPatcher(patch.object(cls.registry["ir.cron"], "_commit_progress", return_value=600))

    def prepare(self, user=None):
        action = self.env["revenue.open.list"].with_user(user or self.cashier).action_prepare()
        return self.env["revenue.open.list"].with_user(user or self.cashier).browse(action["res_id"])

    def test_the_open_debts_of_the_office_stand_on_it_with_the_amounts_of_today_and_tomorrow(self):
        record = self.prepare()
        self.assertRecordValues(record, [
            {"debt_count": 2, "amount_today": 2500, "amount_tomorrow": 4500, "day": date(2026, 3, 10)}])
        lines = record.paper["blocks"][1]
        spell = self.currency.format
        self.assertEqual(lines["rows"], [
            ["B110", "", "Fines", "", spell(500), spell(500)],
            ["B19", "Ana Pérez", "Fines", "", spell(2000), spell(4000)]])
        self.assertTrue(render(record._get_papers()).startswith(b"%PDF"))

    def test_it_prints_again_as_it_was_and_each_print_is_logged(self):
        record = self.prepare()
        before = record._get_papers()
        self.debtor.name = "Another name"
        self.assertEqual(record._get_papers(), before)
        logged = self.env["revenue.person.lookup"].search([("user_id", "=", self.cashier.id), ("kind", "=", "export")])
        self.assertEqual(logged.mapped("text"), [record.display_name] * 2)
        for values in ({"debt_count": 1}, {"paper": {}}):
            with self.assertRaisesRegex(UserError, "does not change"):
                record.sudo().write(values)
        with self.assertRaisesRegex(UserError, "prepared by its button"):
            record.sudo().create([{"office_id": self.office.id}])

    def test_it_is_prepared_each_evening_and_kept_for_some_days(self):
        self.other_office.open_list_days = 0
        lists = self.env["revenue.open.list"]
        for day in range(10, 20):
            with self.at(f"2026-03-{day} 22:00:00"):
                lists._cron_prepare()
                lists._cron_prepare()
        kept = lists.search([("office_id", "=", self.office.id)], order="day")
        self.assertEqual(kept.mapped("day"), [date(2026, 3, day) for day in range(13, 20)])
        self.assertFalse(lists.search([("office_id", "=", self.other_office.id)]))

    def test_sec_42_a_list_is_for_the_own_office(self):
        record = self.prepare()
        far = self.make_user("o-far", "clerk", self.other_office)
        self.assertFalse(self.env["revenue.open.list"].with_user(far).search([]))
        with self.assertRaises(AccessError):
            self.env["revenue.open.list"].with_user(self.accountant).action_prepare()
        with self.assertRaises(AccessError):
            self.env["revenue.open.list"].with_user(self.auditor).action_prepare()
        self.assertEqual(self.env["revenue.open.list"].with_user(self.auditor).search([]), record)
        self.assertEqual(self.office.with_user(self.supervisor).action_prepare_open_list()["res_model"], record._name)
