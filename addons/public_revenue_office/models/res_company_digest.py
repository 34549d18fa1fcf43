from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    revenue_digest_group_ids = fields.Many2many(
        "res.groups", "revenue_digest_group_rel", "company_id", "group_id", string="Weekly Digest for",
        help="The people of these roles with offices of this company get the figures of each week by e-mail, each of"
        " the own offices. Empty: nobody.")
