from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import collection_file, slip_file


class FinesAgency(models.Model):
    """A body that imposes fines; agencies form a tree, and who works for one sees those below it too."""

    _name = "fines.agency"
    _description = "Imposing Agency"
    _parent_store = True
    _rec_names_search = ["code", "name"]
    _order = "code"

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Short name printed before the number of its fines.")
    parent_id = fields.Many2one("fines.agency", ondelete="restrict", index=True)
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("fines.agency", "parent_id", string="Agencies Below")
    territory_id = fields.Many2one("revenue.territory", ondelete="restrict", index="btree_not_null")
    office_ids = fields.Many2many("revenue.office", string="Reports To", help="Offices that collect its fines.")
    number_digits = fields.Integer(
        default=6, help="Digits of the number printed on its slips; shorter numbers are shown with leading zeros.")
    active = fields.Boolean(default=True)
    inspector_ids = fields.One2many("fines.inspector", "agency_id", string="Inspectors")
    checkbook_ids = fields.One2many("fines.checkbook", "agency_id", string="Checkbooks")
    user_ids = fields.Many2many(
        "res.users", "fines_agency_res_users_rel", "agency_id", "user_id", string="Officers",
        help="Users who see the fines of this agency and of those below it.")

    fines_check_percent = fields.Integer(
        "Slips Keyed Twice (%)", help="Share of its slips that a second person keys again.")
    exchange_key = fields.Char(
        copy=False, groups="public_revenue.public_revenue_group_admin",
        help="Secret with which the agency signs the files of its slips; the same on both sides. With it, files"
             " without a right signature are refused.")

    _code_unique = models.UniqueIndex("(code)", "There is already an agency with this code.")
    _fines_check_percent_range = models.Constraint(
        "CHECK (fines_check_percent BETWEEN 0 AND 100)", "The share of slips keyed twice is between 0 and 100.")
    _number_digits_range = models.Constraint(
        "CHECK (number_digits BETWEEN 0 AND 20)", "The digits of a slip number are between 0 and 20.")

    @api.depends("name", "code")
    def _compute_display_name(self):
        for agency in self:
            agency.display_name = f"{agency.code} {agency.name}" if agency.code else agency.name

    @api.model_create_multi
    def create(self, vals_list):
        agencies = super().create(vals_list)
        self._forget_scopes()
        return agencies

    def write(self, vals):
        result = super().write(vals)
        if {"parent_id", "user_ids", "active"} & vals.keys():
            self._forget_scopes()
        return result

    def unlink(self):
        self._forget_scopes()
        return super().unlink()

    def action_open_inspectors(self):
        """Open the inspectors of the agency (smart button)."""
        return self._open("fines_base.fines_inspector_action")

    def action_open_checkbooks(self):
        """Open the checkbooks of the agency (smart button)."""
        return self._open("fines_base.fines_checkbook_action")

    def action_open_fines(self):
        """Open the fines of the agency (smart button)."""
        return self._open("fines_base.fines_fine_action")

    def action_open_daily_list(self):
        """Ask for the day of the agency's list."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_agency_list_action")
        return {**action, "context": {"default_agency_id": self.id}}

    def _open(self, action_id):
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action_id)
        return {**action, "domain": [("agency_id", "=", self.id)], "context": {"default_agency_id": self.id}}

    # FILES OF SLIPS

    def _get_exchange_key(self):
        # sudo: an officer signs and a clerk compares, neither reads the secret
        return self.sudo().exchange_key

    def _has_exchange_key(self):
        return bool(self._get_exchange_key())

    def _sign_exchange(self, control, rows):
        """Signature of the agency over the slips it sends.

        :raise UserError: while it has no key
        """
        self.ensure_one()
        if not self._has_exchange_key():
            raise UserError(self.env._(
                "%s has no key to sign with. An administrator sets it, the same at the agency and at the office.",
                self.display_name))
        return slip_file.sign(self._get_exchange_key(), control, rows)

    def _is_exchange_signed(self, signature, control, rows):
        """Whether slips came as the agency signed them; without a key nothing is."""
        self.ensure_one()
        return slip_file.is_signed_by(self._get_exchange_key(), signature, control, rows)

    def _write_collection_file(self, moment, rows):
        """The file that tells the agency what became of its fines, signed if the agency has a key.

        :rtype: bytes
        """
        self.ensure_one()
        return collection_file.write_file(self.code, moment, rows, self._get_exchange_key() or "")

    def _is_collection_file_signed(self, content):
        """Whether the office wrote such a file; an agency without a key asks for no signature.

        :rtype: bool
        """
        self.ensure_one()
        return not self._has_exchange_key() or collection_file.is_signed_by(self._get_exchange_key(), content)

    @api.model
    def _forget_scopes(self):
        """Record rules are cached per user: whoever moves in the tree must be asked again."""
        self.env.registry.clear_cache()
        self.env["res.users"].invalidate_model(["fines_agency_scope_ids"])

    @api.model
    def _get_scope(self, user):
        """Agencies whose fines a user sees: those assigned, the one served as inspector today, and all below.

        :param user: one res.users
        :rtype: recordset of fines.agency
        """
        # sudo: the scope decides what the user may see, so it cannot depend on it
        agencies_sudo = self.sudo().with_context(active_test=False)
        inspectors_sudo = agencies_sudo.env["fines.inspector"].search([("user_id", "=", user.id)])
        roots = agencies_sudo.search([("user_ids", "in", user.ids)])
        roots |= inspectors_sudo.filtered(lambda inspector: inspector._is_serving()).agency_id
        if not roots:
            return self.browse()
        return self.browse(agencies_sudo.search([("id", "child_of", roots.ids)]).ids)
