from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: Allowed moves of the state: to -> from.
MOVES = {"handed": "prepared", "cancelled": "prepared"}
BY_HAND = {"date", "journal_id", "bank_reference", "note"}
KEPT = {
    "number", "office_id", "company_id", "user_id", "amount", "cheque_amount", "cheque_ids", "session_ids", "state",
    "handed_on",
}


class RevenueDeposit(models.Model):
    """The cash and the cheques of closed sessions on their way to the bank, with their slip.

        prepared -> handed       the bank has taken it
        prepared -> cancelled    its sessions are free for another slip
    """

    _name = "revenue.deposit"
    _description = "Deposit Slip"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, readonly=True)
    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Prepared by", required=True, readonly=True, ondelete="restrict")
    date = fields.Date(required=True)
    session_ids = fields.One2many("revenue.desk.session", "deposit_id", string="Sessions", readonly=True)
    amount = fields.Monetary(readonly=True, tracking=True, help="Cash and cheques.")
    cheque_ids = fields.Many2many(
        "revenue.receipt", "revenue_deposit_cheque_rel", "deposit_id", "receipt_id", string="Cheques", readonly=True)
    cheque_amount = fields.Monetary(string="In Cheques", readonly=True)
    cash_amount = fields.Monetary(string="In Cash", compute="_compute_cash_amount")
    journal_id = fields.Many2one(
        "account.journal", string="Bank", ondelete="restrict", check_company=True, domain="[('type', '=', 'bank')]",
        tracking=True)
    bank_reference = fields.Char(string="Number of the Bank's Slip", tracking=True)
    note = fields.Char()
    state = fields.Selection(
        [("prepared", "Prepared"), ("handed", "Handed over"), ("cancelled", "Cancelled")], required=True,
        readonly=True, default="prepared", index=True, tracking=True)
    handed_on = fields.Date(readonly=True)

    _number_unique = models.UniqueIndex("(company_id, number)", "This deposit number is already used.")
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A deposit needs cash or cheques.")

    def init(self):
        """A cheque is on one slip."""
        self.env.cr.execute(SQL(
            "CREATE UNIQUE INDEX IF NOT EXISTS revenue_deposit_cheque_unique"
            " ON revenue_deposit_cheque_rel (receipt_id)"))

    @api.depends("session_ids.deposit_amount")
    def _compute_cash_amount(self):
        for deposit in self:
            deposit.cash_amount = sum(deposit.session_ids.mapped("deposit_amount"))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: deposits are made of closed sessions."""
        raise UserError(self.env._("A deposit slip is made from closed desk sessions."))

    def write(self, vals):
        """Override to keep what acts have written."""
        refused = KEPT & set(vals)
        if any(deposit.state != "prepared" for deposit in self):
            refused |= BY_HAND & set(vals)
        if refused:
            raise UserError(self.env._(
                "%s of a deposit slip cannot be changed now.",
                self._fields[min(refused)]._description_string(self.env)))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A deposit slip cannot be deleted. Cancel it."))

    # === ACTION METHODS === #

    def action_hand_over(self):
        """Button: the bank has taken the cash and numbered its slip."""
        self.check_access("write")
        if not all(deposit.journal_id and deposit.bank_reference for deposit in self):
            raise UserError(self.env._("Enter the bank and the number of its slip."))
        for office, deposits in self.grouped("office_id").items():
            deposits._update_state("handed", {"handed_on": office._today()})

    def action_cancel(self):
        """Button: take the slip back before the bank has the cash."""
        self.check_access("write")
        self._update_state("cancelled", {"cheque_ids": [(5,)]})
        self.session_ids._keep({"deposit_id": False})

    # === BUSINESS METHODS === #

    @api.model
    def _make(self, sessions):
        """The slip for the cash and the cheques of closed sessions of one office.

        :raise UserError: when a session is not closed, already deposited or of another office, or holds nothing
        """
        if sessions.filtered(lambda session: session.state != "closed"):
            raise UserError(self.env._("Close the sessions before their cash is deposited."))
        taken = sessions.filtered("deposit_id")
        if taken:
            raise UserError(self.env._("The cash of %(sessions)s is already on the slip %(slip)s.",
                                       sessions=", ".join(taken.mapped("display_name")),
                                       slip=taken.deposit_id[:1].number))
        if len(sessions.office_id) != 1:
            raise UserError(self.env._("A deposit slip holds sessions of one office."))
        cheques = self.env["revenue.receipt"].search(sessions._get_cheque_domain(), order="id")
        amounts = [*sessions.mapped("deposit_amount"), *cheques.mapped("amount")]
        if sessions.currency_id.compare_amounts(sum(amounts), 0) <= 0:
            raise UserError(self.env._("There is no cash to deposit and no cheque."))
        deposit = super().create([self._prepare(sessions.office_id, sum(amounts), cheques)])
        sessions._keep({"deposit_id": deposit.id})
        return deposit

    def _prepare(self, office, amount, cheques):
        # sudo: the sequence is not the cashier's to read.
        sequence_sudo = self.env["ir.sequence"].sudo()
        return {
            "number": sequence_sudo.next_by_code("revenue.deposit"), "office_id": office.id,
            "company_id": office.company_id.id, "user_id": self.env.uid, "date": office._today(), "amount": amount,
            "cheque_ids": [(6, 0, cheques.ids)], "cheque_amount": sum(cheques.mapped("amount")),
        }

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        wrong = self.filtered(lambda deposit: deposit.state != MOVES[state])
        if wrong:
            raise UserError(self.env._(
                "The deposit slip %s cannot go to this state.", ", ".join(wrong.mapped("number"))))
        return super().write({**(vals or {}), "state": state})

    def _count_denominations(self):
        """Notes and coins counted in the sessions of this slip: (value, quantity, amount), largest first.

        The float kept at the desks is among them: the slip prints it as a line of its own.
        """
        return self.env["revenue.desk.count"]._read_group(
            [("session_id", "in", self.session_ids.ids), ("quantity", ">", 0)], ["value"],
            ["quantity:sum", "amount:sum"], order="value desc")
