from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .common import ROLES, FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestVersion(FinesCommon):

    def _assert_sql_refused(self, query, *args):
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "fines_frozen"), \
                self.env.cr.savepoint():
            self.env.cr.execute(SQL(query, *args))

    # CORRECTED

    def test_a_correction_keeps_what_the_fine_said_and_why(self):
        fine = self._fine(1, "notified", plate="P1")
        fine._correct({"place": "Corner", "plate": "p-2", "amounts": {fine.line_ids.id: 150}}, "misread", "R-1")
        self.assertEqual((fine.place, fine.plate, fine.amount_total, fine.version), ("Corner", "P2", 150, 2))
        version = fine.version_ids
        self.assertRecordValues(version, [{
            "version": 1, "reason": "misread", "decision": "R-1", "user_id": self.env.uid, "is_open": False}])
        self.assertEqual((version.facts["place"], version.facts["plate"]), ("Main street 1", "P1"))
        self.assertEqual([line["amount"] for line in version.facts["lines"]], [100])
        self.assertEqual(version.persons["persons"][0]["name"], "Juan Pérez")
        self.assertIn("Main street 1 → Corner", version.changes)
        self.assertIn("100", version.changes)
        self.assertIn("Version 2: misread", fine.event_ids[-1].reason)

    def test_the_person_on_the_slip_is_corrected_and_the_old_name_kept(self):
        fine = self._fine(1, "registered")
        fine._correct({"person_name": "Juana Pérez", "person_address": "Oak 5"}, "misread")
        self.assertEqual((fine.person_name, fine.person_address), ("Juana Pérez", "Oak 5"))
        self.assertIn("Juan Pérez → Juana Pérez", fine.version_ids.changes)

    def test_several_corrections_are_told_one_after_the_other(self):
        fine = self._fine(1, "notified")
        for place in ("Corner", "Square"):
            fine._correct({"place": place}, place)
        self.assertEqual(fine.version_ids.mapped("version"), [1, 2])
        self.assertEqual([version.facts["place"] for version in fine.version_ids], ["Main street 1", "Corner"])
        self.assertIn("Corner → Square", fine.version_ids[1].changes)

    def test_a_wrong_number_becomes_blank_again_and_the_right_one_is_used(self):
        book = self._book(1, 100)
        fine = self._fine(1, "notified")
        self._fine(3)
        fine._correct({"number": "0002"}, "misread")
        self.assertEqual((fine.number, fine.checkbook_id), ("2", book))
        self.assertEqual(book.number_ids.filtered(lambda row: row.fate == "used").mapped("number"), [2, 3])
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            fine._correct({"number": "3"}, "misread")

    def test_what_a_decision_leaves_of_the_amount_stands_beside_the_infractions_as_imposed(self):
        fine = self._fine(1, "notified", line_ids=[
            Command.create({"offence_id": self.offence.id}),
            Command.create({"offence_id": self.range_offence.id, "amount": 300})])
        fine._correct({"amount_total": 200}, "partly upheld", "R-2")
        self.assertEqual((fine.amount_total, fine.line_ids.mapped("amount")), (200, [100, 300]))
        fine._correct({"amounts": {fine.line_ids[1].id: 350}}, "misread")
        self.assertEqual(fine.amount_total, 450, "a corrected infraction counts again")

    def test_a_wrong_offence_is_corrected(self):
        fine = self._fine(1, "notified")
        fine._correct({"lines": {fine.line_ids.id: {"offence_id": self.range_offence.id, "amount": 70}}}, "misread")
        self.assertEqual((fine.line_ids.offence_id, fine.amount_total), (self.range_offence, 70))

    def test_the_date_of_notification_is_corrected(self):
        fine = self._fine(1, "notified")
        fine._correct({"notified_on": "2026-03-04"}, "the receipt says the 4th")
        self.assertEqual((str(fine.notified_on), fine.state), ("2026-03-04", "notified"))
        with self.assertRaisesRegex(UserError, "in the future"), self.env.cr.savepoint():
            fine._correct({"notified_on": "2026-03-11"}, "misread")

    def test_what_is_no_correction_is_refused_in_words(self):
        fine, draft, closed = self._fine(1, "notified"), self._fine(2), self._fine(3, "closed")
        other = self._fine(4, "notified")
        for one, vals, reason, words in (
            (fine, {"place": "Corner"}, " ", "Say why"), (draft, {"place": "Corner"}, "x", "draft"),
            (closed, {"place": "Corner"}, "x", "closed"), (fine, {"state": "draft"}, "x", "does not change"),
            (fine, {"place": "Main street 1"}, "x", "Nothing"), (fine, {}, "x", "Nothing"),
            (fine, {"amounts": {other.line_ids.id: 5}}, "x", "no such infraction"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                one._correct(vals, reason)
        self.assertFalse(fine.version_ids)
        self.assertEqual(fine.version, 1)

    def test_another_person_is_a_change_of_debtor_and_no_correction(self):
        identity = {"person_identity_type_id": self.identity_type.id, "person_identity": "85032112345"}
        fine, nameless = self._fine(1, "notified", **identity), self._fine(2, "notified")
        with self.assertRaisesRegex(UserError, "change of debtor"), self.env.cr.savepoint():
            fine._correct({"person_identity": "90010112345", "person_name": "Eva Ruiz"}, "misread")
        nameless._correct(identity, "the number was left out")
        self.assertEqual(nameless.partner_id, fine.partner_id)

    def test_a_decision_cancels_a_fine_paid_or_not(self):
        fine, paid = self._fine(1, "notified"), self._fine(2, "notified")
        paid._set_closed("collected")
        (fine | paid)._cancel_by_decision("R-3")
        self.assertEqual((fine | paid).mapped("close_reason"), ["cancelled", "cancelled"])

    # NO OTHER WAY

    def test_inv_10_a_correction_ends_with_the_fine_frozen_again(self):
        fine = self._fine(1, "notified")
        fine._correct({"place": "Corner"}, "misread")
        with self.assertRaises(UserError):
            fine.write({"place": "Elsewhere"})
        with self.assertRaises(UserError):
            fine.line_ids.sudo().write({"amount": 1})
        self._assert_sql_refused("UPDATE fines_fine SET place = 'x' WHERE id = %s", fine.id)
        self._assert_sql_refused("UPDATE fines_fine SET place = 'x', version = 3 WHERE id = %s", fine.id)
        self._assert_sql_refused("UPDATE fines_fine SET version = 1 WHERE id = %s", fine.id)
        self._assert_sql_refused("UPDATE fines_fine_line SET amount = 1 WHERE fine_id = %s", fine.id)
        self._assert_sql_refused("UPDATE fines_fine_person SET name = 'x' WHERE fine_id = %s", fine.id)

    def test_inv_10_plain_sql_cannot_change_facts_without_keeping_the_old_ones(self):
        fine = self._fine(1, "notified")
        self._assert_sql_refused("UPDATE fines_fine SET place = 'x', version = 2 WHERE id = %s", fine.id)
        self._assert_sql_refused("UPDATE fines_fine SET version = 2 WHERE id = %s", fine.id)
        with self.env.cr.savepoint() as savepoint:
            # whatever is claimed: the database copies the facts itself, of the version that stands
            self.env.cr.execute(SQL(
                """
                INSERT INTO fines_fine_version (fine_id, version, facts, reason, user_id, happened_at, transaction)
                VALUES (%s, 7, '{}', 'forged', %s, now(), 'forged') RETURNING version, facts ->> 'place'
                """, fine.id, self.env.uid))
            self.assertEqual(self.env.cr.fetchone(), (1, "Main street 1"))
            self.env.cr.execute(SQL("UPDATE fines_fine_version SET transaction = transaction"))
            savepoint.rollback()

    def test_inv_10_a_version_of_another_transaction_opens_nothing(self):
        fine = self._fine(1, "notified")
        version = fine._correct({"place": "Corner"}, "misread")
        self.env.cr.execute("ALTER TABLE fines_fine_version DISABLE TRIGGER fines_fine_version_guard_update")
        self.env.cr.execute(SQL(
            "UPDATE fines_fine_version SET is_open = true, transaction = '1' WHERE id = %s", version.id))
        self._assert_sql_refused("UPDATE fines_fine SET place = 'x' WHERE id = %s", fine.id)
        self._assert_sql_refused("UPDATE fines_fine_line SET amount = 1 WHERE fine_id = %s", fine.id)

    def test_inv_10_versions_are_never_changed_nor_deleted(self):
        version = self._fine(1, "notified")._correct({"place": "Corner"}, "misread")
        for column, value in (
            ("facts", "{}"), ("reason", "x"), ("version", 2), ("digest", "x"), ("is_open", True), ("persons", "{}"),
            ("user_id", 1 + self.env.uid), ("transaction", "1"), ("decision", "x"),
        ):
            with self.subTest(column=column):
                self._assert_sql_refused(
                    "UPDATE fines_fine_version SET %s = %s WHERE id = %s", SQL.identifier(column), value, version.id)
        self._assert_sql_refused("DELETE FROM fines_fine_version WHERE id = %s", version.id)
        self._assert_sql_refused("TRUNCATE fines_fine_version CASCADE")
        for role in ROLES:
            rows = version.with_user(self._user(role))
            for call in (lambda rows=rows: rows.write({"reason": "x"}), lambda rows=rows: rows.unlink()):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    call()

    def test_inv_10_a_correction_is_no_remote_call(self):
        fine = self._fine(1, "notified")
        supervisor = self._user("supervisor")
        for model, method, args in (
            ("fines.fine", "_correct", [{"place": "x"}, "y"]), ("fines.fine", "_apply_correction", [{"place": "x"}]),
            ("fines.fine.version", "_keep", [fine.id, "x", ""]),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(self.env[model].with_user(supervisor), method, [fine.ids, *args], {})
        with self.assertRaises(AccessError):
            call_kw(self.env["fines.fine.version"].with_user(supervisor), "create", [
                {"fine_id": fine.id, "reason": "x", "user_id": supervisor.id, "happened_at": "2026-03-10"}], {})
        with self.assertRaises(UserError):
            call_kw(self.env["fines.fine"].with_user(supervisor), "write", [fine.ids, {"version": 2}], {})

    def test_retention_erases_the_persons_of_a_version_and_its_digest_stays_valid(self):
        version = self._fine(1, "notified")._correct({"place": "Corner"}, "misread")
        self.env.cr.execute(SQL("UPDATE fines_fine_version SET persons = NULL WHERE id = %s", version.id))
        self.assertFalse(self.env["fines.fine.version"]._find_changed())
        self._assert_sql_refused("UPDATE fines_fine_version SET persons = '{}' WHERE id = %s", version.id)

    def test_inv_11_a_version_changed_past_the_guards_is_named(self):
        version = self._fine(1, "notified")._correct({"place": "Corner"}, "misread")
        self.env.cr.execute("ALTER TABLE fines_fine_version DISABLE TRIGGER fines_fine_version_guard_update")
        self.env.cr.execute(SQL("UPDATE fines_fine_version SET reason = 'x' WHERE id = %s", version.id))
        self.assertIn(str(version.id), "".join(self.env["fines.fine.version"]._find_changed()))

    # ON THE SCREEN

    def test_a_supervisor_corrects_with_a_reason_and_nobody_else(self):
        for number, role in enumerate(ROLES, start=1):
            fine = self._fine(number, "notified")
            wizards = self.env["fines.fine.correct"].with_user(self._user(role))
            with self.subTest(role=role):
                if role != "supervisor":
                    with self.assertRaises(AccessError):
                        wizards.create({"fine_id": fine.id, "place": "Corner", "reason": "x"}).action_confirm()
                    continue
                form = Form(wizards.with_context(default_fine_id=fine.id))
                self.assertEqual((form.place, form.person_name), ("Main street 1", "Juan Pérez"))
                form.place = "Corner"
                with form.line_ids.edit(0) as line:
                    line.amount = 120
                form.reason = "misread"
                form.save().action_confirm()
                self.assertEqual((fine.place, fine.amount_total), ("Corner", 120))
                self.assertEqual(set(fine.version_ids.changes.splitlines()).__len__(), 3)

    def test_a_supervisor_corrects_no_fine_of_another_office(self):
        fine = self._fine(1, "notified", office_id=self.other_office.id)
        wizards = self.env["fines.fine.correct"].with_user(self._user("supervisor"))
        with self.assertRaises(AccessError):
            wizards.create({"fine_id": fine.id, "place": "Corner", "reason": "x"}).action_confirm()
        self.assertFalse(fine.version_ids)

    def test_sec_23_names_in_versions_are_for_those_who_compare_papers(self):
        version = self._fine(1, "notified")._correct({"person_name": "Juana", "place": "Corner"}, "misread")
        for role, sees in (("accountant", False), ("clerk", True)):
            row = version.with_user(self._user(role))
            self.assertIn("Corner", row.changes)
            self.assertEqual("Juana" in row.changes, sees, role)
            if not sees:
                with self.assertRaises(AccessError):
                    row.read(["persons"])
