from odoo import api, models
from odoo.tools import SQL

from ..guards import get_missing_triggers


class RevenueCheck(models.AbstractModel):
    _inherit = "revenue.check"

    @api.model
    def _get_checks(self):
        """Override of public_revenue: what must hold in a database with fines."""
        return [
            *super()._get_checks(),
            (self.env._("Fines: guards of the database exist"), self._find_missing_fines_guards),
            (self.env._("Fines: every number of a checkbook that a fine carries is used"),
             self._find_fines_without_fate),
            (self.env._("Fines: every checkbook is where its last hand-over says"), self._find_misplaced_checkbooks),
            (self.env._("Fines: closed checkbooks have no blank number"), self._find_blank_closed_checkbooks),
            (self.env._("Fines: evidence is what it was"), self.env["fines.evidence"]._find_changed),
            (self.env._("Fines: versions stand as they were kept"), self.env["fines.fine.version"]._find_changed),
        ]

    @api.model
    def _find_missing_fines_guards(self):
        return get_missing_triggers(self.env.cr)

    @api.model
    def _find_fines_without_fate(self):
        """Fines with a checkbook whose number the checkbook does not know as used (the first few)."""
        rows = self.env.execute_query(SQL(
            """
            SELECT f.id FROM fines_fine f LEFT JOIN fines_checkbook_number n ON n.fine_id = f.id
             WHERE f.checkbook_id IS NOT NULL AND n.id IS NULL LIMIT 5
            """))
        return self.env["fines.fine"].browse(fine_id for (fine_id,) in rows).mapped("display_name")

    @api.model
    def _find_misplaced_checkbooks(self):
        """Checkbooks that moved without a hand-over, or whose hand-overs do not follow each other (the first few)."""
        rows = self.env.execute_query(SQL(
            """
            SELECT b.id FROM fines_checkbook b
              LEFT JOIN LATERAL (SELECT state_to FROM fines_checkbook_move WHERE checkbook_id = b.id
                                  ORDER BY id DESC LIMIT 1) AS last ON TRUE
             WHERE b.state <> COALESCE(last.state_to, 'stock')
                OR EXISTS (SELECT FROM (SELECT state_from, lag(state_to, 1, 'stock') OVER (ORDER BY id) AS before
                                          FROM fines_checkbook_move WHERE checkbook_id = b.id) AS step
                            WHERE step.state_from <> step.before)
             LIMIT 5
            """))
        return self.env["fines.checkbook"].browse(book_id for (book_id,) in rows).mapped("display_name")

    @api.model
    def _find_blank_closed_checkbooks(self):
        """Closed checkbooks in which the fates do not add up to the size of the range (the first few)."""
        rows = self.env.execute_query(SQL(
            """
            SELECT b.id FROM fines_checkbook b WHERE b.state = 'closed' AND b.number_to - b.number_from + 1 <>
                   (SELECT count(*) FROM fines_checkbook_number WHERE checkbook_id = b.id) LIMIT 5
            """))
        return self.env["fines.checkbook"].browse(book_id for (book_id,) in rows).mapped("display_name")
