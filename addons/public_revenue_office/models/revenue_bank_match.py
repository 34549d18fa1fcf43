from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

#: Allowed moves of a match.
MOVES = {"matched": ("undone",), "undone": ()}
#: Roles of accounts that may take a difference.
DIFFERENCE_ROLES = [("bank_fee", "Fee of the bank"), ("difference", "Cash difference")]
RANKS = [("safe", "Safe"), ("likely", "Likely"), ("possible", "Possible"), ("differs", "Amount differs")]


class RevenueBankMatch(models.Model):
    """What was expected at the bank is what its statement shows: by whom, why, and what differed.

        matched -> undone    with a reason, while accounting is open

    A match moves the counterpart of its bank lines from suspense to the money accounts; nothing else is touched.
    """

    _name = "revenue.bank.match"
    _description = "Bank Match"
    _order = "id desc"
    _rec_name = "expected_text"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one("account.journal", string="Bank", required=True, readonly=True, ondelete="restrict")
    office_ids = fields.Many2many("revenue.office", string="Offices", readonly=True)
    line_ids = fields.One2many(
        "account.bank.statement.line", "revenue_match_id", string="Bank Lines", readonly=True,
        groups="account.group_account_readonly")
    expected_ids = fields.One2many("revenue.bank.expected", "match_id", string="Expected", readonly=True)
    lines_text = fields.Char("The Bank Shows", required=True, readonly=True)
    expected_text = fields.Char("What Was Expected", required=True, readonly=True)
    amount = fields.Monetary("Amount of the Bank", readonly=True)
    difference = fields.Monetary(readonly=True, help="What the bank shows less what was expected.")
    difference_role = fields.Selection(DIFFERENCE_ROLES, string="Difference Booked as", readonly=True)
    note = fields.Char("Reason of the Difference", readonly=True)
    rank = fields.Selection(RANKS, string="Proposed as", readonly=True, help="Empty: chosen by hand.")
    user_id = fields.Many2one("res.users", string="Matched by", required=True, readonly=True, ondelete="restrict")
    matched_at = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [("matched", "Matched"), ("undone", "Undone")], required=True, readonly=True, default="matched", index=True)
    undone_at = fields.Datetime(readonly=True)
    undone_by_id = fields.Many2one("res.users", string="Undone by", readonly=True, ondelete="restrict")
    undo_reason = fields.Char("Why Undone", readonly=True)

    _difference_explained = models.Constraint(
        "CHECK (difference = 0 OR (difference_role IS NOT NULL AND note IS NOT NULL))",
        "A difference needs an account and a reason.")
    _undone_with_reason = models.Constraint(
        "CHECK ((state = 'undone') = (undo_reason IS NOT NULL))", "A match is undone with a reason.")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: matches are made of bank lines and what was expected."""
        raise UserError(self.env._("A match is made from a bank line and what was expected."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: a match stays as it was made, or is undone."""
        raise UserError(self.env._("A match is not changed. Undo it and match again."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A match is not deleted. Undo it."))

    # === ACTION METHODS === #

    def action_undo(self):
        """Button: ask for the reason."""
        self.check_access("write")
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_bank_match_undo_action")
        return {**action, "context": {"default_match_ids": self.ids}}

    # === BUSINESS METHODS === #

    @api.model
    def _match(self, lines, expected, role=None, note=None, rank=None):
        """Match bank lines with what was expected: one with one, one with several, or several with one.

        :param role: role of the account of a difference; without it there may be none
        :param str note: why there is a difference
        :param rank: how the match was proposed, None if it was found by hand
        :raise UserError: when one of them is matched already, or they do not belong together
        """
        self.check_access("create")
        lines.check_access("read")
        expected.check_access("read")
        self._check_open(lines, expected)
        allotment = self._allot(lines, expected, role, note)
        match = super().create([self._prepare(lines, expected, role, note, rank)])
        expected._keep({"match_id": match.id})
        self.env["revenue.bank.books"]._book(match, lines, allotment)
        return match

    def _check_open(self, lines, expected):
        if not lines or not expected or min(len(lines), len(expected)) > 1:
            raise UserError(self.env._(
                "Match one bank line with one or several papers, or one paper with several bank lines."))
        if len(lines.company_id | expected.company_id) > 1 or len(lines.journal_id | expected.journal_id) > 1:
            raise UserError(self.env._("These belong to different companies or banks."))
        matched = expected.filtered("match_id")
        if matched:
            raise UserError(self.env._("%s is already matched.", ", ".join(matched.mapped("name"))))
        for one in expected:
            if not one.account_id or one.account_id == lines.journal_id.default_account_id:
                raise UserError(self.env._(
                    "The money of %s stands in no account of its own until the bank shows it. Give its channel a money"
                    " account.", one.name))

    def _allot(self, lines, expected, role, note):
        """Which account each line books, with the account of the difference."""
        difference = self._get_difference(lines, expected)
        home = None
        if difference:
            if not (role and note):
                raise UserError(self.env._(
                    "The bank shows %(difference)s other than expected. Say what it is and why.",
                    difference=lines.company_id.currency_id.format(float(difference))))
            accounts = self.env["revenue.account"]._get_map(lines.company_id)
            home = self.env["revenue.account"]._resolve(accounts, role, False)
        try:
            return rules.allot(
                [rules.to_decimal(line.amount) for line in lines],
                [(one.account_id.id, rules.to_decimal(one.amount)) for one in expected], home)
        except rules.BadAmount as error:
            raise UserError(self.env._("These cannot be matched together.")) from error

    @api.model
    def _get_difference(self, lines, expected):
        return rules.difference(sum(map(rules.to_decimal, lines.mapped("amount"))),
                                sum(map(rules.to_decimal, expected.mapped("amount"))))

    def _prepare(self, lines, expected, role, note, rank):
        difference = self._get_difference(lines, expected)
        return {
            "company_id": lines.company_id.id, "journal_id": lines.journal_id.id,
            "office_ids": expected.office_id.ids, "lines_text": self._describe_lines(lines),
            "expected_text": ", ".join(expected.mapped("name")), "amount": sum(lines.mapped("amount")),
            "difference": float(difference), "difference_role": role if difference else False,
            "note": note if difference else False, "rank": rank, "user_id": self.env.uid,
            "matched_at": fields.Datetime.now(),
        }

    def _describe_lines(self, lines):
        return "; ".join(
            " ".join(filter(None, [format_date(self.env, line.date), line.currency_id.format(line.amount),
                                   line.ref, line.payment_ref])) for line in lines)

    def _undo(self, reason):
        """Put bank lines and papers back to where they were.

        :param str reason: why
        :raise UserError: by accounting, when its day is locked
        """
        self.check_access("write")
        for match in self:
            lines = match.line_ids
            match._update_state("undone", {
                "undo_reason": reason, "undone_at": fields.Datetime.now(), "undone_by_id": self.env.uid})
            expected = match.expected_ids
            expected._keep({"match_id": False})
            expected._renew()
            self.env["revenue.bank.books"]._restore(lines)

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return super().write({**(vals or {}), "state": state})
