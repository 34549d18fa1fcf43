from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.public_revenue import rules


class RevenueRefund(models.Model):
    """A refund that pays another debt of the payer: no money leaves, so the second person's approval carries it out."""

    _inherit = "revenue.refund"

    method = fields.Selection(
        selection_add=[("credit", "To another debt of the payer")], ondelete={"credit": "cascade"})
    target_id = fields.Many2one(
        "revenue.obligation", string="Debt to Be Paid", ondelete="restrict", index="btree_not_null",
        domain="[('partner_id', '=', payee_id), ('state', '=', 'open'), ('company_id', '=', company_id)]")
    consent = fields.Char(
        "Consent or Norm", help="How the payer agreed that the money pays this debt, or the norm that says it.")
    applied = fields.Monetary(readonly=True, copy=False, help="What the debt needed; the rest is still held.")

    def _check_complete(self):
        """Override: an open debt of the payer, and the payer's consent or a norm."""
        super()._check_complete()
        if self.method != "credit":
            return
        missing = [self._fields[name]._description_string(self.env) for name in ("target_id", "consent")
                   if not self[name]]
        if missing:
            raise UserError(self.env._("The refund order %(order)s lacks: %(fields)s.", order=self.number,
                                       fields=", ".join(missing)))
        if self.target_id.partner_id != self.payee_id or self.target_id.state != "open":
            raise UserError(self.env._("%(debt)s is no open debt of %(payee)s.", debt=self.target_id.display_name,
                                       payee=self.payee_id.name))

    def _on_approved(self, approval):
        """Override: money that stays here is applied at once."""
        result = super()._on_approved(approval)
        if self.method == "credit" and self.state == "approved":
            self._apply_to_debt()
        return result

    def _apply_to_debt(self):
        """Let the credit pay the debt, with the value date of the payment."""
        before = self.credit_id.balance
        if not self.credit_id._apply(self.target_id):
            raise UserError(self.env._("%s needs nothing: nothing was applied.", self.target_id.display_name))
        self._update_state("paid", {
            "paid_on": self.office_id._today(), "paid_by_id": self.env.uid,
            "applied": float(rules.difference(before, self.credit_id.balance))})

    def _prepare_paper(self):
        """Override: the debt that is paid, and who agreed."""
        paper = super()._prepare_paper()
        if self.method == "credit":
            paper["blocks"][0]["rows"] += [
                [self.env._("Debt paid"), self.target_id.display_name], [self.env._("Consent or norm"), self.consent]]
        return paper
