from odoo import fields, models
from odoo.exceptions import UserError


class FinesCheckbookSign(models.TransientModel):
    """Notes the signed paper of hand-overs whose receiver does not confirm in the system."""

    _name = "fines.checkbook.sign"
    _description = "Signed Delivery Note"

    move_ids = fields.Many2many("fines.checkbook.move", string="Hand-overs", required=True)
    signed_by = fields.Char("Signed for by", required=True)
    signed_on = fields.Date("Day", required=True, default=fields.Date.context_today)
    document = fields.Char("Signed Paper", required=True, help="Number under which the signed note is kept on file.")

    def action_confirm(self):
        """Note the signature."""
        self.check_access("write")
        self.ensure_one()
        self.move_ids.check_access("read")
        self.move_ids.checkbook_id.check_access("write")
        for move in self.move_ids:
            if not move.moved_on <= self.signed_on <= move.office_id._today():
                raise UserError(self.env._("Nobody signs before the hand-over or in the future."))
        self.move_ids._sign(self.signed_by, self.signed_on, self.document)
        return {"type": "ir.actions.act_window_close"}
