from psycopg2 import IntegrityError

from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")  # 11:00 in Havana
class TestFine(FinesCommon):

    def _assert_refused(self, words, **values):
        """Creating is refused in these words and nothing is left behind."""
        models = ("fines.fine", "fines.fine.person", "fines.fine.line", "res.partner", "revenue.identity")
        before = [self.env[model].search_count([]) for model in models]
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.env["fines.fine"].create(self._fine_values(900, **values))
        self.env.invalidate_all()
        self.assertEqual([self.env[model].search_count([]) for model in models], before)

    def test_a_slip_becomes_a_fine_with_snapshot_lines_and_total(self):
        fine = self._fine("00-0123", person_address="Oak 5", line_ids=[
            Command.create({"offence_id": self.offence.id}),
            Command.create({"offence_id": self.range_offence.id, "amount": 75.5})])
        self.assertRecordValues(fine, [{
            "number": "123", "series": "A", "amount_total": 175.5, "office_id": self.office.id, "state": "draft",
            "norm_id": self.norm.id, "person_name": "Juan Pérez", "person_address": "Oak 5"}])
        self.assertEqual(fine.person_ids.role, "offender")
        self.assertEqual(fine.display_name, "TPOL A 000123")

    def test_the_snapshot_of_a_draft_is_corrected_in_place(self):
        fine = self._fine(1)
        fine.person_name = "Juana Pérez"
        self.assertEqual(fine.person_ids.name, "Juana Pérez")
        nameless = self._fine(2, person_name=False, offender_kind="unknown", plate="p 12-3")
        self.assertFalse(nameless.person_ids)
        self.assertEqual(nameless.plate, "P123")
        nameless.person_name = "Owner"
        self.assertEqual(nameless.person_ids.name, "Owner")

    def test_a_date_in_the_future_is_refused_by_the_day_and_hour_of_the_office(self):
        self._assert_refused("in the future", infraction_date="2026-03-11")
        self._assert_refused("in the future", infraction_date="2026-03-10", infraction_time=11.5)
        self._assert_refused("in the future", notified_on="2026-03-11")
        self.env["fines.fine"].create(self._fine_values(1, infraction_date="2026-03-10", infraction_time=10.9))

    def test_an_infraction_before_or_after_its_norm_is_refused(self):
        self._assert_refused("before TEST-NORM", infraction_date="2015-05-31", inspector_id=False)
        self.norm.date_to = "2026-02-28"
        self._assert_refused("after TEST-NORM")

    def test_an_unknown_office_is_refused(self):
        self.agency.office_ids = False
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["fines.fine"].create(self._fine_values(1))

    def test_an_amount_of_zero_or_less_or_with_too_many_decimals_is_refused(self):
        for amount in (0, -5):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._fine(1, line_ids=[Command.create({"offence_id": self.range_offence.id, "amount": amount})])
        for amount in (10.005, float("nan"), float("inf")):
            self._assert_refused("decimals", line_ids=[
                Command.create({"offence_id": self.range_offence.id, "amount": amount})])

    def test_a_wrong_identity_number_is_refused_in_words(self):
        self._assert_refused(
            "123 .*Identity card", person_identity="123", person_identity_type_id=self.identity_type.id)
        self._assert_refused(
            "Identity card", person_identity="123", person_identity_type_id=self.identity_type.id,
            partner_id=self.env.user.partner_id.id)
        self._assert_refused("Choose the document", person_identity="123")

    def test_a_time_of_day_beyond_midnight_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._fine(1, infraction_time=24)

    def test_an_inspector_who_did_not_serve_that_day_is_refused(self):
        self.inspector.date_to = "2026-03-01"
        self._assert_refused("not in service")

    def test_a_notification_before_the_infraction_is_refused(self):
        self._assert_refused("before the infraction", notified_on="2026-03-01")

    def test_a_taken_number_names_the_fine_and_opens_it(self):
        fine = self._fine(12)
        with self.assertRaises(RedirectWarning) as caught:
            self._fine("0012")
        message, action, __, __ = caught.exception.args
        self.assertIn(fine.display_name, message)
        self.assertEqual(action["res_id"], fine.id)
        self._fine(12, series="B")
        self._fine(12, series=False)
        self._fine(12, agency_id=self.other_agency.id, inspector_id=False)

    def test_a_number_taken_at_another_office_is_named_but_not_opened(self):
        self._fine(12, office_id=self.other_office.id)
        clerk = self._user("clerk")
        with self.assertRaisesRegex(ValidationError, "South"):
            self.env["fines.fine"].with_user(clerk).create(self._fine_values(12))

    def test_a_number_twice_in_one_batch_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "twice"):
            self.env["fines.fine"].create([self._fine_values("07"), self._fine_values("7")])

    def test_the_database_refuses_a_number_twice(self):
        fine = self._fine(1)
        other = self._fine(2)
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE fines_fine SET number = %s WHERE id = %s", [fine.number, other.id])

    def test_an_identity_finds_its_person_or_makes_one_for_the_whole_batch(self):
        identity = {"person_identity_type_id": self.identity_type.id, "person_identity": "850321-12345"}
        first, second, named = self.env["fines.fine"].create([
            self._fine_values(1, **identity), self._fine_values(2, **identity), self._fine_values(3)])
        self.assertTrue(first.partner_id)
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_id.revenue_identity_ids.value, "85032112345")
        self.assertFalse(named.partner_id, "a name alone joins nobody's debts")
        self.assertEqual(self._fine(4, **identity).partner_id, first.partner_id)

    def test_several_infractions_cost_what_their_norm_says(self):
        lines = [
            Command.create({"offence_id": self.offence.id}),
            Command.create({"offence_id": self.range_offence.id, "amount": 300})]
        for number, mode, amount in ((1, "sum", 400), (2, "highest", 300), (3, "double_highest", 600)):
            self.norm.fines_combination = mode
            self.assertEqual(self._fine(number, line_ids=lines).amount_total, amount, mode)
        self.assertEqual(self._fine(4).amount_total, 100, "one infraction is never doubled")

    def test_a_fine_is_found_by_what_is_printed(self):
        fine = self._fine(123)
        self._fine(123, agency_id=self.other_agency.id, inspector_id=False)
        for text in ("TPOL A 000123", "tpol-a-123", "TPOL 123"):
            self.assertEqual(self.env["fines.fine"].search([("display_name", "ilike", text)]), fine, text)
        self.assertEqual(self.env["fines.fine"].search_count([("display_name", "ilike", "00123")]), 2)
        self.assertEqual(
            self.env["fines.fine"]._find_slips([(self.agency.id, "A", "123"), (self.agency.id, "A", "9")]),
            {(self.agency.id, "A", "123"): fine})

    def test_a_batch_costs_no_statement_more_than_a_single_fine(self):
        self._book(1, 500)
        self._fine(500)
        self.env.flush_all()

        def count(numbers):
            before = self.env.cr.sql_log_count
            self.env["fines.fine"].create([self._fine_values(number) for number in numbers])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = count(range(1, 11)), count(range(11, 111))
        self.assertLessEqual(many, few + 2)

    def test_persons_with_fines_are_not_merged_away(self):
        partner = self.env["res.partner"].create({"name": "Eva"})
        self.assertFalse(partner._has_public_debts())
        self._fine(1, partner_id=partner.id)
        self.assertTrue(partner._has_public_debts())
