from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.public_revenue_collection.fields import LooseMany2one


class RevenueStatisticCohort(models.Model):
    """What became of the debts imposed in a month: how many are paid by now. Counted each night."""

    _name = "revenue.statistic.cohort"
    _inherit = "revenue.statistic.mixin"
    _description = "What Became of a Month's Debts"
    _order = "month desc, id"
    _log_access = False
    _rec_name = "month"

    company_id = LooseMany2one("res.company", required=True, readonly=True)
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    office_id = LooseMany2one("revenue.office", required=True, readonly=True)
    month = fields.Date("Imposed in", required=True, readonly=True)
    count = fields.Integer("Imposed: Number", readonly=True)
    amount = fields.Monetary("As Imposed", readonly=True)
    settled_count = fields.Integer("Paid by Now: Number", readonly=True)
    settled_amount = fields.Monetary("Paid by Now, as Imposed", readonly=True)

    _office_month = models.Index("(office_id, month)")

    @api.model
    def _count(self, company):
        """Count the debts of a company again: closed without another reason means paid."""
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM revenue_statistic_cohort WHERE company_id = %s", company.id))
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_statistic_cohort (company_id, currency_id, office_id, month, count, amount,
                                                     settled_count, settled_amount)
               SELECT company_id, currency_id, office_id, date_trunc('month', date)::date, count(*), sum(amount),
                      count(*) FILTER (WHERE state = 'closed' AND close_reason_id IS NULL),
                      coalesce(sum(amount) FILTER (WHERE state = 'closed' AND close_reason_id IS NULL), 0)
                 FROM revenue_obligation WHERE company_id = %s GROUP BY 1, 2, 3, 4""", company.id))
        self.invalidate_model(flush=False)
