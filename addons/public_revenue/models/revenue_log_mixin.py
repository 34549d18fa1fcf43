from odoo import api, models
from odoo.exceptions import UserError


class RevenueLogMixin(models.AbstractModel):
    """Rows that are only ever added: by the code, never by hand, and never changed or deleted."""

    _name = 'revenue.log.mixin'
    _description = "Append-Only Log"

    # Fields a host may fill in once, after the row was made.
    _log_filled_later = ()

    @api.model
    def _append(self, vals):
        """Add a row on behalf of the current user."""
        # sudo: no role may write a log by hand, so none has the right to create
        return self.sudo().create(vals)

    def write(self, vals):
        if vals.keys() - set(self._log_filled_later) or any(row[name] for row in self for name in vals):
            raise UserError(self.env._("This log is never changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("This log is never changed."))
