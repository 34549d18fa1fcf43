from odoo import fields, models

from odoo.addons.public_revenue_collection.fields import LooseMany2one

from .revenue_statistic import NAMES


class RevenueStatisticDay(models.Model):
    """One figure of one day: what an office booked of one kind, for one concept, agency, norm and channel.

    Filled set-wise by `revenue.statistic._refresh`. Amounts carry the sign of the ledger.
    """

    _name = "revenue.statistic.day"
    _inherit = "revenue.statistic.mixin"
    _description = "Figure of a Day"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "measure"

    posting_id = LooseMany2one("revenue.posting", required=True, readonly=True, index=True)
    company_id = LooseMany2one("res.company", required=True, readonly=True)
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    office_id = LooseMany2one("revenue.office", required=True, readonly=True, help="The office that booked it.")
    debt_office_id = LooseMany2one("revenue.office", readonly=True, help="The office whose debt it was.")
    concept_id = LooseMany2one("revenue.concept", readonly=True)
    agency_id = LooseMany2one("revenue.statistic.agency", readonly=True)
    policy_id = LooseMany2one("revenue.policy", readonly=True)
    channel_id = LooseMany2one("revenue.channel", readonly=True)
    date = fields.Date("Booked on", required=True, readonly=True)
    measure = fields.Selection(NAMES, required=True, readonly=True)
    count = fields.Integer("Number", readonly=True)
    amount = fields.Monetary(readonly=True)

    _office_date = models.Index("(office_id, date)")
    _by_date = models.Index("(date, measure)")
