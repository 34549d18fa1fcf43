from odoo import api, fields, models


class FinesRegisterAlias(models.Model):
    """One word of a register and what it means here: an agency, an offence, or the office of a place."""

    _name = "fines.register.alias"
    _description = "Word of a Register"
    _order = "profile_id, kind, text"
    _rec_name = "text"

    profile_id = fields.Many2one("fines.register.profile", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("agency", "Agency"), ("offence", "Offence"), ("office", "Place")], required=True, default="agency")
    text = fields.Char("In the Register", required=True)
    agency_id = fields.Many2one("fines.agency", ondelete="restrict", index="btree_not_null")
    offence_id = fields.Many2one("fines.offence", ondelete="restrict", index="btree_not_null")
    office_id = fields.Many2one("revenue.office", ondelete="restrict", index="btree_not_null")

    _text_unique = models.UniqueIndex(
        "(profile_id, kind, upper(text))", "This word of the register already has a meaning.")
    _one_meaning = models.Constraint(
        "CHECK ((kind = 'agency') = (agency_id IS NOT NULL) AND (kind = 'offence') = (offence_id IS NOT NULL)"
        " AND (kind = 'office') = (office_id IS NOT NULL))",
        "A word means exactly one agency, offence or office, as its kind says.")

    @api.onchange("kind")
    def _onchange_kind(self):
        """Forget the meanings of the other kinds."""
        for kind in {"agency", "offence", "office"} - {self.kind}:
            self[f"{kind}_id"] = False
