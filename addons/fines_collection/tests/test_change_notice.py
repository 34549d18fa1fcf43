from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common import FinesCollectionCommon


@tagged("post_install", "-at_install")
class TestChangeNotice(FinesCollectionCommon):
    """Who was fined is told before the amount is doubled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office.write({"change_notice_days": 3, "change_notice_way": "hand"})

    def work(self, day):
        with freeze_time(f"{day} 15:00:00"), patch.object(self.registry["ir.cron"], "_commit_progress"):
            self.env["revenue.nightly.run"]._cron_run()
        self.env.invalidate_all()

    def test_ux_19_a_fine_is_told_once_with_its_infraction_and_both_amounts(self):
        fine = self._fine(7, "notified")
        debt = fine.obligation_id
        self.assertEqual(debt.valid_until, date(2026, 4, 1))
        self.work("2026-03-29")
        self.assertFalse(debt.change_notice_ids)
        self.work("2026-03-30")
        self.work("2026-03-31")
        [row] = debt.change_notice_ids
        self.assertEqual((row.amount, row.amount_next), (100, 200))
        self.assertRecordValues(row.notice_id, [{"kind": "change", "channel": "hand", "name": "Juan Pérez"}])
        rows = row.notice_id.addressee_ids.paper["blocks"][0]["rows"]
        self.assertIn("A 000007", dict(map(tuple, rows))["Debt"])

    def test_a_fine_paid_meanwhile_is_not_told(self):
        fine = self._fine(8, "notified")
        self._pay(fine, 100)
        self.work("2026-03-30")
        self.assertFalse(self.env["revenue.change.notice"].search([]))

    def test_a_fine_without_a_known_person_is_told_to_the_name_on_the_slip(self):
        fine = self._fine(9, "notified")
        self.assertFalse(fine.partner_id)
        self.work("2026-03-30")
        self.assertEqual(fine.obligation_id.change_notice_ids.notice_id.name, "Juan Pérez")
