from odoo import api, fields, models
from odoo.tools import SQL

from ..slip import normalise_number, normalise_series


class FinesFine(models.Model):
    """What an agency sees of the collection of its fines: the state and since when, never receipts nor other debts.

    With fines_collection the office writes it as things happen; without it the agency loads the office's file.
    """

    _inherit = "fines.fine"

    collection_state = fields.Selection(
        [
            ("in_term", "In term"), ("surcharged", "Surcharged"), ("enforcement", "Enforcement"), ("paid", "Paid"),
            ("cancelled", "Cancelled"), ("prescribed", "Given up by decision"),
        ],
        string="Collection", readonly=True, copy=False)
    collection_since = fields.Date("Since", readonly=True, copy=False)
    collection_told_at = fields.Datetime(
        "Told by the Office", readonly=True, copy=False, help="When the office made the file that says so.")

    @api.model
    def _get_collection_rows(self, fines):
        """What an agency may know of its fines, as rows of the office's file.

        :rtype: list[tuple[str, str, str, str]]
        """
        return [
            (fine.series or "", fine.number, fine.collection_state, str(fine.collection_since or ""))
            for fine in fines if fine.collection_state]

    @api.model
    def _load_collection(self, agency, moment, rows):
        """Take over what the office's file says; an older file never replaces what a newer one said.

        :param agency: one fines.agency
        :param datetime moment: when the office made the file
        :param rows: (series, number, state, since)
        :return: how many rows changed something, and those that name no fine of the agency
        :rtype: tuple[int, list]
        """
        if not rows:
            return 0, []
        self.flush_model()
        known = self._find_slips([(agency.id, normalise_series(row[0]), normalise_number(row[1])) for row in rows])
        values, unknown = [], []
        for series, number, state, since in rows:
            fine = known.get((agency.id, normalise_series(series), normalise_number(number)))
            if fine:
                values.append(SQL("(%s, %s, %s::date)", fine.id, state, since or None))
            else:
                unknown.append((series, number))
        return self._write_collection(moment, values) if values else 0, unknown

    def _write_collection(self, moment, values):
        self.env.cr.execute(SQL(
            """
            UPDATE fines_fine f
               SET collection_state = v.shown, collection_since = v.since, collection_told_at = %(moment)s
              FROM (VALUES %(values)s) AS v (id, shown, since)
             WHERE f.id = v.id AND (f.collection_told_at IS NULL OR f.collection_told_at < %(moment)s)
               AND f.state <> 'draft'
            """, moment=moment, values=SQL(", ").join(values)))
        count = self.env.cr.rowcount
        self.invalidate_model(["collection_state", "collection_since", "collection_told_at"], flush=False)
        return count
