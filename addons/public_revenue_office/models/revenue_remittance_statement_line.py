from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .revenue_share_row import BENEFICIARIES

COLUMNS = ("statement_id", "rule_id", "row_id", "beneficiary", "office_id", "name", "is_own", "concept_id", "agency",
           "collector_office_id", "collector", "base_amount", "amount", "account_id")


class RevenueRemittanceStatementLine(models.Model):
    """What one beneficiary gets of a concept that one office collected."""

    _name = "revenue.remittance.statement.line"
    _description = "Share in a Statement"
    _order = "statement_id, is_own, name, id"
    _rec_name = "name"
    _log_access = False

    statement_id = fields.Many2one(
        "revenue.remittance.statement", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="statement_id.company_id")
    currency_id = fields.Many2one(related="statement_id.currency_id")
    rule_id = fields.Many2one(
        "revenue.share.rule", string="Norm", readonly=True, ondelete="restrict", index="btree_not_null",
        help="Empty: no shares are configured, the company keeps it.")
    row_id = fields.Many2one("revenue.share.row", readonly=True, ondelete="restrict", index="btree_not_null")
    beneficiary = fields.Selection([*BENEFICIARIES, ("none", "Not configured")], string="As", readonly=True)
    office_id = fields.Many2one("revenue.office", readonly=True, ondelete="restrict")
    name = fields.Char("For", required=True, readonly=True)
    is_own = fields.Boolean("Stays in the Company", readonly=True)
    concept_id = fields.Many2one("revenue.concept", readonly=True, ondelete="restrict")
    agency = fields.Char(readonly=True)
    collector_office_id = fields.Many2one("revenue.office", string="Booked by", readonly=True, ondelete="restrict")
    collector = fields.Char("Collected by", readonly=True)
    base_amount = fields.Monetary("Collected", readonly=True, aggregator=None)
    amount = fields.Monetary("Share", required=True, readonly=True)
    account_id = fields.Many2one("account.account", readonly=True, ondelete="restrict")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: lines follow from the ledger."""
        raise UserError(self.env._("The lines of a statement follow from the ledger."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: lines follow from the ledger."""
        raise UserError(self.env._("The lines of a statement follow from the ledger."))

    @api.model
    def _replace(self, statement, rows):
        """Put new lines in the place of those of a statement.

        :param rows: dicts with COLUMNS but the statement
        """
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "DELETE FROM revenue_remittance_statement_line WHERE statement_id = %s", statement.id))
        if rows:
            values = SQL(", ").join(
                SQL("%s", tuple({**row, "statement_id": statement.id}[name] for name in COLUMNS)) for row in rows)
            self.env.cr.execute(SQL(
                "INSERT INTO revenue_remittance_statement_line (%s) VALUES %s",
                SQL(", ").join(SQL.identifier(name) for name in COLUMNS), values))
        self.env.invalidate_all(flush=False)

    def action_view_entries(self):
        """Button: the ledger entries behind what was collected."""
        self.check_access("read")
        self.ensure_one()
        statement = self.statement_id
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("public_revenue_collection.revenue_entry_action"),
            "domain": [
                ("company_id", "=", statement.company_id.id), ("date", ">=", statement.date_from),
                ("date", "<=", statement.date_to), ("concept_id", "=", self.concept_id.id),
                ("office_id", "=", self.collector_office_id.id), ("obligation_id", "!=", False),
                ("kind", "in", statement._get_kinds())],
            "context": {},
        }
