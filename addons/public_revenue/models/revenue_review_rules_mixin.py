from odoo import fields, models


class RevenueReviewRulesMixin(models.AbstractModel):
    """The levels of review that a policy knows."""

    _name = 'revenue.review.rules.mixin'
    _description = "Law with Levels of Review"

    review_level_ids = fields.One2many('revenue.review.level', 'policy_id', string="Levels of review", copy=True)

    def _get_review_level(self, kind, level):
        """Return what the policy says about a level of review; none where it says nothing.

        :param kind: appeal or objection
        :param level: 1 or 2
        :rtype: revenue.review.level
        """
        return self.review_level_ids.filtered(lambda row: row.kind == kind and row.level == level)[:1]
