from psycopg2 import errors

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionCase):
    """Two clerks at the same moment: cursors of their own, so the fixtures are committed and removed again."""

    def setUp(self):
        super().setUp()
        with self.env.registry.cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            territory = env["revenue.territory"].create({
                "name": "Here", "code": "TEST-CONCURRENCY", "country_id": env.ref("base.cu").id})
            office = env["revenue.office"].create({
                "name": "North", "code": "TEST-CONCURRENCY", "territory_id": territory.id, "tz": "UTC"})
            agency = env["fines.agency"].create({"name": "Police", "code": "TEST-CONCURRENCY"})
            self.territory_id, self.office_id, self.agency_id = territory.id, office.id, agency.id
        self.addCleanup(self._remove_fixtures)
        self.first, self.second = (self._open_environment() for __ in range(2))
        self.second.cr.execute("SELECT 1")  # both see the same past

    def _open_environment(self):
        cursor = self.env.registry.cursor()
        self.addCleanup(cursor.close)
        return api.Environment(cursor, SUPERUSER_ID, {})

    def _remove_fixtures(self):
        with self.env.registry.cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            for model in ("fines.slip.conflict", "fines.fine", "fines.batch", "fines.checkbook"):
                env[model].search([("agency_id", "=", self.agency_id)]).unlink()
            env["fines.agency"].browse(self.agency_id).unlink()
            env["revenue.office"].browse(self.office_id).unlink()
            env["revenue.territory"].browse(self.territory_id).unlink()

    def _book(self, env, first, last):
        return env["fines.checkbook"].with_context(tracking_disable=True).create({
            "agency_id": self.agency_id, "office_id": self.office_id, "series": "C", "number_from": first,
            "number_to": last})

    def _fine(self, env, **values):
        return env["fines.fine"].create({
            "agency_id": self.agency_id, "office_id": self.office_id, "series": "C", "number": "1",
            "infraction_date": "2026-01-02", **values})

    def test_inv_07_overlapping_books_of_two_cursors_are_refused(self):
        self._book(self.first, 1, 100)
        self.first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.ExclusionViolation):
            self._book(self.second, 50, 150)
            self.second.flush_all()

    def test_inv_07_the_same_number_of_two_cursors_is_taken_once(self):
        self._fine(self.first)
        self.first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.UniqueViolation):
            self._fine(self.second)
        self.second.cr.rollback()
        self.assertEqual(self.second["fines.fine"].search_count([("agency_id", "=", self.agency_id)]), 1)

    def test_inv_07_two_devices_that_send_one_number_at_the_same_moment_make_a_fine_and_a_conflict(self):
        book = self._book(self.first, 1, 100)
        book.write({"kind": "electronic", "device_uuid": "dev-1"})
        self.first.cr.commit()
        self.second.cr.rollback()
        self.second.cr.execute("SELECT 1")
        values = {
            "agency_id": self.agency_id, "office_id": self.office_id, "series": "C", "number": "1",
            "infraction_date": "2026-01-02"}
        [fine] = self.first["fines.fine"]._submit("dev-1", [("a", values)])
        self.first.cr.commit()
        other = ("b", {**values, "place": "Elsewhere"})
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self.second["fines.fine"]._submit("dev-1", [other])
        self.second.cr.rollback()
        # the server repeats it
        [conflict] = self.second["fines.fine"]._submit("dev-1", [other])
        self.second.cr.commit()
        self.assertEqual((fine._name, conflict._name, conflict.cause), ("fines.fine", "fines.slip.conflict", "taken"))
        self.assertEqual(conflict.fine_id.id, fine.id)
        self.assertEqual(self.second["fines.fine"].search([("agency_id", "=", self.agency_id)]).ids, fine.ids)

    def test_inv_18_what_a_device_sends_twice_at_the_same_moment_is_one_fine_and_no_conflict(self):
        book = self._book(self.first, 1, 100)
        book.write({"kind": "electronic", "device_uuid": "dev-1"})
        self.first.cr.commit()
        self.second.cr.rollback()
        self.second.cr.execute("SELECT 1")
        sent = ("a", {
            "agency_id": self.agency_id, "office_id": self.office_id, "series": "C", "number": "1",
            "infraction_date": "2026-01-02"})
        [fine] = self.first["fines.fine"]._submit("dev-1", [sent])
        self.first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self.second["fines.fine"]._submit("dev-1", [sent])
        self.second.cr.rollback()
        [again] = self.second["fines.fine"]._submit("dev-1", [sent])
        self.second.cr.commit()
        self.assertEqual((again._name, again.id), ("fines.fine", fine.id))
        self.assertFalse(self.second["fines.slip.conflict"].search([("agency_id", "=", self.agency_id)]))

    def test_inv_07_a_number_made_void_meanwhile_carries_no_fine(self):
        book = self._book(self.first, 1, 100)
        self.first.cr.commit()
        self.second.cr.rollback()
        self.second.cr.execute("SELECT 1")
        book.env["fines.checkbook.number"].create({
            "checkbook_id": book.id, "number": 1, "fate": "void", "reason": "torn"})
        self.first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.UniqueViolation):
            self._fine(self.second)
        self.second.cr.rollback()
        # the database keeps a fate even from us: the guard steps aside for the clearing up only
        trigger = "fines_checkbook_number_guard_delete"
        self.first.cr.execute(f"ALTER TABLE fines_checkbook_number DISABLE TRIGGER {trigger}")
        self.first.cr.execute("DELETE FROM fines_checkbook_number WHERE checkbook_id = %s", [book.id])
        self.first.cr.execute(f"ALTER TABLE fines_checkbook_number ENABLE TRIGGER {trigger}")
        self.first.cr.commit()

    def _open_batch(self):
        """A batch that both see open and empty."""
        batch = self.first["fines.batch"].with_context(tracking_disable=True).create({
            "agency_id": self.agency_id, "office_id": self.office_id})
        self.first.cr.commit()
        self.second.cr.rollback()
        own = batch.with_env(self.second)
        self.assertEqual((own.state, own.captured_count), ("open", 0))
        return batch, own

    def test_a_slip_keyed_while_its_batch_closes_is_not_lost_in_a_closed_batch(self):
        batch, own = self._open_batch()
        batch.action_close()
        self.first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.SerializationFailure):
            self._fine(self.second, batch_id=own.id)
            self.second.flush_all()
        self.second.cr.rollback()

    def test_a_batch_does_not_close_with_totals_that_miss_a_slip_keyed_meanwhile(self):
        batch, own = self._open_batch()
        self._fine(self.first, batch_id=batch.id)
        self.first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.SerializationFailure):
            own.action_close()
            self.second.flush_all()
        self.second.cr.rollback()
