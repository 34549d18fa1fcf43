from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.public_revenue import rules

from .revenue_bank_match import RANKS

#: More are accepted in the background.
AT_ONCE = 200
STEP = 20


class RevenueBankProposal(models.Model):
    """What may belong to a bank line, with the reasons: accepted it becomes a match.

    Proposals are made anew each time they are asked for. Many at once are accepted only of the safe class.
    """

    _name = "revenue.bank.proposal"
    _description = "Proposed Match"
    _order = "rank_order, line_date, id"
    _rec_name = "expected_text"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one("account.journal", string="Bank", readonly=True, ondelete="cascade")
    office_id = fields.Many2one("revenue.office", readonly=True, ondelete="cascade", index="btree_not_null")
    line_id = fields.Many2one(
        "account.bank.statement.line", string="Bank Line", required=True, readonly=True, ondelete="cascade", index=True)
    expected_ids = fields.Many2many("revenue.bank.expected", string="Expected", readonly=True)
    line_date = fields.Date("Day at the Bank", readonly=True)
    line_text = fields.Char("The Bank Writes", readonly=True)
    amount = fields.Monetary("Amount of the Bank", readonly=True)
    expected_text = fields.Char("What Is Expected", readonly=True)
    expected_date = fields.Date("Day of the Paper", readonly=True)
    difference = fields.Monetary(readonly=True, help="What the bank shows less what was expected.")
    days = fields.Integer("Days Between", readonly=True, aggregator=None)
    rank = fields.Selection(RANKS, string="Class", required=True, readonly=True)
    rank_order = fields.Integer(readonly=True, aggregator=None)
    reason_codes = fields.Char(readonly=True)
    reasons = fields.Char("Why", compute="_compute_reasons")
    is_queued = fields.Boolean("Being Accepted", readonly=True)
    asked_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    problem = fields.Char("Why Not Accepted", readonly=True)

    @api.depends("reason_codes", "days")
    @api.depends_context("lang")
    def _compute_reasons(self):
        texts = self._get_reason_texts()
        for proposal in self:
            proposal.reasons = ", ".join(texts[code] for code in (proposal.reason_codes or "").split()) % {
                "days": abs(proposal.days)}

    def _get_reason_texts(self):
        return {
            "reference": self.env._("same reference"),
            "amount": self.env._("same amount"),
            "sum": self.env._("the papers of this reference add up to it"),
            "day": self.env._("same day"),
            "near": self.env._("%(days)s days apart"),
            "far": self.env._("%(days)s days apart, more than usual"),
            "only": self.env._("nothing else fits"),
            "several": self.env._("others fit as well"),
            "differs": self.env._("another amount"),
        }

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: proposals are found, so that whoever asked for one is who accepts it."""
        raise UserError(self.env._("Proposals are found, not written: match by hand instead."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: the same."""
        raise UserError(self.env._("Proposals are found, not written: match by hand instead."))

    def _note(self, vals):
        """Write what an act brought about; never called with what a person typed into a field."""
        return super().write(vals)

    # === ACTION METHODS === #

    def action_find(self):
        """Button: make the proposals anew."""
        self.check_access("create")
        self.env["revenue.bank.expected"]._expect_missing()
        self._propose()
        return self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_bank_proposal_action")

    def action_accept(self):
        """Button: one proposal of any class without a difference, or many of the safe class."""
        self.check_access("write")
        if len(self) > 1 and set(self.mapped("rank")) != {"safe"}:
            raise UserError(self.env._("Several at once are accepted only of the class Safe. Filter by it."))
        if len(self) > AT_ONCE:
            self._note({"is_queued": True, "asked_by_id": self.env.uid, "problem": False})
            self.env.ref("public_revenue_office.ir_cron_public_revenue_office_accept_matches")._trigger()
            return
        for proposal in self:
            proposal._accept()

    def action_cancel(self):
        """Button: those that wait to be accepted are only proposed again."""
        self.check_access("write")
        self._note({"is_queued": False})

    def action_by_hand(self):
        """Button: look at both sides, and say what a difference is."""
        self.check_access("read")
        self.ensure_one()
        return self.env["revenue.bank.match.manual"]._open(self.line_id, self.expected_ids)

    # === BUSINESS METHODS === #

    def _accept(self):
        """Make the match; what else was proposed for its line or its papers goes."""
        self.ensure_one()
        line, expected = self.line_id, self.expected_ids
        if self.rank == "differs":
            raise UserError(self.env._("The amounts differ: match by hand and say what the difference is."))
        self.env["revenue.bank.match"]._match(line, expected, rank=self.rank)
        self.search(Domain("line_id", "=", line.id) | Domain("expected_ids", "in", expected.ids)).unlink()

    @api.model
    def _propose(self):
        """Propose for every open line of the banks of these companies; what waits to be accepted stays."""
        self.search([("is_queued", "=", False)]).unlink()
        busy = self.search([("is_queued", "=", True)])
        values = []
        for company in self.env.companies:  # loop: proposals are made within a company
            lines = self._find_lines(company) - busy.line_id
            expected = self.env["revenue.bank.expected"].search(
                [("company_id", "=", company.id), ("match_id", "=", False)]) - busy.expected_ids
            values += self._prepare_all(company, lines, expected)
        super().create(values)

    def _find_lines(self, company):
        """Posted bank lines in the company's own currency that nothing explains yet."""
        return self.env["account.bank.statement.line"].search([
            ("company_id", "=", company.id), ("journal_id.type", "=", "bank"), ("is_reconciled", "=", False),
            ("state", "=", "posted"), ("foreign_currency_id", "=", False),
            ("currency_id", "=", company.currency_id.id)])

    def _prepare_all(self, company, lines, expected):
        papers = [
            rules.Expected(
                one.id, one.date, rules.to_decimal(one.amount), (one.reference, one.name), one.journal_id.id or 0)
            for one in expected]
        windows = self.env["revenue.bank.profile"]._get_windows(lines.journal_id)
        values = []
        for journal, journal_lines in lines.grouped("journal_id").items():
            before, after = windows[journal.id]
            shown = [
                rules.BankLine(
                    line.id, line.date, rules.to_decimal(line.amount), (line.ref, line.payment_ref), journal.id)
                for line in journal_lines]
            values += [self._prepare(company, proposal) for proposal in rules.propose(shown, papers, before, after)]
        return values

    def _prepare(self, company, proposal):
        line = self.env["account.bank.statement.line"].browse(proposal.line)
        expected = self.env["revenue.bank.expected"].browse(proposal.expected)
        return {
            "company_id": company.id, "journal_id": line.journal_id.id, "office_id": expected.office_id[:1].id,
            "line_id": line.id, "expected_ids": expected.ids, "line_date": line.date, "amount": line.amount,
            "line_text": " ".join(filter(None, dict.fromkeys([line.ref, line.payment_ref]))),
            "expected_text": ", ".join(
                " ".join(filter(None, [one.name, one.reference and f"({one.reference})"])) for one in expected),
            "expected_date": expected[:1].date, "difference": float(proposal.difference), "days": proposal.days,
            "rank": proposal.rank, "rank_order": [rank for rank, _label in RANKS].index(proposal.rank),
            "reason_codes": " ".join(proposal.reasons),
        }

    @api.model
    def _cron_accept(self, limit=STEP):
        """Accept what waits, as who asked; what is refused says why and is only proposed again."""
        waiting = self.search([("is_queued", "=", True)])
        for proposal in waiting[:limit].exists():
            try:
                with self.env.cr.savepoint():
                    proposal.with_user(proposal.asked_by_id)._accept()
            except UserError as error:
                proposal._note({"is_queued": False, "problem": str(error)})
        self.env["ir.cron"]._commit_progress(min(limit, len(waiting)), remaining=max(0, len(waiting) - limit))
