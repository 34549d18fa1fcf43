from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.fines_base.slip import format_number
from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.fields import LooseMany2one

#: Who may follow the money of a fine; an agency sees its state only.
OFFICE = ",".join(f"public_revenue.public_revenue_group_{role}" for role in (
    "clerk", "cashier", "enforcement", "accountant", "legal", "national"))
#: Reason for closing a fine -> reason for closing its debt. Collected and transferred ones follow the money.
CLOSE_REASONS = {
    "cancelled": "annulled", "wrong_debtor": "wrong_debtor", "prescribed": "prescribed", "other": "written_off",
}
#: Kinds of explanation that begin what the agency sees.
BEGINNINGS = {
    "paid": ("payment",), "surcharged": ("surcharge", "phase"), "enforcement": ("surcharge", "phase"),
    "cancelled": ("reduction", "adjustment"), "prescribed": ("reduction",),
}


class FinesFine(models.Model):
    """A fine is the origin of an obligation: it tells the kernel what it is and shows its agency what became of it."""

    _name = "fines.fine"
    _inherit = ["fines.fine", "revenue.origin.mixin"]

    obligation_id = LooseMany2one("revenue.obligation", readonly=True, copy=False, groups=OFFICE)
    amount_today = fields.Monetary("To Pay Today", compute="_compute_amount_today", groups=OFFICE)
    next_change = fields.Date("Amount Stays Until", compute="_compute_amount_today", groups=OFFICE)
    explanation_html = fields.Html(
        "Why this Amount", compute="_compute_amount_today", sanitize=False, groups=OFFICE)
    collection_until = fields.Date("Collection Looked Up Until", readonly=True, copy=False)
    import_id = fields.Many2one(
        "fines.register.import", string="Taken Over With", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null")
    register_digest = fields.Char(readonly=True, copy=False, help="Fingerprint of the row it was taken over from.")

    _collection_lookup = models.Index("(collection_until) WHERE collection_until IS NOT NULL")

    # COMPUTE METHODS

    @api.depends("obligation_id")
    def _compute_amount_today(self):
        # A debt transferred to another office is shown there; here the fine stays readable without it.
        visible = self.obligation_id._filtered_access("read")
        for fine in self:
            obligation = fine.obligation_id & visible
            fine.amount_today = obligation.amount_today
            fine.next_change = obligation.next_change
            fine.explanation_html = obligation.explanation_html

    # ACTION METHODS

    def action_open_obligation(self):
        """Open the debt of the fine (smart button)."""
        self.check_access("read")
        self.ensure_one()
        self.obligation_id.check_access("read")
        return self.obligation_id.get_formview_action()

    # ISSUING

    def _with_rights_on_money(self):
        """These fines past the rights of the one who acts.

        What an act does to a debt, and money to a fine, follows from the law and does not depend on who acts: an
        agency's officer registers without rights on debts, a cashier of another office collects without rights on
        the fine. Callers return nothing of what they read, except what a receipt prints.
        """
        # sudo: the law decides what follows, not the rights of the one who acts (see above)
        return self.sudo()

    @api.model
    def _get_gated_fields(self):
        """Override of fines_base: only the import and the debt write what makes a fine owe otherwise than others."""
        return super()._get_gated_fields() | {"obligation_id", "import_id", "collection_until"}

    def _fines_after_register(self):
        """Override of fines_base to issue the debts; fines of an existing register get theirs from the import.

        A fine whose company keeps no books yet is registered all the same: it gets its debt when they are prepared.
        """
        super()._fines_after_register()
        fines_sudo = self._with_rights_on_money().filtered(
            lambda fine: not fine.import_id and not fine.preventive and fine.office_id.company_id.revenue_journal_id)
        self.browse(fines_sudo.ids)._issue_obligations()

    def _fines_after_notify(self):
        """Override of fines_base to let the terms of the debts run."""
        super()._fines_after_notify()
        self._start_clocks()

    def _get_missing(self):
        """Override of fines_base: an existing register need not know the offender nor the plate."""
        if self.import_id and self.line_ids:
            return []
        return super()._get_missing()

    def _issue_obligations(self, history=None):
        """Issue the debts of registered fines, all at once; a repetition gives the same debts.

        :param dict history: by fine id, further values of `_issue` for what an existing register says
        :return: obligations in the order of the fines
        """
        fines_sudo = self._with_rights_on_money()
        vals_list = [{**fine._prepare_obligation(), **(history or {}).get(fine.id, {})} for fine in fines_sudo]
        obligations = fines_sudo.env["revenue.obligation"]._issue(vals_list)
        for fine, obligation in zip(fines_sudo, obligations, strict=True):
            if obligation.origin_id != fine.id:
                raise UserError(self.env._("The number %s already belongs to another fine.", fine.display_name))
        fines_sudo._show_collection(obligations)
        return obligations.with_env(self.env)

    def _prepare_obligation(self):
        """Values of the fine's debt for `revenue.obligation._issue`."""
        self.ensure_one()
        concept, policy = self.agency_id._get_concept(), self._get_policy()
        return {
            "office_id": self.office_id.id, "concept_id": concept.id, "partner_id": self.partner_id.id,
            "amount": self.amount_total, "currency_id": self.currency_id.id, "date": self.infraction_date,
            "clock_start": self._get_clock(policy), "policy_id": policy.id, "keys": self._get_keys(),
            "origin_model": self._name, "origin_id": self.id,
            "origin_key": self.obligation_id.origin_key or self.display_name,
        }

    def _get_policy(self):
        """The version of the law that the offence, the dates and the office choose; empty if there is none.

        :rtype: recordset of revenue.policy
        """
        family = self.line_ids[:1].offence_id.family_id or self.agency_id._get_concept().family_id
        policies = self.env["revenue.policy"]
        dates = {"infraction": self.infraction_date, "notification": self.notified_on}
        return policies._get_rule(family, dates, self.office_id) if family else policies

    def _get_clock(self, policy):
        """The day from which the terms count, None while what starts them has not happened.

        A fine has no due date of its own: where the law counts from it, the notification says when to pay.
        """
        if self.debtor_clock == "notification":
            return self.notified_on or None
        if policy.clock_event == "imposition":
            return self.infraction_date
        if policy.clock_event == "issue":
            return self.obligation_id.clock_start or self.office_id._today()
        return self.notified_on or None

    def _get_keys(self):
        """Everything by which the debt is found: printed number, person, licence, plate.

        :return: (type, country, value)
        :rtype: list[tuple[str, str, str]]
        """
        country = self.office_id.territory_id.country_id.code or ""
        digits = self.agency_id.number_digits
        head = f"{self.agency_id.code}{self.series or ''}"
        keys = []
        for number in {self.number, self.number.zfill(digits)}:
            keys += [("slip", "", f"{head}{number}"), ("number", "", f"{self.series or ''}{number}")]
        for person in self.person_ids.filtered(lambda person: person.role in ("offender", "guardian")):
            identity_country = person.country_id.code or person.identity_type_id.country_id.code or country
            keys += [("identity", identity_country, person.identity_value), ("licence", country, person.licence)]
        keys.append(("plate", country, self.plate))
        return [key for key in keys if key[2]]

    def _start_clocks(self):
        """Let the terms of the debts run from the day that the law names."""
        fines_sudo = self._with_rights_on_money().filtered("obligation_id")
        groups = defaultdict(fines_sudo.env["revenue.obligation"].browse)
        for fine in fines_sudo:
            policy = fine._get_policy()
            day = fine._get_clock(policy)
            if day and fine.obligation_id.clock_start != day:
                groups[day, policy] |= fine.obligation_id
        for (day, policy), obligations in groups.items():
            obligations._start_clock(day, policy)

    # WHAT BECAME OF IT

    def _revenue_describe(self, obligations, lang=None):
        """Override of public_revenue_collection: what a receipt or a page says of a fine."""
        # The person is not named: whoever holds the receipt of another may read it.
        return {key: fine_sudo._describe() for key, fine_sudo in self._get_origins(obligations, lang)}

    def _revenue_name(self, obligations, lang=None):
        """Override of public_revenue_collection: at the desk, without what only a receipt prints."""
        return {debt_id: self.env._("Fine %s", number) for debt_id, number in self._read_numbers(obligations).items()}

    def _read_numbers(self, obligations):
        """The numbers of the fines of debts as printed, past the rights of the one who reads, in one statement.

        :rtype: dict[int, str]
        """
        self.flush_model(["agency_id", "series", "number"])
        self.env["fines.agency"].flush_model(["code", "number_digits"])
        rows = self.env.execute_query(SQL(
            """SELECT o.id, a.code, f.series, f.number, a.number_digits
                 FROM revenue_obligation o JOIN fines_fine f ON f.id = o.origin_id
                 JOIN fines_agency a ON a.id = f.agency_id WHERE o.id IN %s""", tuple(obligations.ids) or (0,)))
        return {debt_id: format_number(*parts) for debt_id, *parts in rows}

    def _get_origins(self, obligations, lang):
        """Ids of debts, each with its fine."""
        fines_sudo = self._with_rights_on_money().with_context(lang=lang or self.env.lang).browse(
            obligations.mapped("origin_id"))
        return zip(obligations.ids, fines_sudo, strict=True)

    def _get_title(self):
        return self.env._("Fine %s", self.display_name)

    def _describe(self):
        articles = ", ".join(filter(None, self.line_ids.mapped("article")))
        details = [
            (self.env._("Date of the infraction"), format_date(self.env, self.infraction_date)),
            (self.env._("Infraction"), "; ".join(self.line_ids.offence_id.mapped("name"))),
            (self.env._("Article"), " ".join(filter(None, [self.norm_id.code, articles]))),
            (self.env._("Place"), self.place or ""),
        ]
        return {
            "title": self._get_title(), "agency": self.agency_id.name,
            "details": [(label, text) for label, text in details if text],
        }

    @api.model
    def _revenue_on_change(self, obligations, events):
        """Override of public_revenue_collection: close, reopen and move fines with their debts, and show it."""
        super()._revenue_on_change(obligations, events)
        fines_sudo = self._with_rights_on_money()
        obligations = fines_sudo._get_followed(obligations)
        by_event = defaultdict(obligations.browse)
        for obligation in obligations:
            for event in events[obligation.id]:
                by_event[event] |= obligation
        fines_sudo._follow_closed(by_event["closed"])
        fines_sudo._follow_reopened(by_event["reopened"])
        for office, moved in by_event["transferred"].grouped("office_id").items():
            fines_sudo.browse(moved.mapped("origin_id"))._set_office(office)
        fines_sudo._show_collection(obligations)

    @api.model
    def _follow_closed(self, obligations):
        """Close the fines whose debts have come to an end."""
        reasons = {code: reason for reason, code in CLOSE_REASONS.items()}
        for close_reason, closed in obligations.grouped("close_reason_id").items():
            reason = reasons.get(close_reason.code, "other") if close_reason else "collected"
            self.browse(closed.mapped("origin_id"))._set_closed(reason, self.env._("The debt is closed"))

    @api.model
    def _follow_reopened(self, obligations):
        """Open the fines whose payment was undone. Who paid knew of the fine: from then on terms run."""
        fines = self.browse(obligations.mapped("origin_id")).filtered(lambda fine: fine.close_reason == "collected")
        known = fines.filtered("notified_on")
        known._set_reopened(self.env._("The payment was undone"))
        for day, others in (fines - known).grouped("closed_on").items():
            others._update_state("notified", self.env._("The payment was undone"), {
                "close_reason": False, "closed_on": False, "notified_on": day})
            others._start_clocks()

    def _set_closed(self, reason, explanation="", day=None):
        """Override of fines_base: the debt ends with its fine."""
        super()._set_closed(reason, explanation, day)
        obligations_sudo = self._with_rights_on_money().obligation_id.filtered(lambda debt: debt.state == "open")
        if obligations_sudo and reason == "collected":
            raise UserError(self.env._(
                "%s is not paid: its debt closes by a payment.", obligations_sudo[0].display_name))
        if obligations_sudo and reason in CLOSE_REASONS:
            name = f"public_revenue_collection.revenue_close_reason_{CLOSE_REASONS[reason]}"
            obligations_sudo._close(self.env.ref(name), explanation)

    @api.model
    def _show_collection(self, obligations):
        """Write on fines what their agencies see of the debts, one statement for all.

        :param obligations: debts of fines, readable
        """
        if not obligations:
            return
        self.flush_model(["collection_state", "collection_since", "collection_until", "obligation_id"])
        ledger = obligations.env["revenue.ledger"]
        cases, index = ledger._load(obligations.ids, lock=False), ledger._get_index()
        days = ledger._get_days({case.office_id for case in cases.values()})
        rows = [
            self._get_collection(obligation, cases[obligation.id], days[obligation.office_id.id], index)
            for obligation in obligations]
        self.env.cr.execute(SQL(
            """
            UPDATE fines_fine f
               SET obligation_id = v.obligation_id, collection_until = v.until, collection_state = v.shown,
                   collection_since = CASE WHEN f.collection_state = v.shown THEN f.collection_since ELSE v.since END
              FROM (VALUES %s) AS v (id, obligation_id, shown, since, until)
             WHERE f.id = v.id AND (f.obligation_id, f.collection_state, f.collection_until)
                   IS DISTINCT FROM (v.obligation_id, v.shown, v.until)
            """, SQL(", ").join(SQL("(%s, %s, %s, %s::date, %s::date)", *row) for row in rows)))
        self.browse(obligations.mapped("origin_id")).invalidate_recordset(
            ["collection_state", "collection_since", "collection_until", "obligation_id"], flush=False)

    def _get_collection(self, obligation, case, day, index):
        """What the agency sees of one debt: (fine, debt, state, since, last day of it)."""
        accrual = case.accrue(day, index)
        shown = self._get_collection_state(obligation, accrual)
        kinds = BEGINNINGS.get(shown, ())
        days = [step.date_from for step in accrual.steps if step.kind in kinds]
        since = max(days, default=None) or ((obligation.clock_start or obligation.date) if shown == "in_term" else day)
        until = [accrual.cached_until]
        if obligation.state == "open":
            until.append(rules.get_phase_until(case.policy, case.facts(), day, case.calendar))
        return obligation.origin_id, obligation.id, shown, since, min(filter(None, until), default=None)

    def _get_collection_state(self, obligation, accrual):
        if obligation.close_reason_id:
            return "cancelled" if obligation.close_reason_id.effect == "annul" else "prescribed"
        if obligation.state == "closed":
            return "paid" if any(step.kind == "payment" for step in accrual.steps) else "cancelled"
        return accrual.phase if accrual.phase in ("in_term", "enforcement") else "surcharged"

    @api.model
    def _cron_show_collection(self, limit=5000):
        """Nightly: what agencies see changes with the days, without anything being booked."""
        domain = Domain("collection_until", "<", fields.Date.context_today(self))
        fines = self.search(domain, order="collection_until, id", limit=limit)
        self._show_collection(fines.obligation_id)
        remaining = self.search_count(domain, limit=1) if len(fines) == limit else 0
        self.env["ir.cron"]._commit_progress(len(fines), remaining=remaining)
