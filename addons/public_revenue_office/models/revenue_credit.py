from odoo import api, fields, models
from odoo.fields import Domain


class RevenueCredit(models.Model):
    """Credits and their refund: until when, and by which order."""

    _inherit = "revenue.credit"

    refund_ids = fields.One2many("revenue.refund", "credit_id", string="Refund Orders", readonly=True)
    refund_until = fields.Date(
        "Claim until", compute="_compute_refund_until", search="_search_refund_until",
        help="Last day of the term that the norm gives. Empty: none is configured.")

    @api.depends("value_date", "office_id")
    def _compute_refund_until(self):
        terms = self.env["revenue.refund.term"]
        for credit in self:
            credit.refund_until = terms._get_last_day(credit.value_date, credit.office_id) or False

    @api.model
    def _search_refund_until(self, operator, value):
        """Held credits by the last day of their term: each office and day of payment is asked once."""
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        day = fields.Date.to_date(value)
        matches = {"<": day.__gt__, "<=": day.__ge__, ">": day.__lt__, ">=": day.__le__}[operator]
        terms, found = self.env["revenue.refund.term"], {}
        for office, paid_on in self._read_group([("balance", "!=", 0)], ["office_id", "value_date:day"]):
            last = terms._get_last_day(paid_on, office)
            if last and matches(last):
                found.setdefault(office.id, []).append(paid_on)
        return Domain.OR(
            Domain("office_id", "=", office_id) & Domain("value_date", "in", days) & Domain("balance", "!=", 0)
            for office_id, days in found.items())

    def action_refund(self):
        """Button: the order by which this money is given back, a new one if none is under way."""
        self.check_access("read")
        self.ensure_one()
        live = self.refund_ids.filtered(lambda refund: refund.state in ("draft", "approved"))
        order = live or self.env["revenue.refund"].create([{"credit_id": self.id}])
        return order.get_formview_action()
