"""Nobody reaches what belongs to another agency or another municipality, whatever door is tried (SEC-42, SEC-01)."""
import base64
import csv
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_module_path
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .common import ROLES, FinesCommon

#: Roles that look over all offices and agencies.
EVERYWHERE = {"auditor", "national"}
#: Models that all staff read, with the reason; writing is still refused on the other side.
READ_BY_ALL = {
    "fines.inspector": "every slip names one",
}
PLAIN = ("char", "text", "integer", "date", "boolean")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 15:00:00")
class TestOtherSide(FinesCommon):

    MODULE = "fines_base"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls._user(role, f"side_{role}") for role in ROLES}
        cls.foreign = cls._make_other_side()

    @classmethod
    def _make_other_side(cls):
        """One record of each model with a side, all of the other agency and the other office.

        A new model of the addon is added here, or named with its reason in READ_BY_ALL or `security/no_rule.csv`.

        :rtype: dict[str, recordset]
        """
        book = cls._book(1, 50, agency_id=cls.other_agency.id, office_id=cls.other_office.id)
        fine = cls._fine(7, "notified", agency_id=cls.other_agency.id, inspector_id=cls.other_inspector.id,
                         office_id=cls.other_office.id)
        number = cls.env["fines.checkbook.number"].create({
            "checkbook_id": book.id, "number": 9, "fate": "void", "reason": "torn"})
        book.action_deliver()
        order = cls.env["fines.print.order"].create({
            "agency_id": cls.other_agency.id, "office_id": cls.other_office.id, "number_from": 51, "number_to": 99})
        conflict = cls.env["fines.slip.conflict"]._record(
            "device", "1", {"agency_id": cls.other_agency.id, "series": "", "number": "7"}, "taken", fine.id)
        records = [
            book, number, fine, fine.line_ids, fine.person_ids, fine.event_ids, cls.other_inspector,
            book.move_ids, order, conflict]
        fine._correct({"place": "Corner"}, "misread")
        draft = cls._fine(8, agency_id=cls.other_agency.id, inspector_id=cls.other_inspector.id,
                          office_id=cls.other_office.id)
        records += [fine.version_ids, cls._evidence(fine), cls._measure(draft), cls._debtor_change(fine)]
        records += cls._make_batch(fine)
        records.append(cls.env["fines.agency.list"].create({
            "agency_id": cls.other_agency.id, "day": "2026-03-02"})._keep())
        records.append(cls.env["fines.checkbook.run"].search([("checkbook_id", "=", book.id), ("fate", "=", "void")]))
        return {record._name: record for record in records}

    @classmethod
    def _make_batch(cls, fine):
        """An open batch with everything that can hang on one."""
        batch = cls.env["fines.batch"].create({"agency_id": cls.other_agency.id, "office_id": cls.other_office.id})
        cls.agency.fines_check_percent = cls.other_agency.fines_check_percent = 100
        cls.env["fines.fine"].create({"batch_id": batch.id, "number": "18", "infraction_date": "2026-03-02"})
        batch.action_open_checks()
        batch.action_set_aside({"series": fine.series, "number": fine.number})
        file = cls.env["fines.batch.import"].create({"batch_id": batch.id, "file": base64.b64encode(b"no spreadsheet")})
        row = cls.env["fines.batch.import.row"].create(
            {"import_id": file.id, "row": 2, "number": "9", "texts": {}, "problems": "wrong"})
        return [batch, batch.check_ids, batch.aside_ids, file, row]

    def _read_csv(self, folder, name):
        with Path(get_module_path(self.MODULE), folder, name).open(newline="") as lines:
            return list(csv.DictReader(lines))

    def _call(self, user, model, method, *args, **kwargs):
        return call_kw(self.env[model].with_user(user), method, list(args), kwargs)

    def _refused(self, user, model, method, *args, **kwargs):
        """Whether a remote call is refused; what it did is taken back."""
        with self.env.cr.savepoint() as savepoint:
            try:
                self._call(user, model, method, *args, **kwargs)
            except (AccessError, UserError):
                return True
            finally:
                savepoint.rollback()
                self.env.invalidate_all()
        return False

    def _get_harmless_values(self, record):
        """A value that the record has already: writing it is still writing."""
        stored = [field for field in record._fields.values()
                  if field.store and field.type in PLAIN and field.name != "id"]
        field = min(stored, key=lambda field: (field.readonly, field.name == "active"))
        return {field.name: record[field.name]}

    def test_every_model_of_the_addon_has_a_side_or_a_reason(self):
        without = {row[0] for row in csv.reader(
            Path(get_module_path(self.MODULE), "security", "no_rule.csv").open(newline="")) if row}
        models = {row["model"] for row in self._read_csv("tests", "rights.csv")}
        missing = {model for model in models - without - self.foreign.keys() if not self.env[model]._transient}
        self.assertFalse(missing, "add them to _make_other_side")

    def test_sec_42_nothing_of_another_side_is_read_found_counted_or_exported(self):
        for model, records in self.foreign.items():
            if model in READ_BY_ALL:
                continue
            for role in set(ROLES) - EVERYWHERE:
                user, domain = self.users[role], [("id", "in", records.ids)]
                with self.subTest(model=model, role=role):
                    for method, args in (
                        ("read", (records.ids, ["id", "display_name"])), ("export_data", (records.ids, ["id"])),
                        ("web_read", (records.ids, {"display_name": {}})),
                    ):
                        self.assertTrue(self._refused(user, model, method, *args), method)
                    for method, args in (
                        ("search", (domain,)), ("search_read", (domain, ["id"])), ("search_count", (domain,)),
                        ("name_search", ("", domain)),
                    ):
                        found = not self._refused(user, model, method, *args) and self._call(
                            user, model, method, *args)
                        self.assertFalse(found, method)
                    if not self._refused(user, model, "formatted_read_group", domain, [], ["__count"]):
                        [group] = self._call(user, model, "formatted_read_group", domain, [], ["__count"])
                        self.assertFalse(group["__count"])

    def test_sec_42_nothing_of_another_side_is_written_copied_or_deleted(self):
        for model, records in self.foreign.items():
            values = self._get_harmless_values(records[0])
            for role in ROLES:
                user = self.users[role]
                with self.subTest(model=model, role=role):
                    for method, args in (
                        ("write", (records.ids, values)), ("web_save", (records[0].ids, values, {})),
                        ("unlink", (records.ids,)),
                    ):
                        self.assertTrue(self._refused(user, model, method, *args), method)

    def test_sec_42_no_button_works_on_what_belongs_to_another_side(self):
        for row in self._read_csv("tests", "public_methods.csv"):
            records = self.foreign.get(row["model"])
            if not records or not row["method"].startswith("action_") or row["model"] in READ_BY_ALL:
                continue
            for role in set(ROLES) - EVERYWHERE:
                with self.subTest(model=row["model"], method=row["method"], role=role), \
                        self.assertRaises(AccessError), self.env.cr.savepoint():
                    self._call(self.users[role], row["model"], row["method"], records.ids)
