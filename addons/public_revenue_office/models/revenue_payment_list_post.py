from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.models.revenue_collector import Wanted

from .. import payment_file

#: Rows posted in one transaction: what a killed run loses at most.
CHUNK = 200
CRON = "public_revenue_office.ir_cron_public_revenue_office_post_lists"


class Payment(NamedTuple):
    """A row that is to be posted."""

    id: int
    number: int
    key: str
    identity: str
    paid_on: object
    amount: Decimal
    is_kept: bool


class RevenuePaymentList(models.Model):
    """Posting in the background, chunk by chunk: what is killed goes on, what is repeated changes nothing."""

    _inherit = "revenue.payment.list"

    # === ACTION METHODS === #

    def action_post(self):
        """Button: post the rows in the background."""
        self.check_access("write")
        self._check_totals()
        self._start()

    def action_pause(self):
        """Button: stop after the rows that are under way."""
        self.check_access("write")
        self._update_state("paused")

    def action_resume(self):
        """Button: go on where it stopped."""
        self.check_access("write")
        if any(record.state != "paused" for record in self):
            raise UserError(self.env._("Only a paused list goes on."))
        self._start()

    def action_leave_rest(self):
        """Button of a supervisor: what is not yet posted stays refused; it can be tried again."""
        self.check_access("write")
        self._check_supervisor()
        self.ensure_one()
        rows = self.row_ids.search([("list_id", "=", self.id), ("state", "=", "new")])
        rows._update_state([(row.id, "refused", self.env._("Left out."), None, False) for row in rows])
        self._finish("paused")

    def action_retry(self):
        """Button: try the refused rows again, as they are now."""
        self.check_access("write")
        self.ensure_one()
        self._try_again({"is_kept": False})

    def action_keep(self):
        """Button of a supervisor: keep the money of the refused rows as credits, without looking for their debts."""
        self.check_access("write")
        self._check_supervisor()
        self.ensure_one()
        self._try_again({"is_kept": True})

    def _check_totals(self):
        """Refuse to post what differs from what was declared, unless a supervisor has accepted just that."""
        for record in self:
            if record.differs and not record.accepted_at:
                raise UserError(self.env._(
                    "%(list)s has %(count)s rows and %(amount)s, declared were %(declared)s rows and %(total)s. Correct"
                    " it, or a supervisor accepts the difference.", list=record.number, count=record.row_count,
                    amount=record.currency_id.format(record.row_amount), declared=record.control_count,
                    total=record.currency_id.format(record.control_amount)))

    def _try_again(self, values):
        if self.state != "posted" or not self.refused_count:
            raise UserError(self.env._("Only refused rows of a posted list are tried again."))
        self._check_totals()
        rows = self.row_ids.search([("list_id", "=", self.id), ("state", "=", "refused")])
        rows._examine_all()
        again = rows.filtered(lambda row: row.state == "new")
        if not again:
            raise UserError(self.env._("The refused rows are still not readable. Correct them first."))
        again._keep(values)
        self._start()

    def _start(self):
        for record in self:
            if not record.office_id.list_series_id:
                raise UserError(self.env._("Choose the receipt series for lists at the office %s.",
                                           record.office_id.name))
        self._update_state("posting", {"started_by_id": self.env.uid})
        self.env.ref(CRON)._trigger()

    # === POSTING === #

    @api.model
    def _cron_post(self):
        """Background: post lists one after another, chunk by chunk. One job: a series has one writer at a time."""
        for record in self.search([("state", "=", "posting")], order="id"):
            while record.state == "posting":
                count = record._post_or_wait()
                # loop: counted again after each commit
                left = self.env["revenue.payment.list.row"].search_count([
                    ("list_id.state", "=", "posting"), ("state", "=", "new")])
                if not self.env["ir.cron"]._commit_progress(count, remaining=left):
                    return
                record.invalidate_recordset()

    def _post_or_wait(self):
        """Post the next rows; none when a desk was quicker with one of their debts: they are tried again at once."""
        try:
            return self._post_next()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # nothing of this chunk stands: it is posted again on what the desk left
            return 0

    def _post_next(self):
        """Post the next rows of a list, on behalf of who started it; after the last one the list is posted.

        :return: how many rows were dealt with
        :rtype: int
        """
        user = self.started_by_id
        # The job goes on as it began: whoever started it had the right then, and is named on the receipts.
        record = self.with_env(self.env(user=user.id, su=True, context={"lang": user.lang}))
        rows = record._lock_next()
        record.row_ids._update_state(record._post_rows(rows))
        if len(rows) < CHUNK:
            record._finish()
        return len(rows)

    def _lock_next(self):
        """The next new rows, held against others; none when the list was paused meanwhile."""
        self.env.flush_all()
        normalise = self.env["revenue.key"]._normalise
        rows = self.env.execute_query(SQL(
            """SELECT r.id, r.number, r.key_value, r.identity, r.paid_on, r.amount::text, r.is_kept
                 FROM revenue_payment_list_row r
                WHERE r.list_id = %s AND r.state = 'new' ORDER BY r.number LIMIT %s FOR UPDATE""", self.id, CHUNK))
        return [Payment(row_id, number, key, normalise(identity), paid_on, Decimal(amount), bool(is_kept))
                for row_id, number, key, identity, paid_on, amount, is_kept in rows]

    def _post_rows(self, rows):
        """Take the money of rows, each with its own result.

        :param list[Payment] rows:
        :return: as `revenue.payment.list.row._update_state` takes them
        """
        found = self._find_debts(rows)
        taken = self._collect_rows([row for row in rows if not found[row.id][1]], found)
        held = self._find_held([receipt_id for receipt_id, _problem in taken.values() if receipt_id])
        results = []
        for row in rows:
            receipt_id, problem = taken.get(row.id) or found[row.id]
            results.append((row.id, "refused" if problem else "posted", problem, receipt_id, receipt_id in held))
        return results

    def _collect_rows(self, rows, found):
        """Take the money of rows at once; when one is refused, of each half by itself, down to the one at fault.

        :param dict found: see `_find_debts`
        :return: by row id, the receipt's id, or None and what refused it in words
        :rtype: dict[int, tuple]
        """
        if not rows:
            return {}
        try:
            with self.env.cr.savepoint():
                receipts = self.env["revenue.collector"]._collect_many(
                    [self._want(row, found[row.id][0]) for row in rows], self.currency_id, self.channel_id,
                    series=self.office_id.list_series_id, office=self.office_id)
            return {row.id: (receipt_id, None) for row, receipt_id in zip(rows, receipts.ids, strict=True)}
        except (UserError, rules.RuleError) as error:
            if len(rows) == 1:
                return {rows[0].id: (None, str(error.args[0]))}
        half = len(rows) // 2
        return {**self._collect_rows(rows[:half], found), **self._collect_rows(rows[half:], found)}

    def _want(self, row, debt_id):
        """The payment of a row: for the debt, or as a credit that waits for the debt it names.

        :rtype: Wanted
        """
        keys = () if row.is_kept or debt_id else (
            (self.key_type, "", row.key), *([("identity", "", row.identity)] if row.identity else []))
        return Wanted(
            row.amount, row.paid_on, f"list:{self.id}/{row.number}", method="list", keys=keys,
            obligations=self.env["revenue.obligation"].browse(debt_id) if debt_id else None)

    def _find_debts(self, rows):
        """The debts that rows name, all in a few statements.

        :param list[Payment] rows:
        :return: by row id, (id of the debt or None, what is wrong in words or None)
        """
        named = self.env["revenue.key"]._find_many(self.key_type, {row.key for row in rows if not row.is_kept})
        facts = self._read_debts({debt_id for ids in named.values() for debt_id in ids})
        return {row.id: (None, None) if row.is_kept else self._choose_debt(row, named.get(row.key, ()), facts)
                for row in rows}

    def _choose_debt(self, row, debt_ids, facts):
        debt_id, wrong = payment_file.choose(
            row.identity, [(debt_id, *facts[debt_id][:3]) for debt_id in debt_ids])
        if wrong == "identity":
            return None, self.env._("The debt with this number is another person's.")
        if wrong == "several":
            return None, self.env._("Several debts have this number: add the identity number.")
        if debt_id and facts[debt_id][3] != self.currency_id.id:
            return None, self.env._("The debt is owed in another currency.")
        return debt_id, None

    def _read_debts(self, debt_ids):
        """What chooses between debts, also of other offices: an exact number pays any debt.

        :return: by id: whether something is open, other keys, whether the person is known, currency
        :rtype: dict[int, tuple[bool, set[str], bool, int]]
        """
        rows = self.env.execute_query(SQL(
            """SELECT o.id, o.state = 'open', array_agg(k.value) FILTER (WHERE k.type <> %s),
                      bool_or(k.type = 'identity'), o.currency_id
                 FROM revenue_obligation o LEFT JOIN revenue_key k ON k.obligation_id = o.id
                WHERE o.id IN %s GROUP BY o.id""", self.key_type, tuple(debt_ids) or (0,)))
        return {debt_id: (is_open, set(values or ()), bool(is_known), currency_id)
                for debt_id, is_open, values, is_known, currency_id in rows}

    def _find_held(self, receipt_ids):
        """Receipts of which a credit holds some of the money."""
        return {receipt_id for (receipt_id,) in self.env.execute_query(SQL(
            "SELECT DISTINCT receipt_id FROM revenue_credit WHERE receipt_id IN %s", tuple(receipt_ids) or (0,)))}

    def _finish(self, state="posting"):
        """The last row is dealt with: the total is what the deposit or transfer must bring."""
        if self.state != state:
            return
        self.invalidate_recordset()
        self._update_state("posted", {"amount": self.posted_amount, "posted_on": self.office_id._today()})
