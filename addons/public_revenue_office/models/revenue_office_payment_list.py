from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RevenueOffice(models.Model):
    _inherit = "revenue.office"

    list_series_id = fields.Many2one(
        "revenue.series", string="Receipt Series for Lists", ondelete="restrict", check_company=True, copy=False,
        domain="[('office_id', '=', id)]", index="btree_not_null",
        help="Payment lists are posted into it, one after another. No desk writes in it.")

    @api.constrains("list_series_id")
    def _check_list_series(self):
        for office in self:
            series = office.list_series_id
            if series and series.office_id != office:
                raise ValidationError(self.env._("The series %s belongs to another office.", series.code))
        self.env["revenue.desk"].search([("series_id", "in", self.list_series_id.ids)])._check_list_series()
