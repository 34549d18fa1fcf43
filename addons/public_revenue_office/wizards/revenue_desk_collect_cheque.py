from odoo import api, fields, models
from odoo.exceptions import UserError


class RevenueDeskCollect(models.TransientModel):
    """A cheque on the cashier's screen: what the register of cheques needs of it."""

    _inherit = "revenue.desk.collect"

    cheque_bank = fields.Char(string="Bank of the Cheque")
    cheque_drawer = fields.Char(
        string="Drawer", compute="_compute_cheque_drawer", store=True, readonly=False, help="Who signed the cheque.")

    @api.depends("payer_id", "partner_id", "method")
    def _compute_cheque_drawer(self):
        """Who pays, until another name is written."""
        for collect in self:
            payer = collect.method == "cheque" and (collect.payer_id or collect.partner_id).name
            collect.cheque_drawer = payer or collect.cheque_drawer

    def _check_given(self, chosen):
        """Override: a cheque is known by its bank and its drawer too."""
        result = super()._check_given(chosen)
        if self.method == "cheque" and not (self.cheque_bank and self.cheque_drawer):
            raise UserError(self.env._("Enter the bank and the drawer of the cheque."))
        return result

    def _get_options(self):
        """Override: what the cheque says."""
        options = super()._get_options()
        if self.method != "cheque":
            return options
        return {**options, "cheque": {"cheque_bank": self.cheque_bank, "cheque_drawer": self.cheque_drawer}}
