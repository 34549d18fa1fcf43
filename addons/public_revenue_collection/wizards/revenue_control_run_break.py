from odoo import api, fields, models

from ..breaks import CLASSES


class RevenueControlRunBreak(models.TransientModel):
    """One wrong row that the control report names."""

    _name = "revenue.control.run.break"
    _description = "Wrong Row of the Books"
    _order = "sequence, id"
    _rec_name = "res_name"

    run_id = fields.Many2one("revenue.control.run", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="run_id.company_id.currency_id")
    sequence = fields.Integer()
    kind = fields.Selection(CLASSES, string="Class", readonly=True)
    res_model = fields.Char("Record Type", readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", readonly=True)
    res_name = fields.Char("Record", readonly=True)
    kind_of_record = fields.Char("Kind of Record", compute="_compute_kind_of_record")
    expected = fields.Monetary(readonly=True)
    found = fields.Monetary(readonly=True)
    day = fields.Date(readonly=True)
    office_id = fields.Many2one("revenue.office", readonly=True)
    channel_id = fields.Many2one("revenue.channel", readonly=True)
    desk = fields.Char("Desk and Cashier", readonly=True)
    words = fields.Char("What Is Wrong", readonly=True)

    @api.depends("res_model")
    def _compute_kind_of_record(self):
        for line in self:
            known = line.res_model in self.env
            line.kind_of_record = self.env["ir.model"]._get(line.res_model).name if known else line.res_model

    def action_open_record(self):
        """Button: the record that is wrong."""
        self.check_access("read")
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        return record.get_formview_action()
