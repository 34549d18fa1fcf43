from odoo import models

from odoo.addons.public_revenue import rules


class FinesFine(models.Model):
    """What a correction of a fine does to its debt: it follows at once, in the same transaction."""

    _inherit = "fines.fine"

    def _after_correction(self, before):
        """Override of fines_base: the debt is called, counted and owed as the corrected fine says."""
        super()._after_correction(before)
        fine_sudo = self._with_rights_on_money()
        if not fine_sudo.obligation_id:
            return
        fine_sudo._rename_debt(before)
        fine_sudo._start_clocks()
        fine_sudo._adjust_debt(before)

    def _rename_debt(self, before):
        """Let the debt be found by what the fine says now."""
        debt = self.obligation_id
        old_name, name = self._name_slip(before), self.display_name
        debt._rename(debt.origin_key.replace(old_name, name, 1), self._get_keys(), self.partner_id)

    def _name_slip(self, facts):
        """How the fine was called when it said this."""
        return self.new({name: facts[name] for name in ("agency_id", "series", "number")}).display_name

    def _adjust_debt(self, before):
        """Book the difference of the amount, from the day that the law names."""
        amount = rules.difference(self.amount_total, before["amount_total"])
        if not amount:
            return
        debt, version = self.obligation_id, self.version_ids[-1:]
        at_imposition = self._get_policy().fines_correction_basis != "decision"
        debt._adjust(
            amount, "adjustment", self.env._("Correction: %s", version.reason),
            debt.date if at_imposition else self.office_id._today(), version.decision or "")

    def _cancel_by_decision(self, decision):
        """Override of fines_base: what is cancelled was never owed, a paid debt is undone and its money given back."""
        super()._cancel_by_decision(decision)
        debts = self._with_rights_on_money().obligation_id.filtered(lambda debt: not debt.close_reason_id)
        if debts:
            debts._close(self.env.ref("public_revenue_collection.revenue_close_reason_annulled"), decision)
