from odoo import api, fields, models
from odoo.exceptions import UserError

NOTES = {"result", "note"}


class RevenueAuditSampleLine(models.Model):
    """One record of a sample, and what the auditor found."""

    _name = "revenue.audit.sample.line"
    _description = "Record of an Audit Sample"
    _order = "sample_id, position, id"
    _rec_name = "res_name"

    sample_id = fields.Many2one("revenue.audit.sample", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="sample_id.company_id", store=True)
    position = fields.Integer("No.", readonly=True)
    res_model = fields.Char("Record Type", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True, readonly=True)
    res_name = fields.Char("Record", readonly=True)
    result = fields.Selection([("agrees", "Agrees with its papers"), ("differs", "Finding")])
    note = fields.Char()

    _member_unique = models.UniqueIndex("(sample_id, res_id)", "This record is already in the sample.")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused by hand: the lines are drawn, see `_add`."""
        raise UserError(self.env._("The records of a sample are drawn, not chosen."))

    def write(self, vals):
        """Override: only what the auditor found is written."""
        if set(vals) - NOTES:
            raise UserError(self.env._("The records of a sample are drawn, not chosen."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The records of a sample are drawn, not chosen."))

    @api.model
    def _add(self, sample, records):
        """Add the records drawn, in their order.

        :param sample: one sample
        :param records: what was drawn
        """
        return super().create([
            {"sample_id": sample.id, "position": position, "res_model": record._name, "res_id": record.id,
             "res_name": record.display_name} for position, record in enumerate(records, start=1)])

    def action_open_record(self):
        """Button: the record drawn."""
        self.check_access("read")
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        return record.get_formview_action()
