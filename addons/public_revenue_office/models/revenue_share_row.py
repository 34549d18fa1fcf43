from odoo import fields, models

from odoo.addons.public_revenue import rules

BENEFICIARIES = [
    ("imposing", "The office that imposed it"),
    ("collecting", "The office that collected it"),
    ("residence", "The office of the debtor"),
    ("agency", "The agency that imposed it"),
    ("budget", "A budget"),
]
BASES = [("all", "All"), ("principal", "The amount imposed"), ("accessory", "Surcharges, interest and costs")]


class RevenueShareRow(models.Model):
    """One share of a set: whose it is, and how much of what."""

    _name = "revenue.share.row"
    _description = "Share of Revenue"
    _inherit = ["revenue.dated.row.mixin"]
    _order = "rule_id, sequence, id"
    _rec_name = "beneficiary"

    rule_id = fields.Many2one("revenue.share.rule", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    beneficiary = fields.Selection(BENEFICIARIES, string="For", required=True)
    budget = fields.Char(help="Code and name of the budget.")
    account_id = fields.Many2one(
        "account.account", ondelete="restrict", index="btree_not_null",
        help="Where it is owed until it is paid. Empty: the company's account for shares payable.")
    base = fields.Selection(BASES, string="Of", required=True, default="all")
    percent = fields.Float(digits=(7, 4))
    kind = fields.Selection(
        [("percent", "Percentage"), ("fixed", "Fixed amount"), ("rest", "What is left")], required=True,
        default="percent")
    fixed = fields.Float("Fixed Amount", digits=(16, 2), help="Of each concept, agency and office in a statement.")
    minimum = fields.Float(digits=(16, 2), help="At least so much of each concept, agency and office in a statement.")

    _percent_range = models.Constraint("CHECK (percent BETWEEN 0 AND 100)", "A share is between 0 and 100 percent.")
    _amounts_positive = models.Constraint(
        "CHECK (COALESCE(fixed, 0) >= 0 AND COALESCE(minimum, 0) >= 0)", "Amounts of shares are not negative.")
    _budget_named = models.Constraint(
        "CHECK (beneficiary <> 'budget' OR budget IS NOT NULL)", "Name the budget that gets the share.")

    def _to_rules(self):
        """The rows as the rules read them, in their order.

        :rtype: tuple[rules.ShareRow]
        """
        return tuple(
            rules.ShareRow(
                base="all" if row.kind == "rest" else row.base,
                percent=rules.to_decimal(row.percent) if row.kind == "percent" else rules.to_decimal(0),
                fixed=rules.to_decimal(row.fixed) if row.kind == "fixed" else None,
                minimum=rules.to_decimal(row.minimum) if row.minimum and row.kind == "percent" else None,
                rest=row.kind == "rest")
            for row in self)

    def _describe(self):
        names, bases = (dict(self._fields[name]._description_selection(self.env)) for name in ("beneficiary", "base"))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            row.id: " ".join(filter(None, [
                row.budget or names.get(row.beneficiary, ""),
                {"percent": f"{row.percent:g} %", "fixed": f"{row.fixed:g}"}.get(row.kind, kinds.get(row.kind, "")),
                "" if row.kind == "rest" or row.base == "all" else f"({bases.get(row.base)})"]))
            for row in self
        }

    def _get_history(self):
        return self.rule_id

    def _say_change(self, old, new):
        return self.env._("Share changed: %(old)s -> %(new)s", old=old, new=new or self.env._("removed"))
