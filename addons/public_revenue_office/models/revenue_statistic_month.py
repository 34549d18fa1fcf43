from odoo import fields, models

from odoo.addons.public_revenue_collection.fields import LooseMany2one

from .revenue_statistic import NAMES


class RevenueStatisticMonth(models.Model):
    """The figures of the days of one month, added up for screens that show a nation or a year.

    Filled set-wise by `revenue.statistic._refresh`. Amounts carry the sign of the ledger.
    """

    _name = "revenue.statistic.month"
    _inherit = "revenue.statistic.mixin"
    _description = "Figure of a Month"
    _order = "month desc, id desc"
    _log_access = False
    _rec_name = "measure"

    company_id = LooseMany2one("res.company", required=True, readonly=True)
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    office_id = LooseMany2one("revenue.office", required=True, readonly=True, help="The office that booked it.")
    debt_office_id = LooseMany2one("revenue.office", readonly=True, help="The office whose debt it was.")
    concept_id = LooseMany2one("revenue.concept", readonly=True)
    month = fields.Date(required=True, readonly=True)
    measure = fields.Selection(NAMES, required=True, readonly=True)
    count = fields.Integer("Number", readonly=True)
    amount = fields.Monetary(readonly=True)

    _office_month = models.Index("(office_id, month)")
    _by_month = models.Index("(month)")
