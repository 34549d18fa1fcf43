from odoo import fields, http
from odoo.http import request


class FaultTestController(http.Controller):
    """A bare cash desk: what `_collect` takes, as the cashier who is logged in."""

    @http.route("/revenue_fault_test/collect", type="jsonrpc", auth="user")
    def collect(self, series, channel, obligations, amount, key, keys=()):
        env = request.env
        receipt = env["revenue.receipt"]._collect(
            amount, env.company.currency_id, fields.Date.today(), env["revenue.channel"].browse(channel), key,
            series=env["revenue.series"].browse(series), obligations=env["revenue.obligation"].browse(obligations),
            keys=[tuple(one) for one in keys])
        return {"id": receipt.id, "number": receipt.number, "amount": receipt.amount}
