from odoo import api, fields, models


class FinesFine(models.Model):
    """The guardian in the list of a batch: asked for below the row whose identity number tells a minor."""

    _inherit = "fines.fine"

    guardian_asked = fields.Boolean(compute="_compute_guardian_asked", compute_sudo=True)

    # COMPUTE METHODS

    @api.depends("is_minor", "guardian_name", "guardian_identity")
    def _compute_guardian_asked(self):
        for fine in self:
            fine.guardian_asked = bool(
                fine.is_minor or fine.guardian_name or fine.guardian_identity or fine._may_be_minor())

    @api.depends("offence_codes")
    def _compute_is_minor(self):
        """Override of fines_base: while a row is keyed its codes say which norm asks for the guardian."""
        super()._compute_is_minor()

    @api.depends("guardian_identity", "guardian_identity_type_id")
    def _compute_problem(self):
        """Override of fines_base: the guardian's number is looked at when its field is left, too."""
        super()._compute_problem()

    @api.depends("is_minor", "guardian_name")
    def _compute_row_gaps(self):
        """Override of fines_base: a minor's slip stays a draft until the guardian is keyed."""
        super()._compute_row_gaps()

    # ONCHANGE METHODS

    @api.onchange("person_identity", "person_identity_type_id")
    def _onchange_person_identity(self):
        """Override of fines_base: a minor known by number is not the debtor where a guardian is."""
        debtor = self.partner_id
        super()._onchange_person_identity()
        if self.guardian_name or self.guardian_identity:
            self.partner_id = debtor

    @api.onchange("guardian_identity", "guardian_identity_type_id")
    def _onchange_guardian_identity(self):
        """Fill the guardian whom the number names, who is the debtor; without a guardian the offender is again."""
        if self.partner_id and self.guardian_name == self.partner_id.name:
            self.guardian_name = False
        if self.guardian_identity:
            self._read_guardian()
        elif not self.guardian_name:
            self._onchange_person_identity()

    @api.onchange("guardian_name")
    def _onchange_guardian_name(self):
        """Whoever is named without a number is nobody whom the register knows."""
        if self.guardian_name and not self.guardian_identity:
            self.partner_id = False

    def _read_guardian(self):
        self.guardian_identity_type_id = (
            self.guardian_identity_type_id or self._get_usual_identity_type() or self.person_identity_type_id)
        self._read_document("guardian_identity_type_id", "guardian_identity")
        known = self._look_up_person(self.guardian_identity_type_id, self.guardian_identity)
        self.partner_id = known.id if len(known) == 1 else False
        self.guardian_name = self.partner_id.name or self.guardian_name

    # WHO ANSWERS

    def _may_be_minor(self):
        """Whether a norm may ask for a guardian, as long as the infraction is not keyed: the person comes first."""
        if self.offence_codes or self.line_ids:
            return False
        limits = self.env["revenue.norm"]._read_group([], [], ["fines_age_limit:max"])
        return self._get_age_below(limits[0][0], self._get_offence_day()) is not None

    def _get_offences(self):
        """Override of fines_base: while a row is keyed its codes stand for its lines."""
        if not self.offence_codes or self == self._origin:
            return super()._get_offences()
        return self.env["fines.offence"].union(*(offence for offence, __ in self._get_plan().lines))

    def _get_identity_problems(self):
        """Override of fines_base: the guardian's number, too, is one of its document."""
        problems = super()._get_identity_problems()
        if not self._has_field_access(self._fields["guardian_identity"], "read"):
            return problems
        return problems + self.env["fines.fine.person"]._get_problems(
            self.guardian_identity_type_id, self.guardian_identity)
