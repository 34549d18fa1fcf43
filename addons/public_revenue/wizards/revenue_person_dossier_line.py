from odoo import api, fields, models


class RevenuePersonDossierLine(models.TransientModel):
    """One record that knows the person."""

    _name = 'revenue.person.dossier.line'
    _description = "Record about a Person"
    _rec_name = 'res_name'

    dossier_id = fields.Many2one('revenue.person.dossier', required=True, ondelete='cascade', index=True)
    res_model = fields.Char("Record type", readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field='res_model', readonly=True)
    res_name = fields.Char("Record", compute='_compute_names')
    kind_of_record = fields.Char(compute='_compute_names')
    words = fields.Char("As", readonly=True)

    @api.depends('res_model', 'res_id')
    def _compute_names(self):
        for line in self:
            line.kind_of_record = self.env['ir.model']._get(line.res_model).name
            line.res_name = self.env[line.res_model].browse(line.res_id).exists().display_name

    def action_open_record(self):
        """Button: the record."""
        self.check_access('read')
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access('read')
        return record.get_formview_action()
