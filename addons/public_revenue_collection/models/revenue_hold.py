from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.public_revenue import rules


class RevenueHold(models.Model):
    """A time during which an obligation's clock stands still: an appeal, a wrong-person case, a suspension."""

    _name = "revenue.hold"
    _description = "Hold on an Obligation"
    _order = "date_from, id"

    obligation_id = fields.Many2one(
        "revenue.obligation", required=True, readonly=True, ondelete="restrict", index=True)
    office_id = fields.Many2one(related="obligation_id.office_id")
    kind = fields.Selection(
        [("review", "Under review"), ("person", "Wrong person"), ("suspension", "Suspension of terms"),
         ("agreement", "Agreement"), ("other", "Other")],
        required=True, readonly=True)
    date_from = fields.Date(required=True, readonly=True, help="First day that does not count.")
    date_to = fields.Date(readonly=True, help="Last day that does not count. Empty: still running.")
    cause = fields.Char(required=True, readonly=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A hold cannot end before it begins.")

    def _release(self, day):
        """End running holds: the day given is the first one that counts again.

        A hold released on its own first day never existed: it ends the day before it began, which is refused by the
        database, so it is deleted.

        :param date day: in the office's calendar
        """
        if self.filtered("date_to"):
            raise UserError(self.env._("This hold has already ended."))
        obligations = self.obligation_id
        void = self.filtered(lambda hold: hold.date_from >= day)
        (self - void).write({"date_to": rules.day_before(day)})
        void.unlink()
        obligations._settle(day)

    @api.depends("kind", "date_from")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for hold in self:
            hold.display_name = f"{kinds.get(hold.kind)} {hold.date_from}"
