from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.public_revenue.guards import freeze
from odoo.addons.public_revenue_collection.fields import LooseMany2one

from .revenue_statistic import NAMES

COLUMNS = (
    "period_id", "company_id", "currency_id", "office_id", "debt_office_id", "concept_id", "agency_id", "measure",
    "count", "amount",
)


class RevenuePeriodFigure(models.Model):
    """A figure of a closed period, as it was reported. It never changes."""

    _name = "revenue.period.figure"
    _inherit = "revenue.statistic.mixin"
    _description = "Reported Figure"
    _order = "period_id desc, id"
    _log_access = False
    _rec_name = "measure"

    period_id = fields.Many2one("revenue.period", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = LooseMany2one("res.company", required=True, readonly=True)
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    office_id = LooseMany2one("revenue.office", required=True, readonly=True, help="The office that booked it.")
    debt_office_id = LooseMany2one("revenue.office", readonly=True, help="The office whose debt it was.")
    concept_id = LooseMany2one("revenue.concept", readonly=True)
    agency_id = LooseMany2one("revenue.statistic.agency", readonly=True)
    measure = fields.Selection(
        [("opening", "Opening balance"), *NAMES, ("closing", "Closing balance")], required=True, readonly=True)
    count = fields.Integer("Number", readonly=True)
    amount = fields.Monetary(readonly=True)

    def init(self):
        """What was reported stays: the database itself refuses changes."""
        freeze(self.env.cr, self._table, COLUMNS)

    @api.model
    def _keep(self, period, rows):
        """Copy the figures of a month, with its balances.

        :param list rows: the roll-forward (`revenue.statistic.balance._get_roll`)
        """
        names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_period_figure (%s)
               SELECT %s, company_id, currency_id, office_id, debt_office_id, concept_id, agency_id, measure,
                      sum(count), sum(amount)
                 FROM revenue_statistic_day WHERE company_id = %s AND date BETWEEN %s AND %s
             GROUP BY 2, 3, 4, 5, 6, 7, 8 ORDER BY 2, 3, 4, 5, 6, 7, 8""",
            names, period.id, period.company_id.id, period.date_from, period.date_to))
        balances = [
            SQL("(%s, %s, %s, %s, %s, %s, NULL::integer, %s, 0, %s)", period.id, period.company_id.id,
                period.currency_id.id, row["office_id"], row["office_id"], row["concept_id"], measure, row[measure])
            for row in rows for measure in ("opening", "closing")]
        if balances:
            self.env.cr.execute(SQL(
                "INSERT INTO revenue_period_figure (%s) VALUES %s", names, SQL(", ").join(balances)))
        self.invalidate_model(flush=False)

    @api.model
    def _compute_digests(self, periods):
        """Fingerprint of the figures of each period.

        :rtype: dict[int, str]
        """
        return {period.id: "" for period in periods} | dict(self.env.execute_query(SQL(
            """SELECT period_id, encode(sha256(convert_to(string_agg(concat_ws('|', id, company_id, currency_id,
                      office_id, coalesce(debt_office_id, 0), coalesce(concept_id, 0), coalesce(agency_id, 0), measure,
                      count, amount), '/' ORDER BY id), 'UTF8')), 'hex')
                 FROM revenue_period_figure WHERE period_id IN %s GROUP BY 1""", tuple(periods.ids) or (0,))))
