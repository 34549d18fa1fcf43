from odoo import api, fields, models, tools
from odoo.fields import Domain

from odoo.addons.public_revenue import rules


class FinesOffence(models.Model):
    """The more favourable norm: a later row lowers the amount of older deeds too, where the law that brings it says so.

    The offence of a fine stays the one of its day, with its article; only what may be imposed for it is milder.
    """

    _inherit = "fines.offence"

    retroactive = fields.Boolean(
        "Milder for Older Deeds",
        help="The norm says that this amount also applies to deeds before its first day, where it is lower. A fine that"
             " is registered keeps its amount.")

    _retroactive_dated = models.Constraint(
        "CHECK (retroactive IS NOT TRUE OR date_from IS NOT NULL)",
        "What applies to older deeds has a first day of its own.")

    def _get_amounts(self, day, series=None):
        """Extended: of the amounts of the day and those brought for older deeds since then, the most favourable."""
        own = super()._get_amounts(day, series)
        if not own:
            return own
        later = self.browse(self._find_retroactive_ids(self.code)).filtered(
            lambda offence: day < offence.date_from <= fields.Date.context_today(self))
        known = [super(FinesOffence, offence)._get_amounts(day, series) for offence in later]
        return rules.get_milder([own, *filter(None, known)])

    @api.model
    @tools.ormcache("code")
    def _find_retroactive_ids(self, code):
        return self.search(Domain("code", "=", code) & Domain("retroactive", "=", True)).ids
