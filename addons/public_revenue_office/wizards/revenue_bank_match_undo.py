from odoo import fields, models


class RevenueBankMatchUndo(models.TransientModel):
    """Why matches are undone."""

    _name = "revenue.bank.match.undo"
    _description = "Undo Matches"

    match_ids = fields.Many2many("revenue.bank.match", required=True)
    reason = fields.Char(required=True)

    def action_undo(self):
        """Button: undo them for this reason."""
        self.check_access("write")
        self.ensure_one()
        self.match_ids._undo(self.reason)
        return {"type": "ir.actions.act_window_close"}
