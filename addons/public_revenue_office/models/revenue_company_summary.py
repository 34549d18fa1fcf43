from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.fields import LooseMany2one

from .revenue_statistic import MONEY


class RevenueCompanySummary(models.Model):
    """A month of a company in a few figures, for who compares companies: no person, no debt, no receipt is in it."""

    _name = "revenue.company.summary"
    _inherit = "revenue.statistic.mixin"
    _description = "Summary of a Company"
    _order = "month desc, treasury_id"
    _log_access = False
    _rec_name = "company_name"

    treasury_id = LooseMany2one(
        "res.company", required=True, readonly=True,
        help="Not the company whose records these are: those who compare read the rows of all.")
    company_name = fields.Char("Company", readonly=True)
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    month = fields.Date(required=True, readonly=True)
    imposed_count = fields.Integer("Number Imposed", readonly=True)
    imposed = fields.Monetary("Amount Imposed", readonly=True)
    collected_count = fields.Integer("Payments", readonly=True)
    collected = fields.Monetary("Paid on Debts", readonly=True)
    money = fields.Monetary("Money Taken", readonly=True)
    pending_count = fields.Integer("Open Debts", readonly=True)
    pending = fields.Monetary("Owed", readonly=True)
    summarised_on = fields.Date("As of", readonly=True)

    _company_month = models.UniqueIndex("(treasury_id, month)", "This month of the company is summed up already.")

    @api.model
    def _sum_up_before(self, company, day):
        """Write the month before that of a day again, if there is one: its last night came before its last day."""
        last = rules.shift(rules.get_month(day)[0], -1)
        if self.search_count([("treasury_id", "=", company.id), ("month", "=", rules.get_month(last)[0])], limit=1):
            self._sum_up(company, last)

    @api.model
    def _sum_up(self, company, day):
        """Write the row of the month of a day again, and with it what the last photograph of the debts says."""
        first, last = rules.get_month(day)
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_company_summary (treasury_id, company_name, currency_id, month, imposed_count,
                      imposed, collected_count, collected, money, pending_count, pending, summarised_on)
               SELECT c.id, c.name, c.currency_id, %(first)s, coalesce(f.imposed_count, 0), coalesce(f.imposed, 0),
                      coalesce(f.collected_count, 0), coalesce(f.collected, 0), coalesce(f.money, 0),
                      coalesce(s.count, 0), coalesce(s.balance, 0), %(day)s
                 FROM res_company c,
                      (SELECT sum(count) FILTER (WHERE measure = 'imposed') AS imposed_count,
                              sum(amount) FILTER (WHERE measure = 'imposed') AS imposed,
                              sum(count) FILTER (WHERE measure IN ('collected', 'collected_others')) AS collected_count,
                              -sum(amount) FILTER (WHERE measure IN ('collected', 'collected_others')) AS collected,
                              -sum(amount) FILTER (WHERE measure IN %(money)s) AS money
                         FROM revenue_statistic_month WHERE company_id = %(company)s AND month = %(first)s) f,
                      (SELECT sum(count) AS count, sum(balance) AS balance FROM revenue_statistic_stock
                        WHERE company_id = %(company)s AND date = (
                              SELECT max(date) FROM revenue_statistic_stock
                               WHERE company_id = %(company)s AND date BETWEEN %(first)s AND %(last)s)) s
                WHERE c.id = %(company)s
               ON CONFLICT (treasury_id, month) DO UPDATE
                  SET company_name = EXCLUDED.company_name, imposed_count = EXCLUDED.imposed_count,
                      imposed = EXCLUDED.imposed, collected_count = EXCLUDED.collected_count,
                      collected = EXCLUDED.collected, money = EXCLUDED.money, pending_count = EXCLUDED.pending_count,
                      pending = EXCLUDED.pending, summarised_on = EXCLUDED.summarised_on""",
            first=first, last=last, day=day, company=company.id, money=MONEY))
        self.invalidate_model(flush=False)
