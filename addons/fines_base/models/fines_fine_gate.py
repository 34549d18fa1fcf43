from odoo import api, models
from odoo.exceptions import UserError


class FinesFine(models.Model):
    """What follows from acts and from the infractions: nobody writes it by hand, not even on a draft."""

    _inherit = "fines.fine"

    @api.model
    def _get_gated_fields(self):
        """Fields that only the code writes. Extended by modules that add such columns.

        :rtype: set[str]
        """
        return {
            "amount_total", "norm_id", "amount_decided", "version", "debtor_clock", "close_reason", "closed_on",
            "checkbook_id", "collection_state", "collection_since", "collection_told_at",
        }

    @api.model
    def _check_gated(self, names):
        gated = self._get_gated_fields() & set(names)
        if gated:
            labels = ", ".join(sorted(self._fields[name]._description_string(self.env) for name in gated))
            raise UserError(self.env._("%s: this follows from what is decided and is not written by hand.", labels))

    @api.model_create_multi
    def create(self, vals_list):
        """Override of fines_base: a draft begins without what acts bring about."""
        for vals in vals_list if not self.env.su else ():
            self._check_gated(name for name, value in vals.items() if value)
        return super().create(vals_list)

    def _check_mutable(self, vals):
        """Override of fines_base: on drafts too; a registered fine is guarded by its correction."""
        super()._check_mutable(vals)
        if not self.env.su and any(fine.state == "draft" for fine in self):
            self._check_gated(vals)
