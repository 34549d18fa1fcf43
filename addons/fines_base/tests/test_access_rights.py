from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import ROLES, FinesCommon

OFFICE_ROLES = {"clerk", "cashier", "supervisor", "enforcement", "accountant", "legal"}
AGENCY_ROLES = {"inspector", "agency_officer"}
WRITERS = {"inspector", "agency_officer", "clerk", "supervisor"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestAccessRights(FinesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls._user(role) for role in ROLES}
        cls.own = cls._fine(1, "notified")
        cls.same_office = cls._fine(
            2, "notified", agency_id=cls.other_agency.id, inspector_id=False, office_id=cls.office.id)
        cls.same_agency = cls._fine(3, "notified", office_id=cls.other_office.id)
        cls.foreign = cls._fine(
            4, "notified", agency_id=cls.other_agency.id, inspector_id=False, office_id=cls.other_office.id)
        cls.all = cls.own | cls.same_office | cls.same_agency | cls.foreign

    def _expected(self, role):
        if role in OFFICE_ROLES:
            return self.own | self.same_office
        return self.own | self.same_agency if role in AGENCY_ROLES else self.all

    def test_each_role_reads_the_fines_of_its_scope_only(self):
        for role, user in self.users.items():
            for model, field in (
                ("fines.fine", "id"), ("fines.fine.line", "fine_id"), ("fines.fine.person", "fine_id"),
                ("fines.fine.event", "fine_id"),
            ):
                with self.subTest(role=role, model=model):
                    found = self.env[model].with_user(user).search([(field, "in", self.all.ids)])
                    self.assertEqual(set(found.mapped(field) if field == "id" else found[field].ids),
                                     set(self._expected(role).ids))
            for fine in self.all - self._expected(role):
                with self.subTest(role=role, fine=fine.number), self.assertRaises(AccessError):
                    fine.with_user(user).read(["number"])

    def test_each_role_enters_fines_in_its_scope_or_not_at_all(self):
        for number, (role, user) in enumerate(self.users.items(), start=100):
            fines = self.env["fines.fine"].with_user(user)
            with self.subTest(role=role):
                if role in WRITERS:
                    fine = fines.create(self._fine_values(number))
                    fine.write({"place": "Corner"})
                else:
                    with self.assertRaises(AccessError):
                        fines.create(self._fine_values(number))
            with self.subTest(role=role, foreign=True), self.assertRaises(AccessError), self.env.cr.savepoint():
                fines.create(self._fine_values(
                    f"9{number}", agency_id=self.other_agency.id, inspector_id=False, office_id=self.other_office.id))

    def test_only_writers_delete_drafts_and_never_of_others(self):
        for number, role in enumerate(ROLES, start=200):
            fine = self._fine(number)
            with self.subTest(role=role):
                if role in WRITERS - {"inspector"}:
                    fine.with_user(self.users[role]).unlink()
                else:
                    with self.assertRaises(AccessError):
                        fine.with_user(self.users[role]).unlink()

    def test_sec_23_identity_address_and_birth_date_are_for_those_who_compare_papers(self):
        hidden = {"accountant", "legal", "national"}
        self.env.ref("base.group_allow_export").user_ids += self.env["res.users"].union(*self.users.values())
        for role, user in self.users.items():
            for record, name in (
                (self.own, "person_identity"), (self.own, "person_address"), (self.own, "person_birth_date"),
                (self.own.person_ids, "identity_value"), (self.own.person_ids, "address"),
            ):
                with self.subTest(role=role, name=name):
                    if role in hidden:
                        with self.assertRaises(AccessError):
                            record.with_user(user).read([name])
                        with self.assertRaises(AccessError):
                            record.with_user(user).export_data([name])
                    else:
                        record.with_user(user).read([name])
            self.assertTrue(self.own.with_user(user).person_name)

    def test_nobody_writes_events_and_only_the_gate_adds_them(self):
        for role, user in self.users.items():
            events = self.own.event_ids.with_user(user)
            for call in (
                lambda events=events: events.write({"reason": "x"}), lambda events=events: events.unlink(),
                lambda events=events: events.create({"fine_id": self.own.id, "state_from": "x", "state_to": "y"}),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    call()

    def test_offences_are_changed_by_legal_data_managers_only(self):
        for role, user in self.users.items():
            offence = self.offence.with_user(user)
            with self.subTest(role=role):
                self.assertTrue(offence.name)
                if role == "legal":
                    offence.write({"section": "a)"})
                else:
                    with self.assertRaises(AccessError):
                        offence.write({"section": "a)"})

    def test_agencies_are_changed_by_administrators_only(self):
        admin = self._user("admin")
        self.agency.with_user(admin).write({"name": "Police"})
        for role, user in self.users.items():
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.agency.with_user(user).write({"name": "Police"})

    def test_inspectors_are_changed_by_their_officers_and_supervisors(self):
        for role, user in self.users.items():
            with self.subTest(role=role):
                if role in ("agency_officer", "supervisor"):
                    self.inspector.with_user(user).write({"name": "Ana"})
                    with self.assertRaises(AccessError):
                        self.other_inspector.with_user(user).write({"name": "Luis"})
                else:
                    with self.assertRaises(AccessError):
                        self.inspector.with_user(user).write({"name": "Ana"})

    def test_checkbooks_are_seen_by_their_office_and_agency_and_handled_by_supervisors(self):
        own, foreign = self._book(1000, 1099), self._book(
            1, 9, agency_id=self.other_agency.id, office_id=self.other_office.id)
        handlers = {"supervisor", "agency_officer"}
        for role, user in self.users.items():
            books = self.env["fines.checkbook"].with_user(user)
            with self.subTest(role=role):
                if role in ("cashier", "accountant", "legal"):
                    with self.assertRaises(AccessError):
                        books.search([])
                    continue
                expected = own | foreign if role in ("national", "auditor") else own
                self.assertEqual(books.search([("id", "in", (own | foreign).ids)]), expected)
                if role in handlers:
                    own.with_user(user).write({"inspector_id": self.inspector.id})
                else:
                    with self.assertRaises(AccessError):
                        own.with_user(user).write({"inspector_id": self.inspector.id})

    def test_a_clerk_gives_blank_numbers_of_own_books_a_fate(self):
        book, foreign = self._book(1000, 1099), self._book(
            1, 9, agency_id=self.other_agency.id, office_id=self.other_office.id)
        numbers = self.env["fines.checkbook.number"].with_user(self.users["clerk"])
        numbers.create({"checkbook_id": book.id, "number": 1000, "fate": "void", "reason": "torn"})
        with self.assertRaises(AccessError):
            numbers.create({"checkbook_id": foreign.id, "number": 1, "fate": "void", "reason": "torn"})

    def test_sec_22_models_without_record_rule_are_named_with_their_reason(self):
        self.assertFalse(self.env["revenue.check"]._find_models_without_rule())
