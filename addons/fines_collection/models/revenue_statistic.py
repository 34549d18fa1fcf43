from odoo import api, models
from odoo.tools import SQL


class RevenueStatistic(models.AbstractModel):
    _inherit = "revenue.statistic"

    @api.model
    def _get_agency_key(self):
        """Override of public_revenue_office: the agency that imposed the fine behind a debt `o`."""
        return SQL(
            """CASE WHEN o.origin_model = 'fines.fine' THEN
                    (SELECT 'fines.agency,' || g.agency_id FROM fines_fine g WHERE g.id = o.origin_id)
                    ELSE %s END""", super()._get_agency_key())

    @api.model
    def _get_agencies(self):
        """Override of public_revenue_office to name the imposing agencies."""
        known = super()._get_agencies()
        own = SQL("SELECT 'fines.agency,' || id, concat_ws(' ', code, name) FROM fines_agency")
        return SQL("%s UNION ALL %s", known, own) if known else own
