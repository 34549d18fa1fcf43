from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
ACT = "remit"
#: Allowed moves of a remittance.
MOVES = {"draft": ("approved", "cancelled"), "approved": ("paid", "cancelled"), "paid": ("received",), "received": (),
         "cancelled": ()}
#: How the money leaves, for the company that pays; how it arrives, for the one that receives.
PAYMENT = {"channel_id", "payment_reference"}
ARRIVAL = {"receiver_channel_id", "receiver_reference"}
#: What is chosen when it is made; all the rest follows.
CHOSEN = {"office_id", "receiver_company_id", "date_to"}


class RevenueRemittance(models.Model):
    """What two companies collected for each other up to a day, settled: set off, and the difference paid by one.

        draft -> approved -> paid (the payer's books) -> received (the receiver's books)
        draft, approved -> cancelled

    Each company books its own side. Until the receiver has booked, the money is on its way. What is received or taken
    back later belongs to the next remittance; money taken back after it was remitted is a claim in it.
    """

    _name = "revenue.remittance"
    _description = "Remittance between Companies"
    _inherit = ["revenue.remittance.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "number"
    _remittance_act = ACT
    _remittance_moves = MOVES

    # === FIELDS === #

    number = fields.Char(required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", string="Payer", required=True, readonly=True, ondelete="restrict",
                                 index=True)
    office_id = fields.Many2one(
        "revenue.office", string="Paying Office", required=True, readonly=True, ondelete="restrict", index=True)
    payer_name = fields.Char(readonly=True)
    receiver_company_id = fields.Many2one(
        "res.company", string="Receiver", required=True, readonly=True, ondelete="restrict", index=True)
    receiver_office_id = fields.Many2one(
        "revenue.office", string="Receiving Office", required=True, readonly=True, ondelete="restrict", index=True)
    receiver_name = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    date_to = fields.Date("Up to", required=True, readonly=True, help="Last day of booking that it settles.")
    held_amount = fields.Monetary(
        string="Collected for the Receiver", readonly=True, help="What the payer holds for the receiver.")
    due_amount = fields.Monetary(
        string="Collected for the Payer", readonly=True, help="What the receiver holds for the payer: set off.")
    amount = fields.Monetary(string="To Be Paid", readonly=True, help="What is left after set-off.")
    state = fields.Selection(
        [("draft", "Prepared"), ("approved", "Approved"), ("paid", "On its way"), ("received", "Received"),
         ("cancelled", "Cancelled")],
        required=True, readonly=True, default="draft", index=True, copy=False, tracking=True)
    status = fields.Selection(
        [("draft", "Prepared"), ("waiting", "Waits for a second person"), ("refused", "Refused"),
         ("approved", "Approved"), ("paid", "On its way"), ("received", "Received"), ("cancelled", "Cancelled")],
        compute="_compute_status")
    is_payer = fields.Boolean(compute="_compute_is_payer")
    is_receiver = fields.Boolean(compute="_compute_is_payer")
    channel_id = fields.Many2one(
        "revenue.channel", string="Paid from", ondelete="restrict",
        domain="[('kind', '=', 'bank'), ('company_id', '=', company_id)]")
    payment_reference = fields.Char("Number of Transfer")
    paid_on = fields.Date(readonly=True, copy=False)
    paid_by_id = fields.Many2one("res.users", string="Paid by", readonly=True, copy=False, ondelete="restrict")
    move_id = fields.Many2one(
        "account.move", string="Journal Entry of the Payer", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null")
    receiver_channel_id = fields.Many2one(
        "revenue.channel", string="Received in", ondelete="restrict",
        domain="[('kind', '=', 'bank'), ('company_id', '=', receiver_company_id)]")
    receiver_reference = fields.Char("Line of the Bank Statement")
    received_on = fields.Date(readonly=True, copy=False)
    received_by_id = fields.Many2one("res.users", string="Received by", readonly=True, copy=False, ondelete="restrict")
    receiver_move_id = fields.Many2one(
        "account.move", string="Journal Entry of the Receiver", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null")
    line_ids = fields.One2many("revenue.remittance.line", "remittance_id", string="Payments", readonly=True)
    line_count = fields.Integer(compute="_compute_line_count")
    paper = fields.Json(readonly=True, copy=False)

    _number_unique = models.UniqueIndex("(number)", "This number of a remittance is already used.")
    _one_open = models.UniqueIndex(
        "(LEAST(company_id, receiver_company_id), GREATEST(company_id, receiver_company_id))"
        " WHERE state IN ('draft', 'approved', 'paid')",
        "Another remittance between these companies is under way.")
    _two_companies = models.Constraint(
        "CHECK (company_id <> receiver_company_id)", "A remittance needs two companies.")
    _amount_is_net = models.Constraint(
        "CHECK (amount = held_amount - due_amount AND amount >= 0)",
        "What is paid is what is left after set-off.")
    _paid_with_day = models.Constraint(
        "CHECK ((state IN ('paid', 'received')) = (paid_on IS NOT NULL))", "A remittance is paid on a day.")
    _received_with_day = models.Constraint(
        "CHECK ((state = 'received') = (received_on IS NOT NULL))", "A remittance is received on a day.")

    # === COMPUTE METHODS === #

    @api.depends_context("uid")
    def _compute_is_payer(self):
        """On which side the user works: offices decide, as for all that moves money."""
        scope = self.env.user.revenue_scope_ids.ids
        for remittance in self:
            remittance.is_payer = remittance.office_id.id in scope
            remittance.is_receiver = remittance.receiver_office_id.id in scope

    def _compute_line_count(self):
        counts = dict(self.env["revenue.remittance.line"]._read_group(
            [("remittance_id", "in", self.ids)], ["remittance_id"], ["__count"]))
        for remittance in self:
            remittance.line_count = counts.get(remittance, 0)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to count what both companies hold: the office, the other company and the day are chosen.

        :raise UserError: when nothing is to be paid, or another remittance between the two is under way
        """
        self.check_access("create")
        remittances = super().create([self._prepare_order(vals) for vals in vals_list])
        self.env["revenue.remittance.line"]._fill(remittances)
        return remittances

    def write(self, vals):
        """Override to keep what acts have written: each side says how the money leaves or arrives, in its time."""
        for remittance in self:
            free = (PAYMENT if remittance.is_payer and remittance.status in ("draft", "refused", "approved") else set())
            free = free | (ARRIVAL if remittance.is_receiver and remittance.state == "paid" else set())
            refused = [name for name in vals if name in self._fields and name not in free
                       and not name.startswith(("message_", "activity_"))]
            if refused:
                raise UserError(self.env._(
                    "%(field)s of the remittance %(number)s cannot be changed now.", number=remittance.number,
                    field=self._fields[min(refused)]._description_string(self.env)))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A remittance cannot be deleted. Cancel it."))

    @api.model
    def _prepare(self, office, day):
        """Make the remittances of an office's company up to a day: one for each company that it owes money.

        :param office: the office that pays
        :param date day: last day of booking
        :return: the new remittances
        """
        busy = self.search([("state", "in", ("draft", "approved", "paid"))])
        known = {(order.company_id.id, order.receiver_company_id.id) for order in busy}
        known |= {(other_id, own_id) for own_id, other_id in known}
        return self.create([
            {"office_id": office.id, "receiver_company_id": other_id, "date_to": day}
            for other_id, position in self._get_positions(office, day).items()
            if position.net >= 0 and (office.company_id.id, other_id) not in known])

    def _get_positions(self, office, day):
        company_id = office.company_id.id
        return rules.get_positions(self.env["revenue.remittance.pair"]._sum_open(company_id, day), company_id)

    def _find_busy(self, company_id, other_id):
        """The remittance between two companies that is under way."""
        pair = (company_id, other_id)
        return self.search([("state", "in", ("draft", "approved", "paid")), ("company_id", "in", pair),
                            ("receiver_company_id", "in", pair)], limit=1)

    def _prepare_order(self, vals):
        office = self.env["revenue.office"].browse(vals["office_id"])
        self._check_office(office)
        other_id, day = vals["receiver_company_id"], fields.Date.to_date(vals["date_to"])
        if day > office._today():
            raise UserError(self.env._("A remittance settles days that have begun."))
        busy = self._find_busy(office.company_id.id, other_id)
        if busy:
            raise UserError(self.env._("The remittance %s between these companies is under way.", busy.number))
        position = self._get_positions(office, day).get(other_id, rules.Position())
        if position.net < 0 or position == rules.Position():
            raise UserError(self.env._("Nothing is to be paid to this company up to that day."))
        [number] = self.env["revenue.counter"]._draw(office, "RM")
        return {
            "office_id": office.id, "company_id": office.company_id.id, "receiver_company_id": other_id,
            "date_to": day, "number": number, "currency_id": office.company_id.currency_id.id,
            "held_amount": position.held, "due_amount": position.due, "amount": position.net,
            **self._read_parties(office.company_id.id, other_id),
        }

    def _read_parties(self, payer_id, receiver_id):
        """The names of both companies and the highest office of the receiver, which need not be the payer's to read."""
        [(payer, receiver, office_id)] = self.env.execute_query(SQL(
            """SELECT p.name, r.name, (SELECT id FROM revenue_office WHERE company_id = r.id AND active
                                    ORDER BY length(parent_path) - length(replace(parent_path, '/', '')), id LIMIT 1)
                 FROM res_company p, res_company r WHERE p.id = %s AND r.id = %s""", payer_id, receiver_id))
        return {"payer_name": payer, "receiver_name": receiver, "receiver_office_id": office_id}

    def _name_office(self, office):
        """Override: the other side's office is not the user's to read."""
        return self.env["revenue.ledger"]._get_offices(office.ids).name

    # === ACTION METHODS === #

    def action_request(self):
        """Button: present the remittance to a second person."""
        self.check_access("write")
        self.ensure_one()
        self._request(ACT, self.env._("Remittance %s", self.number))

    def action_pay(self):
        """Button of the payer: the bank has the order of transfer, or nothing is left to be paid after set-off."""
        self.check_access("write")
        self.ensure_one()
        self._check_office(self.office_id)
        self._check_bank(self.channel_id, self.company_id, self.payment_reference)
        self._update_state("paid", {"paid_on": self.office_id._today(), "paid_by_id": self.env.uid})
        self._keep({"move_id": self._settle(
            self.company_id, self.receiver_company_id, self.channel_id, self.paid_on, -1)})

    def action_receive(self):
        """Button of the receiver: the money is in the bank."""
        self.check_access("write")
        self.ensure_one()
        self._check_office(self.receiver_office_id)
        self._check_bank(self.receiver_channel_id, self.receiver_company_id, self.receiver_reference)
        self._update_state("received", {
            "received_on": self.receiver_office_id._today(), "received_by_id": self.env.uid})
        self._keep({"receiver_move_id": self._settle(
            self.receiver_company_id, self.company_id, self.receiver_channel_id, self.received_on, 1)})

    def action_cancel(self):
        """Button: nothing is paid; the money stays held for the other company."""
        self.check_access("write")
        self.check_access("create")
        for remittance in self:
            self._check_office(remittance.office_id)
            if remittance.status == "waiting":
                raise UserError(self.env._("A second person has the remittance: withdraw the request first."))
        self._update_state("cancelled")

    def action_view_lines(self):
        """Smart button: the payments that it settles."""
        self.check_access("read")
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("public_revenue_office.revenue_remittance_line_action"),
            "domain": [("remittance_id", "=", self.id)], "context": {},
        }

    def action_view_move(self):
        """Smart button: the journal entry of the user's own side."""
        self.check_access("read")
        self.ensure_one()
        move = self.move_id if self.is_payer else self.receiver_move_id
        move.check_access("read")
        return move.get_formview_action()

    # === DECIDING === #

    def _get_approval_actions(self):
        """Override of public_revenue: money leaves when two persons want it."""
        return {**super()._get_approval_actions(), ACT: (self.env._("Remit money to another company"), SUPERVISOR)}

    # === BOOKING === #

    def _check_bank(self, channel, company, reference):
        """Money needs a bank account of the company and the bank's number; a mere set-off needs neither."""
        if not self.amount:
            return
        if not (channel and reference):
            raise UserError(self.env._("Enter the bank account and the number that the bank gave."))
        if channel.company_id != company or channel.kind != "bank":
            raise UserError(self.env._("%s is no bank account of this company.", channel.display_name))

    def _settle(self, company, other, channel, day, sign):
        """Book one side: its credits against the account between both, and the difference against the bank.

        :param company: whose books
        :param other: the other company
        :param channel: the bank of this side
        :param int sign: 1 money comes in, -1 money leaves
        :return: id of the journal entry of the money, or False for a mere set-off
        """
        self.env.flush_all()
        between = self.env["revenue.channel"]._get_others(company.id, other.id)
        self.env["revenue.credit"]._remit(
            self.env["revenue.remittance.line"]._get_amounts(self, company), between.id, self.number)
        if not self.amount:
            return False
        text = f"{self.number} {self.payment_reference}"
        return self.env["revenue.booking"]._book(company, channel.journal_id, day, self.number, [
            (channel, sign * self.amount, text), ("due_from_others", -sign * self.amount, text)]).id

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return self._keep({**(vals or {}), "state": state})

    # === PAPER === #

    def _prepare_paper(self):
        money = self.currency_id.format
        rows = [
            [self.env._("Paid by"), self.payer_name],
            [self.env._("Paid to"), self.receiver_name],
            [self.env._("Up to"), format_date(self.env, self.date_to)],
            [self.env._("Collected for the receiver"), money(self.held_amount)],
            [self.env._("Collected for the payer"), money(self.due_amount)],
            [self.env._("To be paid"), money(self.amount)],
        ]
        groups = self.env["revenue.remittance.line"]._read_group(
            [("remittance_id", "=", self.id)], ["date:day", "holder_id"], ["__count", "amount:sum"], order="date:day")
        table = {
            "kind": "table", "aligns": "llrr", "widths": [2, 4, 1, 2],
            "head": [self.env._("Booked on"), self.env._("Collected by"), self.env._("Payments"),
                     self.env._("Amount")],
            "rows": [[format_date(self.env, day), self.payer_name if holder == self.company_id else
                      self.receiver_name, str(count), money(amount)] for day, holder, count, amount in groups],
        }
        office = self._name_office(self.office_id)
        return {
            "size": "A4", "title": self.env._("Remittance between companies"), "number": self.number,
            "barcode": self.number, "issuer": list(filter(None, [self.payer_name, office])),
            "blocks": [{"kind": "fields", "rows": rows}, table, {"kind": "signatures", "labels": [
                self.env._("Approved: name, signature"), self.env._("Received: name, signature, day")]}],
        }
