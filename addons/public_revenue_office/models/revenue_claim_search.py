from odoo import models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

#: Days before and after the one that the claimant names.
WINDOW = 3
#: Rows shown at most.
MOST = 80


class RevenueClaim(models.Model):
    """The search for the proof of a claim, over all offices of the company."""

    _inherit = "revenue.claim"

    def action_search(self):
        """Button: look for the money that the claim is about. The look-up is logged."""
        self.check_access("write")
        self.ensure_one()
        self._search_proof()

    def _search_proof(self):
        """Look for receipts and credits by number, by amount and days, by the keys of the debts, and by the person.

        By SQL: money is found wherever it was booked, and told with the minimum needed (design, section 6).

        :return: the rows
        """
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM revenue_claim_found WHERE claim_id = %s", self.id))
        searches = self._get_searches()
        if searches:
            wanted = SQL(" UNION ALL ").join(
                SQL("SELECT %s AS place, %s AS how, found.* FROM (%s) found (receipt_id, credit_id)", place, how, query)
                for place, (how, query) in enumerate(searches))
            self.env.cr.execute(SQL("%s", self._get_insert(wanted)))
        self.env["revenue.claim.found"].invalidate_model(flush=False)
        self.invalidate_recordset(["found_ids"], flush=False)
        self._log_search()
        return self.found_ids

    def _get_searches(self):
        """What is looked for, the surest first: (how, query for receipt and credit)."""
        found = []
        if self.proof_number:
            found.append(("number", self._get_number_search(self.proof_number.strip())))
        if self.proof_amount and self.proof_date:
            found.append(("amount", SQL(
                """SELECT id, NULL::int FROM revenue_receipt
                    WHERE paid_on BETWEEN %s AND %s AND amount = %s::numeric AND (%s IS NULL OR channel_id = %s)""",
                rules.shift(self.proof_date, -WINDOW), rules.shift(self.proof_date, WINDOW), self.proof_amount,
                self.proof_channel_id.id or None, self.proof_channel_id.id or None)))
        if self.obligation_ids:
            ids = tuple(self.obligation_ids.ids)
            found.append(("key", SQL(
                """SELECT c.receipt_id, c.id FROM revenue_key o
                     JOIN revenue_key w ON w.value = o.value AND w.credit_id IS NOT NULL
                     JOIN revenue_credit c ON c.id = w.credit_id WHERE o.obligation_id IN %s""", ids)))
            found.append(("debt", SQL(
                """SELECT receipt_id, NULL::int FROM revenue_entry
                    WHERE obligation_id IN %(ids)s AND receipt_id IS NOT NULL
                    UNION SELECT receipt_id, id FROM revenue_credit WHERE obligation_id IN %(ids)s""", ids=ids)))
        if self.claimant_id:
            found.append(("person", SQL(
                """SELECT id, NULL::int FROM revenue_receipt WHERE payer_id = %(person)s
                    UNION SELECT receipt_id, id FROM revenue_credit WHERE payer_id = %(person)s""",
                person=self.claimant_id.id)))
        return found

    def _get_number_search(self, number):
        """By the number at the channel, that of our receipt, or that of a bill."""
        return SQL(
            """SELECT id, NULL::int FROM revenue_receipt WHERE external_id = %(number)s
                UNION SELECT r.id, NULL FROM revenue_bill b JOIN revenue_receipt r ON r.bill_id = b.id
                       WHERE b.number = %(number)s
                UNION SELECT r.id, NULL FROM revenue_series s JOIN revenue_receipt r ON r.series_id = s.id
                       WHERE starts_with(%(number)s, s.code)
                         AND lpad(r.number::text, s.padding, '0') = substr(%(number)s, length(s.code) + 1)""",
            number=number)

    def _get_insert(self, wanted):
        """Each part of the money once, under the surest way in which it was found."""
        return SQL(
            """WITH wanted AS MATERIALIZED (%(wanted)s)
               INSERT INTO revenue_claim_found (claim_id, how, receipt_id, credit_id, obligation_id, number,
                      external_id, paid_on, channel, office, use, currency_id, amount, held, is_reversed)
               SELECT %(claim)s, f.how, f.receipt_id, f.credit_id, f.obligation_id, f.number, f.external_id, f.paid_on,
                      (SELECT coalesce(name->>%(lang)s, name->>'en_US') FROM revenue_channel WHERE id = f.channel_id),
                      (SELECT name FROM revenue_office WHERE id = f.office_id),
                      (SELECT origin_key FROM revenue_obligation WHERE id = f.obligation_id),
                      %(currency)s, f.amount, f.held, f.is_reversed
                 FROM (SELECT DISTINCT ON (receipt_id, credit_id, obligation_id) * FROM (%(rows)s) each
                     ORDER BY receipt_id, credit_id, obligation_id, place) f
                WHERE f.company_id = %(company)s
             ORDER BY f.place, f.paid_on DESC LIMIT %(most)s""",
            wanted=wanted, rows=self._get_rows(), claim=self.id, lang=self.env.lang or "en_US",
            currency=self.currency_id.id, company=self.company_id.id, most=MOST)

    def _get_rows(self):
        """Receipts by what they paid, and credits that came without one."""
        return SQL(
            """SELECT w.place, w.how, r.id AS receipt_id, p.credit_id, p.obligation_id,
                      s.code || lpad(r.number::text, s.padding, '0') AS number, r.external_id, r.paid_on, r.channel_id,
                      r.office_id, r.company_id, p.amount, c.balance AS held,
                      EXISTS (SELECT FROM revenue_receipt x WHERE x.reversal_of_id = r.id) AS is_reversed
                 FROM wanted w JOIN revenue_receipt r ON r.id = w.receipt_id AND r.reversal_of_id IS NULL
                 JOIN revenue_series s ON s.id = r.series_id
                 JOIN LATERAL (SELECT obligation_id, credit_id, -sum(amount) AS amount FROM revenue_entry
                                WHERE receipt_id = r.id GROUP BY obligation_id, credit_id) p ON p.amount <> 0
                 LEFT JOIN revenue_credit c ON c.id = p.credit_id
            UNION ALL
               SELECT w.place, w.how, NULL, c.id, c.obligation_id, NULL, NULL, c.value_date, NULL, c.office_id,
                      c.company_id, c.amount, c.balance, false
                 FROM wanted w JOIN revenue_credit c ON c.id = w.credit_id AND c.receipt_id IS NULL""")

    def _log_search(self):
        asked = " ".join(filter(None, (self.proof_number, self.claimant_id.name, self.claimant)))
        self.env["revenue.person.lookup"]._log("claim", f"{self.number} {asked}", self.claimant_id)
