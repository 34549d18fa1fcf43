from collections import Counter
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.fines_base.slip import normalise_number
from odoo.addons.public_revenue import rules

from .. import register
from ..register import Problem

#: So many rows refused one by one mean that something else than the rows is wrong: nothing of their chunk is written.
MANY = 100


class Candidate(NamedTuple):
    """A row that may become a fine: where it stands, what it says, what its words mean here."""

    row: int
    texts: dict
    facts: register.Facts
    number: str
    digest: str
    places: dict


class Rejection(NamedTuple):
    """A row that cannot become a fine, and everything that is wrong with it."""

    row: int
    texts: dict
    problems: tuple


class FinesRegisterWriter(models.AbstractModel):
    """Turns rows of a register into registered fines with their debts as of the cut-over, many at a time."""

    _name = "fines.register.writer"
    _description = "Writer of Registers"

    # ENTRANCES

    @api.model
    def _write_rows(self, source, rows):
        """Write rows of a file: fines with their debts, and what cannot be into the quarantine.

        :param source: the import
        :param rows: (number of the row, texts by column)
        :return: what they count for the import
        :rtype: dict
        """
        taken, rejected, counts = self._take(source, rows)
        self._quarantine(source, rejected)
        return counts

    @api.model
    def _retry(self, waiting):
        """Write rows in quarantine with what is written in them now; those that still cannot be say why.

        :param waiting: open rows of the quarantine
        """
        for source, records in waiting.grouped("import_id").items():
            by_row = {record.row: record for record in records}
            taken, rejected, counts = self._take(source, [(row, by_row[row]._get_texts()) for row in sorted(by_row)])
            for rejection in rejected:
                by_row[rejection.row].write(self._describe_problems(rejection))
            for row, fine in taken.items():
                by_row[row]._update_state("imported", {"fine_id": fine.id})
            # sudo: the clerk who corrects a row may not write the import; its counters follow from what was done
            source_sudo = source.sudo()
            source_sudo.write({name: source_sudo[name] + counts[name] for name in counts})

    def _take(self, source, rows):
        """Import what can be.

        :return: fines by row, rejections, and what they count for the import
        :rtype: tuple[dict, list[Rejection], Counter]
        """
        writer = self.with_company(source.company_id)
        candidates, rejected = writer._read(source, rows)
        candidates, repeated, taken_numbers = writer._sort_out(source, candidates)
        fines, refused, counts = writer._write_candidates(source, candidates)
        counts["repeated"] = repeated
        return fines, rejected + taken_numbers + refused, counts

    # READING

    def _read(self, source, rows):
        """Candidates and rejections of rows, by what is written in them alone."""
        words = source.profile_id._get_words()
        decimals = source.currency_id.decimal_places
        candidates, rejected = [], []
        for row, texts in rows:
            facts, problems = register.parse(texts, source.cutover, decimals)
            places, unknown = self._translate(source, words, texts)
            if problems or unknown:
                rejected.append(Rejection(row, texts, (*problems, *unknown)))
            else:
                candidates.append(Candidate(
                    row, texts, facts, normalise_number(facts.number), register.digest(facts), places))
        return candidates, rejected

    def _translate(self, source, words, texts):
        """What the words of a row mean here, and the problems of those that mean nothing."""
        places = {
            "agency": words["agency"].get(texts["issuing_agency"].upper()),
            "offence": words["offence"].get(texts["violation"].upper()),
            "office": words["office"].get(texts["county"].upper()) or source.profile_id.office_id.id,
        }
        columns = {"agency": "issuing_agency", "offence": "violation", "office": "county"}
        return places, tuple(
            Problem(f"unknown_{kind}", columns[kind], texts[columns[kind]])
            for kind, found in places.items() if not found)

    def _sort_out(self, source, candidates):
        """Set aside what an earlier file brought already, numbers that are there twice, and taken ones.

        In one register a number is one fine, whichever agency imposed it.

        :return: candidates, how many are repeated, rejections
        """
        known = self._find_numbers(source, [candidate.number for candidate in candidates])
        fresh, repeated, rejected = [], 0, []
        for candidate in candidates:
            owner = known.get(candidate.number) or known.get((candidate.number, candidate.places["agency"]))
            if not owner:
                known[candidate.number] = (source.id, candidate.digest)
                fresh.append(candidate)
            elif owner[1] == candidate.digest and owner[0] != source.id:
                repeated += 1
            else:
                code = "number_twice" if owner[0] == source.id else "number_taken"
                problem = Problem(code, "summons_number", candidate.texts["summons_number"])
                rejected.append(Rejection(candidate.row, candidate.texts, (problem,)))
        return fresh, repeated, rejected

    def _find_numbers(self, source, numbers):
        """Fines that carry numbers already: those of the register by number, others by number and agency.

        By SQL, past record rules: a number is taken wherever it was registered.

        :return: (import id or None, digest or None) by number or (number, agency id)
        """
        self.env["fines.fine"].flush_model(["number", "agency_id", "series", "import_id", "register_digest"])
        rows = self.env.execute_query(SQL(
            """
            SELECT f.number, f.agency_id, i.profile_id, f.import_id, f.register_digest
              FROM fines_fine f LEFT JOIN fines_register_import i ON i.id = f.import_id
             WHERE f.number IN %s AND (f.series IS NULL OR f.series = '')
            """, tuple(numbers) or ("",)))
        return {
            number if profile_id == source.profile_id.id else (number, agency_id): (import_id, digest)
            for number, agency_id, profile_id, import_id, digest in rows}

    # WRITING

    def _write_candidates(self, source, candidates):
        """Write candidates together; if the law of fines refuses one, halve until it is found.

        :return: fines by row, rejections, and what the fines count for the import
        :rtype: tuple[dict, list[Rejection], Counter]
        """
        fines, refused, counts = {}, [], Counter()
        parts = [candidates] if candidates else []
        while parts:
            part = parts.pop()
            try:
                with self.env.cr.savepoint():
                    written, counted = self._write_together(source, part)
                fines.update(written)
                counts += counted
            except (ValidationError, RedirectWarning) as error:
                half = len(part) // 2
                parts += [part[half:], part[:half]] if half else []
                refused += [] if half else [self._refuse(part[0], error)]
                self._check_many(refused)
        return fines, refused, counts

    def _refuse(self, candidate, error):
        return Rejection(candidate.row, candidate.texts, (Problem("refused", "", str(error.args[0])),))

    def _check_many(self, refused):
        """Stop when the rows are hardly to blame."""
        if len(refused) >= MANY:
            raise UserError(self.env._(
                "Many rows are refused, the last one so: %s Correct the profile or the law, then go on.",
                refused[-1].problems[0].value))

    def _write_together(self, source, candidates):
        """Register fines and issue their debts with their history, all or nothing.

        :return: fines by row, and what they count for the import
        :rtype: tuple[dict, Counter]
        """
        # sudo: a fine that was taken over owes otherwise than others, which nobody writes by hand; rights are asked for
        fines_sudo = self.env["fines.fine"].sudo().create([
            self._prepare_fine(source, candidate) for candidate in candidates])
        fines = fines_sudo.with_env(self.env)
        fines.check_access("create")
        fines._set_registered()
        histories = self._get_histories(source, candidates, fines)
        debts = fines._issue_obligations({
            fine.id: self._prepare_history(source, history) for fine, history in zip(fines, histories, strict=True)})
        self._check_sums(candidates, debts)
        self._finish_fines(source, candidates, fines)
        by_row = {candidate.row: fine for candidate, fine in zip(candidates, fines, strict=True)}
        return by_row, self._count(candidates, histories)

    def _prepare_fine(self, source, candidate):
        """Values of a fine. A register has no day of notification: its terms have run since the imposition.

        The amount is what was imposed, whatever the norm would combine today; given here it is not computed again.
        """
        facts, places = candidate.facts, candidate.places
        offence = self.env["fines.offence"].browse(places["offence"])
        return {
            "agency_id": places["agency"], "office_id": places["office"], "number": facts.number,
            "infraction_date": facts.day, "notified_on": facts.day, "offender_kind": "unknown",
            "currency_id": source.currency_id.id, "import_id": source.id, "register_digest": candidate.digest,
            "amount_total": float(facts.fine), "norm_id": offence.norm_id.id,
            "line_ids": [Command.create({"offence_id": offence.id, "amount": float(facts.fine)})],
        }

    def _get_histories(self, source, candidates, fines):
        """What the old register says happened to each fine, its penalty named by the steps of the law."""
        ladders, histories = {}, []
        for candidate, fine in zip(candidates, fines, strict=True):
            policy, amount = fine._get_policy(), candidate.facts.fine
            clock = fine._get_clock(policy)
            key = (policy, fine.office_id, amount, clock)
            if candidate.facts.penalty and key not in ladders:
                ladders[key] = self._get_surcharges(*key, source.cutover)
            histories.append(register.get_history(candidate.facts, ladders.get(key, ()), source.cutover))
        return histories

    def _get_surcharges(self, policy, office, amount, clock, cutover):
        """What the law adds until the cut-over to a fine that nobody pays; nothing where it is not configured."""
        if not policy or not clock:
            return ()
        facts = rules.Facts(clock=clock, charges=(rules.Charge(amount, clock, clock),))
        ledger = self.env["revenue.ledger"]
        calendar = ledger._get_calendar(office.id, policy.id)
        try:
            accrual = rules.accrue(policy._to_known_rule(), facts, cutover, calendar, ledger._get_index())
        except rules.RuleError:
            return ()
        return register.list_surcharges(accrual)

    def _prepare_history(self, source, history):
        """Values of `_issue` that tell a debt what happened before the cut-over."""
        causes = self._get_causes()
        return {
            "cutover": source.cutover,
            "entries": [
                (movement.kind, movement.amount, movement.day, movement.step, causes[movement.cause])
                for movement in history.movements],
        }

    @api.model
    def _get_causes(self):
        """Why an entry of the opening is there, in words."""
        # pylint: disable=prefer-env-translation
        _ = self.env._
        return {
            "penalty": _("Taken over: penalty, named by the step that gives it"),
            "unexplained": _("Taken over: penalty that no step of the law gives"),
            "interest": _("Taken over: interest, its days are not in the register"),
            "payment": _("Taken over: payment, its day is not in the register"),
            "excess": _("Taken over: paid more than was owed"),
            "reduction_all": _("Reduced: the register demands less than its amounts give, nothing was paid or is due"),
            "reduction_interest": _("Reduced: the register demands less than its amounts give, by the interest"),
            "reduction_penalty": _("Reduced: the register demands less than its amounts give, by the penalty"),
            "reduction_part": _("Reduced: the register demands less than its amounts give, by a part"),
        }

    def _check_sums(self, candidates, debts):
        """The books must say what the register says, for every single debt, or nothing is written.

        :raise UserError: naming the first one that does not
        """
        rows = self.env.execute_query(SQL(
            "SELECT obligation_id, sum(amount) FROM revenue_entry WHERE obligation_id IN %s GROUP BY 1",
            tuple(debts.ids)))
        sums = {obligation_id: rules.to_decimal(total) for obligation_id, total in rows}
        for candidate, debt in zip(candidates, debts, strict=True):
            if sums.get(debt.id, 0) != max(candidate.facts.due, 0):
                raise UserError(self.env._(
                    "%(number)s: the entries give %(found)s instead of %(due)s.", number=candidate.number,
                    found=sums.get(debt.id, 0), due=candidate.facts.due))

    def _finish_fines(self, source, candidates, fines):
        """Close the fines of which nothing is left: paid, or given up without a payment. The others are notified."""
        explanation = self.env._("As in the register taken over on %s", source.cutover)
        ids = {"collected": [], "cancelled": [], "": []}
        for candidate, fine in zip(candidates, fines, strict=True):
            settled = "collected" if candidate.facts.payment else "cancelled"
            ids[settled if candidate.facts.due <= 0 else ""].append(fine.id)
        for reason in ("collected", "cancelled"):
            fines.browse(ids[reason])._set_closed(reason, explanation, source.cutover)
        fines.browse(ids[""])._set_notified()

    def _count(self, candidates, histories):
        """What written fines count for their import."""
        return Counter(
            imported=len(candidates),
            reduced=sum(bool(history.reduction) for history in histories),
            overpaid=sum(bool(history.excess) for history in histories),
            unexplained=sum(not history.explained for history in histories),
            amount_due=float(sum(max(candidate.facts.due, 0) for candidate in candidates)))

    # QUARANTINE

    def _quarantine(self, source, rejected):
        """Keep rows that cannot be, as they were written, with everything that is wrong with them."""
        values = [
            {"import_id": source.id, "row": rejection.row, **rejection.texts, **self._describe_problems(rejection)}
            for rejection in rejected]
        self.env["fines.register.quarantine"].create(values)

    @api.model
    def _describe_problems(self, rejection):
        return {"reason": rejection.problems[0].code, "problems": [list(problem) for problem in rejection.problems]}
