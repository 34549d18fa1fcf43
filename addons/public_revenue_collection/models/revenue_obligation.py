from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from ..cases import Entry
from ..fields import LooseMany2one


class RevenueObligation(models.Model):
    """One debt to the treasury. Its amount is what the rule says of its facts; the ledger holds the facts.

    open -> closed when nothing is left; closed -> open when something is again (a bounced cheque, a correction).
    Both moves follow from money, written by `revenue.ledger._write_back`, never by hand.
    """

    _name = "revenue.obligation"
    _description = "Obligation"
    _order = "id desc"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", string="Debtor", readonly=True, ondelete="restrict", index="btree_not_null",
        help="Empty: unknown.")
    office_id = LooseMany2one("revenue.office", required=True, readonly=True)
    company_id = LooseMany2one("res.company", required=True, readonly=True)
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    concept_id = LooseMany2one("revenue.concept", required=True, readonly=True)
    policy_id = LooseMany2one("revenue.policy", readonly=True, help="The dated rule of law that applies.")
    date = fields.Date(string="Imposed on", required=True, readonly=True)
    clock_start = fields.Date(readonly=True, help="The day from which the terms count. Empty: not yet notified.")
    cutover = fields.Date(
        readonly=True, help="The day on which it was taken over from another register with its surcharges.")
    origin_model = fields.Char(required=True, readonly=True)
    origin_id = fields.Many2oneReference(model_field="origin_model", readonly=True)
    origin_key = fields.Char(required=True, readonly=True, help="Names the origin once and for all.")
    state = fields.Selection([("open", "Open"), ("closed", "Closed")], required=True, readonly=True, default="open")
    close_reason_id = LooseMany2one("revenue.close.reason", readonly=True, help="Empty on a closed debt: collected.")
    version = fields.Integer(required=True, readonly=True, default=1, help="Raised by every money transaction.")
    amount = fields.Monetary(required=True, readonly=True, help="As imposed.")
    balance = fields.Monetary(required=True, readonly=True, help="Sum of its ledger entries.")
    amount_due = fields.Monetary(
        required=True, readonly=True, help="What the rule said last; ask the rule for the amount of a day.")
    valid_until = fields.Date(readonly=True, help="The last day of the cached amount. Empty: it does not change.")
    key_ids = fields.One2many("revenue.key", "obligation_id", string="Keys", readonly=True)
    entry_ids = fields.One2many("revenue.entry", "obligation_id", string="Entries", readonly=True)
    hold_ids = fields.One2many("revenue.hold", "obligation_id", string="Holds", readonly=True)
    credit_ids = fields.One2many("revenue.credit", "obligation_id", string="Credits", readonly=True)
    amount_today = fields.Monetary(compute="_compute_today", string="To Pay Today")
    phase = fields.Char(compute="_compute_today")
    phase_name = fields.Char(string="Phase in Words", compute="_compute_today")
    next_change = fields.Date(compute="_compute_today", string="Amount Stays Until")
    explanation = fields.Json(compute="_compute_today", help="The steps that lead to the amount of today.")
    explanation_html = fields.Html(compute="_compute_explanation_html", string="Why this Amount", sanitize=False)
    receipt_ids = fields.Many2many("revenue.receipt", compute="_compute_receipt_ids", string="Receipts")
    receipt_count = fields.Integer(compute="_compute_receipt_ids")
    entry_count = fields.Integer(compute="_compute_receipt_ids")
    credit_count = fields.Integer(compute="_compute_receipt_ids")
    posting_count = fields.Integer(compute="_compute_receipt_ids")

    _origin_unique = models.UniqueIndex("(origin_key)", "This debt has already been registered.")
    _open_office = models.Index("(office_id, valid_until) WHERE state = 'open'")

    # === COMPUTE METHODS === #

    @api.depends("concept_id", "origin_key")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.concept_id.name or ''} {record.origin_key or ''}".strip()

    @api.depends("balance", "version")
    def _compute_today(self):
        accruals = self._get_accruals()
        for record in self:
            accrual = accruals.get(record.id)
            record.amount_today = accrual.amount if accrual else 0
            record.phase = accrual.phase if accrual else False
            record.phase_name = self._name_phase(record.phase)
            record.next_change = accrual.valid_until if accrual else False
            record.explanation = [step.as_dict() for step in accrual.steps] if accrual else []

    @api.depends("explanation")
    def _compute_explanation_html(self):
        explanations = self.env["revenue.explanation"]
        for record in self:
            record.explanation_html = explanations._render(record.explanation, record.currency_id, record.policy_id)

    @api.depends("entry_ids", "credit_ids")
    def _compute_receipt_ids(self):
        for record in self:
            record.receipt_ids = record.entry_ids.receipt_id
            record.receipt_count = len(record.receipt_ids)
            record.entry_count = len(record.entry_ids)
            record.credit_count = len(record.credit_ids)
            record.posting_count = len(record.entry_ids.posting_id)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: obligations come from `_issue`, one or a million."""
        raise UserError(self.env._("Obligations cannot be created by hand: they come from a fine, a tax or a fee."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: an obligation changes through its facts only."""
        raise UserError(self.env._("An obligation cannot be changed by hand. Book what happened instead."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("An obligation cannot be deleted. Close it with a reason instead."))

    # === ACTION METHODS === #

    def action_open_origin(self):
        """Button: the fine, the assessment or whatever else the debt came from."""
        self.check_access("read")
        self.ensure_one()
        if not self.origin_id or self.origin_model not in self.env:
            raise UserError(self.env._("The record this debt came from is not kept here."))
        origin = self.env[self.origin_model].browse(self.origin_id)
        origin.check_access("read")
        return origin.get_formview_action()

    # === BUSINESS METHODS === #

    @api.model
    def _name_phase(self, phase):
        """Words for the phases that the suite itself knows; a policy may name others as it likes."""
        names = {
            "in_term": self.env._("Within the term"),
            "surcharged": self.env._("With surcharge"),
            "enforcement": self.env._("Enforced collection"),
        }
        return names.get(phase, phase)

    @api.model
    def _issue(self, vals_list):
        """Create obligations, one or a million. See `revenue.issuer._issue`."""
        return self.env["revenue.issuer"]._issue(vals_list)

    def _after_issue(self):
        """Called with obligations that have just been created. Serves as an extension point; call super."""
        self.env["revenue.credit"]._match(self)

    def _describe(self, lang=None):
        """What papers and screens say of debts, told by their origins (`revenue.origin.mixin._revenue_describe`).

        :param str lang: language code of the reader
        :return: by obligation id, a dict with "title", "details" and "agency"
        :rtype: dict[int, dict]
        """
        return self._ask_origins("_revenue_describe", lang)

    def _get_titles(self):
        """The title of each, as `_describe` gives it, where nothing else is shown.

        :rtype: dict[int, str]
        """
        self.fetch(["origin_model"])   # nothing else of them is needed here
        return self._ask_origins("_revenue_name", None)

    def _ask_origins(self, method, lang):
        answers = {}
        for model, records in self.with_context(lang=lang or self.env.lang).grouped("origin_model").items():
            origin = self.env[model if model in self.env and hasattr(self.env[model], method)
                              else "revenue.origin.mixin"]
            answers.update(getattr(origin, method)(records, lang))
        return answers

    def _get_accruals(self, day=None, conditions=None):
        """What is to be paid on a day, with the explanation: the same list that every screen, page and paper shows.

        :param date day: in the office's time zone; today by default
        :param dict conditions: by obligation id, the names of conditions that hold
        :rtype: dict[int, rules.Accrual]
        :raise UserError: when the law data do not say
        """
        ledger = self.env["revenue.ledger"]
        cases = ledger._load(self.ids, lock=False)
        days = {} if day else ledger._get_days({case.office_id for case in cases.values()})
        index = ledger._get_index()
        try:
            return {
                case.id: case.accrue(day or days[case.office_id], index, (conditions or {}).get(case.id, frozenset()))
                for case in cases.values()
            }
        except rules.RuleError as error:
            raise UserError(self.env._("The law data do not say what is owed: %s.", error)) from error

    @api.model
    def _finish(self, cases, event):
        """End a money transaction: settle what follows from the new facts, update the rows, tell the origins.

        :param dict cases: locked cases with their new facts already in the ledger
        """
        ledger = self.env["revenue.ledger"]
        days = ledger._get_days({case.office_id for case in cases.values()})
        by_day = defaultdict(dict)
        for case in cases.values():
            by_day[days[case.office_id]][case.id] = case
        for day, group in by_day.items():
            ledger._settle(group, day)
        closed, opened = ledger._write_back(cases, days)
        ledger._notify(cases, event, closed, opened)

    def _settle(self, day=None):
        """Append what the rule says must follow from the facts; used after a hold, a new policy, a late fact."""
        self._finish(self.env["revenue.ledger"]._load(self.ids), "adjusted")

    def _adjust(self, amount, kind, cause, value_date, decision):
        """Correct what is owed, from a day on.

        :param amount: signed; positive raises the debt; a reduction is negative, a cost positive
        :param str kind: "adjustment" (the amount itself: all later steps follow), "reduction" (only what is left)
            or "cost" (on top)
        :param str cause: why, in words
        :param date value_date: the day from which it counts
        :param str decision: number of the decision
        """
        ledger = self.env["revenue.ledger"]
        cases = ledger._load(self.ids)
        journals = ledger._get_journals(cases.values())
        drafts = []
        for case in cases.values():
            value = round(rules.to_decimal(amount), self.env["res.currency"].browse(case.currency_id).decimal_places)
            drafts.append(ledger._draft(
                case, kind, value, value_date, journals, cause=f"{cause} ({decision})" if decision else cause))
            case.add(Entry(kind, value, value_date, key=drafts[-1].cause))
        ledger._append(drafts)
        try:
            self._finish(cases, "adjusted")
        except rules.BadAmount as error:
            raise UserError(self.env._("More cannot be taken off than was charged.")) from error

    def _hold(self, kind, date_from, date_to, cause):
        """Stop the clock of debts between two days (None: until released).

        :return: the holds
        """
        holds = self.env["revenue.hold"].create([
            {"obligation_id": obligation_id, "kind": kind, "date_from": date_from, "date_to": date_to, "cause": cause}
            for obligation_id in self.ids])
        self._finish(self.env["revenue.ledger"]._load(self.ids), "held")
        return holds

    def _start_clock(self, day, policy=None):
        """Let the terms run: the debts have been notified. Nothing changes for those whose clock already runs so.

        :param date day: first day of the terms, in the time zone of the office
        :param policy: the version of the law that this day chooses; None leaves it as it is
        """
        ledger = self.env["revenue.ledger"]
        cases = {
            case.id: case for case in ledger._load(self.ids).values()
            if case.clock_start != day or (policy and case.policy_id != policy.id)}
        if not cases:
            return
        for case in cases.values():
            case.clock_start, case.policy_id = day, policy.id if policy else case.policy_id
        self.env.cr.execute(SQL(
            "UPDATE revenue_obligation SET clock_start = %s, policy_id = coalesce(%s, policy_id) WHERE id IN %s",
            day, policy.id if policy else None, tuple(cases)))
        self.invalidate_recordset(["clock_start", "policy_id"], flush=False)
        ledger._load_rules(cases.values())
        self._finish(cases, "notified")

    def _transfer(self, office, cause, day):
        """Move debts to another office of the same company: the old one's receivable goes down, the new one's up.

        :param office: the new office
        :param date day: value date
        """
        ledger = self.env["revenue.ledger"]
        cases = ledger._load(self.ids)
        if any(case.company_id != office.company_id.id for case in cases.values()):
            raise UserError(self.env._("A debt can only be transferred to an office of the same company."))
        journals = ledger._get_journals(cases.values())
        drafts = []
        for case in cases.values():
            if case.balance:
                drafts.append(ledger._draft(case, "transfer", -case.balance, day, journals, cause=cause))
                drafts.append(ledger._draft(
                    case, "transfer", case.balance, day, journals, cause=cause, office_id=office.id))
            case.office_id = office.id
        ledger._append(drafts)
        self.env.cr.execute(SQL(
            "UPDATE revenue_obligation SET office_id = %s WHERE id IN %s", office.id, tuple(cases) or (0,)))
        self.invalidate_recordset(["office_id"], flush=False)
        self._finish(cases, "transferred")

    def _rename(self, origin_key, keys, partner=None):
        """What a debt came from was corrected: it has another number, other keys, or its person is known now.

        :param str origin_key: what names the origin from now on
        :param keys: (type, country, value): all keys of the debt
        :param partner: the debtor of a debt that had none; another debtor needs another debt
        """
        self.ensure_one()
        self.env["revenue.ledger"]._load(self.ids)  # the lock of every money transaction
        self.env.cr.execute(SQL(
            """UPDATE revenue_obligation SET origin_key = %s, partner_id = coalesce(partner_id, %s),
                      version = version + 1 WHERE id = %s""", origin_key, (partner and partner.id) or None, self.id))
        self.invalidate_recordset(["origin_key", "partner_id", "version"], flush=False)
        self.env["revenue.key"]._replace(self, keys)
        self.env["revenue.credit"]._match(self)

    def _close(self, reason, decision):
        """End debts without collecting them.

        :param reason: a closing reason; its effect says what happens to the money
        :param str decision: number of the decision
        """
        if reason.needs_decision and not decision:
            raise UserError(self.env._("Closing as %s needs the number of a decision.", reason.name))
        ledger = self.env["revenue.ledger"]
        cases = ledger._load(self.ids)
        journals = ledger._get_journals(cases.values())
        days = ledger._get_days({case.office_id for case in cases.values()})
        drafts = []
        for case in cases.values():
            case.close_effect = reason.effect
            drafts += self._draft_closing(case, days[case.office_id], journals, f"{reason.code} ({decision})")
        ledger._append(drafts)
        self.env.cr.execute(SQL(
            "UPDATE revenue_obligation SET close_reason_id = %s WHERE id IN %s", reason.id, tuple(cases) or (0,)))
        self.invalidate_recordset(["close_reason_id"], flush=False)
        self._finish(cases, "closed")

    def _draft_closing(self, case, day, journals, cause):
        """Annulled: as if never imposed. Written off: what is left today is given up."""
        ledger = self.env["revenue.ledger"]
        if case.close_effect == "annul":
            facts = [("adjustment", -amount, start) for amount, start in case.get_original()]
            facts += [("reduction", -entry.amount, entry.value_date) for entry in case.get_recorded()]
        else:
            facts = [("reduction", -case.accrue(day, ledger._get_index()).amount, day)]
        drafts = []
        for kind, amount, value_date in facts:
            if amount:
                case.add(Entry(kind, amount, value_date, key=cause))
                drafts.append(ledger._draft(case, kind, amount, value_date, journals, cause=cause))
        return drafts

    @api.model
    def _refresh(self, day=None, limit=10000, company=None):
        """Bring the cached amounts of open debts up to date whose last day is over.

        :param date day: today by default
        :param int limit: how many at most
        :param company: one company, all by default
        :return: how many were refreshed
        :rtype: int
        """
        day = day or fields.Date.context_today(self)
        rows = self.env.execute_query(SQL(
            """SELECT id FROM revenue_obligation WHERE state = 'open' AND valid_until < %s %s
             ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
            day, SQL("AND company_id = %s", company.id) if company else SQL(), limit))
        cases = self.env["revenue.ledger"]._load([row[0] for row in rows])
        self.env["revenue.ledger"]._write_back(cases, {case.office_id: day for case in cases.values()})
        return len(rows)

    @api.model
    def _cron_refresh(self, limit=10000):
        """Nightly: refresh cached amounts in batches, each committed."""
        count = self._refresh(limit=limit)
        self.env["ir.cron"]._commit_progress(count, remaining=1 if count == limit else 0)
