from odoo import fields, models

from .fines_fine_person import PERSONAL


class FinesBatchImportRow(models.Model):
    """A row of a file that could not become a fine, as it was written, with everything that is wrong with it."""

    _name = "fines.batch.import.row"
    _description = "Row with Errors"
    _order = "import_id, row"
    _rec_name = "row"

    import_id = fields.Many2one("fines.batch.import", required=True, readonly=True, ondelete="cascade", index=True)
    row = fields.Integer("Row of the File", required=True, readonly=True, aggregator=None)
    number = fields.Char()
    texts = fields.Json(readonly=True, groups=PERSONAL)
    problems = fields.Text(required=True, readonly=True)
