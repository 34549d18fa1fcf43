from odoo import fields, models


class FinesPersonForm(models.Model):
    """A form of business that a norm tells apart (self-employed, small company); countries bring theirs."""

    _name = "fines.person.form"
    _description = "Form of Business"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    holder = fields.Selection(
        [("person", "Natural persons"), ("company", "Legal persons")], string="Held by", required=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "There is already a form of business with this code.")
