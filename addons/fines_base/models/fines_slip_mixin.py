from odoo import api, fields, models

from odoo.addons.public_revenue.text import normalise_identity

from .fines_fine_person import PERSONAL

#: Field on the fine -> field of the snapshot in `fines.fine.person`.
PERSON_FIELDS = {
    "person_name": "name",
    "person_identity_type_id": "identity_type_id",
    "person_identity": "identity_value",
    "person_country_id": "country_id",
    "person_birth_date": "birth_date",
    "person_address": "address",
    "person_licence": "licence",
}


class FinesSlipMixin(models.AbstractModel):
    """What is keyed about the offender beside the fine's own facts: it is stored as a snapshot in its own table.

    The host has `person_ids` (fines.fine.person), `partner_id` and `offender_kind`.
    """

    _name = "fines.slip.mixin"
    _description = "Offender as on the Slip"

    person_name = fields.Char("Name and Surnames", compute="_compute_person_name", readonly=False)
    person_identity_type_id = fields.Many2one(
        "revenue.identity.type", string="Identity Document", compute="_compute_person_name", readonly=False)
    person_identity = fields.Char(
        "Identity Number", compute="_compute_person_identity", readonly=False, groups=PERSONAL)
    person_country_id = fields.Many2one(
        "res.country", string="Issued by", compute="_compute_person_country_id", readonly=False)
    person_birth_date = fields.Date("Birth Date", compute="_compute_person_birth_date", readonly=False, groups=PERSONAL)
    person_address = fields.Char("Address", compute="_compute_person_address", readonly=False, groups=PERSONAL)
    person_licence = fields.Char("Driving Licence", compute="_compute_person_licence", readonly=False, groups=PERSONAL)

    # Each has a method of its own: one that is not on the screen must not overwrite another that was just typed.

    @api.depends("person_ids.name", "person_ids.identity_type_id")
    def _compute_person_name(self):
        for fine in self:
            offender = fine._get_offender()
            fine.person_name = offender.name
            fine.person_identity_type_id = offender.identity_type_id or fine._get_usual_identity_type()

    @api.depends("person_ids.country_id")
    def _compute_person_country_id(self):
        for fine in self:
            fine.person_country_id = fine._get_offender().country_id

    @api.depends("person_ids.identity_value")
    def _compute_person_identity(self):
        for fine in self:
            fine.person_identity = fine._get_offender().identity_value

    @api.depends("person_ids.birth_date")
    def _compute_person_birth_date(self):
        for fine in self:
            fine.person_birth_date = fine._get_offender().birth_date

    @api.depends("person_ids.address")
    def _compute_person_address(self):
        for fine in self:
            fine.person_address = fine._get_offender().address

    @api.depends("person_ids.licence")
    def _compute_person_licence(self):
        for fine in self:
            fine.person_licence = fine._get_offender().licence

    @api.onchange("person_identity", "person_identity_type_id")
    def _onchange_person_identity(self):
        """Fill the person whom the identity number names, so that the clerk compares instead of typing."""
        kind = self.person_identity_type_id
        self.partner_id = False
        if kind and self.person_identity:
            partner_sudo = self._look_up_person(kind, self.person_identity)
            if len(partner_sudo) == 1:
                self.partner_id = partner_sudo.id
                self.person_name = partner_sudo.name

    @api.model
    def _look_up_person(self, kind, number):
        """The persons known by an identity number typed, with all rights; the look-up is logged.

        :param kind: one revenue.identity.type
        :param str number: as typed
        """
        # sudo: an inspector who types the whole number compares the name, without reading numbers of others
        identities_sudo = self.env["revenue.identity"].sudo()
        partner_sudo = identities_sudo._find(kind.code, number).partner_id
        self.env["revenue.person.lookup"]._log("identity", number, partner_sudo)
        return partner_sudo

    def _get_offender(self):
        return self.person_ids.filtered(lambda person: person.role == "offender")[:1]

    def _get_usual_identity_type(self):
        """The document proposed on a new slip: the first one configured."""
        kinds = self.env["revenue.identity.type"]
        if self._origin or self.offender_kind == "unknown":
            return kinds
        return kinds.search([("holder", "in", ("any", self.offender_kind or "person"))], limit=1)

    def _get_identity_problems(self):
        """What is wrong with the identity number typed, in words.

        :rtype: list[str]
        """
        self.ensure_one()
        if not self._has_field_access(self._fields["person_identity"], "read"):
            return []
        return self.env["fines.fine.person"]._get_problems(self.person_identity_type_id, self.person_identity)

    @api.model
    def _split_person_values(self, vals):
        """Separate the fine's own columns from those of the snapshot.

        :return: (values of the fine, values of the snapshot)
        :rtype: tuple[dict, dict]
        """
        person = {PERSON_FIELDS[name]: vals[name] for name in PERSON_FIELDS.keys() & vals.keys()}
        return {name: value for name, value in vals.items() if name not in PERSON_FIELDS}, person

    def _store_persons(self, person_vals_list):
        """Write the snapshots of new fines in one go.

        :param person_vals_list: values of the offender's snapshot, aligned with `self`; empty ones are left out
        """
        self.env["fines.fine.person"].create([
            {**vals, "fine_id": fine.id}
            for fine, vals in zip(self, person_vals_list, strict=True)
            if any(value for name, value in vals.items() if name != "identity_type_id")
        ])

    def _update_person(self, vals):
        """Write the snapshot of existing fines; a new one is made where there is none."""
        persons = self.person_ids.filtered(lambda person: person.role == "offender")
        if vals and persons:
            persons.write(vals)
        rest = self - persons.fine_id
        if vals and rest:
            rest._store_persons([vals] * len(rest))

    @api.model
    def _match_partners(self, vals_list, person_vals_list):
        """Give fines the person whom a typed identity names, known before or created now, one batch for all.

        A name without an identity makes no person: it stays in the snapshot, and nobody's debts are joined by it.

        :return: values of the fines with `partner_id`
        """
        wanted = [
            index for index, (vals, person) in enumerate(zip(vals_list, person_vals_list, strict=True))
            if not vals.get("partner_id") and person.get("identity_type_id") and person.get("identity_value")
            and vals.get("offender_kind") != "unknown"]
        partners = self.env["revenue.identity"]._find_or_create([
            self._prepare_identity(person_vals_list[index]) for index in wanted]) if wanted else ()
        for index, partner in zip(wanted, partners, strict=True):
            vals_list[index]["partner_id"] = partner.id
        return vals_list

    @api.model
    def _prepare_identity(self, person):
        """Values for `revenue.identity._find_or_create` from a snapshot."""
        kind = self.env["revenue.identity.type"].browse(person["identity_type_id"])
        return {
            "type_code": kind.code, "value": person["identity_value"],
            "name": person.get("name") or normalise_identity(person["identity_value"]),
            "birth_date": person.get("birth_date") or False,
            "country": self.env["res.country"].browse(person.get("country_id")).code or None,
            **({"is_company": True} if person.get("is_company") else {}),
        }
