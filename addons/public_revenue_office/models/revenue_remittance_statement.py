import base64
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves
from odoo.addons.public_revenue.sheet import write_book

from .revenue_share_reader import MONEY

SUPERVISOR = "public_revenue.public_revenue_group_supervisor"
ACT = "share_revenue"
#: Allowed moves of a statement.
MOVES = {"draft": ("approved", "cancelled"), "approved": ("posted", "cancelled"), "posted": (), "cancelled": ()}
#: What is chosen when it is made; the first day only of the first statement of a company.
CHOSEN = {"office_id", "date_from", "date_to"}


class RevenueRemittanceStatement(models.Model):
    """Among whom the money of a period is shared: counted from the ledger, approved by a second person, posted.

        draft -> approved -> posted
        draft, approved -> cancelled (the last one of a company only)

    Each entry stands in one statement: periods of a company follow each other day by day. Money taken back later
    stands in the period in which that was booked, with its sign, and is shared as it was.
    """

    _name = "revenue.remittance.statement"
    _description = "Statement of Shares"
    _inherit = ["revenue.remittance.mixin", "mail.thread"]
    _order = "date_to desc, id desc"
    _rec_name = "number"
    _remittance_act = ACT
    _remittance_moves = MOVES

    # === FIELDS === #

    number = fields.Char(readonly=True, copy=False)
    office_id = fields.Many2one(
        "revenue.office", required=True, ondelete="restrict", index=True, help="The office that makes it.",
        default=lambda self: self.env["revenue.office"].search(
            [("company_id", "=", self.env.company.id), ("id", "in", self.env.user.revenue_scope_ids.ids)], limit=1))
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    date_from = fields.Date("From", help="Chosen for the first statement of a company; then the day after the last.")
    date_to = fields.Date("To", required=True, help="Last day of booking; it must be over.")
    previous_id = fields.Many2one(
        "revenue.remittance.statement", string="Follows", readonly=True, ondelete="restrict", index="btree_not_null",
        copy=False)
    previous_to = fields.Date(readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Prepared"), ("approved", "Approved"), ("posted", "Posted"), ("cancelled", "Cancelled")],
        required=True, readonly=True, default="draft", index=True, copy=False, tracking=True)
    status = fields.Selection(
        [("draft", "Prepared"), ("waiting", "Waits for a second person"), ("refused", "Refused"),
         ("approved", "Approved"), ("posted", "Posted"), ("cancelled", "Cancelled")], compute="_compute_status")
    paid_amount = fields.Monetary("Paid", readonly=True)
    applied_amount = fields.Monetary("Credits Applied", readonly=True)
    excess_amount = fields.Monetary(
        "Given Back to Payers", readonly=True, help="Moved into credits, or taken from them.")
    amount = fields.Monetary("Collected", readonly=True, help="What is shared.")
    payable_amount = fields.Monetary("Due to Others", readonly=True, help="Shares that leave the company.")
    unshared_amount = fields.Monetary("Without Shares", readonly=True, help="No shares are configured: it stays.")
    others_amount = fields.Monetary(
        "Held for Other Companies", readonly=True, help="Collected for them in the period; remitted apart.")
    line_ids = fields.One2many("revenue.remittance.statement.line", "statement_id", string="Shares", readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    paper = fields.Json(readonly=True, copy=False)
    file = fields.Binary(compute="_compute_file")

    _dates_in_order = models.Constraint("CHECK (date_to >= date_from)", "A period cannot end before it begins.")
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) WHERE (state <> 'cancelled')",
        "Another statement covers some of these days.")
    _no_gap = models.Constraint(
        "CHECK ((previous_id IS NULL) = (previous_to IS NULL)"
        " AND (previous_to IS NULL OR date_from = previous_to + 1))",
        "A statement begins on the day after the last one.")
    _one_first = models.UniqueIndex(
        "(company_id) WHERE previous_id IS NULL AND state <> 'cancelled'",
        "This company already has a first statement.")
    _one_next = models.UniqueIndex(
        "(previous_id) WHERE state <> 'cancelled'", "Another statement already follows that one.")

    # === COMPUTE METHODS === #

    def _compute_file(self):
        for statement in self:
            statement.file = base64.b64encode(statement._make_book())

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to count the period: the office and its last day are chosen."""
        self.check_access("create")
        statements = self.browse()
        for vals in vals_list:  # loop: each one follows the one before
            statements += super().create([self._prepare_statement(vals)])
        statements._count()
        return statements

    def write(self, vals):
        """Override: what was counted stays, and acts write the rest."""
        refused = [name for name in vals if name in self._fields and not name.startswith(("message_", "activity_"))]
        if refused:
            raise UserError(self.env._("A statement is not changed by hand. Cancel it and make another."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A statement cannot be deleted. Cancel it."))

    def _prepare_statement(self, vals):
        office = self.env["revenue.office"].browse(vals["office_id"])
        self._check_office(office)
        day = fields.Date.to_date(vals["date_to"])
        self._check_over(office.company_id, day)
        last = self.search(
            [("company_id", "=", office.company_id.id), ("state", "!=", "cancelled")], order="date_to desc", limit=1)
        first = rules.shift(last.date_to, 1) if last else fields.Date.to_date(vals.get("date_from"))
        if not first:
            raise UserError(self.env._("Choose the first day of the first statement of %s.", office.company_id.name))
        [number] = self.env["revenue.counter"]._draw(office, "RS")
        return {
            "number": number, "office_id": office.id, "company_id": office.company_id.id,
            "currency_id": office.company_id.currency_id.id, "date_from": first, "date_to": day,
            "previous_id": last.id, "previous_to": last.date_to,
        }

    def _check_over(self, company, day):
        """A day that is over at every office gets no more entries."""
        offices = self.env["revenue.ledger"]._get_offices([]).search([("company_id", "=", company.id)])
        if any(day >= office._today() for office in offices):
            raise UserError(self.env._("A statement covers days that are over."))

    # === COUNTING === #

    def _get_kinds(self):
        """Kinds of the ledger entries that are shared."""
        return list(MONEY)

    def _count(self):
        """Count the period again: the same ledger gives the same statement."""
        self.env.flush_all()
        for statement in self:
            lines = statement._prepare_lines()
            self.env["revenue.remittance.statement.line"]._replace(statement, lines)
            total, payable, unshared = statement._sum_lines(lines)
            statement._keep({
                **statement._read_totals(), "amount": total, "payable_amount": payable, "unshared_amount": unshared})

    def _sum_lines(self, lines):
        """What is shared, what of it leaves the company, and what has no shares."""
        return (
            sum(line["amount"] for line in lines),
            sum(line["amount"] for line in lines if not line["is_own"]),
            sum(line["amount"] for line in lines if not line["rule_id"]))

    def _read_totals(self):
        [row] = self.env.execute_query(SQL(
            """SELECT coalesce(-sum(amount) FILTER (WHERE kind = 'payment' AND obligation_id IS NOT NULL), 0),
                      coalesce(-sum(amount) FILTER (WHERE kind = 'credit_applied' AND obligation_id IS NOT NULL), 0),
                      coalesce(sum(amount) FILTER (WHERE kind IN ('excess', 'withdrawn')
                                                     AND obligation_id IS NOT NULL), 0),
                      coalesce(-sum(amount) FILTER (WHERE kind = 'for_others'), 0)
                 FROM revenue_entry WHERE company_id = %s AND date BETWEEN %s AND %s""",
            self.company_id.id, self.date_from, self.date_to))
        return dict(zip(("paid_amount", "applied_amount", "excess_amount", "others_amount"), row, strict=True))

    def _prepare_lines(self):
        """The shares of the period: parts of the same beneficiary, concept and collecting office together."""
        sums, rows = {}, self.env["revenue.share.row"]
        for group in self.env["revenue.share.reader"]._read(self.company_id, self.date_from, self.date_to):
            rule = self.env["revenue.share.rule"].browse(group["rule_id"])
            principal, accessory = Decimal(group["principal"]), Decimal(group["accessory"])
            money = principal + accessory
            parts = rule._share_out(principal, accessory) if rule else {rows: money}
            for row, part in parts.items():
                line = self._prepare_line(group, rule, row)
                key = tuple(line.values())
                before = sums.setdefault(key, {**line, "base_amount": Decimal(), "amount": Decimal()})
                before["base_amount"] += money
                before["amount"] += part
        return [line for line in sums.values() if line["amount"]]

    def _prepare_line(self, group, rule, row):
        """Whose a part is."""
        kind = row.beneficiary or "none"
        place = {"imposing": group["imposing_id"], "residence": group["residence_id"],
                 "collecting": None if group["others"] else group["office_id"]}.get(kind)
        office = self.env["revenue.ledger"]._get_offices([place] if place else [])
        names = {"collecting": group["others"] or office.name, "agency": group["agency"] or self.env._("No agency"),
                 "budget": row.budget, "none": self.env._("Not configured")}
        return {
            "rule_id": rule.id or None, "row_id": row.id or None, "beneficiary": kind, "office_id": office.id or None,
            "name": names.get(kind, office.name), "concept_id": group["concept_id"], "agency": group["agency"],
            "is_own": kind == "none" or office.company_id == self.company_id,
            "collector_office_id": group["office_id"], "collector": group["others"] or group["office"],
            "account_id": row.account_id.id or None,
        }

    # === ACTION METHODS === #

    def action_request(self):
        """Button: present the statement to a second person."""
        self.check_access("write")
        self.ensure_one()
        self._request(ACT, self.env._("Statement %s", self.number))

    def action_post(self):
        """Button: book what is due to others, after a second person approved."""
        self.check_access("write")
        self.ensure_one()
        self.check_access("create")
        self._check_office(self.office_id)
        self._update_state("posted")
        lines = self._prepare_move_lines()
        if lines:
            move = self.env["revenue.booking"]._book(
                self.company_id, self.env["account.journal"], self.date_to, self.number, lines)
            self._keep({"move_id": move.id})

    def action_cancel(self):
        """Button: the days are free for another statement."""
        self.check_access("write")
        self.check_access("create")
        for statement in self:
            self._check_office(statement.office_id)
            if statement.status == "waiting":
                raise UserError(self.env._("A second person has the statement: withdraw the request first."))
        if self.search_count([("previous_id", "in", self.ids), ("state", "!=", "cancelled")], limit=1):
            raise UserError(self.env._("Another statement follows this one: cancel that first."))
        self._update_state("cancelled")

    def action_export(self):
        """Button: the statement as a spreadsheet."""
        self.check_access("read")
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/file/{self.number}.xlsx?download=true"}

    def action_view_move(self):
        """Smart button: the journal entry."""
        self.check_access("read")
        self.ensure_one()
        self.move_id.check_access("read")
        return self.move_id.get_formview_action()

    # === DECIDING === #

    def _get_approval_actions(self):
        """Override of public_revenue: what others get needs two persons."""
        return {**super()._get_approval_actions(), ACT: (self.env._("Share revenue"), SUPERVISOR)}

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return self._keep({**(vals or {}), "state": state})

    def _prepare_move_lines(self):
        """What leaves the company, by account and beneficiary, against the account of shares given."""
        groups = self.env["revenue.remittance.statement.line"]._read_group(
            [("statement_id", "=", self.id), ("is_own", "=", False)], ["account_id", "name"], ["amount:sum"],
            order="account_id, name")
        lines = [(account or "share_payable", -amount, name) for account, name, amount in groups if amount]
        return [("share_given", -sum(amount for _where, amount, _name in lines), self.number), *lines] if lines else []

    # === PAPER AND SPREADSHEET === #

    def _prepare_paper(self):
        money, period = self.currency_id.format, [format_date(self.env, day) for day in (self.date_from, self.date_to)]
        totals = ("paid_amount", "applied_amount", "excess_amount", "amount", "payable_amount", "unshared_amount",
                  "others_amount")
        rows = [[self._fields[name]._description_string(self.env), money(self[name])] for name in totals]
        return {
            "size": "A4", "title": self.env._("Statement of shares"), "number": self.number, "barcode": self.number,
            "issuer": list(filter(None, [self.office_id.name, self.office_id.address])),
            "blocks": [
                {"kind": "fields", "rows": [[self.env._("Period"), " - ".join(period)], *rows]},
                {"kind": "table", "aligns": "lllrr", "widths": [3, 3, 3, 2, 2], "head": [
                    self.env._("For"), self.env._("Concept"), self.env._("Collected by"), self.env._("Collected"),
                    self.env._("Share")],
                 "rows": [[line.name, line.concept_id.name or "", line.collector or "", money(line.base_amount),
                           money(line.amount)] for line in self.line_ids]},
                {"kind": "signatures", "labels": [self.env._("Prepared: name, signature"),
                                                  self.env._("Approved: name, signature")]}],
        }

    def _make_book(self):
        """The lines as a spreadsheet file.

        :rtype: bytes
        """
        names = ("name", "beneficiary", "concept_id", "agency", "collector", "base_amount", "amount", "is_own",
                 "rule_id")
        fields_of_line = self.env["revenue.remittance.statement.line"]._fields
        kinds = dict(fields_of_line["beneficiary"]._description_selection(self.env))
        head = [fields_of_line[name]._description_string(self.env) for name in names]
        return write_book({self.number.replace("/", "-")[:31]: [head, *(
            [line.name, kinds[line.beneficiary], line.concept_id.name, line.agency or "", line.collector or "",
             line.base_amount, line.amount, line.is_own, line.rule_id.display_name or ""] for line in self.line_ids)]})
