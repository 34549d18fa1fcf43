from odoo import fields, models


class RevenueOffice(models.Model):
    _inherit = "revenue.office"

    open_list_days = fields.Integer(
        "Days that Lists of Open Debts Are Kept", default=7,
        help="A list is prepared each evening for a day without power or network. 0: none is prepared.")

    _open_list_days_positive = models.Constraint("CHECK (open_list_days >= 0)", "A number of days is not negative.")

    def action_prepare_open_list(self):
        """Button: the list of open debts of this office as it is now."""
        self.check_access("read")
        self.ensure_one()
        lists = self.env["revenue.open.list"]
        lists.check_access("create")
        return lists._prepare(self).get_formview_action()
