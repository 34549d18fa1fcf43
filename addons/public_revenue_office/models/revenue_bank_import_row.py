from odoo import fields, models


class RevenueBankImportRow(models.Model):
    """A row of a statement with something wrong, as it was written."""

    _name = "revenue.bank.import.row"
    _description = "Row of a Statement with Errors"
    _order = "import_id, row"
    _rec_name = "row"

    import_id = fields.Many2one("revenue.bank.import", required=True, readonly=True, ondelete="cascade", index=True)
    row = fields.Integer("Row of the File", required=True, readonly=True, aggregator=None)
    texts = fields.Json(readonly=True)
    shown = fields.Char("As Written", readonly=True)
    problems = fields.Text("What Is Wrong", required=True, readonly=True)
    is_left_out = fields.Boolean("Left Out", readonly=True, help="It cannot enter; the others can.")
