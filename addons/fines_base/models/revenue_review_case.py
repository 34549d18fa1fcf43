from odoo import api, fields, models


class RevenueReviewCase(models.Model):
    _inherit = "revenue.review.case"

    agency_id = fields.Many2one("fines.agency", readonly=True, ondelete="restrict", index="btree_not_null")

    @api.model
    def _get_legal_fields(self):
        """Override of public_revenue: a case stays with its agency."""
        return super()._get_legal_fields() | {"agency_id"}

    def _notice_prepare(self, kind):
        """Override of public_revenue: the agency sees the notices of its cases."""
        return {**super()._notice_prepare(kind), "agency_id": self.agency_id.id}

    def _get_issuer(self):
        """Override of public_revenue: the imposing agency decides."""
        return [*filter(None, [self.agency_id.name]), *super()._get_issuer()]
