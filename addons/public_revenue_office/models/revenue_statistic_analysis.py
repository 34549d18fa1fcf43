from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.public_revenue_collection.fields import LooseMany2one

from .revenue_statistic import MONEY, SIGNS


class RevenueStatisticAnalysis(models.Model):
    """The summary as columns, for pivot, graph and list; what was booked since the last refresh is in it."""

    _name = "revenue.statistic.analysis"
    _description = "Statistics"
    _order = "date desc, id"
    _auto = False
    _log_access = False
    _rec_name = "date"

    date = fields.Date("Booked on", readonly=True)
    company_id = LooseMany2one("res.company", readonly=True)
    currency_id = LooseMany2one("res.currency", readonly=True)
    office_id = LooseMany2one("revenue.office", readonly=True)
    debt_office_id = LooseMany2one("revenue.office", "Office of the Debt", readonly=True)
    territory_id = LooseMany2one("revenue.territory", readonly=True)
    concept_id = LooseMany2one("revenue.concept", readonly=True)
    agency_id = LooseMany2one("revenue.statistic.agency", readonly=True)
    policy_id = LooseMany2one("revenue.policy", readonly=True)
    norm_id = LooseMany2one("revenue.norm", readonly=True)
    channel_id = LooseMany2one("revenue.channel", readonly=True)
    imposed_count = fields.Integer("Imposed: Number", readonly=True)
    imposed = fields.Monetary("Amount Imposed", readonly=True)
    collected_count = fields.Integer("Payments: Number", readonly=True)
    collected = fields.Monetary("Paid on Debts", readonly=True)
    money = fields.Monetary("Money Taken", readonly=True, help="What the receipts of the office say.")
    surcharged = fields.Monetary("Surcharges", readonly=True)
    discounted = fields.Monetary("Discounts", readonly=True)
    cancelled_count = fields.Integer("Cancelled: Number", readonly=True)
    cancelled = fields.Monetary(readonly=True)
    written_off = fields.Monetary("Written Off", readonly=True)
    transfer_in = fields.Monetary("Transfers Received", readonly=True)
    transfer_out = fields.Monetary("Transfers Sent", readonly=True)
    refunded = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        amounts = {name: (name,) for name in (
            "imposed", "surcharged", "discounted", "cancelled", "written_off", "transfer_in", "transfer_out",
            "refunded")}
        amounts["collected"] = ("collected", "collected_others")
        amounts["money"] = MONEY
        counts = {"imposed_count": ("imposed",), "collected_count": ("collected", "collected_others"),
                  "cancelled_count": ("cancelled",)}
        columns = [SQL("CASE WHEN d.measure IN %s THEN %s * d.amount ELSE 0 END AS %s",
                       measures, SIGNS[measures[0]], SQL.identifier(name)) for name, measures in amounts.items()]
        columns += [SQL("CASE WHEN d.measure IN %s THEN d.count ELSE 0 END AS %s", measures, SQL.identifier(name))
                    for name, measures in counts.items()]
        statistics = self.env["revenue.statistic"]
        return SQL(
            """SELECT d.id, d.date, d.company_id, d.currency_id, d.office_id, d.debt_office_id, f.territory_id,
                      d.concept_id, d.agency_id, d.policy_id, q.norm_id, d.channel_id, %s
                 FROM (SELECT id, %s FROM revenue_statistic_day
                    UNION ALL SELECT -row_number() OVER ()::integer, live.* FROM (%s) live) d
                 JOIN revenue_office f ON f.id = d.office_id
                 LEFT JOIN revenue_policy q ON q.id = d.policy_id""",
            SQL(", ").join(columns), statistics._get_named(), statistics._get_live())
