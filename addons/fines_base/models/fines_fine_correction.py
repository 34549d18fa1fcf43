from odoo import api, fields, models
from odoo.exceptions import UserError

from .fines_fine_roles import ROLE_FIELDS
from .fines_slip_mixin import PERSON_FIELDS

#: Columns that a correction may change; persons come as `person_*`, amounts by infraction or as a total.
CORRECTABLE = frozenset((
    "agency_id", "series", "number", "inspector_id", "infraction_date", "infraction_time", "place", "territory_id",
    "offender_kind", "partner_id", "plate", "notified_on", "amount_decided", "amount_reason", "form_id", *PERSON_FIELDS,
    *(name for names in ROLE_FIELDS.values() for name in names)))

#: What a correction may change of an infraction.
LINE_VALUES = {"offence_id", "amount"}


class FinesFine(models.Model):
    """Correction of a registered fine: the old facts stay as a version, the fine itself says what is true now."""

    _inherit = "fines.fine"

    version = fields.Integer(
        required=True, readonly=True, default=1, copy=False, aggregator=None, help="Raised by every correction.")
    version_ids = fields.One2many("fines.fine.version", "fine_id", string="Earlier Versions", readonly=True)
    amount_decided = fields.Monetary(
        "Amount Set by Decision", readonly=True, copy=False,
        help="What the decision on an appeal left of the amount; the infractions stay as imposed.")
    debtor_clock = fields.Selection(
        [("original", "The original event"), ("notification", "The new notification")],
        string="Terms of the Right Person Run From", readonly=True, copy=False)

    _decided_positive = models.Constraint(
        "CHECK (amount_decided >= 0)", "The amount set by a decision cannot be negative.")

    @api.depends("amount_decided")
    def _compute_amount_total(self):
        super()._compute_amount_total()

    def _combine_amounts(self):
        """Extended: what a decision left of the amount counts, whatever the infractions add up to."""
        return self.amount_decided or super()._combine_amounts()

    # ACTION METHODS

    def action_open_correct(self):
        """Ask what was wrong before correcting a registered fine."""
        self.check_access("write")
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_fine_correct_action"),
            "context": {"default_fine_id": self.id},
        }

    # CORRECTION

    def _except_correcting(self):
        """These fines without those whose facts this very transaction is correcting."""
        return self - self.env["fines.fine.version"]._get_correcting(self)

    def _correct(self, vals, reason, decision=""):
        """Correct a registered fine: the old facts become a version, the fine is changed in place.

        :param dict vals: columns of CORRECTABLE (`person_*` for the snapshot); `amounts`: {infraction id: amount};
            `lines`: {infraction id: values}; `amount_total`: what a decision leaves of the amount
        :param str reason: why, in words
        :param str decision: number of the decision or document
        :return: the version that keeps the old facts
        :raise UserError: for a draft, a fine that ended otherwise than by payment, another person, or no change
        """
        self.ensure_one()
        self._check_correctable(vals, reason)
        partner = self.partner_id
        version = self.env["fines.fine.version"]._keep(self, reason, decision)
        self._apply_correction(vals)
        if partner and self.partner_id != partner:
            raise UserError(self.env._(
                "%s would become another person's fine: that is a change of debtor, decided by two persons.",
                self.display_name))
        before = self._finish_correction(version)
        self._after_correction(before)
        return version

    def _check_correctable(self, vals, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why %s is corrected.", self.display_name))
        if self.state == "draft":
            raise UserError(self.env._("%s is a draft: correct it in place.", self.display_name))
        if self.state == "closed" and self.close_reason != "collected":
            raise UserError(self.env._("%s is closed: there is nothing left to correct.", self.display_name))
        unknown = vals.keys() - CORRECTABLE - {"amounts", "lines", "amount_total"}
        if unknown:
            raise UserError(self.env._("A correction does not change: %s", ", ".join(sorted(unknown))))

    def _apply_correction(self, vals):
        """Write the new facts while the version is open."""
        vals = dict(vals)
        lines = {**vals.pop("lines", {})}
        for line_id, amount in vals.pop("amounts", {}).items():
            lines[line_id] = {**lines.get(line_id, {}), "amount": amount}
        self._correct_lines(lines)
        if "amount_total" in vals:
            vals["amount_decided"] = vals.pop("amount_total")
        elif lines:
            vals.setdefault("amount_decided", 0)
        if vals:
            self.write(self._complete_person(vals))

    def _correct_lines(self, lines):
        """Write infractions; only those of this very fine."""
        known = self.line_ids.grouped("id")
        for line_id, values in lines.items():
            if int(line_id) not in known:
                raise UserError(self.env._("%s has no such infraction.", self.display_name))
            known[int(line_id)].write({name: values[name] for name in values.keys() & LINE_VALUES})
        if lines and (self.offence_codes or self.slip_amount):
            # past the capture by codes, which would make the infractions anew: they say from now on what was imposed
            super().write({"offence_codes": False, "slip_amount": 0})

    def _complete_person(self, vals):
        """Give the fine the person whom a corrected identity names."""
        named = {"person_identity", "person_identity_type_id"} & vals.keys()
        if "partner_id" in vals or not named or self._get_role("guardian"):
            return vals
        row = {"offender_kind": vals.get("offender_kind", self.offender_kind)}
        offender = self._get_offender()
        person = {
            "name": vals.get("person_name", offender.name),
            "identity_type_id": vals.get("person_identity_type_id", offender.identity_type_id.id),
            "identity_value": vals.get("person_identity", offender.identity_value),
        }
        [row] = self._match_partners([row], [person])
        return {**vals, "partner_id": row["partner_id"]} if row.get("partner_id") else vals

    def _finish_correction(self, version):
        """Freeze the new facts, and refuse a version that differs in nothing.

        :return: what the fine said before, with "lines" and "persons"
        :rtype: dict
        """
        version._finish()
        before = version._read_kept()
        if before == version._read_current(self):
            raise UserError(self.env._("Nothing of %s would change.", self.display_name))
        self.env["fines.fine.event"]._record(self, self.state, self.env._(
            "Version %(number)s: %(reason)s", number=self.version, reason=version.reason))
        return before

    def _after_correction(self, before):
        """Hook called once a fine was corrected. Overridden where money follows from its facts.

        :param dict before: what the fine said, with "lines" and "persons"
        """

    # CANCELLING

    def _cancel_by_decision(self, decision):
        """Cancel fines because a decision on a review says so; what was paid goes back to its payer.

        :param str decision: number of the decision
        """
        for fine in self.filtered(lambda fine: fine.state == "closed" and fine.close_reason != "cancelled"):
            fine._update_state("notified", decision, {
                "close_reason": False, "closed_on": False, "notified_on": fine.notified_on or fine.closed_on})
        self._set_closed("cancelled", decision)
