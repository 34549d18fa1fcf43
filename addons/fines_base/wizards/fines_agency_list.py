from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules


class FinesAgencyList(models.TransientModel):
    """The daily list of an agency: the fines of a day by inspector, with totals, as a paper to sign."""

    _name = "fines.agency.list"
    _description = "Daily List of an Agency"

    agency_id = fields.Many2one(
        "fines.agency", required=True, default=lambda self: self.env.user.fines_agency_scope_ids[:1])
    day = fields.Date(required=True, default=fields.Date.context_today)
    fine_count = fields.Integer("Fines", compute="_compute_fine_count")

    @api.depends("agency_id", "day")
    def _compute_fine_count(self):
        for wizard in self:  # loop: a form shows one
            wizard.fine_count = self.env["fines.fine"].search_count(wizard._get_domain())

    def action_print(self):
        """Print the list, and keep it as it is printed."""
        self.check_access("write")
        self.ensure_one()
        self.agency_id.check_access("read")
        if not self.fine_count:
            raise UserError(self.env._("%(agency)s has no fines of %(day)s.", agency=self.agency_id.display_name,
                                       day=format_date(self.env, self.day)))
        return self._keep().action_print()

    def _get_domain(self):
        return [("agency_id", "=", self.agency_id.id), ("infraction_date", "=", self.day)]

    def _keep(self):
        """The list as it stands now, kept for good.

        :rtype: recordset of fines.daily.list
        """
        kept = self.env["fines.daily.list"]._append({
            "agency_id": self.agency_id.id, "day": self.day, "user_id": self.env.uid, "fine_count": self.fine_count,
            "paper": {"page_label": self.env._("Page {page} of {pages}"), **self._prepare_paper()}})
        return kept.with_env(self.env)

    def _prepare_paper(self):
        fines = self.env["fines.fine"].search(self._get_domain(), order="inspector_id, series, number")
        groups = fines.grouped("inspector_id")
        blocks = [
            block for inspector, own in groups.items()
            for block in self._prepare_group(inspector.display_name or self.env._("Without an inspector"), own)]
        return {
            "size": "A4", "title": self.env._("Daily list of fines"), "number": format_date(self.env, self.day),
            "issuer": [self.agency_id.display_name], "blocks": [
                *blocks,
                {"kind": "fields", "rows": [
                    [self.env._("Fines"), len(fines)], *self._prepare_totals(fines)]},
                {"kind": "signatures", "labels": [
                    self.env._("Made by: name, signature"), self.env._("Checked by: name, signature")]},
            ],
        }

    def _prepare_group(self, title, fines):
        states = dict(fines._fields["state"]._description_selection(self.env))
        rows = [
            [fine.display_name, fine.person_name or fine.plate or "", fine.line_ids[:1].offence_id.code or "",
             fine.currency_id.format(fine.amount_total), states[fine.state]]
            for fine in fines]
        totals = self._prepare_totals(fines)
        return [
            {"kind": "text", "text": title},
            {"kind": "table", "head": [
                self.env._("Fine"), self.env._("Offender"), self.env._("Offence"), self.env._("Amount"),
                self.env._("State")],
             "rows": [*rows, *(["", label, "", amount, ""] for label, amount in totals)],
             "widths": [3, 4, 1.3, 2, 2], "aligns": "lllrl"},
        ]

    def _prepare_totals(self, fines):
        """Total of each currency in words.

        :rtype: list[list[str]]
        """
        return [
            [self.env._("Total"), currency.format(float(rules.combine(
                [rules.to_decimal(fine.amount_total) for fine in own], "sum")))]
            for currency, own in fines.grouped("currency_id").items()]
