from odoo import fields, models


class FinesFineCorrectLine(models.TransientModel):
    """One infraction of a fine that is corrected."""

    _name = "fines.fine.correct.line"
    _description = "Infraction of a Fine That Is Corrected"

    wizard_id = fields.Many2one("fines.fine.correct", required=True, ondelete="cascade")
    line_id = fields.Many2one("fines.fine.line", required=True, ondelete="cascade")
    offence_id = fields.Many2one("fines.offence", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="line_id.currency_id")
    amount = fields.Monetary()

    def _get_changes(self):
        """What this row says otherwise than the infraction."""
        changes = {"amount": self.amount} if self.amount != self.line_id.amount else {}
        if self.offence_id != self.line_id.offence_id:
            # the norm's amount would replace the one that was typed
            changes.update(offence_id=self.offence_id.id, amount=self.amount)
        return changes
