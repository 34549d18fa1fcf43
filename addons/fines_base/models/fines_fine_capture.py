from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.sheet import to_text
from odoo.addons.public_revenue.text import normalise_identity

from .. import slip_file
from ..slip import (
    clean,
    find_missing_amount,
    get_serial,
    normalise_number,
    normalise_series,
    split_codes,
    split_document,
)

#: What is keyed about the infractions of a slip; the lines follow from it.
KEYED = {"offence_codes", "slip_amount", "amount_illegible"}


class Plan(NamedTuple):
    """What the codes and the amount of a slip mean: infractions with amounts, errors, and what is still missing."""

    lines: list       # (offence, Decimal or None while it is not known)
    problems: list    # in words: saving is refused
    gaps: list        # in words: the slip stays a draft
    outside: list     # in words: amounts outside what the law allows


class FinesFine(models.Model):
    """What a clerk keys in the list of a batch: codes instead of lines, the amount as on the slip."""

    _inherit = "fines.fine"

    batch_id = fields.Many2one(
        "fines.batch", string="Batch", ondelete="restrict", copy=False, readonly=True, index="btree_not_null")
    offence_codes = fields.Char(
        "Offences", copy=False,
        help="Codes as keyed, as in: 12A 45. An amount of its own stands after =, as in: 45=60.")
    slip_amount = fields.Monetary("Amount on the Slip", copy=False)
    amount_reason = fields.Char(
        "Reason of the Amount", copy=False, help="Why the authority chose this amount where the law leaves a range.")
    amount_illegible = fields.Boolean(
        "Illegible", copy=False, help="The amount on the slip cannot be read: the slip stays a draft.")
    offence_texts = fields.Text(compute="_compute_offence_texts")
    amount_open = fields.Boolean("Range of Amounts", compute="_compute_offence_texts")
    row_gaps = fields.Text("Stays a Draft", compute="_compute_row_gaps")
    person_hint = fields.Char(compute="_compute_person_hint")
    batch_progress = fields.Char(compute="_compute_batch_progress")
    check_ids = fields.One2many("fines.batch.check", "fine_id", string="Second Keying")

    _slip_amount_positive = models.Constraint(
        "CHECK (slip_amount >= 0)", "The amount on a slip cannot be negative.")

    # COMPUTE METHODS

    @api.depends("offence_codes", "slip_amount", "infraction_date")
    def _compute_problem(self):
        """Override of fines_base: say at field exit that a code means nothing on that day."""
        super()._compute_problem()
        for fine in self.filtered(lambda fine: fine.state == "draft" and fine.offence_codes):
            problems = [fine.problem or "", *fine._get_plan().problems]
            fine.problem = "\n".join(filter(None, problems)) or False

    @api.depends("offence_codes", "slip_amount", "infraction_date")
    def _compute_offence_texts(self):
        for fine in self:
            plan = fine._get_plan()
            texts = [fine._describe_line(offence, amount) for offence, amount in plan.lines]
            fine.offence_texts = "\n".join([*texts, *plan.outside]) or False
            fine.amount_open = fine._is_amount_open(plan)

    @api.depends(
        "offence_codes", "slip_amount", "infraction_date", "amount_reason", "amount_illegible", "line_ids.amount",
        "person_name", "partner_id", "plate", "offender_kind", "state")
    def _compute_row_gaps(self):
        for fine in self:
            fine.row_gaps = "\n".join(fine._get_missing()) if fine.state == "draft" else False

    @api.depends("partner_id", "person_identity")
    def _compute_person_hint(self):
        """Birth date and standing of the person found, to be compared with the paper."""
        for fine in self:
            fine.person_hint = fine._describe_person()

    @api.depends("batch_id")
    def _compute_batch_progress(self):
        """How far the batch is, below the row that is keyed."""
        for batch, fines in self.grouped("batch_id").items():
            fines.batch_progress = batch and self.env._(
                "%(captured)s of %(declared)s slips, %(sum)s of %(total)s", captured=batch.captured_count,
                declared=batch.declared_count, sum=batch.currency_id.format(batch.captured_amount),
                total=batch.currency_id.format(batch.declared_amount))

    def _describe_person(self):
        if not self.person_identity:
            return False
        if not self.partner_id:
            return self.env._("Nobody is known by this number: a new person is made of what you key.")
        person = self.partner_id
        may_compare = person._has_field_access(person._fields["revenue_birth_date"], "read")
        day = may_compare and person.revenue_birth_date
        return " · ".join(filter(None, [person.name, day and format_date(self.env, day)]))

    def _describe_line(self, offence, amount):
        law = offence._get_amount_text(self._get_offence_day())
        shown = self.currency_id.format(float(amount)) if amount else law
        return f"{offence.code} {(offence.name or '')[:90]}: {shown}" + ("" if shown == law else f" ({law})")

    # ONCHANGE METHODS

    @api.onchange("person_identity", "person_identity_type_id")
    def _onchange_person_identity(self):
        """Override of fines_base: a document keyed before the number, and no name of the person found before."""
        if self.partner_id and self.person_name == self.partner_id.name:
            self.person_name = False
        self._read_document()
        return super()._onchange_person_identity()

    @api.onchange("offence_codes", "infraction_date")
    def _onchange_offence_codes(self):
        """Fill the amount where the law leaves no choice; what was keyed already stays."""
        if self.offence_codes and not self.amount_illegible:
            plan = self._plan(self.offence_codes, 0, self._get_offence_day())
            if plan.lines and all(amount for __, amount in plan.lines):
                self.slip_amount = float(self._combine(plan.lines))
            elif self.slip_amount and self.offence_codes != self._origin.offence_codes:
                self.slip_amount = 0

    @api.onchange("series", "number")
    def _onchange_number(self):
        """The checkbook knows whose slip it is."""
        if self.agency_id and self.number:
            key = (self.agency_id.id, normalise_series(self.series), normalise_number(self.number))
            [place] = self.env["fines.checkbook.number"]._locate([key])
            if place.inspector_id:
                self.inspector_id = place.inspector_id

    def _read_document(self, kind_name="person_identity_type_id", number_name="person_identity"):
        """Take a document keyed before the number ("NIT 3001"), or the letters of a passport, as its kind."""
        word, number = split_document(self[number_name])
        kinds = self.env["revenue.identity.type"]._get_all() if number[:1].isalpha() or word else ()
        for kind in kinds:
            if word and kind.code.rpartition("-")[2].startswith(word):
                self.update({kind_name: kind, number_name: number})
                return
        if kinds and not self[kind_name]._is_valid(normalise_identity(number)):
            lettered = kinds.filtered(lambda kind: (kind.example or "")[:1].isalpha())
            self[kind_name] = lettered[:1] or self[kind_name]

    # CRUD METHODS

    @api.model
    def default_get(self, fields):
        """Override of web: a new row of a batch begins with what it shares with the row before."""
        values = super().default_get(fields)
        # asked field by field it is no new row: the client has its values
        batch_id = len(fields) > 1 and self.env.context.get("fines_capture_batch")
        batch = self.env["fines.batch"].browse(batch_id or ()).exists()
        if batch and batch.has_access("read"):
            values.update({name: value for name, value in batch._get_carried().items() if name in fields})
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Override of fines_base: rows of a batch take its agency and office, and lines follow from codes."""
        model = self.with_context(fines_capture_batch=False)
        usual = self.env.context.get("default_batch_id")
        rows = [{"batch_id": usual, **vals} if usual else vals for vals in vals_list]
        batches = self.env["fines.batch"].browse({vals["batch_id"] for vals in rows if vals.get("batch_id")})
        batches._check_open()
        shared = {batch.id: {"agency_id": batch.agency_id.id, "office_id": batch.office_id.id} for batch in batches}
        return super(FinesFine, model).create([
            model._fill_lines({**vals, **shared.get(vals.get("batch_id"), {})}) for vals in rows]).with_env(self.env)

    def write(self, vals):
        """Override of fines_base: lines follow from codes and amount."""
        if "batch_id" in vals or "agency_id" in vals:
            self._check_batch_change(vals)
        if not KEYED & vals.keys():
            return super().write(vals)
        self._check_mutable(vals)
        for fine in self:
            super(FinesFine, fine).write(fine._fill_lines(vals))
        return True

    def _check_batch_change(self, vals):
        batches = self.batch_id | self.env["fines.batch"].browse(vals.get("batch_id") or ())
        batches._check_open()
        agency_id = vals.get("agency_id")
        if agency_id and any(batch.agency_id.id != agency_id for batch in batches):
            raise ValidationError(self.env._("A row of a batch keeps the agency of the batch."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_batch_closed(self):
        self.batch_id._check_open()

    def _fill_lines(self, vals):
        """Values with the lines that codes and amount give.

        :raise ValidationError: for a code that means nothing on that day
        """
        if not KEYED & vals.keys():
            return vals
        codes, amount, day = (
            vals[name] if name in vals else self[name] for name in ("offence_codes", "slip_amount", "infraction_date"))
        plan = self._plan(codes, amount, fields.Date.to_date(day) or fields.Date.context_today(self))
        if plan.problems:
            raise ValidationError("\n".join(plan.problems))
        filled = {**vals, "amount_illegible": False} if vals.get("slip_amount") else vals
        if not codes and not self.offence_codes:
            return filled   # keyed in a form, where lines are lines
        is_illegible = filled.get("amount_illegible", self.amount_illegible)
        lines = [Command.create({"offence_id": offence.id, "amount": float(amount)})
                 for offence, amount in plan.lines if amount and not is_illegible]
        return {**filled, "offence_codes": clean(codes), "line_ids": [Command.clear()] * len(self) + lines}

    # BUSINESS METHODS

    def _get_missing(self):
        """Override of fines_base: a slip whose amount cannot be read is not registered."""
        return [*super()._get_missing(), *self._get_amount_gaps()]

    def _has_infraction(self):
        """Override of fines_base: while a row is keyed its codes stand for its lines."""
        return super()._has_infraction() or bool(self.offence_codes and self != self._origin)

    def _get_amount_gaps(self):
        if not self.offence_codes:
            return []
        plan = self._get_plan()
        if self.amount_illegible:
            return [self.env._("The amount on the slip is illegible.")]
        gaps = [*plan.gaps]
        if not gaps and not self.amount_reason and self._is_amount_open(plan):
            gaps.append(self.env._("Key why this amount was chosen within the range of the law."))
        return gaps

    def _is_amount_open(self, plan):
        """Whether the authority chose an amount: the law leaves a range."""
        day = self._get_offence_day()
        return any(self._get_fixed(offence, day) is None for offence, __ in plan.lines)

    def _is_outside_law(self):
        """Whether an amount on the slip is not one that the law allows."""
        self.ensure_one()
        return bool(self.offence_codes and self._get_plan().outside)

    def _get_slip_amount(self):
        """The amount that stands on the slip: as keyed, else the sum of its infractions."""
        self.ensure_one()
        return self.slip_amount or self.amount_total

    def _get_plan(self):
        return self._plan(self.offence_codes, self.slip_amount, self._get_offence_day())

    def _get_offence_day(self):
        return self.infraction_date or fields.Date.context_today(self)

    @api.model
    def _plan(self, codes, amount, day):
        """What codes and the amount on the slip mean on a day.

        :param str codes: as keyed
        :param float amount: as on the slip; nothing while it is not keyed
        :param date day: day of the infraction
        :rtype: Plan
        """
        pairs = split_codes(codes)
        found = self.env["fines.offence"]._find_by_codes([code for code, __ in pairs], day)
        problems = [
            self.env._("No offence has the code %(code)s on that day.", code=code) for code, __ in pairs
            if code not in found]
        known = [(found[code], typed) for code, typed in pairs if code in found]
        lines = self._spread(known, rules.to_decimal(amount or 0), day)
        return Plan(lines, problems, self._find_gaps(lines, amount), self._find_outside(lines, day))

    @api.model
    def _spread(self, known, total, day):
        """Amounts of the infractions: keyed after the code, set by law, or what is left of the slip's amount."""
        fixed = [(offence, typed or self._get_fixed(offence, day)) for offence, typed in known]
        if len(fixed) == 1 and total:
            return [(fixed[0][0], total)]
        mode = known[0][0].norm_id.fines_combination if known else "sum"
        amounts = [amount for __, amount in fixed]
        if total and mode == "sum":
            amounts = find_missing_amount(total, amounts)
        return [(offence, amount) for (offence, __), amount in zip(fixed, amounts, strict=True)]

    @api.model
    def _find_gaps(self, lines, amount):
        if not lines:
            return []
        unknown = [offence.code for offence, known in lines if not known]
        if len(lines) > 1 and unknown:
            return [self.env._(
                "Key the amount of each infraction after its code, as in %(code)s=60.", code=unknown[0])]
        if unknown:
            return [self.env._("Key the amount on the slip: the law leaves a range.")]
        total = float(self._combine(lines))
        if amount and self.env.company.currency_id.compare_amounts(total, amount):
            return [self.env._(
                "The slip says %(slip)s, its infractions give %(sum)s.", slip=amount, sum=total)]
        return []

    @api.model
    def _find_outside(self, lines, day):
        return [
            self.env._("%(code)s: the law says %(law)s.", code=offence.code, law=offence._get_amount_text(day))
            for offence, amount in lines if amount and not self._is_allowed(offence, amount, day)]

    @api.model
    def _get_fixed(self, offence, day):
        """The amount that the law sets without a choice, else None.

        :rtype: Decimal | None
        """
        law = offence._get_amounts(day)
        return rules.to_decimal(law[0]) if law and law[0] == law[1] else None

    @api.model
    def _is_allowed(self, offence, amount, day):
        law = offence._get_amounts(day)
        return not law or rules.to_decimal(law[0]) <= amount <= rules.to_decimal(law[1])

    @api.model
    def _combine(self, lines):
        """What several infractions in one act cost, as the norm of the first one says."""
        mode = lines[0][0].norm_id.fines_combination if len(lines) > 1 else "sum"
        return rules.combine([amount for __, amount in lines], mode)

    def _get_next_number(self):
        """The number after this one that is still blank in its checkbook, else simply the next; none if not numeric.

        :rtype: str | bool
        """
        self.ensure_one()
        serial = get_serial(self.number)
        if serial is None:
            return False
        rows = self.env.execute_query(SQL(
            """
            SELECT s FROM fines_checkbook b, generate_series(%(serial)s + 1, b.number_to) s
             WHERE b.id = %(book)s AND NOT EXISTS (
                   SELECT FROM fines_checkbook_number n WHERE n.agency_id = b.agency_id AND n.number = s
                      AND COALESCE(n.series, '') = COALESCE(b.series, '')) ORDER BY s LIMIT 1
            """, serial=serial, book=self.checkbook_id.id or None)) if self.checkbook_id else [(serial + 1,)]
        return str(rows[0][0]) if rows else False

    def _get_slip_texts(self):
        """The slip as a row of the file that goes to the office: texts by column.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        hour = f"{int(self.infraction_time):02d}:{round(self.infraction_time % 1 * 60):02d}"
        kinds = {kind: word for word, kind in slip_file.KINDS.items() if word}
        values = {
            "series": self.series, "number": self.number, "document": self.person_identity_type_id.code,
            "identity": self.person_identity, "name": self.person_name, "kind": kinds[self.offender_kind],
            "day": self.infraction_date, "time": hour, "place": self.place, "codes": self._get_codes(),
            "amount": self._get_slip_amount(), "reason": self.amount_reason, "plate": self.plate,
            "licence": self.person_licence, "inspector": self.inspector_id.badge, "notified": self.notified_on,
        }
        return {name: to_text(value) for name, value in values.items()}

    def _get_codes(self):
        return self.offence_codes or " ".join(
            f"{line.offence_id.code}={to_text(line.amount)}" for line in self.line_ids)
