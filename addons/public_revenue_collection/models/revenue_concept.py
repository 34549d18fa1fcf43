from odoo import fields, models


class RevenueConcept(models.Model):
    """What is owed: a fine of an agency, a tax, a fee. Names the accounts, the priority and the policy family."""

    _name = "revenue.concept"
    _inherit = "revenue.used.mixin"
    _description = "Revenue Concept"
    _order = "sequence, code"
    _revenue_used_in = (("revenue_obligation", "concept_id"),)

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10, help="Which debts a payment covers first when the payer names none.")
    active = fields.Boolean(default=True)
    family_id = fields.Many2one("revenue.policy.family", string="Policy Family", ondelete="restrict")
    recognition = fields.Selection(
        [("imposed", "When imposed"), ("collected", "When collected")],
        required=True, default="imposed",
        help="When income is recognised: with the charge, or only with the money (the charge is then deferred).",
    )
    follows = fields.Selection(
        [("person", "The person"), ("thing", "The thing")], required=True, default="person",
        help="Whether the debt stays with the person or goes with the thing when the owner changes.",
    )
    partial_allowed = fields.Boolean(string="Partial Payments", default=True)
    retention_years = fields.Integer(
        help="Years after closing during which personal data must be kept. Zero: not configured, nothing is erased.")
    account_ids = fields.One2many("revenue.account", "concept_id", string="Accounts")

    _code_unique = models.UniqueIndex("(code)", "There is already a concept with this code.")
    _retention_positive = models.Constraint(
        "CHECK (retention_years >= 0)", "The years of retention cannot be negative.")
