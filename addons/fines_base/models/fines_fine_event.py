from odoo import fields, models
from odoo.tools import SQL

from ..guards import guard_event


class FinesFineEvent(models.Model):
    """What happened to a fine: who, when, from which state to which, why. Rows are only added, by the state gate."""

    _name = "fines.fine.event"
    _description = "Event of a Fine"
    _order = "id"
    _rec_name = "state_to"
    _log_access = False

    fine_id = fields.Many2one("fines.fine", required=True, readonly=True, ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    happened_at = fields.Datetime("When", required=True, readonly=True)
    state_from = fields.Char("From", required=True, readonly=True)
    state_to = fields.Char("To", required=True, readonly=True)
    state_from_label = fields.Char("Before", compute="_compute_labels")
    state_to_label = fields.Char("After", compute="_compute_labels")
    reason = fields.Char(readonly=True)

    def init(self):
        guard_event(self.env.cr)

    def _compute_labels(self):
        labels = dict(self.env["fines.fine"]._fields["state"]._description_selection(self.env))
        for event in self:
            event.state_from_label = labels.get(event.state_from, event.state_from)
            event.state_to_label = labels.get(event.state_to, event.state_to)

    def _record(self, fines, state_to, reason):
        """Write one row for each fine, set-wise, before its state changes.

        :param fines: fines about to move, flushed
        :param str state_to: the state they move to
        :param str reason: why, in words or as a code; empty if it needs no reason
        """
        self.env.cr.execute(SQL(
            """
            INSERT INTO fines_fine_event (fine_id, user_id, happened_at, state_from, state_to, reason)
            SELECT id, %s, %s, state, %s, %s FROM fines_fine WHERE id IN %s ORDER BY id
            """, self.env.uid, fields.Datetime.now(), state_to, reason or None, tuple(fines.ids)))
        fines.invalidate_recordset(["event_ids"])
