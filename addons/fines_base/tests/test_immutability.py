from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..guards import LEGAL_COLUMNS, TRIGGERS, get_missing_triggers
from .common import FinesCommon

CHANGES = {
    "agency_id": None, "series": "Z", "number": "999", "inspector_id": False, "infraction_date": "2026-03-01",
    "infraction_time": 1, "place": "Elsewhere", "territory_id": False, "offender_kind": "unknown", "partner_id": 1,
    "plate": "P1", "person_name": "Eva", "person_address": "Elm 1", "notified_on": "2026-03-03", "currency_id": 1,
    "amount_total": 1, "norm_id": False, "office_id": None, "close_reason": "collected", "closed_on": "2026-03-03",
    "line_ids": [Command.clear()], "person_ids": [Command.clear()], "event_ids": [Command.clear()], "state": "draft",
    "checkbook_id": False,
}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestImmutability(FinesCommon):

    def _assert_sql_refused(self, query, *args):
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "fines_frozen"), \
                self.env.cr.savepoint():
            self.env.cr.execute(SQL(query, *args))

    def test_inv_10_a_notified_fine_is_immutable_through_the_orm(self):
        fine = self._fine(1, "notified")
        CHANGES.update(agency_id=self.other_agency.id, office_id=self.other_office.id)
        for name, value in CHANGES.items():
            with self.subTest(name=name), self.assertRaises(UserError), self.env.cr.savepoint():
                fine.write({name: value})
        for name in set(fine._fields) - CHANGES.keys() - {"remark"}:
            with self.subTest(name=name), self.assertRaises(UserError), self.env.cr.savepoint():
                fine.write({name: False})
        with self.assertRaises(UserError):
            fine.unlink()
        fine.remark = "Only remarks change"

    def test_inv_10_lines_and_persons_of_a_notified_fine_are_immutable_through_the_orm(self):
        fine = self._fine(1, "notified")
        for records, values in ((fine.line_ids, {"amount": 1}), (fine.person_ids, {"name": "Eva"})):
            with self.subTest(model=records._name), self.assertRaises(UserError):
                records.write(values)
            with self.subTest(model=records._name), self.assertRaises(UserError):
                records.unlink()
        for model, values in (
            ("fines.fine.line", {"offence_id": self.offence.id}), ("fines.fine.person", {"role": "guardian"}),
        ):
            with self.subTest(model=model), self.assertRaises(UserError), self.env.cr.savepoint():
                self.env[model].create({"fine_id": fine.id, **values})

    def test_inv_10_a_notified_fine_is_immutable_through_rpc_import_and_mass_edit(self):
        fines = self._fine(1, "notified") | self._fine(2, "notified")
        supervisor = self._user("supervisor")
        model = self.env["fines.fine"].with_user(supervisor)
        with self.assertRaises(UserError):
            call_kw(model, "write", [fines.ids, {"place": "Elsewhere"}], {"context": {"active_test": False}})
        with self.assertRaises(UserError):
            call_kw(model, "web_save", [fines[0].ids, {"place": "Elsewhere"}], {"specification": {}})
        with self.assertRaises(AccessError):
            call_kw(model, "_update_state", [fines.ids, "draft"], {})
        self.env["ir.model.data"].create({
            "name": "fine_1", "module": "test_fines", "model": "fines.fine", "res_id": fines[0].id})
        result = model.load(["id", "place"], [["test_fines.fine_1", "Elsewhere"]])
        self.assertFalse(result["ids"])
        self.assertEqual(fines.mapped("place"), ["Main street 1"] * 2)

    def test_inv_10_a_notified_fine_is_immutable_in_plain_sql(self):
        fine = self._fine(1, "notified")
        values = {
            "agency_id": self.other_agency.id, "inspector_id": None, "infraction_date": "2026-03-01",
            "infraction_time": 1, "territory_id": self.territory.id, "partner_id": self.env.user.partner_id.id,
            "norm_id": None,
            "currency_id": self.env.ref("base.CUP").id,
            "amount_total": 1, "notified_on": "2026-03-05", "series": "Z", "number": "9", "place": "x", "plate": "x",
            "offender_kind": "unknown", "slip_amount": 1, "amount_reason": "x",
            "amount_decided": 1, "debtor_clock": "original", "preventive": True,
            "form_id": self.env["fines.person.form"].create({"name": "x", "code": "x", "holder": "person"}).id}
        for name, value in values.items():
            with self.subTest(name=name):
                self._assert_sql_refused(
                    "UPDATE fines_fine SET %s = %s WHERE id = %s", SQL.identifier(name), value, fine.id)
        self.assertFalse(set(LEGAL_COLUMNS) - values.keys(), "each frozen column is tried")
        for state in ("draft", "registered"):
            self._assert_sql_refused("UPDATE fines_fine SET state = %s WHERE id = %s", state, fine.id)
        self._assert_sql_refused("DELETE FROM fines_fine WHERE id = %s", fine.id)
        self._assert_sql_refused("TRUNCATE fines_fine CASCADE")

    def test_inv_10_what_belongs_to_a_notified_fine_is_immutable_in_plain_sql(self):
        fine, draft = self._fine(1, "notified"), self._fine(2)
        for table, column in (
            ("fines_fine_line", "amount"), ("fines_fine_line", "points"), ("fines_fine_line", "fine_id"),
            ("fines_fine_person", "name"), ("fines_fine_event", "reason"),
        ):
            value = draft.id if column == "fine_id" else "7"
            self._assert_sql_refused(
                "UPDATE %s SET %s = %s WHERE fine_id = %s",
                SQL.identifier(table), SQL.identifier(column), value, fine.id)
            self._assert_sql_refused("DELETE FROM %s WHERE fine_id = %s", SQL.identifier(table), fine.id)
            self._assert_sql_refused("TRUNCATE %s CASCADE", SQL.identifier(table))
        self._assert_sql_refused(
            "UPDATE fines_fine_line SET fine_id = %s WHERE fine_id = %s", fine.id, draft.id)
        self._assert_sql_refused(
            "INSERT INTO fines_fine_line (fine_id, offence_id, amount) VALUES (%s, %s, 1)", fine.id, self.offence.id)
        self._assert_sql_refused(
            "INSERT INTO fines_fine_person (fine_id, role) VALUES (%s, 'guardian')", fine.id)

    def test_a_registered_fine_still_takes_its_date_of_notification(self):
        fine = self._fine(1, "registered")
        fine.notified_on = "2026-03-04"
        with self.assertRaises(UserError):
            fine.place = "Elsewhere"
        fine._set_notified()
        self.env.flush_all()
        self.assertEqual(str(fine.notified_on), "2026-03-04")

    def test_a_new_column_with_a_default_passes_the_guards(self):
        fine = self._fine(1, "notified")
        book = self._book(10, 19)
        book.action_deliver()
        self.env["fines.checkbook.number"]._insert_run(book, 10, 11, "void", "torn", "")
        fine._correct({"place": "Corner"}, "misread")
        self._evidence(fine)
        self._measure(self._fine(2))
        self.env["fines.daily.list"]._append({
            "agency_id": self.agency.id, "day": "2026-03-09", "user_id": self.env.uid, "paper": {"title": "List"}})
        self.env.flush_all()
        for table in TRIGGERS:
            self.env.cr.execute(SQL("ALTER TABLE %s ADD COLUMN x_later integer", SQL.identifier(table)))
            self.env.cr.execute(SQL("UPDATE %s SET x_later = 1", SQL.identifier(table)))
            self.assertTrue(self.env.cr.rowcount, table)
        self.assertEqual(fine.state, "notified")

    def test_the_check_of_the_database_finds_a_guard_switched_off(self):
        self.assertFalse(get_missing_triggers(self.env.cr))
        self.env.cr.execute("ALTER TABLE fines_fine DISABLE TRIGGER fines_fine_guard_update")
        self.env.cr.execute("DROP TRIGGER fines_fine_line_guard_part ON fines_fine_line")
        self.assertEqual(
            self.env["revenue.check"]._find_missing_fines_guards(),
            ["fines_fine_guard_update", "fines_fine_line_guard_part"])
