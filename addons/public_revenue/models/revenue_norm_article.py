from odoo import api, fields, models


class RevenueNormArticle(models.Model):
    _name = 'revenue.norm.article'
    _description = "Article of a Norm"
    _order = 'norm_id, sequence, code'
    _rec_names_search = ['code', 'summary', 'norm_id.code']

    norm_id = fields.Many2one('revenue.norm', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(default=10)
    code = fields.Char("Article", required=True, help="As cited: 12, 12.1 a), transitory 3.")
    summary = fields.Text(required=True, help="One plain sentence for citizens.")
    text = fields.Text("Full text")

    _norm_code_uniq = models.Constraint('UNIQUE (norm_id, code)', "This norm already has this article.")

    @api.depends('code', 'norm_id.code')
    def _compute_display_name(self):
        for article in self:
            article.display_name = self.env._(
                "%(norm)s, art. %(code)s", norm=article.norm_id.code, code=article.code,
            )
