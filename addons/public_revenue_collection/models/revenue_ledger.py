from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

import pytz

from odoo import api, fields, models, tools
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from .. import ledger
from ..cases import Case, Entry


class Draft(NamedTuple):
    """A ledger row before it has its posting, its dates of booking and its digest."""

    obligation_id: int | None
    credit_id: int | None
    kind: str
    amount: Decimal
    currency_id: int
    company_id: int
    office_id: int
    concept_id: int | None
    journal_id: int
    value_date: object
    cause: str
    step: str = ""
    receipt_id: int | None = None
    channel_id: int | None = None
    posting_kind: str = "day"


class Place(NamedTuple):
    """What the debts of one office share."""

    company_id: int
    currency_id: int
    decimals: int
    journal_id: int
    today: object


class RevenueLedger(models.AbstractModel):
    """The one writer of the ledger: loads the facts of debts, asks the rule, appends what is missing.

    Every money transaction locks the obligations it touches, reads their facts after the lock, and updates their
    rows: under REPEATABLE READ the second of two transactions fails and is retried, under READ COMMITTED it waits
    and sees what the first one did.
    """

    _name = "revenue.ledger"
    _description = "Ledger Writer"

    # === LOADING === #

    @api.model
    def _load(self, obligation_ids, lock=True):
        """The cases of obligations, in the order of their ids.

        :param obligation_ids: iterable of ids
        :param bool lock: take the rows FOR UPDATE (any transaction that will write)
        :rtype: dict[int, Case]
        """
        ids = tuple(sorted(set(obligation_ids)))
        if not ids:
            return {}
        self.env.flush_all()
        cases = {row[0]: Case(*row[:-1], Decimal(row[-1])) for row in self._read_obligations(ids, lock)}
        for obligation_id, kind, amount, day, last_day, step, key, booked_on, conditions in self._read_facts(ids):
            if kind == "hold":
                cases[obligation_id].holds.append((day, last_day))
            else:
                cases[obligation_id].entries.append(Entry(
                    kind, Decimal(amount), day, step, key, booked_on, self._split(conditions)))
        self._load_rules(cases.values())
        return cases

    @api.model
    def _lock(self, obligation_ids):
        """Hold debts against others, in the order of their ids: then parts of them may be loaded in any order."""
        self.env.cr.execute(SQL(
            "SELECT id FROM revenue_obligation WHERE id IN %s ORDER BY id FOR UPDATE", tuple(obligation_ids) or (0,)))

    def _read_obligations(self, ids, lock):
        # Not a join: under READ COMMITTED only the locked table is read again after a wait, a closing reason that was
        # given meanwhile would find no row to join.
        return self.env.execute_query(SQL(
            """SELECT o.id, o.office_id, o.company_id, o.currency_id, o.concept_id, o.policy_id, o.partner_id,
                      o.clock_start, o.cutover, o.state,
                      (SELECT effect FROM revenue_close_reason WHERE id = o.close_reason_id), o.origin_model,
                      o.balance::text
                 FROM revenue_obligation o
                WHERE o.id IN %s ORDER BY o.id %s""",
            ids, SQL("FOR UPDATE OF o") if lock else SQL()))

    def _read_facts(self, ids):
        """Entries and holds in one statement, after the lock: under READ COMMITTED it sees what others committed."""
        return self.env.execute_query(SQL(
            """SELECT obligation_id, kind, amount, value_date, last_day, step, key, date, conditions FROM (
                   SELECT e.obligation_id, e.kind, e.amount::text, e.value_date, NULL::date AS last_day, e.step,
                          coalesce(r.reversal_of_id::text, r.id::text, e.cause) AS key, e.date, r.conditions, e.id
                     FROM revenue_entry e LEFT JOIN revenue_receipt r ON r.id = %(receipt)s
                    WHERE e.obligation_id IN %(ids)s
                UNION ALL
                   SELECT obligation_id, 'hold', NULL, date_from, date_to, NULL, NULL, NULL, NULL, id
                     FROM revenue_hold WHERE obligation_id IN %(ids)s) facts
             ORDER BY id""", ids=ids, receipt=ledger.RECEIPT))

    def _split(self, conditions):
        return frozenset(filter(None, (conditions or "").split(",")))

    def _load_rules(self, cases):
        """Give each case its policy and its calendar (both cached by the models that own them)."""
        known = {}
        for case in cases:
            place = (case.office_id, case.policy_id)
            if place not in known:
                known[place] = (self._get_policy(case.policy_id), self._get_calendar(*place))
            case.policy, case.calendar = known[place]

    def _get_policy(self, policy_id):
        return self.env["revenue.policy"].browse(policy_id)._to_known_rule() if policy_id else NO_POLICY

    @tools.ormcache("office_id", "policy_id")
    def _get_calendar(self, office_id, policy_id):
        """The calendar of the policy, else that of the office."""
        policy = self.env["revenue.policy"].browse(policy_id)
        if policy.calendar_id:
            return policy.calendar_id._get_days()
        return self.env["revenue.calendar"]._get_days(self._get_offices([office_id]))

    @api.model
    def _get_offices(self, office_ids):
        """Offices with elevated rights: their day, calendar and company decide about debts that the one who acts
        may pay or issue without being allowed to browse them.
        """
        # sudo: the reason stands above; only configuration is read
        return self.env["revenue.office"].sudo().browse(office_ids)

    @api.model
    def _get_places(self, office_ids):
        """What the debts of each office share.

        :return: by office id
        :rtype: dict[int, Place]
        """
        return {office_id: Place(*self._read_place(office_id), today) for office_id, today in
                self._get_days(office_ids).items()}

    @tools.ormcache("office_id")
    def _read_place(self, office_id):
        """What is shared and seldom changes: values of Place up to the day.

        Forgotten with every change of an office, and of a company's journal or currency.
        """
        company = self._get_offices([office_id]).company_id
        return company.id, *self._get_currency(company.id), company._revenue_get_journal().id

    @tools.ormcache("company_id")
    def _get_currency(self, company_id):
        """The currency of a company's books and its decimals."""
        # sudo: a cashier may take money for a company without being allowed to read it.
        currency_sudo = self.env["res.company"].sudo().browse(company_id).currency_id
        return currency_sudo.id, currency_sudo.decimal_places

    @api.model
    def _get_index(self):
        """All index series, by code."""
        return self.env["revenue.index"]._get_all_series()

    # === WRITING === #

    @api.model
    def _append(self, drafts):
        """Append rows to the ledger, each into the open posting of its office, day and journal.

        :param list[Draft] drafts: nothing else is written; callers write back the obligations (`_write_back`)
        """
        if not drafts:
            return
        days = self._get_days({draft.office_id for draft in drafts})
        postings = self.env["revenue.posting"]._get_open(self._get_place(draft, days) for draft in drafts)
        now = fields.Datetime.now()
        rows = [self._make_row(draft, days, postings, now) for draft in drafts]
        self._insert(rows)

    def _get_days(self, office_ids):
        """Today in each office's own time zone."""
        now = fields.Datetime.now()
        return {office_id: self._get_day(self._get_zone(office_id), now) for office_id in office_ids}

    def _get_day(self, zone, now):
        """The day in a time zone, as `fields.Datetime.context_timestamp` tells it, without making an environment."""
        return pytz.utc.localize(now).astimezone(pytz.timezone(zone)).date()

    @tools.ormcache("office_id")
    def _get_zone(self, office_id):
        """The time zone in which an office's legal days begin and end."""
        return self._get_offices([office_id]).tz

    def _get_place(self, draft, days):
        return (draft.company_id, draft.office_id, days[draft.office_id], draft.journal_id, draft.posting_kind)

    def _make_row(self, draft, days, postings, now):
        return ledger.EntryRow(
            draft.obligation_id, draft.credit_id, draft.kind, draft.amount, draft.currency_id, draft.company_id,
            draft.office_id, draft.concept_id, postings[self._get_place(draft, days)], draft.receipt_id,
            draft.channel_id, days[draft.office_id], draft.value_date, now, self.env.uid, draft.cause, draft.step)

    def _insert(self, rows):
        values = SQL(", ").join(SQL("%s", (*row, ledger.digest_row(row))) for row in rows)
        self.env.cr.execute(SQL("INSERT INTO revenue_entry (%s) VALUES %s", ENTRY_COLUMNS, values))
        self.env["revenue.entry"].invalidate_model(flush=False)

    @api.model
    def _settle(self, cases, day):
        """Append what the rule says must follow from the facts, and move money that is not needed into credits.

        :param dict cases: what `_load` returned, with new facts already added
        :param date day: today in the debts' office
        """
        while cases:
            cases = self._settle_once(cases, day)

    def _settle_once(self, cases, day):
        """One pass of `_settle`.

        :return: the cases in which money was needed back that had left for good: a new fact, to be settled again
        """
        index = self._get_index()
        journals = self._get_journals(cases.values())
        drafts, excesses = [], defaultdict(Decimal)
        for case in cases.values():
            for line in case.missing_lines(day, index):
                case.add(Entry(line.kind, line.amount, line.value_date, line.step))
                if line.kind == "excess":
                    excesses[case.id] += line.amount
                drafts.append(self._draft(case, line.kind, line.amount, line.value_date, journals,
                                          cause="rule", step=line.step))
        self._append(drafts)
        return self._move_excesses(cases, excesses, day, journals)

    def _get_journals(self, cases):
        """The journal for what moves no money, by company."""
        places = self._get_places({case.office_id for case in cases})
        return {place.company_id: place.journal_id for place in places.values()}

    def _draft(self, case, kind, amount, value_date, journals, **values):
        """A row on the obligation of a case, booked by its own office unless said otherwise."""
        return Draft(
            obligation_id=case.id, credit_id=None, kind=kind, amount=amount, currency_id=case.currency_id,
            company_id=case.company_id, office_id=values.pop("office_id", case.office_id),
            concept_id=case.concept_id, journal_id=values.pop("journal_id", journals[case.company_id]),
            value_date=value_date, **values)

    def _move_excesses(self, cases, excesses, day, journals):
        """Give money that debts no longer need to their payers, or take it back where it is needed again.

        :return: the cases whose money could not all be taken back
        """
        credits = self.env["revenue.credit"]
        short = {}
        for obligation_id, amount in excesses.items():
            case = cases[obligation_id]
            if amount > 0:
                credits._receive_excess(case, amount, day, journals)
            elif amount < 0:
                missing = -amount - credits._give_back(case, -amount, day, journals)
                if missing:
                    case.add(Entry("withdrawn", missing, day))
                    self._append([self._draft(case, "withdrawn", missing, day, journals, cause="paid back earlier")])
                    short[obligation_id] = case
        return short

    # === WRITING BACK === #

    @api.model
    def _write_back(self, cases, days=None):
        """Update the obligations' rows: version, balance, cached amount and its last day, state.

        :param dict cases: cases whose rows are all appended
        :return: ids that were closed and ids that were opened again
        :rtype: tuple[set[int], set[int]]
        """
        if not cases:
            return set(), set()
        days = days or self._get_days({case.office_id for case in cases.values()})
        index = self._get_index()
        values, closed, opened = [], set(), set()
        for case in cases.values():
            accrual = case.accrue(days[case.office_id], index)
            status = self._get_next_status(case, accrual)
            if status != case.status:
                (closed if status == "closed" else opened).add(case.id)
            case.status = status
            values.append(SQL("(%s, %s, %s, %s::date, %s)", case.id, case.balance, accrual.cached_amount,
                              accrual.cached_until, status))
        self._update_state(values)
        return closed, opened

    def _get_next_status(self, case, accrual):
        """A debt is closed when nothing is left of it, and open again when something is."""
        return "closed" if not case.balance and not accrual.amount else "open"

    def _update_state(self, values):
        """The one gate of the state of obligations: it goes with the balance it follows from."""
        self.env.cr.execute(SQL(
            """UPDATE revenue_obligation o
                  SET version = o.version + 1, balance = v.balance, amount_due = v.amount_due,
                      valid_until = v.valid_until, state = v.state
                 FROM (VALUES %s) AS v (id, balance, amount_due, valid_until, state)
                WHERE o.id = v.id""", SQL(", ").join(values)))
        self.env["revenue.obligation"].invalidate_model(flush=False)

    @api.model
    def _notify(self, cases, event, closed=(), opened=()):
        """Tell the origins of debts what happened to them (`revenue.origin.mixin._revenue_on_change`)."""
        obligations = self.env["revenue.obligation"].browse(cases)
        events = {
            obligation_id: {event} | ({"closed"} if obligation_id in closed else set())
            | ({"reopened"} if obligation_id in opened else set())
            for obligation_id in obligations.ids
        }
        for model in {case.origin_model for case in cases.values()}:
            if model in self.env and isinstance(self.env[model], self.env.registry["revenue.origin.mixin"]):
                ids = [case.id for case in cases.values() if case.origin_model == model]
                # sudo: the origin may lie outside the scope of the one who collects
                self.env[model]._revenue_on_change(obligations.sudo().browse(ids), events)


#: Columns of the ledger as SQL, the digest last.
ENTRY_COLUMNS = SQL(", ").join(SQL.identifier(name) for name in (*ledger.ENTRY_COLUMNS, "digest"))
#: The rule of a debt whose concept has no policy: it stays what it is.
NO_POLICY = rules.Policy(code="none", family="none", steps=())
