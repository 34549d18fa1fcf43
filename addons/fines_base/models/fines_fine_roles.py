from odoo import api, fields, models

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.text import normalise_identity

from .fines_fine_person import PERSONAL

#: Role -> field on the fine -> field of the snapshot in `fines.fine.person`.
ROLE_FIELDS = {
    "guardian": {
        "guardian_name": "name", "guardian_identity_type_id": "identity_type_id",
        "guardian_identity": "identity_value", "guardian_address": "address",
    },
    "representative": {
        "representative_name": "name", "representative_identity_type_id": "identity_type_id",
        "representative_identity": "identity_value",
    },
}


class FinesFine(models.Model):
    """Who else stands on the slip: the guardian who answers for a minor, the representative of a legal person.

    The minor stays the offender; the guardian is the debtor.
    """

    _inherit = "fines.fine"

    is_minor = fields.Boolean(compute="_compute_is_minor", compute_sudo=True)
    with_guardian = fields.Boolean(
        "Somebody Else Answers", compute="_compute_with_guardian", readonly=False,
        help="Father, mother or guardian of a minor or of a person who cannot answer.")
    guardian_name = fields.Char("Guardian", compute="_compute_guardian", readonly=False)
    guardian_identity_type_id = fields.Many2one(
        "revenue.identity.type", string="Guardian's Document", compute="_compute_guardian", readonly=False,
        domain="[('holder', 'in', ('any', 'person'))]")
    guardian_identity = fields.Char(
        "Guardian's Number", compute="_compute_guardian_data", readonly=False, groups=PERSONAL)
    guardian_address = fields.Char(
        "Guardian's Address", compute="_compute_guardian_data", readonly=False, groups=PERSONAL)
    representative_name = fields.Char("Representative", compute="_compute_representative", readonly=False)
    representative_identity_type_id = fields.Many2one(
        "revenue.identity.type", string="Representative's Document", compute="_compute_representative",
        readonly=False, domain="[('holder', 'in', ('any', 'person'))]")
    representative_identity = fields.Char(
        "Representative's Number", compute="_compute_representative_data", readonly=False, groups=PERSONAL)

    # COMPUTE METHODS

    @api.depends(
        "offender_kind", "infraction_date", "person_birth_date", "person_identity", "person_identity_type_id",
        "line_ids.offence_id")
    def _compute_is_minor(self):
        for fine in self:
            fine.is_minor = fine._get_minor_age() is not None

    @api.depends("is_minor", "person_ids.role")
    def _compute_with_guardian(self):
        for fine in self:
            fine.with_guardian = fine.is_minor or bool(fine._get_role("guardian"))

    @api.depends("person_ids.name", "person_ids.identity_type_id")
    def _compute_guardian(self):
        self._show_role("guardian", ("guardian_name", "guardian_identity_type_id"))

    @api.depends("person_ids.identity_value", "person_ids.address")
    def _compute_guardian_data(self):
        self._show_role("guardian", ("guardian_identity", "guardian_address"))

    @api.depends("person_ids.name", "person_ids.identity_type_id")
    def _compute_representative(self):
        self._show_role("representative", ("representative_name", "representative_identity_type_id"))

    @api.depends("person_ids.identity_value")
    def _compute_representative_data(self):
        self._show_role("representative", ("representative_identity",))

    def _show_role(self, role, names):
        for fine in self:
            person = fine._get_role(role)
            for name in names:
                fine[name] = person[ROLE_FIELDS[role][name]]

    @api.onchange("offender_kind")
    def _onchange_offender_kind(self):
        """Propose a document that this kind of offender has."""
        if self.person_identity_type_id.holder not in ("any", self.offender_kind):
            self.person_identity_type_id = self._get_usual_identity_type()

    @api.onchange("person_identity", "person_identity_type_id")
    def _onchange_birth_date(self):
        """Fill the birth date that the number itself tells, so that a minor is noticed."""
        kind = self.person_identity_type_id
        told = kind and kind._get_birth_date(normalise_identity(self.person_identity))
        if told:
            self.person_birth_date = told

    @api.onchange("with_guardian")
    def _onchange_with_guardian(self):
        """Propose the document; without a guardian nothing of one is left."""
        if not self.with_guardian:
            self.update(dict.fromkeys(ROLE_FIELDS["guardian"], False))
        elif not self.guardian_identity_type_id:
            self.guardian_identity_type_id = self._get_usual_identity_type()

    # WHO ANSWERS

    def _get_role(self, role):
        return self.person_ids.filtered(lambda person: person.role == role)[:1]

    def _get_minor_age(self):
        """The offender's age on the day of the infraction if the norm lets others answer at that age, else None.

        :rtype: int | None
        """
        limit = max(self._get_offences().norm_id.mapped("fines_age_limit"), default=0)
        return self._get_age_below(limit, self.infraction_date)

    def _get_offences(self):
        return self.line_ids.offence_id

    def _get_age_below(self, limit, day):
        """The offender's age on a day if it is known and below a limit, else None.

        :rtype: int | None
        """
        if not limit or self.offender_kind != "person" or not day:
            return None
        kind, number = self.person_identity_type_id, normalise_identity(self.person_identity)
        birth = self.person_birth_date or (kind and kind._get_birth_date(number))
        if not birth or birth > day:
            return None
        age = rules.get_years(birth, day)
        return age if age < limit else None

    def _get_missing(self):
        """Extended: a minor needs who answers, a passport its country."""
        missing = super()._get_missing()
        if self.is_minor and not self.guardian_name:
            missing.append(self.env._(
                "The offender was a minor on the day of the infraction: enter the father, mother or guardian."))
        if self.person_ids.filtered(
                lambda person: person.identity_type_id.needs_country and person.identity_value
                and not person.country_id):
            missing.append(self.env._("Enter the country that issued the document."))
        return missing

    def _get_identity_problems(self):
        """Extended: a tax number of companies is no document of a person, nor the other way round."""
        problems = super()._get_identity_problems()
        if not self._has_field_access(self._fields["person_identity"], "read"):
            return problems
        holder = self.person_identity_type_id.holder
        if self.offender_kind != "unknown" and self.person_identity and holder not in ("any", self.offender_kind):
            problems.append(self.env._(
                "%(document)s is no document of such an offender.", document=self.person_identity_type_id.name))
        return problems

    # STORING

    @api.model
    def _split_person_values(self, vals):
        """Extended: persons in other roles travel under "others" in the snapshot's values."""
        names = {name for columns in ROLE_FIELDS.values() for name in columns} | {"with_guardian"}
        others = {
            role: values for role, columns in ROLE_FIELDS.items()
            if (values := {columns[name]: vals[name] for name in columns.keys() & vals.keys()})}
        rest, person = super()._split_person_values({name: vals[name] for name in vals.keys() - names})
        return rest, {**person, "others": others} if others else person

    @api.model
    def _match_partners(self, vals_list, person_vals_list):
        """Extended: the guardian is the debtor; a legal person is known as one."""
        return super()._match_partners(vals_list, [
            self._get_debtor_values(vals, person)
            for vals, person in zip(vals_list, person_vals_list, strict=True)])

    @api.model
    def _get_debtor_values(self, vals, person):
        guardian = (person.get("others") or {}).get("guardian") or {}
        if any(value for name, value in guardian.items() if name != "identity_type_id"):
            return guardian
        return {**person, "is_company": True} if vals.get("offender_kind") == "company" else person

    def _store_persons(self, person_vals_list):
        """Extended to store the other roles of the slip."""
        super()._store_persons([
            {name: value for name, value in vals.items() if name != "others"} for vals in person_vals_list])
        for role in ROLE_FIELDS:
            super()._store_persons([
                {**values, "role": role} if any(
                    value for name, value in values.items() if name != "identity_type_id") else {}
                for values in ((vals.get("others") or {}).get(role) or {} for vals in person_vals_list)])

    def _update_person(self, vals):
        """Extended to write the other roles, and to find the debtor again while the fine is a draft."""
        others = vals.get("others") or {}
        super()._update_person({name: value for name, value in vals.items() if name != "others"})
        for role, values in others.items():  # loop: the few roles beside the debtor
            persons = self.person_ids.filtered(lambda person, role=role: person.role == role)
            rest = self - persons.fine_id
            persons.write(values)
            persons.filtered(lambda person: not (person.name or person.identity_value)).unlink()
            rest._store_persons([{"others": {role: values}}] * len(rest))
        if "guardian" in others:
            self._match_guardians()

    def _match_guardians(self):
        """Make the guardians named on drafts the debtors; without one the offender is, once the fine is registered."""
        drafts = self.filtered(lambda fine: fine.state == "draft")
        drafts.partner_id = False
        drafts.filtered(lambda fine: fine._get_role("guardian"))._match_debtors()

    def _match_debtors(self):
        """Give fines without a known debtor the person whom the slip names, one batch for all."""
        fines = self.filtered(lambda fine: not fine.partner_id and fine.offender_kind != "unknown")
        persons = [
            (fine._get_role("guardian") or fine._get_offender())._get_identity_values() for fine in fines]
        rows = fines._match_partners([{"offender_kind": fine.offender_kind} for fine in fines], persons)
        for fine, row in zip(fines, rows, strict=True):
            if row.get("partner_id"):
                fine.partner_id = row["partner_id"]

    def _set_registered(self):
        """Extended: what was keyed in later names its debtor too."""
        self.filtered(lambda fine: fine.state == "draft")._match_debtors()
        super()._set_registered()
