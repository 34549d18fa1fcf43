from odoo import api, models, tools
from odoo.fields import Domain


class FinesOffence(models.Model):
    """Offences by their codes, as often as a clerk leaves a field: looked up once until the law changes."""

    _name = "fines.offence"
    _inherit = ["fines.offence", "revenue.cached.mixin"]

    @api.model
    def _find_by_codes(self, codes, day):
        """Offences as they are on a day.

        :param codes: codes in capitals
        :param date day: day of the infraction
        :rtype: dict[str, recordset of fines.offence]
        """
        found = self._find_ids_by_codes(tuple(codes), day) if codes else {}
        return {code: self.browse(offence_id) for code, offence_id in found.items()}

    @tools.ormcache("codes", "day")
    def _find_ids_by_codes(self, codes, day):
        on_day = (Domain("date_from", "=", False) | Domain("date_from", "<=", day)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        return {offence.code: offence.id for offence in self.search(Domain("code", "in", codes) & on_day)}
