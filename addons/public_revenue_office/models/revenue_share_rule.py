from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.fields import LooseMany2one


class RevenueShareRule(models.Model):
    """Among whom collected revenue is shared, as a norm says: a dated set of shares, chosen by the value date.

    The narrowest set applies: that of the agency before that of the concept, before that of the company. Without a
    set nothing is shared. A new rule is a new set, never an edit of one that applied.
    """

    _name = "revenue.share.rule"
    _description = "Shares of Revenue"
    _inherit = ["mail.thread", "revenue.cached.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "norm_id"

    norm_id = fields.Many2one("revenue.norm", required=True, ondelete="restrict", index=True, tracking=True)
    concept_id = fields.Many2one(
        "revenue.concept", ondelete="restrict", index="btree_not_null", tracking=True, help="Empty: every concept.")
    agency_id = LooseMany2one("revenue.statistic.agency", tracking=True, help="Empty: whoever imposed it.")
    company_id = fields.Many2one(
        "res.company", ondelete="restrict", index="btree_not_null", tracking=True, help="Empty: every company.")
    date_from = fields.Date("Payments From", required=True, tracking=True)
    date_to = fields.Date("Payments Until", tracking=True, help="Last day. Empty: no end.")
    rounding = fields.Float(
        required=True, default=0.01, digits=(16, 4), tracking=True, help="Smallest step of a share.")
    row_ids = fields.One2many("revenue.share.row", "rule_id", string="Shares", copy=True)
    summary = fields.Char("Shares in Words", compute="_compute_summary")

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A rule cannot end before it begins.")
    _rounding_positive = models.Constraint("CHECK (rounding > 0)", "A share is rounded to a step above zero.")
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(COALESCE(concept_id, 0), COALESCE(concept_id, 0), '[]') WITH &&,"
        " int4range(COALESCE(agency_id, 0), COALESCE(agency_id, 0), '[]') WITH &&,"
        " int4range(COALESCE(company_id, 0), COALESCE(company_id, 0), '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)",
        "Other shares for the same concept, agency and company apply on some of these days.")

    @api.depends("row_ids")
    def _compute_summary(self):
        for rule in self:
            rule.summary = "; ".join(rule.row_ids._describe().values())

    @api.constrains("row_ids", "rounding")
    def _check_whole(self):
        """The shares of a set give the whole, no more and no less.

        :raise ValidationError: else, with what they give
        """
        for rule in self:
            shares = rule.row_ids._to_rules()
            try:
                rules.check_shares(shares)
            except rules.BadPolicy as error:
                percents = rules.sum_percents(shares)
                raise ValidationError(self.env._(
                    "The shares must give the whole: they give %(principal)s %% of the amount imposed and"
                    " %(accessory)s %% of surcharges, interest and costs. Let them be 100 %% each, or let one share"
                    " take the rest (needed with fixed amounts and minimums).",
                    principal=percents["principal"], accessory=percents["accessory"])) from error

    def _share_out(self, principal, accessory):
        """Divide money among the shares of a set.

        :return: part by row
        :rtype: dict[recordset, Decimal]
        """
        self.ensure_one()
        rounding = rules.Rounding(rules.to_decimal(self.rounding))
        parts = rules.share_out(principal, accessory, self.row_ids._to_rules(), rounding)
        return dict(zip(self.row_ids, parts, strict=True))

    @api.model
    def _select(self):
        """SQL that gives the id of the set for a group `g` (concept_id, agency_key, company_id, value_date)."""
        return SQL(
            """SELECT s.id FROM revenue_share_rule s LEFT JOIN revenue_statistic_agency a ON a.id = s.agency_id
                WHERE (s.concept_id IS NULL OR s.concept_id = g.concept_id)
                  AND (s.company_id IS NULL OR s.company_id = g.company_id)
                  AND (s.agency_id IS NULL OR a.key = g.agency_key)
                  AND g.value_date >= s.date_from AND (s.date_to IS NULL OR g.value_date <= s.date_to)
             ORDER BY s.agency_id IS NULL, s.concept_id IS NULL, s.company_id IS NULL LIMIT 1""")
