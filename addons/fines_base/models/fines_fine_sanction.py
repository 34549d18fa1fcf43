from odoo import api, fields, models


class FinesFine(models.Model):
    """What is imposed beside or instead of an amount (preventive notice, measures), and for whom the offence is."""

    _inherit = "fines.fine"

    preventive = fields.Boolean(
        "Preventive Notice", help="Warns without an amount: nothing is owed, and it counts as an antecedent.")
    form_id = fields.Many2one(
        "fines.person.form", string="Form of Business", ondelete="restrict", index="btree_not_null",
        domain="[('holder', '=', offender_kind)]")
    measure_ids = fields.One2many("fines.fine.measure", "fine_id", string="Accessory Measures", copy=False)
    close_reason = fields.Selection(selection_add=[("preventive", "Preventive notice given")])

    @api.depends("preventive")
    def _compute_amount_total(self):
        super()._compute_amount_total()

    @api.depends("offender_kind", "form_id")
    def _compute_problem(self):
        super()._compute_problem()

    def _combine_amounts(self):
        """Extended: a preventive notice costs nothing."""
        return 0 if self.preventive else super()._combine_amounts()

    def _fines_after_notify(self):
        """Extended: who received a preventive notice owes nothing, it has done its work."""
        super()._fines_after_notify()
        given = self.filtered(lambda fine: fine.preventive and fine.state == "notified")
        if given:
            given._set_closed("preventive")

    def _get_norm_problems(self):
        """Extended: an offence for others than this offender."""
        problems = super()._get_norm_problems()
        for offence in self.line_ids.offence_id:
            wrong_kind = self.offender_kind != "unknown" and offence.holder not in ("any", self.offender_kind)
            if wrong_kind or (self.form_id and offence.form_ids and self.form_id not in offence.form_ids):
                problems.append(self.env._(
                    "The offence %(code)s is not for such an offender.", code=offence.code))
        return problems

    def _get_missing(self):
        """Extended: the authority's reason for the amount, where the norm or the amount asks for it.

        What was keyed by codes in a batch is asked there, and keyed again by another person if it is outside the law.
        """
        missing = super()._get_missing()
        if self.preventive or self.offence_codes or (self.amount_reason or "").strip():
            return missing
        return missing + [
            self.env._("Write why the amount for %(offence)s was chosen.", offence=line.offence_id.code)
            for line in self.line_ids if line._needs_reason()]
