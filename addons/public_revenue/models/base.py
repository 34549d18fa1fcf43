from odoo import models


class Base(models.AbstractModel):
    _inherit = 'base'

    def export_data(self, fields_to_export):
        """Override of base: who takes a list of the suite away is logged, whatever list it is."""
        if self.env['revenue.check']._is_suite_module(self._original_module) and not self._revenue_logs_export():
            self.env['revenue.person.lookup']._log_export(self, fields_to_export)
        return super().export_data(fields_to_export)

    def _revenue_logs_export(self):
        """Say whether the model notes its exports itself, with the persons in them. Hook."""
        return False
