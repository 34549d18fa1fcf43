from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.models.res_partner import PERSONAL

from .. import payment_file

#: What somebody wrote; the rest follows.
WRITTEN = {"key", "identity", "paid_on", "amount", "payer_name"}
KEPT = {"list_id", "number", "office_id", "company_id", "key_value", "state", "problem", "receipt_id", "has_credit",
        "repeat_of", "unread", "is_kept"}


class RevenuePaymentListRow(models.Model):
    """One payment of a list: new, then posted with its receipt, or refused with the reason; refused ones are corrected
    and tried again, or their money is kept as a credit.
    """

    _name = "revenue.payment.list.row"
    _description = "Row of a Payment List"
    _order = "list_id desc, number"
    _rec_name = "key"

    list_id = fields.Many2one("revenue.payment.list", required=True, readonly=True, ondelete="cascade", index=True)
    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    list_state = fields.Selection(related="list_id.state", string="State of the List")
    number = fields.Integer("Row", required=True, readonly=True, aggregator=None)
    key = fields.Char("Number", help="As the list names the debt.")
    key_value = fields.Char(readonly=True)
    identity = fields.Char("Identity Number", groups=PERSONAL, help="Or another second number of the debt.")
    paid_on = fields.Date(help="Decides the amount: what was owed on this day.")
    amount = fields.Monetary()
    payer_name = fields.Char("Payer", groups=PERSONAL)
    unread = fields.Json(readonly=True, help="What unreadable cells say.")
    repeat_of = fields.Integer("Same as Row", readonly=True, aggregator=None)
    state = fields.Selection(
        [("new", "New"), ("posted", "Posted"), ("refused", "Refused")], required=True, readonly=True, default="new",
        index=True)
    problem = fields.Char("Reason", readonly=True)
    is_kept = fields.Boolean("Kept without a Debt", readonly=True, help="No debt is looked for.")
    receipt_id = fields.Many2one("revenue.receipt", readonly=True, ondelete="restrict", index="btree_not_null")
    has_credit = fields.Boolean(
        "Kept as Credit", readonly=True, help="No debt took the money, or not all of it: a credit holds it.")

    _number_unique = models.UniqueIndex("(list_id, number)", "This row of the list is already there.")
    _new_index = models.Index("(list_id, number) WHERE state = 'new'")
    _posted_with_receipt = models.Constraint(
        "CHECK ((state = 'posted') = (receipt_id IS NOT NULL))", "A posted row has its receipt.")
    _reason_needed = models.Constraint(
        "CHECK (state <> 'refused' OR problem IS NOT NULL)", "A refused row says why.")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to enter rows into lists that are being entered; each says at once what is wrong with it."""
        self.check_access("create")
        lists = self.env["revenue.payment.list"].browse({vals.get("list_id") for vals in vals_list})
        lists.check_access("write")
        for record in lists:
            record._check_entering()
        last = dict(self._read_group([("list_id", "in", lists.ids)], ["list_id"], ["number:max"]))
        following = {record.id: last.get(record, 0) for record in lists}
        rows = super().create([self._complete(vals, following) for vals in vals_list])
        rows._examine_all()
        return rows

    def write(self, vals):
        """Override to keep posted rows, and rows of lists that are on their way."""
        refused = (KEPT | WRITTEN) & set(vals) - WRITTEN
        if refused or (WRITTEN & set(vals) and any(not row._is_open() for row in self)):
            raise UserError(self.env._("A row of a list on its way, or a posted one, does not change."))
        if "key" in vals:
            vals = {**vals, "key_value": self.env["revenue.key"]._normalise(vals["key"])}
        changed = self.filtered(
            lambda row: row.list_state != "draft" and row.amount != vals.get("amount", row.amount))
        result = super().write(vals)
        changed.list_id._keep({"accepted_by_id": False, "accepted_at": False})
        if WRITTEN & set(vals):
            super().write({"unread": False})
            self.filtered(lambda row: row.list_id.state == "draft")._examine_all()
        return result

    def _keep(self, values):
        """Write what follows from an act, and is refused by hand."""
        return super().write(values)

    def _correct(self, values):
        """Let a row say what the corrected file says."""
        super().write({**values, "key_value": self.env["revenue.key"]._normalise(values["key"])})
        self._examine_all()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_entering(self):
        for record in self.list_id:
            record._check_entering()

    def _complete(self, vals, following):
        """Values of a row; its number follows the last one when none is given (rows entered by hand)."""
        record = self.env["revenue.payment.list"].browse(vals["list_id"])
        number = vals.get("number") or following[record.id] + 1
        following[record.id] = max(number, following[record.id])
        return {
            **{name: vals[name] for name in vals.keys() & WRITTEN}, "unread": vals.get("unread"),
            "list_id": record.id, "number": number, "office_id": record.office_id.id,
            "company_id": record.company_id.id, "key_value": self.env["revenue.key"]._normalise(vals.get("key")),
        }

    # === WHAT IT SAYS === #

    @api.model
    def _prepare_values(self, texts):
        """Values of a row of a file.

        :param dict texts: by column
        """
        values, wrong = payment_file.parse_row(texts)
        return {
            "key": texts.get("key") or False, "identity": texts.get("identity") or False,
            "payer_name": texts.get("payer") or False, "paid_on": values["day"] or False,
            "amount": float(values["amount"] or 0), "unread": dict(wrong) or False,
        }

    def _differs(self, values):
        """Whether a row of a file says something else than the row that is there."""
        return any((self[name] or False) != (value or False) for name, value in values.items())

    def _get_texts(self):
        """The row as the file says it, by column; an unreadable cell as it was."""
        self.ensure_one()
        texts = {
            "key": self.key, "identity": self.identity, "day": self.paid_on, "amount": self.amount or "",
            "payer": self.payer_name}
        unread = self.unread or {}
        return {name: unread.get(title, texts[name]) for name, title in payment_file.COLUMNS.items()}

    def _is_open(self):
        """Whether it may be corrected: while the list is entered, or refused in a list that is not on its way."""
        return self.list_id.state == "draft" or (
            self.state == "refused" and self.list_id.state in ("posted", "paused"))

    # === CHECKING === #

    def _examine_all(self):
        """Say what is wrong with rows that are not posted; those without error are new again."""
        results = []
        for office, rows in self.filtered(lambda row: row.state != "posted").grouped("office_id").items():
            today = office._today()
            for row in rows:
                problem = row._find_problem(today)
                if (problem or False) != row.problem:
                    results.append((row.id, "refused" if problem else "new", problem, None, False))
        self._update_state(results)

    def _find_problem(self, today):
        """What is wrong with what is written, in words; empty if nothing is.

        :rtype: str
        """
        problems = [
            self.env._("%(column)s: %(text)s cannot be read.", column=column, text=text)
            for column, text in (self.unread or {}).items()]
        if not self.key_value:
            problems.append(self.env._("The number is missing."))
        if not problems:
            problems += self._find_wrong_payment(today)
        return " ".join(problems)

    def _find_wrong_payment(self, today):
        amount = rules.to_decimal(self.amount)
        if not self.paid_on:
            return [self.env._("The day of the payment is missing.")]
        if self.paid_on > today:
            return [self.env._("The day of the payment is in the future.")]
        if amount <= 0:
            return [self.env._("The amount must be greater than zero.")]
        if amount != round(amount, self.currency_id.decimal_places):
            return [self.env._("The amount has too many decimals.")]
        return []

    # === STATE === #

    @api.model
    def _update_state(self, results):
        """The one gate of the state: new -> posted or refused, refused -> new; a posted row stays posted.

        :param results: (id, state, reason, receipt id, whether a credit holds some of the money)
        """
        if not results:
            return
        self.flush_model()
        values = SQL(", ").join(
            SQL("(%s, %s, %s, %s, %s)", row_id, state, problem or None, receipt_id, has_credit)
            for row_id, state, problem, receipt_id, has_credit in results)
        self.env.cr.execute(SQL(
            """UPDATE revenue_payment_list_row r
                  SET state = v.state, problem = v.problem, receipt_id = v.receipt::integer, has_credit = v.has_credit,
                      write_uid = %s, write_date = now() at time zone 'UTC'
                 FROM (VALUES %s) AS v (id, state, problem, receipt, has_credit)
                WHERE r.id = v.id AND r.state <> 'posted'
                  AND (r.state, r.problem, r.receipt_id) IS DISTINCT FROM (v.state, v.problem, v.receipt::integer)
            """, self.env.uid, values))
        self.invalidate_model(["state", "problem", "receipt_id", "has_credit"])
        self.env["revenue.payment.list"].invalidate_model()
