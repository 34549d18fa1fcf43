from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import ledger
from .revenue_receipt import DIGEST_COLUMNS


class PaymentConflict(UserError):
    """The same payment id came with other content: nothing was booked."""


class RevenueCollector(models.AbstractModel):
    """The receipts of payments: claimed first, so that each payment is taken once, and numbered last."""

    _inherit = "revenue.collector"

    # === IDEMPOTENCY === #

    def _claim(self, rows):
        """Insert the rows of receipts without their numbers; one without id where the payment is known.

        ON CONFLICT waits for a transaction that is inserting the same payment: under REPEATABLE READ it then fails
        with a serialization error, which is retried, under READ COMMITTED it finds the other's row.

        :param list[dict] rows: values of receipts of one channel, each with another external id
        :return: the values with their ids, in the same order
        """
        names = list(dict.fromkeys(name for values in rows for name in values))
        ids = dict(self.env.execute_query(SQL(
            """INSERT INTO revenue_receipt (%s) VALUES %s
                   ON CONFLICT (channel_id, external_id) DO NOTHING RETURNING external_id, id""",
            SQL(", ").join(SQL.identifier(name) for name in names),
            SQL(", ").join(SQL("%s", tuple(values.get(name) for name in names)) for values in rows))))
        return [{**values, "id": ids.get(values["external_id"])} for values in rows]

    def _repeat(self, values):
        """The first answer to a payment that comes again.

        :raise PaymentConflict: when its content is another one
        """
        [(receipt_id, payload_hash)] = self.env.execute_query(SQL(
            "SELECT id, payload_hash FROM revenue_receipt WHERE channel_id = %s AND external_id = %s",
            values["channel_id"], values["external_id"]))
        if payload_hash != values["payload_hash"]:
            raise PaymentConflict(self.env._(
                "The payment %s is already recorded with other content. Nothing was booked.", values["external_id"]))
        return self.env["revenue.receipt"].browse(receipt_id)

    def _keep_payers(self, receipts):
        """Keep who paid as the paper says it, in a table of its own."""
        rows = [SQL("(%s, %s)", receipt["id"], receipt["payer_id"]) for receipt in receipts if receipt["payer_id"]]
        if rows:
            self.env.cr.execute(SQL(
                """INSERT INTO revenue_receipt_payer (receipt_id, name, identity)
                   SELECT v.receipt_id, p.name, (SELECT i.value FROM revenue_identity i WHERE i.partner_id = p.id
                                               ORDER BY i.verified = 'no', i.id LIMIT 1)
                     FROM (VALUES %s) AS v (receipt_id, payer_id) JOIN res_partner p ON p.id = v.payer_id
                 ORDER BY v.receipt_id""", SQL(", ").join(rows)))

    # === NUMBERING === #

    def _number(self, receipts):
        """Give receipts of one series their numbers, the last thing the transaction does, and their digests.

        :param list[dict] receipts: values of their rows, with their ids
        :return: the receipts
        """
        first = self.env["revenue.series"].browse(receipts[0]["series_id"])._draw(len(receipts))
        rows = [{**receipt, "number": number} for number, receipt in enumerate(receipts, first)]
        self.env.cr.execute(SQL(
            """UPDATE revenue_receipt r SET number = v.number, digest = v.digest
                 FROM (VALUES %s) AS v (id, number, digest) WHERE r.id = v.id""",
            SQL(", ").join(SQL("(%s, %s, %s)", row["id"], row["number"], ledger.digest_row(
                tuple(row[name] for name in DIGEST_COLUMNS))) for row in rows)))
        records = self.env["revenue.receipt"].browse(row["id"] for row in rows)
        records.invalidate_recordset(flush=False)
        return records
