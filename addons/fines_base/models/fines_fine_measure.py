from odoo import api, fields, models

from ..guards import MEASURE_COLUMNS, guard_part


class FinesFineMeasure(models.Model):
    """One accessory measure ordered with a fine; frozen with it."""

    _name = "fines.fine.measure"
    _description = "Accessory Measure of a Fine"
    _order = "fine_id, id"
    _rec_name = "measure_id"
    _log_access = False

    fine_id = fields.Many2one("fines.fine", required=True, readonly=True, ondelete="cascade", index=True)
    measure_id = fields.Many2one("fines.measure", required=True, ondelete="restrict")
    description = fields.Char(help="What exactly: the goods, the licence, the place.")
    date_to = fields.Date("Until", help="Last day of a measure that ends. Empty: no end.")

    def init(self):
        guard_part(self.env.cr, self._table, MEASURE_COLUMNS)

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        self.env["fines.fine"].browse({vals["fine_id"] for vals in vals_list})._check_draft()
        return super().create(vals_list)

    def write(self, vals):
        self.fine_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.fine_id._check_draft()
