from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MIXIN = "revenue.bank.expected.mixin"


class RevenueBankExpected(models.Model):
    """Money that has left for a bank and that a line of its statement will show, or has shown: matched once.

    What is not matched is in transit: it stands in the money account of its channel.
    """

    _name = "revenue.bank.expected"
    _description = "Expected at the Bank"
    _order = "date desc, id desc"
    _log_access = False

    name = fields.Char(required=True, readonly=True)
    origin_model = fields.Selection(selection="_get_origin_models", string="Kind", required=True, readonly=True)
    origin_id = fields.Many2oneReference(
        "Paper", model_field="origin_model", required=True, readonly=True, aggregator=None, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    office_id = fields.Many2one("revenue.office", readonly=True, ondelete="restrict", index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one("account.journal", string="Bank", readonly=True, ondelete="restrict")
    account_id = fields.Many2one(
        "account.account", string="Money Account", readonly=True, ondelete="restrict",
        help="Where the money stands until the bank shows it.")
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="Money in is positive, money out negative.")
    reference = fields.Char(readonly=True, help="What the bank should print beside it.")
    match_id = fields.Many2one("revenue.bank.match", readonly=True, ondelete="restrict", index="btree_not_null")

    _origin_unique = models.UniqueIndex(
        "(origin_model, origin_id, COALESCE(account_id, 0))", "This is already expected at the bank.")
    _open_idx = models.Index("(company_id, date) WHERE match_id IS NULL")

    @api.model
    def _get_origin_models(self):
        """Every kind of paper that tells what a bank will show, whatever addon brings it."""
        names = sorted(set(self.pool.descendants([MIXIN], "_inherit")) - {MIXIN})
        return [(name, self.env["ir.model"]._get(name).name or name) for name in names if not self.env[name]._abstract]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: what is expected follows from a paper."""
        raise UserError(self.env._("What is expected at the bank follows from its paper."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: matches say which of it was seen."""
        raise UserError(self.env._("What is expected at the bank follows from its paper."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What is expected at the bank follows from its paper."))

    def _keep(self, vals):
        """Write what a match says."""
        return super().write(vals)

    @api.model
    def _insert(self, rows):
        """Take in what papers say; what was there is as they say now, unless a bank has shown it.

        :param SQL rows: name of the model, and the columns of `_get_bank_expected_sql`
        """
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_bank_expected (origin_model, origin_id, name, company_id, office_id, journal_id,
                                                  account_id, date, amount, reference)
               %s ON CONFLICT (origin_model, origin_id, (COALESCE(account_id, 0)))
               DO UPDATE SET amount = excluded.amount, date = excluded.date, reference = excluded.reference,
                             journal_id = excluded.journal_id
                WHERE revenue_bank_expected.match_id IS NULL""", rows))
        self.env.invalidate_all(flush=False)

    def _renew(self):
        """Let what is in transit again be what its papers say now: a list may have brought more meanwhile."""
        for name, expected in self.grouped("origin_model").items():
            self.env[name].browse(expected.mapped("origin_id"))._expect_at_bank()

    @api.model
    def _expect_missing(self):
        """Write down what no paper has told yet, of every kind."""
        for name, _label in self._get_origin_models():
            self.env[name]._expect_missing()

    # === ACTION METHODS === #

    def action_open_origin(self):
        """Button: the paper itself."""
        self.check_access("read")
        self.ensure_one()
        return self.env[self.origin_model].browse(self.origin_id).get_formview_action()

    def action_open_match(self):
        """Button: the match in which the bank showed it."""
        self.check_access("read")
        self.ensure_one()
        return self.match_id.get_formview_action()
