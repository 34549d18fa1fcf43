from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueTransferLine(models.Model):
    """Of a fine the debt goes at once; its slip on paper follows and is received by itself."""

    _inherit = "revenue.transfer.line"

    is_fine = fields.Boolean(compute="_compute_is_fine", search="_search_is_fine")
    slip_received_on = fields.Date(readonly=True, copy=False)
    slip_received_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")

    @api.depends("obligation_id")
    def _compute_is_fine(self):
        fines = self.search([("id", "in", self.ids), ("is_fine", "=", True)])
        for line in self:
            line.is_fine = line in fines

    @api.model
    def _search_is_fine(self, operator, _value):
        if operator not in ("in", "not in"):
            return NotImplemented
        # the debt may be at another office already: this line says what it was
        return [("obligation_id", "any!", [("origin_model", "=" if operator == "in" else "!=", "fines.fine")])]

    def action_receive_slips(self):
        """Button of the receiving office: the slips on paper are here."""
        self.check_access("write")
        self._check_offices("to_office_id")
        for line in self:
            if not line.is_fine or line.state not in ("sent", "accepted"):
                raise UserError(self.env._("No slip of %s is awaited here.", line.title))
        for office, lines in self.filtered(lambda line: not line.slip_received_on).grouped("to_office_id").items():
            lines._note({"slip_received_on": office._today(), "slip_received_by_id": self.env.uid})
