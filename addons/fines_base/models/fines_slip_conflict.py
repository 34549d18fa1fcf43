import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, format_duration

from .fines_fine_person import PERSONAL


class FinesSlipConflict(models.Model):
    """A fine that a device sent with a number it could not have: kept as it came, nothing is overwritten by it."""

    _name = "fines.slip.conflict"
    _description = "Conflict of Numbers"
    _order = "id desc"

    agency_id = fields.Many2one("fines.agency", required=True, readonly=True, ondelete="restrict", index=True)
    series = fields.Char(readonly=True)
    number = fields.Char(required=True, readonly=True)
    device_uuid = fields.Char("Device Identifier", required=True, readonly=True)
    submission_uuid = fields.Char("Submission", required=True, readonly=True)
    received_at = fields.Datetime("Received", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Sent by", required=True, readonly=True, ondelete="restrict")
    fine_id = fields.Many2one(
        "fines.fine", "Fine with the Number", readonly=True, ondelete="restrict", index="btree_not_null")
    cause = fields.Selection(
        [
            ("taken", "The number carries another fine"),
            ("fated", "The number is void, lost or returned"),
            ("foreign", "The number is not in a range of the device"),
        ],
        required=True, readonly=True)
    payload = fields.Json("What Was Sent", readonly=True, groups=PERSONAL)
    payload_text = fields.Text("As It Was Sent", compute="_compute_payload_text", groups=PERSONAL)
    resolution = fields.Char(help="What was done: the fine entered again under another number, refused and why…")
    status = fields.Selection(
        [("open", "To resolve"), ("resolved", "Resolved")], compute="_compute_status", search="_search_status")

    _submission_unique = models.UniqueIndex(
        "(device_uuid, submission_uuid)", "This submission of the device is already recorded.")

    @api.depends("agency_id", "series", "number")
    def _compute_display_name(self):
        for conflict in self:
            conflict.display_name = " ".join(filter(None, [
                conflict.agency_id.code, conflict.series, conflict.number]))

    @api.depends("payload")
    def _compute_payload_text(self):
        for conflict in self:
            conflict.payload_text = "\n".join(
                f"{label}: {text}" for label, text in self._describe(self.env["fines.fine"], conflict.payload or {}))

    @api.depends("resolution")
    def _compute_status(self):
        for conflict in self:
            conflict.status = "resolved" if conflict.resolution else "open"

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [("resolution", "!=" if one == "resolved" else "=", False) for one in value]
        return wanted if len(wanted) == 1 else []

    @api.model
    def _describe(self, model, values):
        """What was sent, in the words of the screens.

        :param model: the model whose fields the values are
        :param dict values: JSON-able values by field name, as a device sends them
        :return: label and text of each value; lines follow their own labels
        :rtype: list[tuple[str, str]]
        """
        rows = []
        for name, value in values.items():
            field = model._fields.get(name)
            if field and field.type == "one2many":
                for command in value or ():
                    rows += self._describe(self.env[field.comodel_name], command[2] or {})
            else:
                label = field._description_string(self.env) if field else name
                rows.append((label, self._describe_value(field, value)))
        return rows

    @api.model
    def _describe_value(self, field, value):
        """One value as a person reads it; what cannot be read so stays as it came."""
        if field and field.type == "many2one" and isinstance(value, int):
            record = self.env[field.comodel_name].browse(value).exists()
            return record._filtered_access("read").display_name or str(value)
        if field and field.type == "date" and value:
            return format_date(self.env, value)
        if field and field.name == "infraction_time":
            return format_duration(value or 0)
        return str(value or "-")

    def write(self, vals):
        if not vals.keys() <= {"resolution"}:
            raise UserError(self.env._("A conflict is kept as it came; write what was done about it."))
        return super().write(vals)

    def action_open_fine(self):
        """Open the fine that carries the number."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "fines.fine", "view_mode": "form", "res_id": self.fine_id.id}

    @api.model
    def _record(self, device, submission, values, cause, fine_id):
        """Keep a submission that could not become a fine, once for each (device, submission).

        :param str device: identifier of the device
        :param str submission: the device's own identifier of what it sent
        :param dict values: what was sent, JSON-able, with agency_id, series and number
        :param str cause: a value of `cause`
        :param fine_id: the fine that carries the number, if one does
        :rtype: recordset of fines.slip.conflict
        """
        [[conflict_id]] = self.env.execute_query(SQL(
            """
            INSERT INTO fines_slip_conflict (agency_id, series, number, device_uuid, submission_uuid, received_at,
                                             user_id, fine_id, cause, payload)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
            """, values["agency_id"], values["series"] or None, values["number"], device, submission,
            fields.Datetime.now(), self.env.uid, fine_id or None, cause, json.dumps(values, default=str)))
        return self.browse(conflict_id)
