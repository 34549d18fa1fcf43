from odoo import fields, models


class RevenueDeskMethod(models.Model):
    """A way other than cash in which a desk takes money, and the channel whose account receives it."""

    _name = "revenue.desk.method"
    _description = "Method of a Desk"
    _order = "desk_id, id"
    _rec_name = "method"
    _check_company_auto = True

    desk_id = fields.Many2one("revenue.desk", required=True, ondelete="cascade", index=True)
    office_id = fields.Many2one(related="desk_id.office_id", store=True)
    company_id = fields.Many2one(related="desk_id.company_id", store=True)
    method = fields.Selection([("cheque", "Cheque"), ("card", "Card"), ("transfer", "Transfer")], required=True)
    channel_id = fields.Many2one("revenue.channel", required=True, ondelete="restrict", check_company=True)

    _method_unique = models.UniqueIndex("(desk_id, method)", "This desk already takes money in this way.")
