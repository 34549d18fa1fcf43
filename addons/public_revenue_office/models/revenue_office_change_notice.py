from odoo import fields, models

from odoo.addons.public_revenue.models.revenue_notice_channel import CHANNELS


class RevenueOffice(models.Model):
    _inherit = "revenue.office"

    change_notice_days = fields.Integer(
        "Days of Notice before an Amount Changes",
        help="So many days before, the debtor gets a notice. 0: not configured, none is issued.")
    change_notice_way = fields.Selection(
        CHANNELS, string="Way of These Notices", default="post",
        help="Electronic: also sent to the debtor's e-mail; who has none gets no notice.")

    _change_notice_days_positive = models.Constraint(
        "CHECK (change_notice_days >= 0)", "Days of notice are counted backwards from the change.")
    _change_notice_way_given = models.Constraint(
        "CHECK (COALESCE(change_notice_days, 0) = 0 OR change_notice_way IS NOT NULL)",
        "Say by which way notices before a change go.")
