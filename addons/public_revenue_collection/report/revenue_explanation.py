from odoo import api, models, tools
from odoo.tools.misc import format_amount, format_date, get_lang

#: Name and method of a step that the policy does not know.
UNWORDED = (None, None)


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
        return self._render_rows(self._prepare_rows(steps or [], currency, policy))

    @api.model
    def _tell(self, steps, currency, policy=None):
        """The rows of the table, for who shows many tables at once, and the steps in one line.

        :rtype: tuple[list[dict], str]
        """
        rows = self._prepare_rows(steps or [], currency, policy)
        return rows, self._summarise_rows(rows)

    @api.model
    def _summarise(self, steps, currency, policy=None):
        """The steps in one line of text, for a list."""
        return self._summarise_rows(self._prepare_rows(steps or [], currency, policy))

    def _render_rows(self, rows):
        if not rows:
            return ""
        return self.env["ir.qweb"]._render("public_revenue_collection.revenue_explanation", {"rows": rows})

    def _summarise_rows(self, rows):
        return " · ".join(f"{row['label']} {row['amount']}" for row in rows)

    def _prepare_rows(self, steps, currency, policy):
        """One dict of texts for each step."""
        kinds = self._get_kinds()
        wording = self.env["revenue.policy.step"]._get_wording(policy.id) if policy else {}
        norms = self.env["revenue.norm"]._get_names(tuple(sorted({step["norm"] for step in steps if step["norm"]})))
        return [
            {
                "label": wording.get(step["rule"], UNWORDED)[0] or kinds.get(step["kind"]) or step["rule"],
                "law": ", ".join(filter(None, (norms.get(step["norm"], step["norm"]), step["article"]))),
                "dates": self._format_dates(step),
                "base": self._format_money(step["base"], currency),
                "rate": self._format_rate(step, wording.get(step["rule"], UNWORDED)[1]),
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

    def _format_dates(self, step):
        first, last = (self._format_day(step[name]) for name in ("date_from", "date_to"))
        return first if first == last or not last else f"{first} - {last}"

    @tools.ormcache("self.env.lang", "day", cache="stable")
    def _format_day(self, day):
        """A day as the reader writes it. Remembered: one screen shows the same few days again and again."""
        return format_date(self.env, day)

    @tools.ormcache("self.env.lang", "text", "currency.id", "currency.decimal_places", cache="stable")
    def _format_money(self, text, currency):
        """An amount as the reader writes it. Remembered as days are; Odoo forgets both when languages change."""
        return format_amount(self.env, float(text), currency) if text else ""

    def _format_rate(self, step, method):
        """Percent, or the factor of a step that multiplies; with the units counted, if any."""
        if not step["rate"]:
            return ""
        shapes = {"factor": "× %s", "fixed": "%s", "index": "%s", None: "%s"}
        number = f"{float(step['rate']):.10g}".replace(".", get_lang(self.env).decimal_point)
        rate = shapes.get(method, "%s %%") % number
        return f"{rate} ({step['units']})" if step.get("units") else rate
