import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.public_revenue import rules

#: What the screen is told of each debt, by `revenue.obligation._read_at_desk`.
SHOWN = ("name", "debtor", "office", "currency_id", "due", "next_change", "partial_allowed", "summary", "reasons")


class RevenueDeskCollect(models.TransientModel):
    """The cashier's screen: find by key or person, choose, take the money, give the receipt.

    One record is one payer. It keeps the key of the request, so that a second click, or the same request sent again
    after the answer was lost, shows the first receipt.
    """

    _name = "revenue.desk.collect"
    _inherit = ["revenue.paper.mixin", "revenue.enter.mixin"]
    _description = "Collect at a Desk"
    # A cashier may leave the screen for longer than transient records usually live.
    _transient_max_hours = 24

    # === FIELDS === #

    session_id = fields.Many2one("revenue.desk.session", required=True)
    office_id = fields.Many2one(related="session_id.office_id")
    currency_id = fields.Many2one(related="session_id.currency_id")
    request_key = fields.Char(required=True, default=lambda self: secrets.token_hex(16))
    query = fields.Char(
        string="Number",
        help="Slip number, identity number, plate, roll or licence number, reference, bill, receipt.")
    partner_id = fields.Many2one("res.partner", string="Person", help="Shows what the person owes in your offices.")
    notice = fields.Char(readonly=True)
    line_ids = fields.One2many("revenue.desk.collect.line", "collect_id", string="Debts")
    chosen_count = fields.Integer(compute="_compute_amount")
    amount = fields.Monetary(string="To Pay", compute="_compute_amount")
    rounding = fields.Monetary(
        string="Cash Rounding", compute="_compute_to_take", help="Negative: less cash than is owed.")
    to_take = fields.Monetary(string="To Take", compute="_compute_to_take")
    explanation = fields.Html(compute="_compute_explanation", string="Why these Amounts", sanitize=False)
    method = fields.Selection(
        [("cash", "Cash"), ("cheque", "Cheque"), ("card", "Card"), ("transfer", "Transfer")], required=True,
        default="cash")
    tendered = fields.Monetary(string="Cash Given", help="Empty: the exact amount.")
    change = fields.Monetary(compute="_compute_change", string="Change to Give")
    payment_reference = fields.Char(string="Number of the Paper", help="Of the cheque, the card slip or the transfer.")
    payer_id = fields.Many2one("res.partner", string="Paid by", help="Only when somebody else than the debtor pays.")
    receipt_id = fields.Many2one("revenue.receipt", readonly=True)
    receipt_html = fields.Html(compute="_compute_receipt_html", sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends("line_ids.is_chosen", "line_ids.amount")
    def _compute_amount(self):
        for collect in self:
            chosen = collect.line_ids.filtered("is_chosen")
            collect.chosen_count = len(chosen)
            collect.amount = sum(chosen.mapped("amount"))

    @api.depends("amount", "method")
    def _compute_to_take(self):
        """What the cashier takes: cash in the coins there are."""
        for collect in self:
            amount = rules.to_decimal(collect.amount)
            paid, rounding = collect.currency_id._round_cash(amount) if collect.method == "cash" else (amount, 0)
            collect.to_take, collect.rounding = float(paid), float(-rounding)

    @api.depends("tendered", "to_take", "method")
    def _compute_change(self):
        for collect in self:
            given = collect.tendered if collect.method == "cash" else 0.0
            collect.change = max(given - collect.to_take, 0.0) if given else 0.0

    @api.depends("line_ids.reasons", "line_ids.name")
    def _compute_explanation(self):
        for collect in self:
            collect.explanation = self.env["ir.qweb"]._render(
                "public_revenue_office.revenue_desk_collect_explanation", {"lines": collect.line_ids})

    @api.depends("receipt_id")
    def _compute_receipt_html(self):
        for collect in self:
            receipt = collect._get_shown_receipt()
            collect.receipt_html = bool(receipt) and self.env["ir.qweb"]._render(
                "public_revenue_collection.revenue_receipt_body", {"receipt": receipt}, lang=receipt._get_print_lang())

    def _get_shown_receipt(self):
        """The receipt on the screen."""
        return self.receipt_id

    def _compute_display_name(self):
        for collect in self:
            collect.display_name = self.env._("Collect")

    # === ACTION METHODS === #

    def action_open(self):
        """Menu: the screen in the cashier's open session; without one, the form that opens it."""
        self.check_access("create")
        session = self.env["revenue.desk.session"]._get_mine()
        if session.state != "open":
            return session.action_open_mine()
        return self._open(session)

    @api.model
    def _open(self, session):
        """A fresh screen.

        :param session: an open session of the cashier
        """
        session._check_taking()
        collect = self.create({"session_id": session.id})
        return {
            "type": "ir.actions.act_window", "name": self.env._("Collect"), "res_model": self._name,
            "res_id": collect.id, "view_mode": "form", "views": [(False, "form")], "target": "main",
        }

    def _on_enter(self):
        """Override of public_revenue: look for what was typed."""
        self.action_find()

    def action_find(self):
        """Button, and Enter in the field: look for what was typed."""
        self.check_access("write")
        self.ensure_one()
        self._refuse_when_paid()
        named, state = self.env["revenue.key"]._find(None, self.query)
        exact = self._get_person_of_identity()
        if state == "unknown" and (self.query or "").strip() and not exact:
            return self._find_otherwise()
        rows = self._read_due(named)
        partners = exact or self._get_debtors(named)
        self.env["revenue.person.lookup"]._log("desk", self.query, partners)
        self.partner_id = exact[:1]
        self._show(rows, partners, self._get_notice(state, rows, exact), exact)

    def action_find_person(self):
        """Button: what the chosen person owes in the cashier's offices."""
        self.check_access("write")
        self.ensure_one()
        self._refuse_when_paid()
        self._show([], self.partner_id, False)

    def action_choose_all(self):
        """Button: pay everything that is shown."""
        self.check_access("write")
        self.line_ids.is_chosen = True

    def action_collect(self):
        """Button: take the money. Repeated, it shows the first receipt."""
        self.check_access("write")
        self.ensure_one()
        if self.receipt_id:
            return
        chosen = self.line_ids.filtered("is_chosen")
        self._check_given(chosen)
        self.receipt_id = self.session_id._collect(
            self.request_key, [(line.debt_id, line.amount) for line in chosen], method=self.method,
            payer=self.payer_id, reference=self.payment_reference, **self._get_options())

    def _get_options(self):
        """Further arguments of the session's `_collect`. Extended by what else can be paid, and with what."""
        return {}

    def action_print(self):
        """Button: the receipt on the paper of the desk."""
        self.check_access("read")
        self.ensure_one()
        paper = self.session_id.desk_id.receipt_format
        report = self.env.ref(f"public_revenue_collection.revenue_receipt_action_{paper}")
        return report.report_action(self.receipt_id)

    def action_next(self):
        """Button: the next payer."""
        self.check_access("read")
        self.ensure_one()
        return self._open(self.session_id)

    # === FINDING === #

    def _get_person_of_identity(self):
        """The one person with the identity number that was typed, with all that are linked as the same."""
        found = self.env["revenue.identity"]._find(None, self.query)
        sure = found.filtered(lambda identity: identity.verified != "no") or found
        persons = sure.partner_id._get_same_persons()
        is_one = len(sure.partner_id) <= 1 or persons == sure.partner_id[:1]._get_same_persons()
        return persons if is_one else persons.browse()

    def _find_otherwise(self):
        """No debt and no identity has this key. Extended by what else can be typed; else it may be a name."""
        return self._find_person()

    def _find_person(self):
        """Nothing carries this key: perhaps it is a name, or the number of a person without such a debt."""
        persons = self.env["res.partner"]._search_person(self.query)
        if len(persons) == 1:
            self.partner_id = persons
            self._show([], persons, False)
        elif persons:
            self._show([], persons.browse(), self.env._("Several persons are called so. Choose one under Person."))
        else:
            self._show([], persons, self.env._("Nothing is known under %s.", self.query))

    def _get_debtors(self, obligations):
        """The persons whose debts were named, where the cashier may browse them."""
        return obligations._filtered_access("read").partner_id

    def _show(self, named, partners, notice, exact=None, **values):
        """Put debts on the screen: the named ones chosen, the others of the same persons below.

        :param list named: rows of `_read_at_desk`
        :param partners: persons whose other open debts in the cashier's offices are shown
        :param notice: a text above the debts, or False
        :param exact: persons whose own identity number was typed: their debts in all offices are shown
        """
        known = {row["debt_id"] for row in named}
        others = self._get_others(partners, exact)
        rows = self._read_due(others.filtered(lambda debt: debt.id not in known))
        if partners and not named and not rows:
            notice = notice or (self.env._("Nothing is owed.") if exact else
                                self.env._("Nothing is owed in your offices."))
        self.write({
            **self._get_fresh(), **values,
            "notice": notice,
            "line_ids": [(5, 0, 0), *((0, 0, self._prepare_line(row, row["debt_id"] in known))
                                      for row in (*named, *rows))],
        })

    def _get_others(self, partners, exact):
        """The open debts of persons in the cashier's offices; of who was named by identity, in all."""
        debts = self.env["revenue.obligation"]
        everywhere = debts._find_of_persons(exact) if exact else debts
        if exact and partners <= exact:
            return everywhere
        return everywhere | debts.search([
            ("partner_id", "in", partners._get_same_persons().ids), ("state", "=", "open")], order="date, id")

    def _get_fresh(self):
        """What a new search takes off the screen, besides the debts."""
        return {}

    def _read_due(self, obligations):
        """What is shown of debts, of those that owe something today."""
        return obligations._read_at_desk(self.session_id.channel_id, self._today())

    def _today(self):
        """The day it is at the office, without reading the office."""
        return self.env["revenue.ledger"]._get_days(self.office_id.ids)[self.office_id.id]

    def _prepare_line(self, row, is_named):
        return {
            "debt_id": row["debt_id"], "is_named": is_named, "is_chosen": is_named, "amount": row["due"],
            **{name: row[name] for name in SHOWN},
        }

    def _get_notice(self, state, rows, exact):
        if rows or exact and state == "unknown":
            return False
        if state == "settled":
            return self.env._("Nothing to pay: %s is settled.", self.query)
        if state == "found":
            return self.env._("Nothing to pay today for %s.", self.query)
        return self.env._("Type a number, or choose a person.")

    # === CHECKING === #

    def _refuse_when_paid(self):
        if self.receipt_id:
            raise UserError(self.env._("This payer has the receipt %s. Take the next one.",
                                       self.receipt_id.display_name))

    def _check_given(self, chosen):
        """What only the screen knows: that something is chosen, and that enough cash was given."""
        if not chosen:
            raise UserError(self.env._("Choose the debts to be paid."))
        given = self.tendered if self.method == "cash" else 0.0
        if given and self.currency_id.compare_amounts(given, self.to_take) < 0:
            raise UserError(self.env._(
                "%(given)s was given, %(amount)s is to be paid.", given=self.currency_id.format(self.tendered),
                amount=self.currency_id.format(self.to_take)))
        if self.method != "cash" and not self.payment_reference:
            raise UserError(self.env._("Enter the number of the cheque, the card slip or the transfer."))
