from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules


class RevenueChannel(models.Model):
    """When channels that hand in lists or files are expected."""

    _inherit = "revenue.channel"

    list_every_days = fields.Integer(
        "Hands in Every", help="Days within which a list or file of this channel arrives. Zero: not configured.")

    _list_days_positive = models.Constraint("CHECK (list_every_days >= 0)", "Days are counted forward.")

    @api.model
    def _get_awaited(self, day, company):
        """Channels whose list or file for a day has not arrived, with the day until which it is awaited.

        :param date day: on which somebody says to have paid
        :rtype: list[tuple[recordset, date]]
        """
        channels = self.search([("company_id", "=", company.id), ("list_every_days", ">", 0)])
        arrived = channels._get_last_days()
        return [(channel, rules.shift(day, channel.list_every_days)) for channel in channels
                if not arrived.get(channel.id) or arrived[channel.id] < day]

    def _get_last_days(self):
        """The last day of payment that each channel has handed in. Serves as a hook for whoever registers lists.

        :rtype: dict[int, date]
        """
        return dict(self.env.execute_query(SQL(
            "SELECT channel_id, max(paid_on) FROM revenue_receipt WHERE channel_id IN %s GROUP BY channel_id",
            tuple(self.ids) or (0,))))
