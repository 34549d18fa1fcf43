import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..sheet import write_book
from ..tables import to_rows


class RevenuePersonDossier(models.TransientModel):
    """One screen for all that is known of a person under an identity number or a plate."""

    _name = 'revenue.person.dossier'
    _description = "Personal Data of One Person"
    _rec_name = 'text'

    text = fields.Char("Identity Number or Plate")
    asked = fields.Boolean(readonly=True)
    partner_ids = fields.Many2many('res.partner', string="Persons", readonly=True)
    line_ids = fields.One2many('revenue.person.dossier.line', 'dossier_id', string="Records", readonly=True)
    file = fields.Binary(compute='_compute_file')

    def _compute_file(self):
        names = ('kind_of_record', 'res_name', 'words')
        for dossier in self:
            dossier.file = base64.b64encode(write_book({
                self.env._("Personal data"): to_rows(dossier.line_ids, names)}))

    def action_find(self):
        """Button: look in every register. It is noted who asked for what."""
        self.check_access('write')
        self.ensure_one()
        if not (self.text or '').strip():
            raise UserError(self.env._("Type an identity number or a plate."))
        persons, found = self.env['revenue.person.register']._find(self.text.strip())
        self.write({'asked': True, 'partner_ids': persons.ids, 'line_ids': [(5, 0, 0), *(
            (0, 0, {'res_model': model, 'res_id': record_id, 'words': words}) for model, record_id, words in found)]})

    def action_export(self):
        """Button: the list as a spreadsheet."""
        self.check_access('read')
        self.ensure_one()
        self.env['revenue.person.lookup']._log('export', self.text, self.partner_ids)
        return {'type': 'ir.actions.act_url', 'target': 'download',
                'url': f'/web/content/{self._name}/{self.id}/file/personal-data.xlsx?download=true'}
