"""What happens at the end of the module's life."""
from odoo.exceptions import UserError


def uninstall_hook(env):
    """Refuse to go while the ledger holds rows: they are the treasury's books."""
    if env["ir.module.module"]._revenue_has_ledger():
        raise UserError(env._("The ledger holds entries: this module cannot be uninstalled."))
