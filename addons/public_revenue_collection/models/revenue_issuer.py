from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from .. import ledger
from ..cases import Case, Entry

OBLIGATION_COLUMNS = (
    "id", "partner_id", "office_id", "company_id", "currency_id", "concept_id", "policy_id", "date", "clock_start",
    "cutover", "origin_model", "origin_id", "origin_key", "state", "version", "amount", "balance", "amount_due",
    "valid_until",
)
KEY_COLUMNS = ("obligation_id", "type", "country", "value")
#: What must be escaped in a text that PostgreSQL's COPY reads.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
EMPTY = "\\N"


class RevenueIssuer(models.AbstractModel):
    """Creates obligations with their keys and first ledger entries, one or a million, by the same way.

    Rows go to PostgreSQL by COPY: obligations over a temporary table, where ON CONFLICT on the origin's key decides
    which ones are new; keys and entries of the new ones straight into their tables.
    """

    _name = "revenue.issuer"
    _description = "Issuer of Obligations"

    @api.model
    def _issue(self, vals_list):
        """Create obligations.

        :param list[dict] vals_list: for each: `office_id`, `concept_id`, `amount`, `date` (imposed on), `origin_model`,
            `origin_id`, `origin_key` (unique: a repetition gives the existing obligation), and optionally `partner_id`,
            `clock_start`, `policy_id` (else the one in force on `policy_day` or `date`), `keys` (list of (type,
            country, value)), and for migrated history `cutover` with `entries` (list of (kind, amount, value
            date, step, cause))
        :return: obligations in the order of vals_list
        :raise ValidationError: naming the first value that cannot be, before anything is written
        """
        if not vals_list:
            return self.env["revenue.obligation"]
        self.env.flush_all()
        places = self._get_places({vals["office_id"] for vals in vals_list})
        cases = self._make_cases(vals_list, places)
        new_ids = self._insert_obligations(vals_list, cases, places)
        ids = self._align(vals_list, cases, new_ids)
        self._insert_keys(vals_list, cases, new_ids)
        self._insert_entries(cases, places, new_ids)
        obligations = self.env["revenue.obligation"]
        obligations.invalidate_model(flush=False)
        if new_ids:
            obligations.browse(sorted(new_ids))._after_issue()
        return obligations.browse(ids)

    # === VALIDATING === #

    def _get_places(self, office_ids):
        """What is shared by the debts of each office; refuses unknown offices."""
        ledger_model = self.env["revenue.ledger"]
        unknown = set(office_ids) - set(ledger_model._get_offices(office_ids).exists().ids)
        if unknown:
            raise ValidationError(self.env._("There is no such office: %s", min(unknown, key=str)))
        return ledger_model._get_places(office_ids)

    def _make_cases(self, vals_list, places):
        """A case for each debt, validated, with its first entries and its policy."""
        ids = self._draw_ids("revenue_obligation_id_seq", len(vals_list))
        policies, concepts = {}, self._get_concepts({vals["concept_id"] for vals in vals_list})
        cases = []
        for obligation_id, vals in zip(ids, vals_list, strict=True):
            place = places[vals["office_id"]]
            amount = self._check_amount(vals, place)
            self._check_days(vals, place)
            policy_id = vals.get("policy_id") or self._get_policy_id(vals, concepts, policies)
            cases.append(self._make_case(obligation_id, vals, place, amount, policy_id))
        self.env["revenue.ledger"]._load_rules(cases)
        return cases

    def _draw_ids(self, sequence, count):
        return [row[0] for row in self.env.execute_query(SQL(
            "SELECT nextval(%s) FROM generate_series(1, %s)", sequence, count))]

    def _get_concepts(self, concept_ids):
        concepts = self.env["revenue.concept"].browse(concept_ids).exists()
        unknown = set(concept_ids) - set(concepts.ids)
        if unknown:
            raise ValidationError(self.env._("There is no such concept: %s", min(unknown, key=str)))
        return {concept.id: concept.family_id for concept in concepts}

    def _check_amount(self, vals, place):
        try:
            amount = rules.to_decimal(vals["amount"])
        except ValueError as error:
            raise ValidationError(self.env._("%(key)s: %(amount)s is not an amount.",
                                             key=vals["origin_key"], amount=vals["amount"])) from error
        rounded = round(amount, place.decimals)
        if amount <= 0:
            raise ValidationError(self.env._("%s: the amount must be greater than zero.", vals["origin_key"]))
        if rounded != amount:
            raise ValidationError(self.env._("%(key)s: the amount %(amount)s has too many decimals.",
                                             key=vals["origin_key"], amount=amount))
        if vals.get("currency_id", place.currency_id) != place.currency_id:
            raise ValidationError(self.env._("%s: debts are kept in the currency of the company.",
                                             vals["origin_key"]))
        return rounded

    def _check_days(self, vals, place):
        for name in ("date", "clock_start"):
            if vals.get(name) and vals[name] > place.today:
                raise ValidationError(self.env._("%(key)s: the day %(day)s is in the future.",
                                                 key=vals["origin_key"], day=vals[name]))

    def _get_policy_id(self, vals, concepts, policies):
        """The policy in force, asked once for each family, day and office."""
        family = concepts[vals["concept_id"]]
        if not family:
            return None
        key = (family.id, vals.get("policy_day") or vals["date"], vals["office_id"])
        if key not in policies:
            office = self.env["revenue.ledger"]._get_offices([vals["office_id"]])
            policies[key] = self.env["revenue.policy"]._get_rule(family, key[1], office).id or None
        return policies[key]

    def _make_case(self, obligation_id, vals, place, amount, policy_id):
        charge = Entry("charge", amount, vals["date"])
        case = Case(
            obligation_id, vals["office_id"], place.company_id, place.currency_id, vals["concept_id"], policy_id,
            vals.get("partner_id") or None, vals.get("clock_start"), vals.get("cutover"), "open", None,
            vals["origin_model"], amount, entries=[charge])
        for kind, value, value_date, step, cause in vals.get("entries", ()):
            case.add(Entry(kind, round(rules.to_decimal(value), place.decimals), value_date, step, cause))
        return case

    # === WRITING === #

    def _insert_obligations(self, vals_list, cases, places):
        """Insert what is new.

        :return: ids of the new obligations
        :rtype: set[int]
        """
        columns = SQL(", ").join(map(SQL.identifier, OBLIGATION_COLUMNS))
        self._stage(self._format_obligations(vals_list, cases, places))
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_obligation (%s) SELECT %s FROM revenue_obligation_stage
               ON CONFLICT (origin_key) DO NOTHING""", columns, columns))
        ids = {case.id for case in cases}
        if self.env.cr.rowcount < len(ids):
            ids = {row[0] for row in self.env.execute_query(SQL(
                "SELECT id FROM revenue_obligation WHERE id = ANY(%s)", list(ids)))}
        self.env.cr.execute(SQL("TRUNCATE revenue_obligation_stage"))
        return ids

    def _stage(self, lines):
        """Copy obligations into a temporary table of this connection."""
        self.env.cr.execute(SQL(
            "CREATE TEMP TABLE IF NOT EXISTS revenue_obligation_stage (LIKE revenue_obligation) ON COMMIT DELETE ROWS"))
        self._copy("revenue_obligation_stage", OBLIGATION_COLUMNS, lines)

    def _copy(self, table, columns, lines):
        self.env.cr.copy_from(ledger.CopyLines(lines), table, columns=columns)

    def _format_obligations(self, vals_list, cases, places):
        """Lines of obligations as COPY reads them, with their cached amounts."""
        lines, known = [], {}
        index = self.env["revenue.ledger"]._get_index()
        for vals, case in zip(vals_list, cases, strict=True):
            days, amounts = self._get_facts_texts(case, places[case.office_id].today, index, known)
            lines.append(
                f"{case.id}\t{case.partner_id or EMPTY}\t{case.office_id}\t{case.company_id}\t{case.currency_id}\t"
                f"{case.concept_id}\t{case.policy_id or EMPTY}\t{days}\t{case.origin_model}\t"
                f"{vals.get('origin_id') or EMPTY}\t{vals['origin_key'].translate(ESCAPES)}\t{amounts}\n")
        return lines

    def _get_facts_texts(self, case, today, index, known):
        """What follows from the facts of a debt; debts with the same facts share the answer.

        :param dict known: answers so far
        :return: the columns of days, and those from the state to the last day of the cached amount
        :rtype: tuple[str, str]
        """
        if case.cutover or len(case.entries) > 1:
            return self._make_facts_texts(case, today, index)
        charge = case.entries[0]
        key = (case.policy_id, charge.amount, case.clock_start, charge.value_date, today, id(case.calendar))
        if key not in known:
            known[key] = self._make_facts_texts(case, today, index)
        return known[key]

    def _make_facts_texts(self, case, today, index):
        accrual, charge = case.accrue(today, index), case.entries[0]
        state = "open" if case.balance or accrual.cached_amount else "closed"
        return (
            f"{charge.value_date}\t{case.clock_start or EMPTY}\t{case.cutover or EMPTY}",
            f"{state}\t1\t{charge.amount}\t{case.balance}\t{accrual.cached_amount}\t{accrual.cached_until or EMPTY}")

    def _align(self, vals_list, cases, new_ids):
        """Ids in the order of vals_list: new ones, and existing ones for repetitions."""
        if len(new_ids) == len(cases):
            return [case.id for case in cases]
        repeated = [vals["origin_key"] for vals, case in zip(vals_list, cases, strict=True) if case.id not in new_ids]
        existing = dict(self.env.execute_query(SQL(
            "SELECT origin_key, id FROM revenue_obligation WHERE origin_key = ANY(%s)", repeated)))
        return [case.id if case.id in new_ids else existing[vals["origin_key"]]
                for vals, case in zip(vals_list, cases, strict=True)]

    def _insert_keys(self, vals_list, cases, new_ids):
        self._copy("revenue_key", KEY_COLUMNS, self._format_keys(vals_list, cases, new_ids))
        self.env["revenue.key"].invalidate_model(flush=False)

    def _format_keys(self, vals_list, cases, new_ids):
        normalise = self.env["revenue.key"]._normalise
        for vals, case in zip(vals_list, cases, strict=True):
            if case.id in new_ids:
                for key_type, country, value in vals.get("keys", ()):
                    yield f"{case.id}\t{key_type}\t{country or ''}\t{normalise(value)}\n"

    def _insert_entries(self, cases, places, new_ids):
        """Append the first ledger entries of the new obligations, migrated ones into the opening of their office."""
        new = [case for case in cases if case.id in new_ids]
        if not new:
            return
        where = {case.id: self._get_place(case, places[case.office_id]) for case in new}
        postings = self.env["revenue.posting"]._get_open(where.values())
        now = fields.Datetime.now()
        self._copy("revenue_entry", (*ledger.ENTRY_COLUMNS, "digest"), self._format_entries(new, where, postings, now))
        self._house_excesses(new, where, postings, now)

    def _format_entries(self, cases, where, postings, now):
        """Ledger rows as COPY reads them."""
        recorded = f"{now}\t{self.env.uid}"
        for case in cases:
            place = where[case.id]
            head = f"{case.currency_id}\t{case.company_id}\t{case.office_id}\t{case.concept_id}\t{postings[place]}"
            for entry in case.entries:
                if entry.amount:
                    yield self._format_entry(case, entry, head, place[2], recorded)

    def _format_entry(self, case, entry, head, day, recorded):
        """A ledger row; its digest covers the same texts, without escapes."""
        cause = entry.key or "issue"
        row = f"{case.id}\t\t{entry.kind}\t{entry.amount}\t{head}\t\t\t{day}\t{entry.value_date}\t{recorded}"
        digest = ledger.digest_text(ledger.SEPARATOR.join((row.replace("\t", ledger.SEPARATOR), cause, entry.step)))
        copied = row.replace("\t\t\t", "\t\\N\t\\N\t").replace("\t\t", "\t\\N\t")
        return f"{copied}\t{cause.translate(ESCAPES)}\t{entry.step.translate(ESCAPES)}\t{digest}\n"

    def _get_place(self, case, place):
        """The open posting that a new debt belongs to; migrated history is booked on the day of its cut-over."""
        kind = "opening" if case.cutover else "day"
        return (case.company_id, case.office_id, case.cutover or place.today, place.journal_id, kind)

    def _house_excesses(self, cases, where, postings, now):
        """Give money that migrated debts did not need its home: a credit of the debtor, in the same opening."""
        rows = []
        for case in cases:
            excess = sum(entry.amount for entry in case.entries if entry.kind == "excess")
            if excess:
                credit = self.env["revenue.credit"]._insert(
                    case.company_id, case.office_id, case.currency_id, "overpaid", excess, case.cutover,
                    obligation_id=case.id, payer_id=case.partner_id)
                rows.append(ledger.EntryRow(
                    None, credit.id, "excess", -excess, case.currency_id, case.company_id, case.office_id, None,
                    postings[where[case.id]], None, None, where[case.id][2], case.cutover, now, self.env.uid,
                    f"obligation {case.id}", ""))
        if rows:
            self.env["revenue.ledger"]._insert(rows)
