from odoo import fields, models
from odoo.tools import SQL


class FinesCheckbookRun(models.Model):
    """What became of slip numbers that carry no fine, run by run: a query, nothing is stored.

    Void, lost and returned numbers of all books; and, of books that left the safe and are not closed, those that are
    still blank. A blank number below one that was used is a gap: its slip is missing.
    """

    _name = "fines.checkbook.run"
    _description = "Slip Numbers without a Fine"
    _auto = False
    _order = "is_gap desc, checkbook_id, number_from"
    _depends = {
        "fines.checkbook": ["agency_id", "series", "office_id", "inspector_id", "held_since", "state"],
        "fines.checkbook.number": ["checkbook_id", "number", "fate", "reason", "document"],
    }

    checkbook_id = fields.Many2one("fines.checkbook", readonly=True)
    agency_id = fields.Many2one("fines.agency", readonly=True)
    series = fields.Char(readonly=True)
    office_id = fields.Many2one("revenue.office", readonly=True)
    inspector_id = fields.Many2one("fines.inspector", readonly=True)
    held_since = fields.Date(readonly=True, help="Day of the book's last hand-over.")
    fate = fields.Selection(
        [("gap", "Gap"), ("blank", "Not yet used"), ("void", "Void"), ("lost", "Lost"), ("returned", "Returned blank")],
        readonly=True, help="Gap: a later number of the book was used, this slip is missing.")
    is_gap = fields.Boolean("Is a Gap", readonly=True)
    number_from = fields.Integer("First Number", readonly=True, aggregator=None)
    number_to = fields.Integer("Last Number", readonly=True, aggregator=None)
    count = fields.Integer("Slips", readonly=True)
    reason = fields.Char(readonly=True)
    document = fields.Char(readonly=True, help="Number of the act or report that proves it.")
    noted_on = fields.Date(readonly=True)
    noted_by_id = fields.Many2one("res.users", string="Noted by", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT r.id, r.checkbook_id, b.agency_id, b.series, b.office_id, b.inspector_id, b.held_since, r.fate,
                      r.fate = 'gap' AS is_gap, r.number_from, r.number_to, r.number_to + 1 - r.number_from AS count,
                      r.reason, r.document, r.noted_on, r.noted_by_id
                 FROM (%s UNION ALL %s UNION ALL %s) r JOIN fines_checkbook b ON b.id = r.checkbook_id""",
            self._get_fated_query(), self._get_between_query(), self._get_after_query())

    def _get_fated_query(self):
        """Runs of numbers that share fate, reason and document."""
        return SQL(
            """SELECT min(n.id)::bigint * 4 AS id, n.checkbook_id, n.fate, min(n.number) AS number_from,
                      max(n.number) AS number_to, n.reason, n.document, min(n.create_date)::date AS noted_on,
                      n.create_uid AS noted_by_id
                 FROM (SELECT id, checkbook_id, fate, number, reason, document, create_date, create_uid,
                              number - row_number() OVER (
                                  PARTITION BY checkbook_id, fate, reason, document, create_uid ORDER BY number) AS run
                         FROM fines_checkbook_number WHERE fate <> 'used') n
             GROUP BY n.checkbook_id, n.fate, n.reason, n.document, n.create_uid, n.run""")

    def _get_between_query(self):
        """Blank numbers below one that has a fate."""
        return SQL(
            """SELECT n.id::bigint * 4 + 1, n.checkbook_id,
                      CASE WHEN n.number_from < n.used THEN 'gap' ELSE 'blank' END,
                      n.number_from, n.number_to, NULL, NULL, NULL::date, NULL::int
                 FROM (SELECT n.id, n.checkbook_id, n.number - 1 AS number_to,
                              coalesce(lag(n.number) OVER book + 1, b.number_from) AS number_from,
                              max(n.number) FILTER (WHERE n.fate = 'used') OVER (PARTITION BY n.checkbook_id) AS used
                         FROM fines_checkbook b JOIN fines_checkbook_number n ON n.checkbook_id = b.id
                        WHERE b.state NOT IN ('stock', 'closed')
                       WINDOW book AS (PARTITION BY n.checkbook_id ORDER BY n.number)) n
                WHERE n.number_from <= n.number_to""")

    def _get_after_query(self):
        """Blank numbers above all that have a fate."""
        return SQL(
            """SELECT b.id::bigint * 4 + 2, b.id, 'blank', coalesce(n.last + 1, b.number_from), b.number_to, NULL, NULL,
                      NULL::date, NULL::int
                 FROM fines_checkbook b
                 LEFT JOIN LATERAL (SELECT max(number) AS last FROM fines_checkbook_number
                                     WHERE checkbook_id = b.id) n ON true
                WHERE b.state NOT IN ('stock', 'closed') AND coalesce(n.last, 0) < b.number_to""")

    def action_open_book(self):
        """Row: the book, with all its numbers and hand-overs."""
        self.check_access("read")
        self.ensure_one()
        return self.checkbook_id.get_formview_action()
