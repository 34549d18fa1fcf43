from odoo import models


class RevenueOriginMixin(models.AbstractModel):
    """What the origin of a debt (a fine, an assessment) tells the kernel and hears from it, without being named."""

    _name = "revenue.origin.mixin"
    _description = "Origin of Obligations"

    def _revenue_describe(self, obligations, lang=None):
        """What a receipt, a bill or a page prints about debts. Overridden by each origin.

        :param obligations: obligations whose origin is this model
        :param str lang: language code of the reader
        :return: by obligation id, a dict with "title" (one line), "details" (list of (label, text)), and "agency"
        :rtype: dict[int, dict]
        """
        return {obligation.id: {"title": obligation.display_name, "details": [], "agency": ""}
                for obligation in obligations}

    def _revenue_name(self, obligations, lang=None):
        """The titles of `_revenue_describe` alone. Overridden where they cost less than the rest.

        :param obligations: obligations whose origin is this model
        :param str lang: language code of the reader
        :rtype: dict[int, str]
        """
        return {key: text["title"] for key, text in self._revenue_describe(obligations, lang).items()}

    def _revenue_on_change(self, obligations, events):
        """Called after money or state changed. Serves as a hook: origins update what they show of their debts.

        :param obligations: obligations whose origin is this model
        :param dict events: by obligation id, the set of what happened ("issued", "money", "closed", "reopened",
            "adjusted", "held", "notified", "transferred")
        """
