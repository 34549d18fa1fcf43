from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    revenue_digest_off = fields.Boolean("No Weekly Digest of Collection")

    @property
    def SELF_READABLE_FIELDS(self):
        """Override of base: everybody sees the own choice."""
        return [*super().SELF_READABLE_FIELDS, "revenue_digest_off"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        """Override of base: everybody may switch the own digest off."""
        return [*super().SELF_WRITEABLE_FIELDS, "revenue_digest_off"]
