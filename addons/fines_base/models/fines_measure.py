from odoo import fields, models


class FinesMeasure(models.Model):
    """What an authority may order beside a fine: confiscation, suspension, closure. A list that norms bring."""

    _name = "fines.measure"
    _description = "Accessory Measure"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    source = fields.Char(help="Where the measure was read.")
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "There is already a measure with this code.")
