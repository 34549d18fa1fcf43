from odoo import fields, models


class RevenueTerritory(models.Model):
    _inherit = "revenue.territory"

    l10n_cu_iso_code = fields.Char("ISO 3166-2", help="Code of a province; municipalities have none.")
