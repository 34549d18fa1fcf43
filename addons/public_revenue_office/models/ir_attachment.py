from odoo import api, models
from odoo.exceptions import UserError

#: What a kept document is.
CONTENT = {"raw", "datas", "db_datas", "store_fname", "checksum", "res_model", "res_id", "public", "type", "url"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """Override to leave kept documents as they came."""
        if CONTENT & set(vals):
            self._check_not_kept()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._check_not_kept()

    def _check_not_kept(self):
        kept = self.env.registry["revenue.document.mixin"]
        for file in self:
            if file.res_id and file.res_model in self.env and isinstance(self.env[file.res_model], kept):
                raise UserError(self.env._("A document that was handed in does not change and is not deleted."))
