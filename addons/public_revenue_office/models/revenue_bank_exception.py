from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules


class RevenueBankException(models.Model):
    """What has no match: lines of bank statements that no paper explains, papers that no bank has shown, by age."""

    _name = "revenue.bank.exception"
    _description = "Without a Match"
    _order = "date, id"
    _auto = False
    _rec_name = "reference"
    _depends = {
        "account.bank.statement.line": ["is_reconciled", "amount", "journal_id", "company_id", "payment_ref"],
        "account.move": ["date", "ref", "state"],
        "revenue.bank.expected": ["match_id"],
    }

    kind = fields.Selection(
        [("line", "The bank shows, no paper"), ("expected", "On paper, not at the bank")], readonly=True)
    line_id = fields.Many2one("account.bank.statement.line", string="Bank Line", readonly=True)
    expected_id = fields.Many2one("revenue.bank.expected", string="Expected", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    office_id = fields.Many2one("revenue.office", readonly=True)
    journal_id = fields.Many2one("account.journal", string="Bank", readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True, help="Money in is positive, money out negative.")
    reference = fields.Char(readonly=True)
    label = fields.Char("Paper or Label", readonly=True)
    age_band = fields.Selection(
        [("00", "Up to 1 day"), ("02", "2 to 7 days"), ("08", "8 to 30 days"), ("31", "More than 30 days")],
        string="Age", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT x.*, CASE %s END age_band FROM (
               SELECT 2 * l.id id, 'line' kind, l.id line_id, NULL::int expected_id, l.company_id, NULL::int office_id,
                      l.journal_id, m.date, l.amount, m.ref reference, l.payment_ref label
                 FROM account_bank_statement_line l
                 JOIN account_move m ON m.id = l.move_id
                 JOIN account_journal j ON j.id = l.journal_id
                WHERE l.is_reconciled IS NOT TRUE AND m.state = 'posted' AND j.type = 'bank'
                UNION ALL
               SELECT 2 * e.id + 1, 'expected', NULL, e.id, e.company_id, e.office_id, e.journal_id, e.date, e.amount,
                      e.reference, e.name
                 FROM revenue_bank_expected e WHERE e.match_id IS NULL) x""", self._get_band_sql())

    def _get_band_sql(self):
        bands = rules.get_age_bounds(fields.Date.context_today(self))
        return SQL(" ").join([*(SQL("WHEN x.date >= %s THEN %s", first, code) for code, first, _last in bands if first),
                              SQL("ELSE %s", bands[-1][0])])

    # === ACTION METHODS === #

    def action_match(self):
        """Button: match what is chosen, by hand."""
        self.check_access("read")
        self.env["revenue.bank.match"].check_access("create")
        return self.env["revenue.bank.match.manual"]._open(self.line_id, self.expected_id)

    def action_open(self):
        """Button: the line or the paper."""
        self.check_access("read")
        self.ensure_one()
        if self.expected_id:
            return self.expected_id.action_open_origin()
        if not self.line_id.has_access("read"):
            raise UserError(self.env._("Bank lines are opened by who reads accounting."))
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.account_bank_statement_line_action")
        return {**action, "domain": [("id", "=", self.line_id.id)], "context": {}}
