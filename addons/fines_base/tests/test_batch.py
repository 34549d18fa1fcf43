from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestBatch(FinesCommon):

    def setUp(self):
        super().setUp()
        self.clerk, self.second = self._user("clerk"), self._user("clerk", "fines_second_clerk")
        self.supervisor = self._user("supervisor")
        self.identity_type.sequence = -1
        self.batch = self.env["fines.batch"].with_user(self.clerk).create({
            "agency_id": self.agency.id, "declared_count": 2, "declared_amount": 300})

    def _row(self, number, **values):
        return self.env["fines.fine"].with_user(self.clerk).create({
            "batch_id": self.batch.id, "series": "A", "number": str(number), "infraction_date": "2026-03-02",
            "person_name": "Juan Pérez", "offence_codes": "ZQ1", **values})

    def test_a_batch_takes_the_office_of_its_agency_and_its_rows_take_both(self):
        row = self._row(1)
        self.assertEqual(self.batch.office_id, self.office)
        self.assertRecordValues(row, [{
            "agency_id": self.agency.id, "office_id": self.office.id, "amount_total": 100, "state": "draft"}])

    def test_a_batch_is_called_by_agency_day_and_paper_as_the_reader_writes_days(self):
        self.batch.write({"received_on": "2026-03-09", "document": "E-7"})
        for code, day in (("en_US", "03/09/2026"), ("es_419", "09/03/2026")):
            self.env["res.lang"]._activate_lang(code)
            name = self.batch.with_context(lang=code).display_name
            self.assertEqual(name, f"TPOL {day} E-7 #{self.batch.id}")

    def test_ux_46_a_batch_whose_totals_agree_closes_and_registers_its_rows(self):
        rows = self._row(1) | self._row(2, offence_codes="zq2", slip_amount=200, amount_reason="First time")
        self.batch.action_close()
        self.assertRecordValues(self.batch, [{
            "state": "closed", "captured_count": 2, "captured_amount": 300, "closed_by": self.clerk.id}])
        self.assertEqual(set(rows.mapped("state")), {"registered"})

    def test_ux_46_a_difference_blocks_closing_until_a_supervisor_says_why(self):
        self._row(1)
        with self.assertRaisesRegex(ValidationError, "2 slips are declared, 1 are captured"):
            self.batch.action_close()
        with self.assertRaisesRegex(UserError, "Only a supervisor"):
            self.batch.override_reason = "One slip was lost"
        self.batch.with_user(self.supervisor).override_reason = "One slip was lost"
        with self.assertRaisesRegex(ValidationError, "are declared"):
            self.batch.action_close()
        self.batch.with_user(self.supervisor).action_close()
        self.assertRecordValues(self.batch, [{
            "state": "closed", "closed_by": self.supervisor.id, "override_reason": "One slip was lost"}])

    def test_a_difference_of_the_sum_alone_blocks_closing_too(self):
        self._row(1)
        self._row(2)
        with self.assertRaisesRegex(ValidationError, "300.00 are declared, .*200.00 are captured"):
            self.batch.action_close()

    def test_a_closed_batch_takes_no_rows_and_keeps_its_totals(self):
        row = self._row(1)
        self.batch.write({"declared_count": 1, "declared_amount": 100})
        self.batch.action_close()
        with self.assertRaisesRegex(UserError, "is closed"):
            self._row(2)
        for values in ({"declared_count": 5}, {"state": "open"}, {"agency_id": self.other_agency.id}):
            with self.assertRaises(UserError):
                self.batch.write(values)
        with self.assertRaises(UserError):
            row.write({"batch_id": False})
        self.assertEqual(self.batch.captured_amount, 100)

    def test_an_incomplete_row_blocks_closing_and_an_illegible_amount_does_not(self):
        self._row(1)
        incomplete = self._row(2, person_name=False)
        self.batch.declared_amount = 200
        with self.assertRaisesRegex(ValidationError, "Enter the name of the offender"):
            self.batch.action_close()
        incomplete.person_name = "Eva Ruiz"
        self._row(3, offence_codes="ZQ2", amount_illegible=True)
        self.batch.declared_count = 3
        self.batch.action_close()
        kept = self.batch.fine_ids.filtered(lambda fine: fine.state == "draft")
        self.assertRecordValues(kept, [{"number": "3", "amount_illegible": True, "offence_codes": "ZQ2"}])
        kept.write({"slip_amount": 80, "amount_reason": "Read at the agency"})
        kept.action_register()
        self.assertRecordValues(kept, [{"state": "registered", "amount_total": 80, "amount_illegible": False}])

    def test_complete_rows_can_be_registered_before_the_batch_closes(self):
        row, other = self._row(1), self._row(2, person_name=False)
        self.batch.action_register()
        self.assertEqual((row.state, other.state, self.batch.state), ("registered", "draft", "open"))

    def test_a_slip_whose_number_is_taken_is_set_aside_and_counts(self):
        fine = self._fine(42)
        with self.assertRaises(UserError):
            self.batch.action_set_aside({"series": "A", "number": "43"})
        self.batch.action_set_aside({"series": "a", "number": "00042", "slip_amount": 100, "person_name": "Juan Pérez"})
        self.batch.action_set_aside({"series": "A", "number": "42", "slip_amount": 50, "person_name": "Eva Ruiz"})
        self.assertRecordValues(self.batch.aside_ids, [
            {"number": "42", "fine_id": fine.id, "kind": kind} for kind in ("repeated", "clash")])
        self.assertEqual((self.batch.captured_count, self.batch.captured_amount), (2, 150))

    def test_sec_42_batches_of_another_agency_or_office_are_not_reached(self):
        officer, stranger = self._user("agency_officer"), self._user("clerk", "fines_stranger")
        stranger.revenue_office_ids = self.other_office
        foreign = self.env["fines.batch"].create({"agency_id": self.other_agency.id})
        fine = self._row(1)
        self.batch.action_open_checks()
        for user, batch in ((officer, foreign), (stranger, self.batch), (self.clerk, foreign)):
            own = batch.with_user(user)
            with self.subTest(user=user.login):
                self.assertFalse(own.search([("id", "=", batch.id)]))
                for call in (
                    lambda own=own: own.read(["declared_count"]), lambda own=own: own.write({"document": "x"}),
                    own.action_close, own.action_capture, own.action_export, own.action_open_checks,
                    own.action_register,
                    lambda own=own: own.action_set_aside({"number": "1"}),
                    lambda own=own: own.env["fines.fine"].create({"batch_id": own.id, "number": "7",
                                                                  "infraction_date": "2026-03-02"}),
                    lambda own=own: own.env["fines.batch.import"].create({"batch_id": own.id, "file": b"eA=="}),
                ):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        call()
        self.assertEqual(self.batch.with_user(officer).fine_ids, fine.with_user(officer))

    def test_only_roles_that_capture_reach_batches(self):
        for role in ("inspector", "cashier", "enforcement", "accountant", "legal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.batch.with_user(self._user(role)).read(["declared_count"])
        for role in ("auditor", "national"):
            own = self.batch.with_user(self._user(role))
            with self.subTest(role=role):
                self.assertEqual(own.declared_count, 2)
                with self.assertRaises(AccessError):
                    own.write({"document": "x"})
                with self.assertRaises(AccessError):
                    own.action_close()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestSecondKeying(FinesCommon):

    def setUp(self):
        super().setUp()
        self.clerk, self.second = self._user("clerk"), self._user("clerk", "fines_second_clerk")
        self.identity_type.sequence = -1
        self.batch = self.env["fines.batch"].with_user(self.clerk).create({
            "agency_id": self.agency.id, "declared_count": 1, "declared_amount": 100})
        self.row = self.env["fines.fine"].with_user(self.clerk).create({
            "batch_id": self.batch.id, "series": "A", "number": "12", "infraction_date": "2026-03-02",
            "person_name": "Juan Pérez", "person_identity_type_id": self.identity_type.id,
            "person_identity": "85032112345", "offence_codes": "ZQ1", "slip_amount": 100})

    def _check(self, **values):
        self.batch.with_user(self.second).action_open_checks()
        check = self.batch.check_ids.with_user(self.second)
        if values:
            check.write({"number_keyed": "12", "identity_keyed": "85032112345", "amount_keyed": 100, **values})
        return check

    def test_ux_47_an_unverified_person_is_keyed_twice_by_another_before_the_batch_closes(self):
        with self.assertRaisesRegex(ValidationError, "1 slips wait for second keying"):
            self.batch.action_close()
        check = self._check()
        self.assertRecordValues(check, [{"status": "pending", "why": "unverified", "position": 1, "differences": ""}])
        with self.assertRaisesRegex(UserError, "another person"):
            check.with_user(self.clerk).write({"number_keyed": "12"})
        check.write({"number_keyed": "0012", "identity_keyed": "850321 12345", "amount_keyed": 100})
        self.assertRecordValues(check, [{"status": "agrees", "user_id": self.second.id}])
        self.batch.action_close()
        self.assertEqual(self.row.state, "registered")

    def test_ux_47_differences_are_shown_and_block_until_one_is_chosen(self):
        check = self._check(identity_keyed="85032112346", amount_keyed=110)
        self.assertEqual(check.status, "differs")
        self.assertIn("85032112345", check.differences)
        self.assertIn("110.00", check.differences)
        with self.assertRaisesRegex(ValidationError, "1 slips differ"):
            self.batch.action_close()
        check.action_take_second()
        self.assertRecordValues(self.row, [{"person_identity": "85032112346", "slip_amount": 110, "amount_total": 110}])
        self.assertRecordValues(check, [{"status": "agrees", "chosen": "second", "chosen_by": self.second.id}])

    def test_who_finds_the_first_keying_right_keeps_it(self):
        check = self._check(number_keyed="13")
        check.action_keep_first()
        self.assertRecordValues(check, [{"status": "agrees", "chosen": "first", "number_keyed": "12"}])
        self.assertEqual(self.row.number, "12")

    def test_a_row_corrected_after_its_second_keying_has_to_be_keyed_again(self):
        check = self._check(amount_keyed=100)
        self.assertEqual(check.status, "agrees")
        self.row.number = "14"
        check.invalidate_recordset()
        self.assertEqual(check.status, "differs")

    def test_a_verified_person_needs_no_second_keying_and_a_sample_does(self):
        self.row.partner_id.revenue_identity_ids.verified = "document"
        self._check()
        self.assertFalse(self.batch.check_ids)
        self.agency.fines_check_percent = 100
        self.assertEqual(self._check().why, "sample")
        self.agency.fines_check_percent = 0
        self.office.fines_check_percent = 100
        self.assertEqual(self._check().why, "sample")

    def test_an_amount_outside_the_law_is_keyed_twice(self):
        self.row.partner_id.revenue_identity_ids.verified = "document"
        self.row.write({"offence_codes": "ZQ2", "slip_amount": 900, "amount_reason": "x"})
        self.assertIn("50.00 to", self.row.offence_texts)
        self.assertEqual(self._check().why, "amount")

    def test_a_small_office_lets_one_person_key_twice(self):
        self.office.write({"parent_id": self.other_office.id, "small_office": True})
        self._check()
        self.batch.check_ids.with_user(self.clerk).write({"number_keyed": "12", "amount_keyed": 100})
        self.assertEqual(self.batch.check_ids.user_id, self.clerk)

    def test_checks_are_not_made_deleted_or_decided_by_hand(self):
        check = self._check(amount_keyed=110)
        for call in (
            lambda: check.create({"batch_id": self.batch.id, "fine_id": self.row.id}), check.unlink,
            lambda: check.write({"chosen": "first"}), lambda: check.write({"fine_id": self._fine(9).id}),
        ):
            with self.assertRaises(UserError):
                call()
