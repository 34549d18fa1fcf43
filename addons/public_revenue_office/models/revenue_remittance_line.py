from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RevenueRemittanceLine(models.Model):
    """One payment, or its reversal, that a remittance settles: what both companies may see of it."""

    _name = "revenue.remittance.line"
    _description = "Payment in a Remittance"
    _order = "remittance_id, holder_id, id"
    _rec_name = "receipt"
    _log_access = False

    remittance_id = fields.Many2one(
        "revenue.remittance", required=True, readonly=True, ondelete="cascade", index=True)
    holder_id = fields.Many2one("res.company", string="Collected by", required=True, readonly=True, ondelete="restrict")
    owner_id = fields.Many2one("res.company", string="Collected for", required=True, readonly=True, ondelete="restrict")
    credit_id = fields.Many2one(
        "revenue.credit", required=True, readonly=True, ondelete="restrict", index=True)
    obligation_id = fields.Many2one(
        "revenue.obligation", string="Debt", required=True, readonly=True, ondelete="restrict", index=True)
    receipt = fields.Char(readonly=True, help="Number of the receipt that the payer has.")
    debt = fields.Char("Printed Number", readonly=True)
    date = fields.Date("Booked on", required=True, readonly=True)
    currency_id = fields.Many2one(related="remittance_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True, help="Below zero: taken back after it was remitted.")

    _credit_unique = models.UniqueIndex("(remittance_id, credit_id)", "This payment already stands in the remittance.")
    _amount_not_zero = models.Constraint("CHECK (amount <> 0)", "A line of a remittance needs an amount.")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: lines are found by the remittance."""
        raise UserError(self.env._("The lines of a remittance follow from the receipts."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: what is ordered stays as it was ordered."""
        raise UserError(self.env._("The lines of a remittance follow from the receipts."))

    @api.model
    def _fill(self, remittances):
        """Write the payments that new remittances settle, in both directions."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_remittance_line (remittance_id, holder_id, owner_id, credit_id, obligation_id,
                   receipt, debt, date, amount)
               SELECT m.id, o.holder_id, o.owner_id, o.credit_id, o.obligation_id,
                      s.code || lpad(r.number::text, greatest(s.padding, length(r.number::text)), '0'),
                      (SELECT value FROM revenue_key k WHERE k.obligation_id = o.obligation_id
                          AND k.type IN ('slip', 'reference') ORDER BY k.type DESC, k.id LIMIT 1),
                      o.date, o.amount
                 FROM revenue_remittance m
                 JOIN LATERAL (%(open)s) o ON m.receiver_company_id IN (o.holder_id, o.owner_id)
                 JOIN revenue_receipt r ON r.id = o.receipt_id
                 JOIN revenue_series s ON s.id = r.series_id
                WHERE m.id = ANY(%(remittances)s)
             ORDER BY m.id, o.credit_id""",
            remittances=remittances.ids,
            open=self.env["revenue.remittance.pair"]._select_open(SQL("m.company_id"), SQL("m.date_to"))))
        self.invalidate_model(flush=False)

    @api.model
    def _get_amounts(self, remittance, holder):
        """What leaves the credits of one of both companies, by credit id."""
        rows = self.env.execute_query(SQL(
            """SELECT credit_id, amount::text FROM revenue_remittance_line
                WHERE remittance_id = %s AND holder_id = %s ORDER BY credit_id""", remittance.id, holder.id))
        return {credit_id: Decimal(amount) for credit_id, amount in rows}
