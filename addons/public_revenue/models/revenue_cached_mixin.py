from odoo import api, models


class RevenueCachedMixin(models.AbstractModel):
    """Law that is looked up once and remembered: any change of a row lets all processes look again."""

    _name = 'revenue.cached.mixin'
    _description = "Remembered Law"

    @api.model_create_multi
    def create(self, vals_list):
        """Override to forget what was remembered."""
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        """Override to forget what was remembered."""
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        """Override to forget what was remembered."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
