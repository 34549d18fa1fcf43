from odoo import fields, models

from odoo.addons.public_revenue_collection.fields import LooseMany2one


class RevenueStatisticMark(models.Model):
    """How far the summary has read one posting."""

    _name = "revenue.statistic.mark"
    _inherit = "revenue.statistic.mixin"
    _description = "Reading Mark of the Summary"
    _log_access = False
    _rec_name = "posting_id"

    posting_id = LooseMany2one("revenue.posting", required=True, readonly=True)
    sealed = fields.Boolean(readonly=True, help="The posting was closed: its figures are final.")
    entry_count = fields.Integer(readonly=True)
    entry_id = fields.Integer("Last Entry", readonly=True)
    computed_at = fields.Datetime(readonly=True)

    _posting_unique = models.UniqueIndex("(posting_id)", "This posting has a mark already.")
    _unsealed = models.Index("(posting_id) WHERE sealed IS NOT TRUE")
