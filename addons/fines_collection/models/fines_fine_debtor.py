from odoo import api, models


class FinesFine(models.Model):
    """What a change of debtor does to the money: the wrong person's debt ends, the right person gets one of its own."""

    _inherit = "fines.fine"

    def _get_debtor_clock(self):
        """Override of fines_base: the policy that the debt follows decides, also one of its agency's concept."""
        return self._get_policy().fines_debtor_clock

    def _after_debtor_change(self, before):
        """Override of fines_base: undo everything against the wrong person, in this very transaction.

        The new debt comes first, so that the fine no longer follows the old one when that ends.
        """
        super()._after_debtor_change(before)
        fine_sudo = self._with_rights_on_money()
        old = fine_sudo.obligation_id
        if not old:
            fine_sudo.filtered(lambda fine: not fine.import_id and not fine.preventive)._fines_after_register()
            return
        # while the fine still follows it: each change of a debt is shown on its fine
        old.hold_ids.filtered(lambda hold: not hold.date_to)._release(fine_sudo.office_id._today())
        fine_sudo._issue_obligations({fine_sudo.id: {"origin_key": f"{self.display_name}/{self.version}"}})
        fine_sudo._end_wrong_debt(old)

    def _end_wrong_debt(self, debt):
        """Nobody is held to this debt any more: no key finds it, its money is its payer's."""
        self.env["revenue.key"]._replace(debt, [])
        reason = self.env.ref("public_revenue_collection.revenue_close_reason_wrong_debtor")
        debt._close(reason, self.version_ids[-1:].decision or self.display_name)

    @api.model
    def _get_followed(self, obligations):
        """Those of the debts that fines follow: not the ended debt of a wrong debtor, whatever still happens to it."""
        ended = obligations.filtered("close_reason_id")
        followed = self.browse(ended.mapped("origin_id")).obligation_id if ended else ended
        return obligations - (ended - followed)
