from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RevenueUsedMixin(models.AbstractModel):
    """Refuses deletion of configuration that money rows point to without a foreign key."""

    _name = "revenue.used.mixin"
    _description = "Configuration used by the ledger"

    #: (table, column) pairs that may hold ids of this model; each column is indexed or the table is small.
    _revenue_used_in = ()

    def write(self, vals):
        """The ledger remembers its configuration: any change makes it look again."""
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """Keep what the ledger names: archive instead."""
        for table, column in self._revenue_used_in:
            self._check_unused(table, column)

    def _check_unused(self, table, column):
        rows = self.env.execute_query(SQL(
            "SELECT 1 FROM %s WHERE %s IN %s LIMIT 1",
            SQL.identifier(table), SQL.identifier(column), tuple(self.ids)))
        if rows:
            raise UserError(self.env._(
                "%(records)s cannot be deleted: the ledger refers to it. Archive it instead.",
                records=", ".join(self.mapped("display_name"))))
