from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import ledger
from ..fields import LooseMany2one
from ..qr import make_qr_uri

METHODS = [
    ("cash", "Cash"), ("cheque", "Cheque"), ("card", "Card"), ("transfer", "Transfer"), ("wallet", "Wallet"),
    ("list", "List"), ("opening", "Migrated"),
]
#: Columns that the digest of a receipt covers; with the number, they are what the paper says.
DIGEST_COLUMNS = (
    "id", "series_id", "number", "company_id", "office_id", "channel_id", "currency_id", "amount", "method", "paid_on",
    "date", "recorded_at", "user_id", "external_id", "payload_hash", "conditions", "bill_id", "reversal_of_id",
)


class RevenueReceipt(models.Model):
    """Proof of money taken, in one company. Never changes: a reversal is another receipt that mirrors it.

    Idempotent on (channel, external id, payload hash): the same payment again gets the first receipt, the same
    id with other content is a conflict. Its allocations are the ledger entries that name it.
    """

    _name = "revenue.receipt"
    _inherit = "revenue.approval.mixin"
    _description = "Receipt"
    _order = "id desc"
    _log_access = False

    series_id = LooseMany2one("revenue.series", required=True, readonly=True)
    number = fields.Integer(readonly=True, help="Without gaps in its series; given last.")
    company_id = LooseMany2one("res.company", required=True, readonly=True)
    office_id = LooseMany2one("revenue.office", required=True, readonly=True, index=True)
    channel_id = LooseMany2one("revenue.channel", required=True, readonly=True)
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    method = fields.Selection(METHODS, required=True, readonly=True)
    payer_id = LooseMany2one("res.partner", readonly=True, index="btree_not_null")
    payer_ids = fields.One2many("revenue.receipt.payer", "receipt_id", string="Payer as Printed", readonly=True)
    payer_name = fields.Char(compute="_compute_payer_name")
    paid_on = fields.Date(required=True, readonly=True, help="Day of the payment; it decides the amounts.")
    date = fields.Date(string="Booked on", required=True, readonly=True)
    recorded_at = fields.Datetime(required=True, readonly=True)
    user_id = LooseMany2one("res.users", required=True, readonly=True)
    external_id = fields.Char(required=True, readonly=True, help="The payment's identity at its channel.")
    payload_hash = fields.Char(required=True, readonly=True)
    conditions = fields.Char(readonly=True, help="Conditions of the payment that a rule may ask for.")
    bill_id = fields.Many2one("revenue.bill", readonly=True, ondelete="restrict", index="btree_not_null")
    reversal_of_id = fields.Many2one(
        "revenue.receipt", readonly=True, ondelete="restrict", index="btree_not_null", string="Reverses")
    reversal_ids = fields.One2many("revenue.receipt", "reversal_of_id", string="Reversed by", readonly=True)
    digest = fields.Char(readonly=True)
    entry_ids = fields.One2many("revenue.entry", "receipt_id", string="Entries", readonly=True)
    allocation_ids = fields.One2many(
        "revenue.entry", "receipt_id", string="Allocations", readonly=True,
        domain=[("kind", "in", ("payment", "credit_applied", "for_others"))])
    rounding_ids = fields.One2many(
        "revenue.entry", "receipt_id", string="Rounding Entries", readonly=True, domain=[("kind", "=", "rounding")])
    rounding = fields.Monetary(
        string="Cash Rounding", compute="_compute_rounding",
        help="Negative: what the debts got beyond the cash. Positive: what was paid beyond the debts.")
    credit_ids = fields.One2many("revenue.credit", "receipt_id", string="Credits", readonly=True)
    obligation_ids = fields.Many2many("revenue.obligation", compute="_compute_obligation_ids", string="Debts Paid")
    status = fields.Selection(
        [("issued", "Issued"), ("reversed", "Reversed"), ("reversal", "Reversal")], compute="_compute_status")

    _external_unique = models.UniqueIndex(
        "(channel_id, external_id)", "This payment has already been recorded.")
    _number_unique = models.UniqueIndex("(series_id, number)", "This receipt number is already used.")
    _reversal_unique = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL", "This receipt has already been reversed.")
    _amount_not_zero = models.Constraint("CHECK (amount <> 0)", "A receipt needs an amount.")

    def init(self):
        """Put the guard into the database: a receipt takes its number and its digest once, nothing else changes."""
        self.env.cr.execute(SQL(
            "CREATE INDEX IF NOT EXISTS revenue_receipt_date_brin ON revenue_receipt USING brin (date)"))
        ledger.guard_table(self.env.cr, self._table, mutable=("payer_id",), fill_once=("number", "digest"))

    # === COMPUTE METHODS === #

    @api.depends("series_id", "number")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = receipt.series_id._format(receipt.number) if receipt.series_id else ""

    @api.depends("reversal_of_id", "reversal_ids")
    def _compute_status(self):
        for receipt in self:
            receipt.status = "reversal" if receipt.reversal_of_id else (
                "reversed" if receipt.reversal_ids else "issued")

    @api.depends("payer_ids")
    def _compute_payer_name(self):
        for receipt in self:
            receipt.payer_name = receipt.payer_ids.name

    @api.depends("entry_ids")
    def _compute_obligation_ids(self):
        for receipt in self:
            receipt.obligation_ids = (receipt.allocation_ids | receipt.rounding_ids).obligation_id

    @api.depends("entry_ids")
    def _compute_rounding(self):
        for receipt in self:
            receipt.rounding = sum(receipt.rounding_ids.mapped("amount"))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: receipts come from `_collect`."""
        raise UserError(self.env._("Receipts cannot be created by hand. Collect a payment instead."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: an issued receipt is immutable."""
        raise UserError(self.env._("A receipt cannot be changed. Reverse it instead."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A receipt cannot be deleted. Reverse it instead."))

    # === ACTION METHODS === #

    def action_request_reversal(self):
        """Button: ask for a reversal; a second person decides (`revenue.approval.mixin`)."""
        self.check_access("read")
        if self.status != "issued":
            raise UserError(self.env._("Only a receipt that stands can be reversed."))
        return self._open_request("reverse")

    def _get_approval_actions(self):
        """Override of public_revenue: a reversal needs a supervisor who did not ask for it."""
        return {
            **super()._get_approval_actions(),
            "reverse": (self.env._("Reversal of a receipt"), "public_revenue.public_revenue_group_supervisor"),
        }

    def _on_approved(self, approval):
        """Override of public_revenue: carry the reversal out, on the day of the decision."""
        super()._on_approved(approval)
        if approval.action == "reverse":
            approval._update_state("used")
            self._reverse(approval.reason, self.office_id._today(), self.env._("approval %s", approval.id),
                          self._prepare_reversal(approval.requested_by))

    def _prepare_reversal(self, user):
        """Further columns of the reversing receipt. Extended by modules that add some.

        :param user: who asked for the reversal
        :rtype: dict
        """
        return {}

    # === PRINTING === #

    def _describe_allocations(self):
        """What the paper says the money was for: one dict for each allocation, in order.

        :return: dicts with "title", "details" (list of (label, text)), "agency" and "amount"
        :rtype: list[dict]
        """
        self.ensure_one()
        # sudo: the payer gets the whole paper, also for a debt of an office that the cashier cannot browse
        receipt_sudo = self.sudo()
        obligations_sudo = receipt_sudo.obligation_ids | receipt_sudo.credit_ids.obligation_id
        texts = obligations_sudo._describe(self._get_print_lang())
        return [
            {**(texts.get(entry_sudo._get_subject().id) or self._describe_credit(entry_sudo.credit_id)),
             "amount": -amount}
            for entry_sudo, amount in receipt_sudo._join_rounding()
        ] + self._describe_rounding()

    def _join_rounding(self):
        """What each debt or credit got: the money of an allocation with its rounding.

        :return: (entry, amount) pairs
        """
        rounding = {(entry.obligation_id, entry.credit_id): entry for entry in self.rounding_ids}
        pairs = []
        for entry in self.allocation_ids.sorted("id"):
            rounded = rounding.pop((entry.obligation_id, entry.credit_id), self.env["revenue.entry"])
            pairs.append((entry, entry.amount + sum(rounded.mapped("amount"))))
        return pairs + [(entry, entry.amount) for entry in rounding.values()]

    def _describe_rounding(self):
        """The line of the paper that leads from what the debts got to the cash."""
        if not self.rounding:
            return []
        title = self.with_context(lang=self._get_print_lang()).env._("Cash rounding")
        return [{"title": title, "details": [], "agency": "", "amount": self.rounding}]

    def _describe_credit(self, credit):
        """What the paper says of money that no debt took."""
        reasons = dict(credit._fields["reason"]._description_selection(self.env))
        keys = [(dict(key._fields["type"]._description_selection(self.env))[key.type], key.value)
                for key in credit.key_ids]
        return {"title": reasons.get(credit.reason, ""), "details": keys, "agency": ""}

    def _get_print_lang(self):
        """Language of the paper: that of the company."""
        office = self.env["revenue.ledger"]._get_offices(self.office_id.ids)
        return office.company_id.partner_id.lang or self.env.lang

    def _get_qr_uri(self):
        """The receipt's number as a QR code, inside the page: printing needs no second request."""
        return make_qr_uri(self.display_name)

    # === BUSINESS METHODS === #

    @api.model
    def _collect(self, amount, currency, paid_on, channel, external_id, **options):
        """Take money: the one way in, for desks, banks, wallets and lists. See `revenue.collector._collect`."""
        return self.env["revenue.collector"]._collect(amount, currency, paid_on, channel, external_id, **options)

    def _reverse(self, cause, paid_on, decision, extra=None):
        """Take a receipt back in full. See `revenue.collector._reverse`."""
        return self.env["revenue.collector"]._reverse(self, cause, paid_on, decision, extra)

    @api.model
    def _find(self, text):
        """The receipt of a number as its paper says it, typed or read from its QR code; leading zeros may be missing.

        :return: one receipt that the user may read, or none
        """
        plain = (text or "").strip().upper()
        rows = self.env.execute_query(SQL(
            """SELECT id, substr(%(text)s, length(code) + 1) FROM revenue_series
                WHERE starts_with(%(text)s, upper(code))""", text=plain))
        for series_id, rest in rows:  # loop: series whose code begins the text, seldom two
            if rest.isdecimal() and len(rest) < 10:
                found = self.search([("series_id", "=", series_id), ("number", "=", int(rest))])
                if found:
                    return found
        return self.browse()

    @api.model
    def _find_tampered(self):
        """Ids of receipts whose digest does not fit their content."""
        rows = self.env.execute_query(SQL(
            "SELECT id FROM revenue_receipt r WHERE digest IS DISTINCT FROM %s ORDER BY id",
            ledger.digest_sql(DIGEST_COLUMNS, "r")))
        return [row[0] for row in rows]
