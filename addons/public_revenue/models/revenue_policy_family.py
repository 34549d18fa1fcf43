from odoo import fields, models


class RevenuePolicyFamily(models.Model):
    """What a policy is about: debts name a family, the day and the place choose the version."""

    _name = 'revenue.policy.family'
    _description = "Policy Family"
    _order = 'code'
    _rec_names_search = ['name', 'code']

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    policy_ids = fields.One2many('revenue.policy', 'family_id', string="Policies")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint('UNIQUE (code)', "There is already a family with this code.")
