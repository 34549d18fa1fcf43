from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RevenueTerritory(models.Model):
    """A place with its official code; not an office (desks and staff)."""

    _name = 'revenue.territory'
    _description = "Territory"
    _order = 'country_id, code'
    _parent_store = True
    _rec_names_search = ['name', 'code']

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Official code of the place, with its leading zeros.")
    country_id = fields.Many2one('res.country', required=True, index=True, ondelete='restrict')
    kind = fields.Selection(
        [
            ('country', "Country"),
            ('province', "Province"),
            ('municipality', "Municipality"),
            ('locality', "Locality"),
        ],
        required=True, default='municipality',
    )
    parent_id = fields.Many2one('revenue.territory', string="Part of", index=True, ondelete='restrict')
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many('revenue.territory', 'parent_id', string="Places inside")
    office_ids = fields.One2many('revenue.office', 'territory_id', string="Offices")
    active = fields.Boolean(default=True)

    _country_code_uniq = models.Constraint(
        'UNIQUE (country_id, code)',
        "This country already has a territory with this code.",
    )

    @api.constrains('parent_id', 'country_id')
    def _check_parent_country(self):
        for territory in self.filtered('parent_id'):
            if territory.country_id != territory.parent_id.country_id:
                raise ValidationError(self.env._(
                    "%(place)s and %(parent)s are in different countries.",
                    place=territory.name, parent=territory.parent_id.name,
                ))

    def write(self, vals):
        result = super().write(vals)
        if 'parent_id' in vals:
            # the choice of a policy by territory is cached along the tree
            self.env.registry.clear_cache()
        return result

    def _get_chain(self):
        """Return this place and the larger ones around it, the nearest first.

        :rtype: list[int]
        """
        self.ensure_one()
        return [int(part) for part in reversed(self.parent_path.strip('/').split('/'))]
