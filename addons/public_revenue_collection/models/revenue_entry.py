from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import ledger
from ..fields import LooseMany2one

#: Kinds of ledger rows. Facts come from outside; derived ones are what the rule says must follow from the facts.
FACT_KINDS = [
    ("charge", "Charge"),
    ("adjustment", "Correction of the amount"),
    ("cost", "Cost"),
    ("reduction", "Reduction"),
    ("payment", "Payment"),
    ("rounding", "Cash rounding"),
    ("credit_applied", "Credit applied"),
    ("refund", "Refund"),
    ("withdrawn", "Paid back earlier"),
    ("for_others", "Collected for another company"),
    ("remitted", "Remitted to another company"),
    ("transfer", "Transfer between offices"),
]
DERIVED_KINDS = [
    ("surcharge", "Surcharge"),
    ("interest", "Interest"),
    ("indexation", "Indexation"),
    ("discount", "Discount"),
    ("unreduced", "Reduction not needed"),
    ("excess", "Paid too much"),
]
ENTRY_KINDS = FACT_KINDS + DERIVED_KINDS


class RevenueEntry(models.Model):
    """One row of the append-only ledger: an amount that changed what somebody owes, or what the treasury owes a payer.

    A row never changes: what was wrong is answered by another row. It carries no person, and few foreign keys.
    Adding a column later needs a migration inside `ledger.guards_lifted`.
    """

    _name = "revenue.entry"
    _description = "Ledger Entry"
    _order = "id desc"
    _log_access = False
    _rec_name = "kind"

    obligation_id = fields.Many2one("revenue.obligation", readonly=True, ondelete="restrict", index="btree_not_null")
    credit_id = fields.Many2one("revenue.credit", readonly=True, ondelete="restrict", index="btree_not_null")
    kind = fields.Selection(ENTRY_KINDS, required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True, help="Positive: more is owed. Negative: less.")
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    company_id = LooseMany2one("res.company", required=True, readonly=True)
    office_id = LooseMany2one("revenue.office", required=True, readonly=True, help="The office that booked it.")
    concept_id = LooseMany2one("revenue.concept", readonly=True)
    posting_id = fields.Many2one("revenue.posting", required=True, readonly=True, ondelete="restrict", index=True)
    receipt_id = fields.Many2one("revenue.receipt", readonly=True, ondelete="restrict", index="btree_not_null")
    channel_id = LooseMany2one("revenue.channel", readonly=True)
    date = fields.Date(string="Booked on", required=True, readonly=True)
    value_date = fields.Date(required=True, readonly=True, help="The day from which it has legal effect.")
    recorded_at = fields.Datetime(required=True, readonly=True)
    user_id = LooseMany2one("res.users", required=True, readonly=True)
    cause = fields.Char(required=True, readonly=True)
    cause_label = fields.Char("Cause in Words", compute="_compute_cause_label")
    step = fields.Char(string="Rule Step", required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True, help="Fingerprint of the row; a nightly check recomputes it.")

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(obligation_id, credit_id) = 1)",
        "An entry belongs to one obligation or to one credit.",
    )
    _amount_not_zero = models.Constraint("CHECK (amount <> 0)", "An entry of zero says nothing.")
    # Few rows: money that another company took, refunds and remittances.
    _channel_index = models.Index("(channel_id) WHERE receipt_id IS NULL AND channel_id IS NOT NULL")

    def init(self):
        """Put the guards into the database: append-only, and open postings only."""
        self.env.cr.execute(SQL(
            "CREATE INDEX IF NOT EXISTS revenue_entry_date_brin ON revenue_entry USING brin (date)"))
        ledger.guard_table(self.env.cr, self._table)
        ledger.guard_postings(self.env.cr)

    @api.depends("kind")
    def _compute_display_name(self):
        names = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = names.get(entry.kind)

    @api.depends("cause")
    @api.depends_context("lang")
    def _compute_cause_label(self):
        """Codes of the kernel in words; what people wrote stays as it is."""
        words = {
            "issue": self.env._("Issued"), "rule": self.env._("By rule"), "payment": self.env._("Payment"),
            "rounding": self.env._("Cash rounding"),
            "paid back earlier": self.env._("Paid back earlier"),
            **dict(self.env["revenue.credit"]._fields["reason"]._description_selection(self.env)),
        }
        for entry in self:
            entry.cause_label = words.get(entry.cause, entry.cause)

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: the ledger has one writer, `revenue.ledger._append`."""
        raise UserError(self.env._("Ledger entries cannot be created by hand."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: the ledger is append-only."""
        raise UserError(self.env._("Ledger entries cannot be changed. Book a correction instead."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("Ledger entries cannot be deleted."))

    def _get_subject(self):
        """The debt that the money of this row is for; of money held for another company, that company's debt."""
        self.ensure_one()
        held = self.credit_id.obligation_id if self.kind in ("for_others", "rounding") else self.obligation_id.browse()
        return self.obligation_id or held

    @api.model
    def _find_tampered(self, first=0, limit=None):
        """Rows whose digest does not fit their content, found by the database in one pass.

        :param int first: smallest id to look at
        :param int limit: how many ids to look at, None for all
        :return: ids of tampered rows
        :rtype: list[int]
        """
        last = first + limit if limit else 2**31 - 1
        rows = self.env.execute_query(SQL(
            "SELECT id FROM revenue_entry e WHERE id BETWEEN %s AND %s AND digest <> %s ORDER BY id",
            first, last, ledger.digest_sql(ledger.ENTRY_COLUMNS, "e")))
        return [row[0] for row in rows]
