from odoo import fields, models


class FinesFineFindLine(models.TransientModel):
    """One of several records that carry a number."""

    _name = "fines.fine.find.line"
    _description = "Found by Number"

    find_id = fields.Many2one("fines.fine.find", required=True, ondelete="cascade")
    name = fields.Char("Number", readonly=True)
    kind = fields.Char(readonly=True)
    detail = fields.Char(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    def action_open(self):
        """Open what was chosen."""
        self.check_access("read")
        self.ensure_one()
        self.env[self.res_model].browse(self.res_id).check_access("read")
        return self.find_id._open(self.env[self.res_model].browse(self.res_id))
