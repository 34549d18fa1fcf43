from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.breaks import Break


class RevenueControlSymptom(models.AbstractModel):
    _inherit = "revenue.control.symptom"

    @api.model
    def _find(self, scope):
        """Override of public_revenue_collection: counts, differences, deposit slips, refunds."""
        control = self.env["revenue.control"]
        closed, booked = scope.where("x", day="closed_on"), scope.where("x")
        return [
            *super()._find(scope),
            *self._compare("session", "revenue.desk.session", control._query_counts(closed),
                           self.env._("The count of the desk does not say what its receipts say.")),
            *self._compare("difference", "revenue.desk.session", control._query_differences(closed),
                           self.env._("The difference of the count is not what was booked.")),
            *self._compare("deposit", "revenue.deposit", control._query_deposits(booked),
                           self.env._("The deposit slip does not say the cash of its sessions.")),
            *self._compare("cheques", "revenue.deposit", control._query_cheques(booked),
                           self.env._("The deposit slip does not say its cheques.")),
            *self._compare("refund", "revenue.refund", control._query_refunds(booked),
                           self.env._("The ledger does not say what the refund order paid.")),
        ]

    def _compare(self, book, model, query, words):
        rows = self.env.execute_query(SQL(
            """SELECT id, company_id, office_id, day, channel_id, expected::text, found::text FROM (%s) compared
                WHERE expected <> found ORDER BY id""", query))
        return [self._make_pair(book, model, words, *row) for row in rows]

    def _make_pair(self, book, model, words, record_id, company_id, office_id, day, channel_id, expected, found):
        amount = rules.difference(expected, found)
        symptom = rules.Symptom(book, record_id, (company_id, office_id, day), amount)
        return symptom, Break("amount", model, record_id, company_id, office_id, day, words, channel_id,
                              Decimal(expected), Decimal(found))
