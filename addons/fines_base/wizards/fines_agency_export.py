import base64

from odoo import fields, models


class FinesAgencyExport(models.TransientModel):
    """Makes the file in which the office tells an agency what became of its fines."""

    _name = "fines.agency.export"
    _description = "Tell an Agency What Became of Its Fines"

    agency_id = fields.Many2one("fines.agency", required=True, ondelete="cascade")
    date_from = fields.Date("Infractions From", help="Empty: all fines of the agency.")
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)
    count = fields.Integer("Fines in the File", readonly=True)

    def action_make(self):
        """Write the file: states and dates of fines that the user may see, no person, no receipt, no other debt."""
        self.check_access("write")
        self.ensure_one()
        domain = [("agency_id", "=", self.agency_id.id), ("collection_state", "!=", False)]
        if self.date_from:
            domain.append(("infraction_date", ">=", self.date_from))
        fines = self.env["fines.fine"].search_fetch(
            domain, ["series", "number", "collection_state", "collection_since"], order="id")
        moment = fields.Datetime.now()
        rows = fines._get_collection_rows(fines)
        self.write({
            "file": base64.b64encode(self.agency_id._write_collection_file(moment, rows)), "count": len(rows),
            "file_name": f"{self.agency_id.code}-{moment:%Y%m%d-%H%M%S}.csv"})
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
            "target": "new",
        }
