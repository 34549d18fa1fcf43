from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.fines_collection import post_init_hook

from .common import FinesCollectionCommon


@tagged("post_install", "-at_install")
class TestFine(FinesCollectionCommon):

    # REGISTERED

    def test_a_registered_fine_is_owed_from_that_moment(self):
        fine = self._fine(7)
        self.assertFalse(fine.obligation_id, "a draft is owed by nobody")
        fine.action_register()
        debt = fine.obligation_id
        self.assertEqual((debt.amount, debt.balance, debt.state), (100, 100, "open"))
        self.assertEqual((debt.origin_model, debt.origin_id, debt.origin_key), ("fines.fine", fine.id, "TPOL A 000007"))
        self.assertEqual((debt.office_id, debt.policy_id), (self.office, self.policy))
        self.assertEqual((debt.date, debt.clock_start), (date(2026, 3, 2), date(2026, 3, 2)))
        self.assertEqual((fine.collection_state, fine.collection_since), ("in_term", date(2026, 3, 2)))
        self._assert_books_agree()

    def test_a_batch_of_fines_is_issued_at_once(self):
        fines = self.env["fines.fine"].create([self._fine_values(n) for n in range(20, 40)])
        fines[:2]._set_registered()
        self.env.flush_all()
        with self.assertQueryCount(120):
            fines[2:]._set_registered()
        self.assertEqual(len(set(fines.obligation_id.ids)), 20)

    def test_inv_17_a_fine_registered_again_gives_the_same_debt(self):
        fine = self._fine(8, "registered")
        debt = fine.obligation_id
        self.assertEqual(fine._issue_obligations(), debt)
        self.assertEqual(self.env["revenue.obligation"].search_count([("origin_id", "=", fine.id)]), 1)

    def test_a_key_that_belongs_to_another_fine_is_refused(self):
        self._fine(9, "registered")
        other = self._fine(10)
        self.agency.code = "RENAMED"
        self.agency.flush_recordset()
        renamed = self.env["fines.agency"].create({"name": "New", "code": "TPOL", "office_ids": self.office.ids})
        same = self.env["fines.fine"].create(self._fine_values(9, agency_id=renamed.id, inspector_id=False))
        with self.assertRaises(UserError):
            same._set_registered()
        other._set_registered()

    def test_an_agency_officer_registers_without_rights_on_debts(self):
        officer = self._user("agency_officer")
        fine = self.env["fines.fine"].with_user(officer).create(self._fine_values(11, notified_on="2026-03-02"))
        fine.action_register()
        self.assertEqual(fine.sudo().obligation_id.balance, 100)
        self.assertEqual(fine.collection_state, "in_term", "what became of it is for the agency too")
        self.assertEqual(fine.sudo().obligation_id.entry_ids.user_id, officer)

    def test_fines_registered_before_this_module_came_get_their_debts(self):
        fines = self._fine(31) | self._fine(32, office_id=self.other_office.id)
        fines._update_state("registered")
        self.env.flush_all()
        self.assertEqual(len(self.env["revenue.check"]._check_fines_debts()), 2)
        post_init_hook(self.env)
        self.assertEqual(fines.obligation_id.mapped("balance"), [100, 100])
        self._assert_books_agree()

    def test_a_fine_of_a_company_without_books_is_registered_and_gets_its_debt_with_them(self):
        company = self.office.company_id
        journal, company.revenue_journal_id = company.revenue_journal_id, False
        fine = self._fine(33)
        fine.action_register()
        self.assertIn(fine.state, ("registered", "notified"))
        self.assertFalse(fine.obligation_id)
        company.revenue_journal_id = journal
        company._revenue_prepare_accounting()
        self.assertEqual(fine.obligation_id.balance, 100)

    # FOUND

    def test_a_cashier_finds_a_fine_by_everything_printed_on_it(self):
        fine = self._fine(
            12, "registered", plate="p 123-456", person_identity_type_id=self.identity_type.id,
            person_identity="85032112345", person_licence="L-77")
        keys = self.env["revenue.key"].with_user(self._user("cashier"))
        for kind, value in (
            ("slip", "TPOL A 000012"), ("slip", "tpol-a-12"), ("slip", "A000012"), ("slip", "a12"), (None, "A 12"),
            ("plate", "P123456"), ("identity", "85032112345"), ("licence", "l77"),
        ):
            with self.subTest(kind=kind, value=value):
                found, state = keys._find(kind, value)
                self.assertEqual((found.sudo(), state), (fine.obligation_id, "found"))

    def test_sec_03_the_number_without_its_agency_is_no_second_factor(self):
        fine = self._fine(13, "registered", plate="P1")
        find = self.env["revenue.key"]._find
        self.assertEqual(find("slip", "TPOLA000013", factor="P1")[0], fine.obligation_id)
        self.assertEqual(find("slip", "TPOLA000013", factor="A13")[1], "unknown")
        self.assertEqual(find("number", "A13", factor="TPOLA13")[1], "unknown")
        self.assertEqual(find("plate", "P1", factor="TPOLA13")[0], fine.obligation_id)

    def test_a_receipt_says_what_the_fine_is_and_names_nobody(self):
        fine = self._fine(14, "registered")
        described = self.env["fines.fine"].with_user(self._user("cashier"))._revenue_describe(fine.obligation_id)
        text = str(described[fine.obligation_id.id])
        self.assertIn("TPOL A 000014", text)
        self.assertIn("Crossing on red", text)
        self.assertNotIn("Juan", text)

    def test_the_fine_opens_its_debt_and_the_debt_its_fine(self):
        fine = self._fine(15, "registered").with_user(self._user("clerk"))
        self.assertEqual(fine.action_open_obligation()["res_id"], fine.obligation_id.id)
        self.assertEqual(fine.obligation_id.action_open_origin()["res_id"], fine.id)
        self.assertEqual(fine.amount_today, 100)
        self.assertTrue(fine.explanation_html)

    # PAID

    def test_a_paid_fine_is_closed_and_its_agency_sees_it(self):
        fine = self._fine(16, "notified")
        self._pay(fine, 100, self._user("cashier"))
        self.assertEqual((fine.state, fine.close_reason), ("closed", "collected"))
        self.assertEqual((fine.collection_state, fine.collection_since), ("paid", date(2026, 3, 10)))
        self._assert_books_agree()

    def test_a_fine_paid_in_part_stays_open(self):
        fine = self._fine(17, "notified")
        self._pay(fine, 40)
        self.assertEqual((fine.state, fine.collection_state), ("notified", "in_term"))

    def test_a_payment_undone_opens_the_fine_again(self):
        fine = self._fine(18, "notified")
        receipt = self._pay(fine, 100)
        receipt._reverse("bounced", self.office._today(), "D-1")
        self.assertEqual((fine.state, fine.close_reason, fine.collection_state), ("notified", False, "in_term"))

    def test_who_paid_before_the_notification_knew_of_the_fine(self):
        fine = self._fine(19)
        fine.notified_on = False
        fine._set_registered()
        self.assertFalse(fine.obligation_id.clock_start)
        receipt = self._pay(fine, 100)
        self.assertEqual(fine.state, "closed")
        receipt._reverse("bounced", self.office._today(), "D-1")
        self.assertEqual((fine.state, fine.notified_on), ("notified", date(2026, 3, 10)))
        self.assertEqual(fine.obligation_id.clock_start, date(2026, 3, 10))

    def test_money_that_waits_for_a_fine_finds_it_when_it_is_registered(self):
        self.env["revenue.receipt"]._collect(
            100, self.currency, self.office._today(), self.channel, "early", series=self.series,
            keys=[("slip", "", "TPOL A 000041")])
        fine = self._fine(41, "registered")
        self.assertEqual((fine.state, fine.collection_state), ("closed", "paid"))

    # AS DAYS GO BY

    def test_money_that_waits_closes_a_notified_fine_among_others_that_are_registered_with_it(self):
        self.env["revenue.receipt"]._collect(
            100, self.currency, date(2026, 3, 5), self.channel, "early", series=self.series,
            keys=[("slip", "", "TPOLA000031")])
        paid, other = self._fine(31), self._fine(32)
        (paid | other).action_register()
        self.assertEqual((paid.state, paid.close_reason, other.state), ("closed", "collected", "notified"))
        self._assert_books_agree()

    def test_terms_run_from_the_notification(self):
        fine = self._fine(42)
        fine.notified_on = False
        fine._set_registered()
        self.assertFalse(fine.collection_until, "nothing changes while nobody was notified")
        fine._set_notified(date(2026, 3, 5))
        self.assertEqual(fine.obligation_id.clock_start, date(2026, 3, 5))
        self.assertEqual(fine.collection_until, date(2026, 4, 4))

    def test_agencies_see_the_phase_change_although_nothing_is_booked(self):
        fine, other = self._fine(43, "notified"), self._fine(44, "notified")
        self._pay(other, 100)
        cron = self.env.ref("fines_collection.ir_cron_fines_collection_show")
        for day, expected in (("2026-04-01", "in_term"), ("2026-04-02", "surcharged"), ("2026-05-02", "enforcement")):
            with self.subTest(day=day), freeze_time(f"{day} 15:00:00"):
                with self.enter_registry_test_mode():
                    cron.method_direct_trigger()
                    cron.method_direct_trigger()
                self.env.invalidate_all()
                self.assertEqual(fine.collection_state, expected)
                self.assertEqual(other.collection_state, "paid")
        self.assertEqual(fine.collection_since, date(2026, 5, 2))

    # CLOSED OTHERWISE

    def test_a_cancelled_fine_is_owed_no_more(self):
        fine = self._fine(45, "notified")
        fine.with_user(self._user("supervisor"))._set_closed("cancelled", "R-12")
        debt = fine.obligation_id
        self.assertEqual((debt.state, debt.balance, debt.close_reason_id.code), ("closed", 0, "annulled"))
        self.assertEqual((fine.collection_state, fine.state), ("cancelled", "closed"))
        self._assert_books_agree()

    def test_each_reason_for_closing_ends_the_debt_as_it_says(self):
        for number, (reason, shown) in enumerate((
            ("wrong_debtor", "cancelled"), ("prescribed", "prescribed"), ("other", "prescribed"),
        ), 46):
            fine = self._fine(number, "notified")
            fine._set_closed(reason, "R-1")
            self.assertEqual((fine.obligation_id.balance, fine.collection_state), (0, shown))

    def test_an_unpaid_fine_is_not_called_collected(self):
        fine = self._fine(50, "notified")
        with self.assertRaisesRegex(UserError, "is not paid"):
            fine._set_closed("collected", "by hand")

    def test_a_debt_closed_by_the_office_closes_the_fine(self):
        fine = self._fine(51, "notified")
        fine.obligation_id._close(self.env.ref("public_revenue_collection.revenue_close_reason_annulled"), "R-2")
        self.assertEqual((fine.state, fine.close_reason), ("closed", "cancelled"))

    def test_a_debt_transferred_to_another_office_takes_the_fine_along(self):
        fine = self._fine(52, "notified")
        fine.obligation_id._transfer(self.other_office, "lives there", self.office._today())
        self.assertEqual(fine.office_id, self.other_office)
        self.assertEqual(fine.collection_state, "in_term")

    def test_agencies_may_have_a_concept_of_their_own(self):
        concept = self.env["revenue.concept"].create({"name": "Traffic fines", "code": "test-traffic"})
        self.agency.concept_id = concept
        self.assertEqual(self._fine(53, "registered").obligation_id.concept_id, concept)
