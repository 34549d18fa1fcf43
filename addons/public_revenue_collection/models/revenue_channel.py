from odoo import api, fields, models
from odoo.tools import SQL


class RevenueChannel(models.Model):
    """A way money comes in: the desks of an office, a bank, a wallet, the post, lists of employers."""

    _name = "revenue.channel"
    _inherit = "revenue.used.mixin"
    _description = "Payment Channel"
    _order = "sequence, code"
    _check_company_auto = True
    _revenue_used_in = (("revenue_receipt", "channel_id"),)

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", default=lambda self: self.env.company, index=True)
    kind = fields.Selection(
        [
            ("desk", "Cash desk"), ("bank", "Bank"), ("wallet", "Wallet"), ("post", "Post office"),
            ("payroll", "Employer's list"), ("collector", "Collector"), ("others", "Collected by another company"),
            ("opening", "Migrated history"),
        ],
        required=True, default="desk",
    )
    electronic = fields.Boolean(help="Discounts for electronic payment apply to it.")
    journal_id = fields.Many2one(
        "account.journal", ondelete="restrict", check_company=True,
        domain="[('type', 'in', ('cash', 'bank', 'general'))]")
    others_company_id = fields.Many2one(
        "res.company", string="Collecting Company", readonly=True, ondelete="restrict", index="btree_not_null",
        help="The company that collects through this channel and remits the money.")
    account_id = fields.Many2one(
        "account.account", ondelete="restrict", check_company=True, string="Money Account",
        help="Where the money stands until it is deposited. Empty: the journal's own account.")

    _code_unique = models.UniqueIndex("(company_id, code)", "This company already has a channel with this code.")
    _journal_needed = models.Constraint(
        "CHECK (journal_id IS NOT NULL OR kind IN ('others', 'opening'))", "Choose the journal of the channel.")

    @api.model
    def _get_others(self, company_id, collector_id):
        """The channel through which a company books what another company collected for it (created when needed).

        One for each of the others: so the ledger itself says who owes the money.
        """
        domain = [("company_id", "=", company_id), ("kind", "=", "others"), ("others_company_id", "=", collector_id)]
        channel = self.search(domain, limit=1)
        if not channel:
            self._insert_others(company_id, collector_id)
            channel = self.search(domain, limit=1)
        return channel

    @api.model
    def _insert_others(self, company_id, collector_id):
        """ON CONFLICT, not create: of two first payments at the same moment one waits and is repeated, none is lost."""
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_channel (name, code, kind, company_id, others_company_id, sequence, active,
                                            electronic)
               SELECT jsonb_build_object('en_US', concat('Collected by ', c.name), %(lang)s,
                                         concat(%(label)s, ' ', c.name)),
                      'OTHERS-' || c.id, 'others', %(company)s, c.id, 100, true, false
                 FROM res_company c WHERE c.id = %(collector)s ON CONFLICT (company_id, code) DO NOTHING""",
            lang=self.env.lang or "en_US", label=self.env._("Collected by"), company=company_id,
            collector=collector_id))

    def _get_class(self):
        """The class of the channel that rules know: desk or electronic."""
        self.ensure_one()
        return "electronic" if self.electronic else "desk"
