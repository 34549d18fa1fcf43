from odoo import api, models
from odoo.tools.misc import format_amount, format_date, get_lang


class RevenueExplanation(models.AbstractModel):
    """Shows the ordered steps of a rule to a reader: on screens, on receipts and on pages, always the same way."""

    _name = "revenue.explanation"
    _description = "Why this Amount"

    @api.model
    def _render(self, steps, currency, policy=None):
        """The steps as a table with the norm and the article of each.

        :param list steps: what `rules.Explanation.as_dict` gave, in order
        :param currency: currency of the amounts
        :param policy: the policy whose steps they are, for their wording; None leaves the kind to speak
        :return: HTML, empty without steps
        :rtype: markupsafe.Markup
        """
        if not steps:
            return ""
        return self.env["ir.qweb"]._render("public_revenue_collection.revenue_explanation", {
            "rows": self._prepare_rows(steps, currency, policy),
        })

    @api.model
    def _summarise(self, steps, currency, policy=None):
        """The steps in one line of text, for a list."""
        rows = self._prepare_rows(steps or [], currency, policy)
        return " · ".join(f"{row['label']} {row['amount']}" for row in rows)

    def _prepare_rows(self, steps, currency, policy):
        """One dict of texts for each step."""
        kinds = self._get_kinds()
        labels = {step.code: step.name for step in policy.step_ids if step.name} if policy else {}
        methods = {step.code: step.method for step in policy.step_ids} if policy else {}
        norms = self._get_norms({step["norm"] for step in steps if step["norm"]})
        return [
            {
                "label": labels.get(step["rule"]) or kinds.get(step["kind"]) or step["rule"],
                "law": ", ".join(filter(None, (norms.get(step["norm"], step["norm"]), step["article"]))),
                "dates": self._format_dates(step),
                "base": self._format_money(step["base"], currency),
                "rate": self._format_rate(step, methods.get(step["rule"])),
                "amount": self._format_money(step["amount"], currency),
                "negative": step["amount"].startswith("-"),
            }
            for step in steps
        ]

    def _get_kinds(self):
        """Names of the kinds of steps: those of ledger entries and what only a rule says."""
        entry = self.env["revenue.entry"]
        return {
            **dict(entry._fields["kind"]._description_selection(self.env)),
            "recorded": self.env._("Taken over"),
        }

    def _get_norms(self, codes):
        if not codes:
            return {}
        norms = self.env["revenue.norm"].with_context(active_test=False).search([("code", "in", list(codes))])
        return {norm.code: norm.name for norm in norms}

    def _format_dates(self, step):
        first, last = (format_date(self.env, step[name]) for name in ("date_from", "date_to"))
        return first if first == last or not last else f"{first} - {last}"

    def _format_money(self, text, currency):
        return format_amount(self.env, float(text), currency) if text else ""

    def _format_rate(self, step, method):
        """Percent, or the factor of a step that multiplies; with the units counted, if any."""
        if not step["rate"]:
            return ""
        shapes = {"factor": "× %s", "fixed": "%s", "index": "%s", None: "%s"}
        number = f"{float(step['rate']):.10g}".replace(".", get_lang(self.env).decimal_point)
        rate = shapes.get(method, "%s %%") % number
        return f"{rate} ({step['units']})" if step.get("units") else rate
