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

    @api.model
    def _get_lead_days(self):
        """Override of public_revenue_office: when the batch of the slip came, and when the slip was keyed."""
        received, keyed = super()._get_lead_days()
        return (
            SQL("""CASE WHEN o.origin_model = 'fines.fine' THEN
                        (SELECT b.received_on FROM fines_fine g JOIN fines_batch b ON b.id = g.batch_id
                          WHERE g.id = o.origin_id) ELSE %s END""", received),
            SQL("""CASE WHEN o.origin_model = 'fines.fine' THEN
                        (SELECT g.create_date::date FROM fines_fine g WHERE g.id = o.origin_id) ELSE %s END""", keyed),
        )
