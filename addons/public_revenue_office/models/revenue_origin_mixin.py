from odoo import models


class RevenueOriginMixin(models.AbstractModel):
    _inherit = "revenue.origin.mixin"

    def _revenue_addressee(self, obligation):
        """To whom a notice about a debt goes. Overridden by origins that know more than the debtor's contact.

        :param obligation: a debt whose origin is this model
        :return: name, identity and address
        :rtype: dict
        """
        partner = obligation.partner_id
        return {"name": partner.name, "identity": False, "address": self._get_contact_address(partner)}

    def _get_contact_address(self, partner):
        """The address of a contact as it is now, in lines."""
        lines = (line.strip() for line in (partner.contact_address or "").splitlines())
        return "\n".join(filter(None, lines)) or False
