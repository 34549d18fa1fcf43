from odoo import api, fields, models
from odoo.tools import SQL

#: Two spellings of one secret: who knows the one knows the other.
PRINTED = ("slip", "number")


class RevenueKey(models.Model):
    _inherit = "revenue.key"

    type = fields.Selection(
        selection_add=[("number", "Number without its agency")], ondelete={"number": "cascade"})

    @api.model
    def _find(self, key_type, value, factor=None):
        """Override of public_revenue_collection: a slip is found by its number alone too, and one that an import
        left in quarantine is answered as "checking": known, under check.
        """
        obligations, state = super()._find(key_type, value, factor)
        if state == "unknown" and key_type == "slip":
            obligations, state = super()._find("number", value, factor)
        if state == "unknown" and key_type in (None, *PRINTED):
            if self.env["fines.register.quarantine"]._is_checking(value, factor):
                return obligations, "checking"
        return obligations, state

    @api.model
    def _find_many(self, key_type, values):
        """Override of public_revenue_collection: slips are found by their numbers alone too."""
        found = super()._find_many(key_type, values)
        left = set(values).difference(found) if key_type == "slip" else ()
        return {**super()._find_many("number", left), **found} if left else found

    def _find_ids(self, key_type, value, factor):
        """Override of public_revenue_collection: the number of a slip without its agency is no second factor to it."""
        ids = super()._find_ids(key_type, value, factor)
        if factor is None or not ids:
            return ids
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT k.obligation_id FROM revenue_key k JOIN revenue_key f ON f.obligation_id = k.obligation_id
             WHERE k.obligation_id IN %(ids)s AND k.value = %(value)s AND f.value = %(factor)s AND f.type <> k.type
               AND NOT (k.type IN %(printed)s AND f.type IN %(printed)s)
             ORDER BY 1
            """, ids=tuple(ids), value=value, factor=factor, printed=PRINTED))
        return [obligation_id for (obligation_id,) in rows]
