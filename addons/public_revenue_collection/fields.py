"""Field types that the money tables need and Odoo does not offer."""
from odoo import fields


class LooseMany2one(fields.Many2one):
    """A many2one without a foreign key in the database.

    Each foreign key of a ledger row costs a look-up for every row inserted (17 of them divide the speed of COPY
    by three), so the high-volume tables keep only those that guard money. What a loose field points to
    is configuration; the models pointed to refuse deletion while used (see `revenue.used.mixin`).
    """

    def update_db_foreign_key(self, model, column):
        """Create no foreign key: the point of this class."""
