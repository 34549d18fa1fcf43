from odoo import api, fields, models
from odoo.fields import Command

from ..models.fines_fine_person import PERSONAL

#: Fields of the wizard that are those of the fine.
COLUMNS = (
    "agency_id", "series", "number", "inspector_id", "infraction_date", "infraction_time", "place", "territory_id",
    "plate", "notified_on", "person_name", "person_identity_type_id", "person_identity", "person_birth_date",
    "person_address", "person_licence",
)


class FinesFineCorrect(models.TransientModel):
    """Corrects a registered fine: shows what it says, takes what it should say and why."""

    _name = "fines.fine.correct"
    _description = "Correct a Fine"

    fine_id = fields.Many2one("fines.fine", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="fine_id.currency_id")
    agency_id = fields.Many2one("fines.agency")
    series = fields.Char()
    number = fields.Char()
    inspector_id = fields.Many2one(
        "fines.inspector",
        domain="[('agency_id', '=', agency_id)]")
    infraction_date = fields.Date("Date of the Infraction")
    infraction_time = fields.Float("Time")
    place = fields.Char("Place of the Infraction")
    territory_id = fields.Many2one(
        "revenue.territory", string="Municipality")
    plate = fields.Char()
    notified_on = fields.Date()
    person_name = fields.Char("Name and Surnames")
    person_identity_type_id = fields.Many2one(
        "revenue.identity.type", string="Identity Document")
    person_identity = fields.Char(
        "Identity Number", groups=PERSONAL)
    person_birth_date = fields.Date(
        "Birth Date", groups=PERSONAL)
    person_address = fields.Char(
        "Address", groups=PERSONAL)
    person_licence = fields.Char(
        "Driving Licence", groups=PERSONAL)
    line_ids = fields.One2many(
        "fines.fine.correct.line", "wizard_id", string="Infractions")
    reason = fields.Char(required=True, help="What was wrong, in words.")
    decision = fields.Char("Decision or Document")

    @api.model
    def default_get(self, fields):
        """Begin with what the fine says."""
        values = super().default_get(fields)
        return {**self._read_fine(values.get("fine_id")), **values} if values.get("fine_id") else values

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**self._read_fine(vals.get("fine_id")), **vals} for vals in vals_list])

    @api.model
    def _read_fine(self, fine_id):
        """What the fine says, as values of the wizard; nothing that the user may not read."""
        fine = self.env["fines.fine"].browse(fine_id)
        if not fine:
            return {}
        fine.check_access("read")
        names = [name for name in COLUMNS if self._has_field_access(self._fields[name], "read")]
        values = {name: fine._fields[name].convert_to_write(fine[name], fine) for name in names}
        return {**values, "line_ids": [
            Command.create({"line_id": line.id, "offence_id": line.offence_id.id, "amount": line.amount})
            for line in fine.line_ids]}

    def _get_changes(self):
        """What the wizard says otherwise than the fine, as values of `_correct`."""
        changes = {}
        for name in filter(lambda name: self._has_field_access(self._fields[name], "read"), COLUMNS):
            if self[name] != self.fine_id[name] and (self[name] or self.fine_id[name]):
                field = self._fields[name]
                changes[name] = self[name].id if field.type == "many2one" else self[name]
        lines = {line.line_id.id: line._get_changes() for line in self.line_ids if line._get_changes()}
        return {**changes, "lines": lines} if lines else changes

    def action_confirm(self):
        """Correct the fine; the old facts stay readable in its history."""
        self.check_access("write")
        self.ensure_one()
        self.fine_id.check_access("write")
        self.fine_id._correct(self._get_changes(), self.reason, self.decision or "")
        return {"type": "ir.actions.act_window_close"}
