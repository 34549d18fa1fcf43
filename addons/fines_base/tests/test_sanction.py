from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestSanction(FinesCommon):

    def _of(self, number, day, state="registered", **values):
        """A fine of one driver."""
        fine = self.env["fines.fine"].create(self._fine_values(
            number, infraction_date=day, notified_on=day, person_licence="L-1", **values))
        if state != "draft":
            fine._set_registered()
        return fine

    def test_a_preventive_notice_costs_nothing_and_has_done_its_work_once_it_is_received(self):
        fine = self._fine(1, "registered", preventive=True)
        self.assertEqual((fine.amount_total, fine.line_ids.amount), (0, 0))
        fine._set_notified()
        self.assertEqual((fine.state, fine.close_reason), ("closed", "preventive"))

    def test_points_of_the_last_year_are_added_up_for_the_driver(self):
        self.offence.points = 12
        self.norm.write({"fines_points_limit": 36, "fines_points_months": 12})
        self._of(1, "2025-03-01")
        self._of(2, "2025-09-01")
        fine = self._of(3, "2026-03-01")
        self.assertEqual((fine.points, fine.driver_points, fine.points_limit, fine.points_reached), (12, 24, 36, False))
        last = self._of(4, "2026-03-01", preventive=True)
        self.assertEqual((last.driver_points, last.points_reached), (36, True))
        fine._set_closed("cancelled", "R-1")
        last.invalidate_recordset()
        self.assertEqual(last.driver_points, 24, "what was cancelled does not count")

    def test_points_stay_what_they_were_when_the_offence_changes(self):
        self.offence.points = 6
        fine = self._of(1, "2026-03-01")
        self.offence.points = 9
        self.assertEqual(fine.line_ids.points, 6)

    def test_antecedents_are_told_until_the_norm_strikes_them_out(self):
        self._of(1, "2025-01-10")
        self._of(2, "2025-11-10", preventive=True)
        fine = self._of(3, "2026-03-01", "draft")
        self.assertEqual(fine.antecedent_count, 2)
        self.assertNotIn("struck out", fine.antecedents)
        self.norm.write({"fines_antecedent_months": 12, "fines_antecedent_event": "infraction"})
        fine.invalidate_recordset()
        first, second = fine.antecedents.splitlines()
        self.assertIn("Preventive notice", first)
        self.assertIn("counts until it is struck out on 11/10/2026", first)
        self.assertIn("struck out on 01/10/2026", second)

    def test_sec_42_antecedents_tell_nothing_else_of_a_fine_of_another_office(self):
        self._of(1, "2025-11-10", office_id=self.other_office.id, agency_id=self.other_agency.id, inspector_id=False,
                 place="Secret place")
        fine = self._of(2, "2026-03-01").with_user(self._user("clerk"))
        self.assertEqual(fine.antecedent_count, 1)
        for hidden in ("Secret", "HEAL", "Juan"):
            self.assertNotIn(hidden, fine.antecedents)

    def test_an_offence_for_others_is_refused(self):
        form = self.env["fines.person.form"].create({"name": "Self-employed", "code": "T", "holder": "person"})
        other = self.env["fines.person.form"].create({"name": "Artist", "code": "A", "holder": "person"})
        self.offence.write({"holder": "company"})
        with self.assertRaisesRegex(ValidationError, "not for such"), self.env.cr.savepoint():
            self._fine(1)
        self.offence.write({"holder": "person", "form_ids": [Command.set(form.ids)]})
        with self.assertRaisesRegex(ValidationError, "not for such"), self.env.cr.savepoint():
            self._fine(1, "registered", form_id=other.id)
        self._fine(1, "registered", form_id=form.id)

    def test_an_amount_outside_the_law_needs_a_reason_and_one_in_a_range_where_the_norm_says_so(self):
        def fine(number, amount, **values):
            return self._fine(number, "registered", line_ids=[
                Command.create({"offence_id": self.range_offence.id, "amount": amount})], **values)
        fine(1, 70)
        with self.assertRaisesRegex(ValidationError, "why the amount"), self.env.cr.savepoint():
            fine(2, 700)
        fine(2, 700, amount_reason="As the slip says")
        self.norm.fines_reason_required = True
        with self.assertRaisesRegex(ValidationError, "why the amount"), self.env.cr.savepoint():
            fine(3, 70)
        fine(3, 70, amount_reason="First time")

    def test_measures_are_frozen_with_the_fine(self):
        fine = self._fine(1)
        measure = self._measure(fine)
        fine._set_registered()
        with self.assertRaises(UserError):
            measure.write({"description": "x"})
        fine._correct({"place": "Corner"}, "misread")
        self.assertEqual(fine.version_ids.facts["measures"][0]["description"], "Two bottles")
