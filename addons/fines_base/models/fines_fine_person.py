from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.public_revenue.text import normalise_identity

from ..guards import PERSON_COLUMNS, guard_part

PERSONAL = "public_revenue.public_revenue_group_personal_data,public_revenue.public_revenue_group_inspector"


class FinesFinePerson(models.Model):
    """A person as written on the slip. A table of its own, so that retention can erase it and leave the fine whole."""

    _name = "fines.fine.person"
    _description = "Person on a Slip"
    _order = "fine_id, id"
    _log_access = False

    fine_id = fields.Many2one("fines.fine", required=True, readonly=True, ondelete="cascade", index=True)
    role = fields.Selection(
        [("offender", "Offender"), ("guardian", "Guardian"), ("representative", "Representative"),
         ("owner", "Owner of the vehicle")],
        required=True, default="offender")
    name = fields.Char("Name and Surnames")
    identity_type_id = fields.Many2one("revenue.identity.type", ondelete="restrict")
    identity_value = fields.Char("Identity Number", groups=PERSONAL)
    country_id = fields.Many2one(
        "res.country", ondelete="restrict", help="That issued the document, where any country may have.")
    birth_date = fields.Date(groups=PERSONAL)
    address = fields.Char(groups=PERSONAL)
    licence = fields.Char("Driving Licence", groups=PERSONAL)

    _role_unique = models.UniqueIndex("(fine_id, role)", "This fine already names a person in this role.")
    _identity_lookup = models.Index("(identity_value) WHERE identity_value IS NOT NULL")
    _licence_lookup = models.Index("(licence) WHERE licence IS NOT NULL")

    def init(self):
        guard_part(self.env.cr, self._table, PERSON_COLUMNS)

    @api.constrains("identity_type_id", "identity_value")
    def _check_identity(self):
        for person in self:
            problems = self._get_problems(person.identity_type_id, person.identity_value)
            if problems:
                raise ValidationError("\n".join([person.fine_id.display_name, *problems]))

    @api.model
    def _get_problems(self, kind, value):
        """What is wrong with an identity number, in words: shown while it is typed and raised when saved.

        :param kind: revenue.identity.type, or empty
        :param str value: the number as typed
        :rtype: list[str]
        """
        if not value:
            return []
        if not kind:
            return [self.env._("Choose the document that the identity number %(number)s is of.", number=value)]
        if kind._is_valid(normalise_identity(value)):
            return []
        return [self.env._(
            "%(number)s is not a number of %(document)s. Example: %(example)s. Leave it empty if it is illegible.",
            number=value, document=kind.name, example=kind.example or "-")]

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        self.env["fines.fine"].browse({vals["fine_id"] for vals in vals_list})._check_draft()
        return super().create([self._normalise_values(vals) for vals in vals_list])

    def write(self, vals):
        self.fine_id._check_draft()
        return super().write(self._normalise_values(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.fine_id._check_draft()

    @api.model
    def _normalise_values(self, vals):
        if vals.get("identity_value"):
            return {**vals, "identity_value": normalise_identity(vals["identity_value"])}
        return vals

    def _get_identity_values(self):
        """What `_match_partners` needs to know of the person; nothing if the slip names nobody."""
        return {
            "name": self.name, "identity_type_id": self.identity_type_id.id, "identity_value": self.identity_value,
            "birth_date": self.birth_date, "country_id": self.country_id.id,
        } if self else {}
