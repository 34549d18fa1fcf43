from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.public_revenue.moves import check_moves

#: What is done each night, in this order.
STEPS = [
    ("refresh", "Amounts of the day"),
    ("announce", "Amounts that change soon"),
    ("notify", "Notices before amounts change"),
    ("post", "Days closed and posted"),
    ("control", "Control report"),
    ("summary", "Statistics"),
    ("stock", "Open debts by phase and age"),
    ("period", "Months to be closed"),
]
MOVES = {"waiting": ("running", "done", "failed"), "running": ("running", "done", "failed"), "failed": ("waiting",),
         "done": ()}


class RevenueNightlyStep(models.Model):
    """One step of the nightly work and how far it is.

        waiting -> running -> done | failed ; failed -> waiting
    """

    _name = "revenue.nightly.step"
    _description = "Step of the Nightly Work"
    _order = "run_id desc, sequence, id"
    _rec_name = "code"

    run_id = fields.Many2one("revenue.nightly.run", required=True, readonly=True, ondelete="cascade", index=True)
    code = fields.Selection(STEPS, "Step", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("running", "Running"), ("done", "Done"), ("failed", "Stopped")], required=True,
        readonly=True, default="waiting")
    processed = fields.Integer("Done So Far", readonly=True)
    position = fields.Integer(readonly=True, help="The last record that was done.")
    note = fields.Char(readonly=True)
    started_at = fields.Datetime("Started", readonly=True)
    ended_at = fields.Datetime("Ended at", readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: a step says what the night has done."""
        raise UserError(self.env._("What a night did is not written by hand."))

    def _note(self, vals):
        """Write what the work brought about; never called with what a person typed into a field."""
        return super().write(vals)

    def _advance(self, processed, is_over):
        """Note that a batch was done."""
        now = fields.Datetime.now()
        self._update_state("done" if is_over else "running", {
            "processed": self.processed + processed, "started_at": self.started_at or now,
            "ended_at": now if is_over else False})

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        self._note({**(vals or {}), "state": state})
