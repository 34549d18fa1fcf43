from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import revenue_nightly_run_notice
from .common import OfficeCommon

DAYS = 3


class ChangeNoticeCommon(OfficeCommon):
    """An office that tells debtors three days before, and a debt of 300 that is doubled on 18 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office.write({"change_notice_days": DAYS, "change_notice_way": "post"})
        cls.debtor.write({"street": "Calle 5 #12", "email": "ana@example.com"})
        cls.debt = cls.issue("N1", 300, start="2026-02-15")

    def work(self, day, batch=500):
        """The notices of the night in which a day of March begins."""
        with self.at(f"2026-03-{day} 05:00:00"), patch.object(revenue_nightly_run_notice, "BATCH", batch):
            runs = self.env["revenue.nightly.run"]
            runs._begin()
            run = runs.search([("company_id", "=", self.company.id)], limit=1)
            step = run.step_ids.filtered(lambda step: step.code == "notify")
            step._note({"position": 0})
            is_over = False
            while not is_over:
                _count, is_over = run._do_notify(step)
        self.env.invalidate_all()
        return step

    def get_notices(self):
        return self.env["revenue.notice"].search([("res_model", "=", "revenue.obligation")], order="id")

    def get_texts(self, notice):
        return "\n".join(
            text for block in notice.addressee_ids.paper["blocks"]
            for text in ([block["text"]] if block["kind"] == "text" else map(" ".join, block["rows"])))


@tagged("post_install", "-at_install")
class TestChangeNotice(ChangeNoticeCommon):
    """Debtors are told before the amount changes: once, in time, and only who still owes."""

    def test_ux_19_the_debtor_is_told_once_three_days_before_the_amount_changes(self):
        self.work(14)
        self.assertFalse(self.get_notices())
        self.work(15)
        [notice] = self.get_notices()
        self.assertRecordValues(notice, [
            {"kind": "change", "channel": "post", "office_id": self.office.id, "res_id": self.debt.id,
             "issued_on": date(2026, 3, 15), "name": "Ana Pérez"}])
        self.assertIn("Calle 5 #12", notice.address)
        self.work(15)
        self.work(16)
        self.assertEqual(self.get_notices(), notice)
        self.assertRecordValues(self.debt.change_notice_ids, [
            {"valid_until": date(2026, 3, 17), "amount": 300, "amount_next": 600, "notice_id": notice.id}])
        self.assertEqual(self.debt.revenue_notice_count, 1)

    def test_the_whole_night_issues_them(self):
        with patch.object(self.registry["ir.cron"], "_commit_progress"), self.at("2026-03-15 05:00:00"):
            self.env["revenue.nightly.run"]._cron_run()
        self.assertEqual(self.get_notices().res_id, self.debt.id)

    def test_who_paid_meanwhile_is_not_told(self):
        self.collect(self.debt, 300)
        self.work(15)
        self.assertFalse(self.get_notices())

    def test_a_debt_on_hold_changes_nothing_and_nobody_is_told(self):
        self.debt._hold("review", date(2026, 3, 1), None, "Appeal 4/2026")
        self.work(15)
        self.assertFalse(self.get_notices())

    def test_a_hold_that_the_list_of_debts_does_not_show_yet_is_respected(self):
        held = self.debt.valid_until
        self.debt._hold("review", date(2026, 3, 1), None, "Appeal 4/2026")
        self.env.cr.execute(
            "UPDATE revenue_obligation SET valid_until = %s WHERE id = %s", (held, self.debt.id))
        self.env.invalidate_all()
        self.work(15)
        self.assertFalse(self.get_notices())

    def test_the_text_says_the_amount_of_today_the_next_one_and_the_day(self):
        self.work(15)
        text = self.get_texts(self.get_notices())
        now, then = self.currency.format(300), self.currency.format(600)
        self.assertIn(f"Today {now} is to be paid. From March 18, 2026 on it will be {then}.", text)

    def test_the_day_is_written_as_the_debtor_reads_it(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.debtor.lang = "es_ES"
        self.work(15)
        text = self.get_texts(self.get_notices())
        self.assertIn("18 de marzo de 2026", text)
        self.assertIn("600,00", text)

    def test_a_payment_in_part_is_told_with_what_is_left(self):
        self.collect(self.debt, 100)
        self.work(15)
        [row] = self.debt.change_notice_ids
        self.assertEqual((row.amount, row.amount_next), (200, 500))

    def test_nobody_is_told_where_no_days_are_configured(self):
        self.office.change_notice_days = 0
        self.assertIn("Not configured", self.work(15).note)
        self.assertFalse(self.get_notices())

    def test_ux_19_who_asked_for_silence_gets_none(self):
        self.debtor.revenue_no_change_notice = True
        self.work(15)
        self.assertFalse(self.get_notices())

    def test_a_contact_corrected_meanwhile_gets_it_at_the_new_address(self):
        self.debtor.street = "Avenida 3 #40"
        self.work(15)
        self.assertIn("Avenida 3 #40", self.get_notices().address)

    def test_a_debtor_nobody_knows_is_told_as_soon_as_there_is_one(self):
        unknown = self.issue("N2", 80, start="2026-02-15", partner_id=False)
        self.work(15)
        self.assertNotIn(unknown.id, self.get_notices().mapped("res_id"))

    def test_by_e_mail_goes_the_text_alone_and_who_has_none_gets_no_notice(self):
        self.office.change_notice_way = "electronic"
        other = self.env["res.partner"].create({"name": "Sin Correo"})
        self.issue("N2", 80, start="2026-02-15", partner_id=other.id)
        self.work(15)
        self.assertEqual(self.get_notices().mapped("res_id"), self.debt.ids)
        [mail] = self.env["mail.mail"].search([("subject", "=", "Your debt changes soon")])
        self.assertIn("ana@example.com", mail.email_to)
        self.assertIn("March 18, 2026", mail.body_html)
        self.assertNotIn("Calle 5", mail.body_html)
        self.assertTrue(self.debt.change_notice_ids.email)

    def test_many_are_told_batch_by_batch_each_once(self):
        self.env["revenue.obligation"]._issue(
            [self.vals(f"M{number}", 100 + number, "2026-02-15") for number in range(5)])
        self.work(15, batch=2)
        self.assertEqual(len(self.get_notices()), 6)
        self.assertEqual(len(set(self.get_notices().mapped("res_id"))), 6)
        self.work(16, batch=2)
        self.assertEqual(len(self.get_notices()), 6)

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_keeps_one_row_for_a_change(self):
        self.work(15)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO revenue_change_notice (obligation_id, company_id, office_id, valid_until)
                   SELECT obligation_id, company_id, office_id, valid_until FROM revenue_change_notice""")

    def test_such_a_notice_is_not_issued_by_hand(self):
        with self.assertRaises(UserError):
            self.env["revenue.notice"]._serve(self.debt, "change", "post")

    def test_an_office_sees_its_own_and_the_auditor_all(self):
        self.work(15)
        rows = self.env["revenue.change.notice"]
        far = self.make_user("o-far", "clerk", self.other_office)
        self.assertEqual(len(rows.with_user(self.supervisor).search([])), 1)
        self.assertFalse(rows.with_user(far).search([]))
        self.assertEqual(len(rows.with_user(self.auditor).search([])), 1)
