from odoo import fields, models

from odoo.addons.public_revenue_collection.fields import LooseMany2one

HOW = [
    ("number", "Same number"), ("amount", "Same amount and days"), ("key", "Names the debt"),
    ("debt", "Paid the debt"), ("person", "Of the person"),
]


class RevenueClaimFound(models.Model):
    """Money that the search for a claim's proof found, also of other offices: the minimum that tells it.

    Written by the search alone (`revenue.claim._search_proof`), never by hand: what a decision uses is a row here.
    """

    _name = "revenue.claim.found"
    _description = "Money Found for a Claim"
    _order = "how, paid_on desc, id"
    _log_access = False
    _rec_name = "number"

    claim_id = fields.Many2one("revenue.claim", required=True, readonly=True, ondelete="cascade", index=True)
    how = fields.Selection(HOW, string="Found by", required=True, readonly=True)
    receipt_id = LooseMany2one("revenue.receipt", readonly=True)
    credit_id = LooseMany2one("revenue.credit", readonly=True)
    obligation_id = LooseMany2one("revenue.obligation", readonly=True)
    number = fields.Char("Number of the Receipt", readonly=True)
    external_id = fields.Char("Number at the Channel", readonly=True)
    paid_on = fields.Date(readonly=True)
    channel = fields.Char(readonly=True)
    office = fields.Char(readonly=True)
    use = fields.Char("Went to", readonly=True, help="The debt that it paid; empty: no debt.")
    currency_id = LooseMany2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    held = fields.Monetary("Still Held", readonly=True)
    is_reversed = fields.Boolean("Reversed", readonly=True)

    def action_use(self):
        """Button: this is the money that the claim is about."""
        self.check_access("read")
        self.ensure_one()
        self.claim_id._use(self)
