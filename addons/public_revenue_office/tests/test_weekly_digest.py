from datetime import date
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OfficeCommon

MONDAY = "2026-03-16 08:00:00"


@tagged("post_install", "-at_install")
class TestWeeklyDigest(OfficeCommon):
    """The week of Monday 9 March: 2,000 imposed and paid, 500 imposed and owed, at one of two offices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(cls.registry["ir.cron"], "_commit_progress"))
        cls.company.revenue_digest_group_ids = cls.env.ref("public_revenue.public_revenue_group_supervisor")
        cls.supervisor.email = "supervisor@example.com"
        cls.far = cls.make_user("o-far", "supervisor", cls.other_office)
        cls.far.email = "far@example.com"
        cls.collect(cls.issue("W1", 2000))
        cls.issue("W2", 500)

    def send(self, moment=MONDAY):
        """The mails of a morning, by address."""
        before = self.env["mail.mail"].search([])
        with self.at(moment):
            self.env["revenue.weekly.digest"]._cron_send()
        return {mail.email_to.split("<")[-1].strip(">"): mail for mail in self.env["mail.mail"].search([]) - before}

    def clean(self, text):
        """A text with plain blanks."""
        return " ".join(text.split())

    def money(self, amount):
        return self.clean(self.currency.format(amount))

    def read_rows(self, mail):
        """The rows of the table of a mail."""
        return [[self.clean(cell.text_content()) for cell in row.iterfind("*")]
                for row in html.fromstring(str(mail.body_html)).iterfind(".//tr")]

    def test_ux_59_a_manager_gets_at_most_four_figures_of_each_office_once_a_week(self):
        mails = self.send()
        self.assertIn("supervisor@example.com", mails)
        head, *rows = self.read_rows(mails["supervisor@example.com"])
        self.assertLessEqual(len(head), 1 + 4)
        self.assertEqual(
            rows, [["Office O1", self.money(2500), self.money(2000), self.money(500), "80.0 %"]])
        self.assertFalse(self.send(), "the same morning again")
        self.assertFalse(self.send("2026-03-17 08:00:00"), "a day later")
        self.assertIn("supervisor@example.com", self.send("2026-03-23 08:00:00"))

    def test_ux_59_who_switched_it_off_gets_none(self):
        self.supervisor.with_user(self.supervisor).revenue_digest_off = True
        self.assertNotIn("supervisor@example.com", self.send())

    def test_ux_53_who_cannot_be_sent_theirs_stops_nobody_else(self):
        send, far, problem = type(self.env["revenue.weekly.digest"])._send, self.far, "No figures"

        def refuse(digest, user, *args):
            if user == far:
                raise UserError(problem)
            return send(digest, user, *args)

        with (patch.object(self.registry["revenue.weekly.digest"], "_send", refuse),
              mute_logger("odoo.addons.public_revenue_office.models.revenue_weekly_digest")):
            self.assertEqual(set(self.send()), {"supervisor@example.com"})
        self.assertEqual(set(self.send("2026-03-17 08:00:00")), {"far@example.com"})

    def test_each_reads_the_own_offices_only(self):
        rows = self.read_rows(self.send()["far@example.com"])
        self.assertEqual([row[0] for row in rows[1:]], ["Office O2"])
        self.assertEqual(rows[1][1:4], [self.money(0)] * 3)

    def test_a_province_is_told_office_by_office(self):
        self.other_office.parent_id = self.office
        rows = self.read_rows(self.send()["supervisor@example.com"])[1:]
        self.assertEqual([row[0] for row in rows], ["Office O1, with all below", "Office O2"])
        self.assertEqual(rows[0][1], self.money(2500))

    def test_who_has_another_role_gets_none_and_nobody_does_where_no_role_is_named(self):
        self.accountant.email = "accountant@example.com"
        self.assertNotIn("accountant@example.com", self.send())
        self.company.revenue_digest_group_ids = False
        self.env["revenue.weekly.digest"].search([]).unlink()
        self.assertFalse({"supervisor@example.com", "far@example.com"} & set(self.send()))

    def test_desks_left_open_and_bank_lines_without_a_match_are_told(self):
        self.open_session()
        mail = self.send()["supervisor@example.com"]
        self.assertIn("Desks left open: 1", self.clean(html.fromstring(str(mail.body_html)).text_content()))

    def test_figures_are_written_as_the_reader_reads_them(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.supervisor.lang = "es_ES"
        mail = self.send()["supervisor@example.com"]
        self.assertIn("2.500,00", mail.body_html)
        self.assertIn("80,0 %", mail.body_html)

    def test_it_is_read_from_the_summary_and_not_from_the_debts(self):
        with patch.object(self.registry["revenue.obligation"], "_get_accruals", side_effect=AssertionError):
            self.assertTrue(self.send())

    def test_the_auditor_sees_who_got_which_week_and_nobody_writes_it(self):
        self.send()
        digests = self.env["revenue.weekly.digest"]
        self.assertEqual(set(digests.with_user(self.auditor).search([]).mapped("week")), {date(2026, 3, 9)})
        with self.assertRaises(AccessError):
            digests.with_user(self.supervisor).search([])
