from odoo import fields, models


class RevenueStatisticAgency(models.Model):
    """An agency as statistics name it: told by the origins of debts, so that the summary points to none of them."""

    _name = "revenue.statistic.agency"
    _inherit = "revenue.statistic.mixin"
    _description = "Agency in Statistics"
    _order = "name, id"
    _log_access = False

    key = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)

    _key_unique = models.UniqueIndex("(key)", "This agency is known already.")
