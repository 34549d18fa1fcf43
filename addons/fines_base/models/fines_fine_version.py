from odoo import fields, models
from odoo.tools import SQL, format_amount, format_date

from ..guards import get_version_digest, guard_version
from .fines_fine_person import PERSONAL

#: What a version keeps as lists of rows.
PARTS = {"lines": "fines.fine.line", "measures": "fines.fine.measure", "persons": "fines.fine.person"}
#: Columns that follow from others and tell the reader nothing.
HIDDEN = ("currency_id", "norm_id")


class FinesFineVersion(models.Model):
    """What a fine said before a correction: the database itself copies the facts (guards.py), nobody changes them.

    Persons stand in a column of their own: retention erases it and the digest of the facts stays valid.
    """

    _name = "fines.fine.version"
    _description = "Version of a Fine"
    _order = "fine_id, version"
    _rec_name = "version"
    _log_access = False

    fine_id = fields.Many2one("fines.fine", required=True, readonly=True, ondelete="restrict", index=True)
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    facts = fields.Json(readonly=True, help="The legal columns and the infractions as they were.")
    persons = fields.Json(readonly=True, groups=PERSONAL, help="The persons as they were; retention erases them.")
    reason = fields.Char("Corrected Because", required=True, readonly=True)
    decision = fields.Char(readonly=True, help="Number of the decision or document.")
    user_id = fields.Many2one("res.users", string="Corrected by", required=True, readonly=True, ondelete="restrict")
    happened_at = fields.Datetime("Corrected on", required=True, readonly=True)
    digest = fields.Char(readonly=True)
    is_open = fields.Boolean("Being Corrected", readonly=True)
    transaction = fields.Char(readonly=True, help="The transaction of the database in which it was corrected.")
    changes = fields.Text("What Changed", compute="_compute_changes")

    _version_unique = models.UniqueIndex("(fine_id, version)", "A version of a fine is kept once.")

    def init(self):
        guard_version(self.env.cr)

    # WHAT CHANGED

    def _compute_changes(self):
        """Say in words what each correction changed, compared with the version after it."""
        for fine, versions in self.grouped("fine_id").items():
            known = {version.version: version._get_content() for version in fine.version_ids}
            known[fine.version] = self._get_current(fine)
            for version in versions:
                after = known.get(version.version + 1, {})
                version.changes = "\n".join(version._compare(known.get(version.version, {}), after))

    def _get_content(self):
        """Facts of the version with its persons, those only for who may read them."""
        content = dict(self.facts or {})
        if self._has_field_access(self._fields["persons"], "read"):
            content.update(self.persons or {})
        return content

    def _get_current(self, fine):
        """The same of a fine as it stands."""
        content = self._read_current(fine)
        return content if self._has_field_access(self._fields["persons"], "read") else {
            name: value for name, value in content.items() if name != "persons"}

    def _compare(self, before, after):
        """Lines of text: what differs between two contents."""
        texts = []
        for name in after.keys() & before.keys() - set(HIDDEN):
            if before[name] != after[name]:
                texts += self._compare_parts(name, before[name], after[name]) if isinstance(after[name], list) else [
                    self._say(self.env["fines.fine"], name, before, after)]
        return sorted(texts)

    def _compare_parts(self, name, before, after):
        """The same for infractions or persons, row by row."""
        model = self.env[PARTS[name]]
        old, new = ({row["id"]: row for row in rows} for rows in (before, after))
        texts = [self.env._("Removed: %s", self._name_row(row)) for key, row in old.items() if key not in new]
        texts += [self.env._("Added: %s", self._name_row(row)) for key, row in new.items() if key not in old]
        for key in old.keys() & new.keys():
            texts += [
                self._say(model, column, old[key], new[key]) for column in new[key]
                if old[key].get(column) != new[key][column]]
        return texts

    def _name_row(self, row):
        """How an infraction, a measure or a person is named in a text."""
        for column, model in (("offence_id", "fines.offence"), ("measure_id", "fines.measure")):
            if row.get(column):
                return self.env[model].browse(row[column]).display_name
        return row.get("name") or row.get("role") or str(row["id"])

    def _say(self, model, name, before, after):
        field = model._fields[name]
        return self.env._(
            "%(field)s: %(before)s → %(after)s", field=field._description_string(self.env),
            before=self._format(model, field, before.get(name)), after=self._format(model, field, after.get(name)))

    def _format(self, model, field, value):
        """A stored value in the reader's words."""
        if value in (None, "", False):
            return "-"
        if field.type == "many2one":
            record = self.env[field.comodel_name].browse(value).exists()
            return record.display_name if record.has_access("read") else str(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "date":
            return format_date(self.env, value)
        return format_amount(self.env, value, self._get_currency()) if field.type == "monetary" else str(value)

    def _get_currency(self):
        return self.fine_id.currency_id

    # KEEPING

    def _keep(self, fine, reason, decision):
        """Copy the facts of a fine before they are corrected; from now until `_finish` they may change.

        :return: the version, open
        """
        self.env.flush_all()
        [(version_id,)] = self.env.execute_query(SQL(
            """
            INSERT INTO fines_fine_version (fine_id, reason, decision, user_id, happened_at)
            VALUES (%s, %s, %s, %s, %s) RETURNING id
            """, fine.id, reason, decision or None, self.env.uid, fields.Datetime.now()))
        # who waited here for another act on the fine goes on with what that one left
        fine.invalidate_recordset(flush=False)
        return self.browse(version_id)

    def _finish(self):
        """The correction is written: freeze the fine again."""
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE fines_fine_version SET is_open = false WHERE id IN %s", tuple(self.ids)))
        self.invalidate_recordset(["is_open"], flush=False)

    def _read_kept(self):
        """What the version keeps, past the rights on persons: for the code that carries a correction out.

        :return: facts, with "lines" and "persons"
        :rtype: dict
        """
        self.ensure_one()
        [(facts, persons)] = self.env.execute_query(SQL(
            "SELECT facts, persons FROM fines_fine_version WHERE id = %s", self.id))
        return {**facts, **(persons or {})}

    def _read_current(self, fine):
        """What a version of the fine would keep now, past the rights on persons."""
        self.env.flush_all()
        [(facts, persons)] = self.env.execute_query(SQL(
            "SELECT fines_fine_facts(%s), fines_fine_persons(%s)", fine.id, fine.id))
        return {**facts, **persons}

    def _get_correcting(self, fines):
        """Those of the fines whose correction is under way in this very transaction."""
        if not fines:
            return fines
        rows = self.env.execute_query(SQL(
            """
            SELECT fine_id FROM fines_fine_version
             WHERE fine_id IN %s AND is_open AND transaction = pg_current_xact_id()::text
            """, tuple(fines.ids)))
        return fines.browse(fine_id for (fine_id,) in rows)

    # CHECKING

    def _find_changed(self):
        """Versions that somebody changed past the guards: their digest no longer fits (the first few)."""
        rows = self.env.execute_query(SQL(
            "SELECT v.id FROM fines_fine_version v WHERE v.digest IS DISTINCT FROM %s ORDER BY v.id LIMIT 5",
            get_version_digest(SQL("v"))))
        return [self.env._("version %s of a fine was changed", version_id) for (version_id,) in rows]
