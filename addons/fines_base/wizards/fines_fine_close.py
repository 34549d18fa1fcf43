from odoo import fields, models


class FinesFineClose(models.TransientModel):
    """Asks why fines are closed, and by which decision."""

    _name = "fines.fine.close"
    _description = "Close Fines"

    fine_ids = fields.Many2many("fines.fine", string="Fines", required=True)
    reason = fields.Selection(
        selection=lambda self: self.env["fines.fine"]._fields["close_reason"]._description_selection(self.env),
        required=True)
    explanation = fields.Char("Decision or Document", required=True)

    def action_confirm(self):
        """Close the fines with the reason given."""
        self.check_access("write")
        self.ensure_one()
        self.fine_ids.check_access("write")
        self.fine_ids._set_closed(self.reason, self.explanation)
        return {"type": "ir.actions.act_window_close"}
