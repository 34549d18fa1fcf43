from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        """Override of base to refuse what would drop the ledger, before anything is marked."""
        self._revenue_check_uninstall()
        return super().button_uninstall()

    def module_uninstall(self):
        """Override of base: the same for modules that were marked in another way."""
        self._revenue_check_uninstall()
        return super().module_uninstall()

    def _revenue_check_uninstall(self):
        affected = self | self.downstream_dependencies(self)
        if "public_revenue_collection" in affected.mapped("name") and self._revenue_has_ledger():
            raise UserError(self.env._("The ledger holds entries: the modules under it cannot be uninstalled."))

    def _revenue_has_ledger(self):
        return bool(self.env.execute_query(SQL("SELECT 1 FROM revenue_entry LIMIT 1")))
