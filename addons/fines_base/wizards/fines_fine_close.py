from odoo import fields, models

from ..models.fines_fine_annulment import DECIDED, PREFIX


class FinesFineClose(models.TransientModel):
    """Asks a second person to close fines: why, and by which decision or document."""

    _name = "fines.fine.close"
    _description = "Close Fines"

    fine_ids = fields.Many2many("fines.fine", string="Fines", required=True)
    reason = fields.Selection(selection="_get_reasons", required=True)
    explanation = fields.Char("Decision or Document", required=True)

    def _get_reasons(self):
        """Ends that persons decide; the others follow from the money."""
        labels = self.env["fines.fine"]._fields["close_reason"]._description_selection(self.env)
        return [(code, label) for code, label in labels if code in DECIDED]

    def action_confirm(self):
        """Ask for the end of the fines; nothing is closed before a second person approves."""
        self.check_access("write")
        self.ensure_one()
        self.fine_ids.check_access("write")
        for fine in self.fine_ids:
            fine._request(PREFIX + self.reason, self.explanation)
        return {"type": "ir.actions.act_window_close"}
