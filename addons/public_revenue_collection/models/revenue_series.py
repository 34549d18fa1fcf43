from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RevenueSeries(models.Model):
    """A series of receipt numbers without gaps. It has one writer at a time: a desk, or one lane of a channel.

    The number is the last thing a money transaction takes, so that the row's lock is held for a moment only, and a
    rollback gives it back. See docs/decisions.md for why nothing else works under REPEATABLE READ.
    """

    _name = "revenue.series"
    _inherit = "revenue.used.mixin"
    _description = "Receipt Series"
    _order = "code"
    _check_company_auto = True
    _revenue_used_in = (("revenue_receipt", "series_id"),)

    code = fields.Char(required=True, help="Printed before the number, for example C1-2026/")
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, default=lambda self: self.env.company)
    office_id = fields.Many2one("revenue.office", required=True, ondelete="restrict", check_company=True, index=True)
    year = fields.Integer(required=True)
    number_last = fields.Integer(readonly=True, default=0, help="The last number given.")
    padding = fields.Integer(default=6)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(company_id, code)", "This company already has a series with this code.")
    _number_positive = models.Constraint("CHECK (number_last >= 0)", "A receipt number cannot be negative.")

    def _compute_display_name(self):
        for series in self:
            series.display_name = series.code

    @api.model_create_multi
    def create(self, vals_list):
        """A series begins at 1: what was numbered elsewhere keeps its own series."""
        if any(vals.get("number_last") for vals in vals_list):
            raise UserError(self.env._("A series begins with number 1."))
        return super().create(vals_list)

    def write(self, vals):
        """Numbers are given by receipts only, so that none is missing and none is given twice."""
        if "number_last" in vals:
            raise UserError(self.env._("The last number of a series is never changed by hand."))
        return super().write(vals)

    def _draw(self, count=1):
        """Take the next numbers of the series; the row stays locked until the transaction ends.

        :param int count: how many
        :return: the first of them; the others follow it
        :rtype: int
        """
        self.ensure_one()
        [[first]] = self.env.execute_query(SQL(
            """UPDATE revenue_series SET number_last = number_last + %(count)s WHERE id = %(series)s
            RETURNING number_last - %(count)s + 1""", count=count, series=self.id))
        self.invalidate_recordset(["number_last"], flush=False)
        return first

    def _format(self, number):
        """The printed form of a number of this series."""
        self.ensure_one()
        return f"{self.code}{number:0{self.padding}d}"
