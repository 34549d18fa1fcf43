from odoo import models


class FinesFine(models.Model):
    """Who is told before the amount of a fine changes."""

    _inherit = "fines.fine"

    def _revenue_addressee(self, obligation):
        """Override of public_revenue_office: who answers for the fine; the contact's address is newer than the slip's.

        Where the debt went to another debtor, the slip says nothing of that one.
        """
        told = super()._revenue_addressee(obligation)
        fine = self.browse(obligation.origin_id)
        if obligation.partner_id and obligation.partner_id != fine.partner_id:
            return told
        guardian, offender = fine._get_role("guardian"), fine._get_offender()
        if guardian:
            return {"name": guardian.name, "identity": guardian.identity_value,
                    "address": guardian.address or told["address"] or offender.address}
        return {"name": told["name"] or offender.name, "identity": offender.identity_value,
                "address": told["address"] or offender.address}
