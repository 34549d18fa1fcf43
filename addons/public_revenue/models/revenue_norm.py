from odoo import api, fields, models, tools


class RevenueNorm(models.Model):
    """A legal norm. Its texts stay in the language of the law and are not translated."""

    _name = 'revenue.norm'
    _description = "Legal Norm"
    _inherit = ['revenue.cached.mixin', 'mail.thread', 'mail.activity.mixin']
    _order = 'date_from desc, code'
    _rec_names_search = ['code', 'name']

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, tracking=True, help="Short and lasting, as in LAW-12-2020.")
    kind = fields.Selection(
        [
            ('constitution', "Constitution"),
            ('law', "Law"),
            ('decree_law', "Decree-law"),
            ('decree', "Decree"),
            ('resolution', "Resolution"),
            ('ordinance', "Ordinance"),
            ('other', "Other"),
        ],
        required=True, default='law', tracking=True,
    )
    country_id = fields.Many2one('res.country', index='btree_not_null', ondelete='restrict', tracking=True)
    date_from = fields.Date("In force from", tracking=True, help="Empty: not configured.")
    date_to = fields.Date("In force until", tracking=True, help="Last day. Empty: still in force.")
    summary = fields.Text(help="What it says, in one or two plain sentences.")
    text = fields.Text("Full text")
    article_ids = fields.One2many('revenue.norm.article', 'norm_id', string="Articles")
    policy_ids = fields.One2many('revenue.policy', 'norm_id', string="Policies")
    active = fields.Boolean(default=True, tracking=True)

    _code_uniq = models.Constraint('UNIQUE (code)', "There is already a norm with this code.")
    _dates_in_order = models.Constraint(
        'CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)',
        "A norm cannot end before it begins.",
    )

    @api.model
    @tools.ormcache('codes')
    def _get_names(self, codes):
        """Return the names of norms, archived ones included.

        :param codes: codes of norms, a sorted tuple
        :rtype: dict[str, str]
        """
        norms = self.with_context(active_test=False).search([('code', 'in', codes)])
        return {norm.code: norm.name for norm in norms}
