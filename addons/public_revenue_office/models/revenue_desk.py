from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class RevenueDesk(models.Model):
    """A place in an office where a cashier takes money, with a series of receipts of its own."""

    _name = "revenue.desk"
    _description = "Cash Desk"
    _inherit = ["mail.thread"]
    _order = "office_id, name"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    office_id = fields.Many2one("revenue.office", required=True, ondelete="restrict", index=True, tracking=True)
    company_id = fields.Many2one(related="office_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_id = fields.Many2one(
        "revenue.channel", string="Cash Channel", required=True, ondelete="restrict", check_company=True,
        domain="[('kind', '=', 'desk'), ('company_id', '=', company_id)]", tracking=True,
        help="Its account receives the cash.")
    series_id = fields.Many2one(
        "revenue.series", required=True, ondelete="restrict", check_company=True,
        domain="[('office_id', '=', office_id)]", tracking=True, help="No other desk writes in it.")
    method_ids = fields.One2many("revenue.desk.method", "desk_id", string="Other Methods")
    receipt_format = fields.Selection([("80mm", "80 mm"), ("a5", "A5")], required=True, default="80mm")
    active = fields.Boolean(default=True, tracking=True)
    session_ids = fields.One2many("revenue.desk.session", "desk_id", string="Sessions")
    current_session_id = fields.Many2one(
        "revenue.desk.session", compute="_compute_current_session_id", compute_sudo=True,
        string="Session under Way")

    _series_unique = models.UniqueIndex("(series_id)", "Another desk already writes in this series.")
    _name_unique = models.UniqueIndex("(office_id, name)", "This office already has a desk of this name.")

    @api.depends("session_ids.state")
    def _compute_current_session_id(self):
        sessions = self.env["revenue.desk.session"].search([("desk_id", "in", self.ids), ("state", "!=", "closed")])
        by_desk = {session.desk_id: session for session in sessions}
        for desk in self:
            desk.current_session_id = by_desk.get(desk)

    @api.depends("name", "office_id")
    def _compute_display_name(self):
        for desk in self:
            desk.display_name = f"{desk.office_id.name or ''} - {desk.name or ''}"

    @api.constrains("series_id", "office_id")
    def _check_series(self):
        for desk in self:
            if desk.series_id.office_id != desk.office_id:
                raise ValidationError(self.env._(
                    "The series %(series)s belongs to another office than the desk %(desk)s.",
                    series=desk.series_id.code, desk=desk.name))

    def write(self, vals):
        """Override: a session under way keeps the series and the channel it was opened with."""
        busy = self.filtered("current_session_id")
        if busy and ({"office_id", "channel_id", "series_id"} & set(vals) or not vals.get("active", True)):
            raise UserError(self.env._("The desk %s has a session under way. Close it first.", busy[:1].display_name))
        return super().write(vals)

    def _get_channel(self, method):
        """The channel that takes a method of payment at this desk.

        :param str method: as on receipts
        :raise UserError: when the desk does not take it
        """
        self.ensure_one()
        if method == "cash":
            return self.channel_id
        row = self.method_ids.filtered(lambda row: row.method == method)
        if not row:
            raise UserError(self.env._("The desk %s does not take money in this way.", self.display_name))
        return row.channel_id

    def _get_channels(self):
        """All channels of this desk: a payment repeated by another method is found too."""
        return self.channel_id | self.method_ids.channel_id
