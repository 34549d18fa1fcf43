import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..collection_file import BadFile, read_file


class FinesAgencyLoad(models.TransientModel):
    """Loads the office's file into the database of an agency that works without collection; again does no harm."""

    _name = "fines.agency.load"
    _description = "Load What Became of the Fines"

    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    result = fields.Text(readonly=True)

    def action_load(self):
        """Show on the fines of the agency what the file says of them."""
        self.check_access("write")
        self.ensure_one()
        if "obligation_id" in self.env["fines.fine"]._fields:
            raise UserError(self.env._("This database collects the fines itself: there is nothing to load."))
        agency, moment, rows = self._read()
        count, unknown = self.env["fines.fine"]._load_collection(agency, moment, rows)
        self.result = self._tell(count, len(rows), unknown)
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
            "target": "new",
        }

    def _read(self):
        """The file's agency, one of the user's own, its moment and rows."""
        try:
            content = base64.b64decode(self.file)
            code, moment, rows = read_file(content)
        except BadFile as error:
            raise UserError(self._phrase(error)) from error
        agency = self.env["fines.agency"].search([("code", "=", code)])
        if not agency or agency not in self.env.user.fines_agency_scope_ids:
            raise UserError(self.env._("The file is for the agency %s, which is not yours.", code))
        if not agency._is_collection_file_signed(content):
            raise UserError(self.env._(
                "The file is not signed with the key that %s shares with its office. Nothing was loaded.",
                agency.display_name))
        if moment > fields.Datetime.now():
            raise UserError(self.env._("The file says it was made in the future."))
        return agency, moment, rows

    def _phrase(self, error):
        phrases = {
            "format": self.env._("This is not a file of a collection office."),
            "digest": self.env._("The file was changed or cut short on the way: ask the office for it again."),
            "state": self.env._("Line %s of the file names a state that is not known.", error.row),
            "date": self.env._("Line %s of the file holds a wrong date.", error.row),
        }
        return phrases[error.code]

    def _tell(self, count, total, unknown):
        text = self.env._("%(count)s of %(total)s fines changed.", count=count, total=total)
        if unknown:
            numbers = ", ".join(" ".join(filter(None, row)) for row in unknown[:20])
            text += "\n" + self.env._("Not found here: %s", numbers)
        return text
