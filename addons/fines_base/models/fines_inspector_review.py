from odoo import fields, models


class FinesInspector(models.Model):
    _inherit = "fines.inspector"

    superior_id = fields.Many2one(
        "res.users", string="Immediate Superior", ondelete="restrict", index="btree_not_null",
        help="Decides appeals where the norm gives them to the immediate superior. Empty: the officers of the agency.")
