import base64
import csv
import io

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.public_revenue import rules

from ..book import read_qr
from .common import FinesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestPrintOrder(FinesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supervisor = cls._user("supervisor")

    def _order(self, first=101, last=220, **values):
        return self.env["fines.print.order"].with_user(self.supervisor).create({
            "agency_id": self.agency.id, "series": "C", "number_from": first, "number_to": last,
            "office_id": self.office.id, **values})

    def _rows(self, order):
        return list(csv.DictReader(io.StringIO(base64.b64decode(order.file).decode())))

    def test_the_file_names_every_slip_with_check_digits_and_a_token_of_its_own(self):
        order = self._order(web_address="https://fines.example/v/")
        order.action_order()
        rows = self._rows(order)
        self.assertEqual([int(row["number"]) for row in rows], list(range(101, 221)))
        self.assertEqual({row["book"] for row in rows}, {"1", "2", "3"})
        for row in rows:
            self.assertTrue(rules.check(row["printed_number"], 6))
            self.assertTrue(row["qr"].startswith("https://fines.example/v/TPOL-C-"))
        tokens = [read_qr(row["qr"])[3] for row in rows]
        self.assertEqual(len(set(tokens)), 120)
        self.assertTrue(order._is_genuine(101, tokens[0]))
        self.assertFalse(order._is_genuine(102, tokens[0]))

    def test_the_file_is_the_same_each_time_until_the_order_is_withdrawn(self):
        order = self._order()
        order.action_order()
        before = order.file
        order.invalidate_recordset()
        self.assertEqual(order.file, before)
        order.action_withdraw()
        self.assertFalse(order.file)
        order.action_order()
        self.assertNotEqual(order.file, before)

    def test_receiving_puts_the_books_into_stock(self):
        order = self._order()
        order.action_order()
        order.action_receive()
        self.assertRecordValues(order.checkbook_ids.sorted("number_from"), [
            {"number_from": first, "number_to": last, "state": "stock", "kind": "ours", "series": "C",
             "agency_id": self.agency.id, "office_id": self.office.id}
            for first, last in ((101, 150), (151, 200), (201, 220))])
        with self.assertRaises(UserError):
            order.action_receive()

    def test_an_ordered_range_is_fixed_and_stays(self):
        order = self._order()
        order.action_order()
        for values in ({"number_to": 500}, {"series": "X"}, {"state": "received"}, {"agency_id": self.other_agency.id}):
            with self.subTest(values=values), self.assertRaises(UserError):
                order.write(values)
        with self.assertRaises(UserError):
            order.unlink()
        self._order().unlink()

    def test_inv_07_no_slip_is_ordered_twice(self):
        self._order().action_order()
        again = self._order(200, 300)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            again.action_order()
            again.flush_recordset()
        self._order(200, 300, series="D").action_order()

    def test_numbers_that_a_checkbook_has_already_are_not_ordered(self):
        self._book(220, 300, series="C")
        with self.assertRaisesRegex(UserError, "220 to 300"):
            self._order().action_order()
        self._order(101, 219).action_order()

    def test_numbers_fit_the_digits_that_the_agency_prints(self):
        with self.assertRaises(ValidationError):
            self._order(999_000, 1_000_000)

    def test_sec_04_the_secret_is_for_administrators_and_the_file_for_supervisors(self):
        order = self._order()
        order.action_order()
        for role, names in (
            ("supervisor", ["secret"]), ("clerk", ["secret", "file"]), ("agency_officer", ["secret", "file"]),
        ):
            user = self.supervisor if role == "supervisor" else self._user(role)
            for name in names:
                with self.subTest(role=role, name=name), self.assertRaises(AccessError):
                    order.with_user(user).read([name])
        self.assertEqual(len(order.with_user(self._user("admin")).secret), 64)

    def test_a_slip_typed_with_its_check_digits_is_the_one_and_a_wrong_digit_is_said(self):
        order = self._order()
        order.action_order()
        order.action_receive()
        fine = self._fine(rules.make_reference(105, 6), series="C")
        self.assertEqual((fine.number, fine.checkbook_id), ("105", order.checkbook_ids[0]))
        with self.assertRaisesRegex(ValidationError, "last two digits"):
            self._fine(str(int(rules.make_reference(106, 6)) + 1), series="C")
        self.assertEqual(self._fine("107", series="C").number, "107")
        fine = self._fine(1)
        fine.write({"series": "C", "number": rules.make_reference(108, 6)})
        self.assertEqual((fine.number, fine.checkbook_id), ("108", order.checkbook_ids[0]))

    def test_a_plain_number_that_looks_like_one_with_check_digits_stays_what_it_is(self):
        self._book(1, 9)
        self._book(100, 9999, kind="old", series="Z")
        number = str(int(rules.make_reference(5, 6)))
        self.assertEqual(self._fine(number).number, number)
        self.assertEqual(self._fine(number, series="Z").number, number)
