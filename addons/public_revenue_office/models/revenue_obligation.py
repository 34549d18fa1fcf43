from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RevenueObligation(models.Model):
    _inherit = "revenue.obligation"

    @api.model
    def _find_of_persons(self, partners):
        """All that persons owe in any office; by SQL: an exact identity opens any payable debt. The caller logs it."""
        return self.browse([row[0] for row in self.env.execute_query(SQL(
            "SELECT id FROM revenue_obligation WHERE partner_id IN %s AND state = 'open' ORDER BY date, id",
            tuple(partners.ids) or (0,)))])

    def _read_at_desk(self, channel, day, offer=None):
        """What a cashier is shown of debts: the minimum needed to take money, also of other offices' debts.

        :param channel: the channel that would take the money; its class may earn a discount
        :param date day: today at the collecting office
        :param offer: what a bill that is honoured offers
        :return: one dict for each debt that is offered or of which something is due, in order
        :rtype: list[dict]
        """
        return [
            {**due, **(self._read_offered(due, offer) if offer else self._explain(
                due, [step.as_dict() for step in accrual.steps]))}
            for due, accrual in self._read_dues(channel, day, only_due=not offer)
        ]

    def _read_dues(self, channel, day, only_due=False):
        """Each debt with what is due of it, until when, its names, and the accrual that says why.

        :param bool only_due: leave out those of which nothing is due: a person's key names the settled ones too
        :return: dicts, accruals
        :rtype: list[tuple[dict, rules.Accrual]]
        """
        accruals = self._get_accruals(day, self._get_desk_conditions(channel))
        # sudo: an exact key opens any payable debt (design, section 6); the look-up is logged by the caller.
        debts_sudo = self.sudo().browse(
            debt_id for debt_id in self.ids if not only_due or accruals[debt_id].amount > 0)
        if not debts_sudo:
            return []
        titles, names = debts_sudo._get_titles(), debts_sudo._read_names()
        return [({
            **names[debt_id], "name": titles[debt_id], "due": float(accruals[debt_id].amount),
            "next_change": accruals[debt_id].valid_until,
        }, accruals[debt_id]) for debt_id in debts_sudo.ids]

    def _read_names(self):
        """Who owes, where, and whether in parts: one statement instead of whole persons, offices and concepts."""
        rows = self.env.execute_query_dict(SQL(
            """SELECT o.id AS debt_id, coalesce(p.name, '') AS debtor, f.name AS office, o.currency_id,
                      o.policy_id, coalesce(c.partial_allowed, FALSE) AS partial_allowed
                 FROM revenue_obligation o JOIN revenue_office f ON f.id = o.office_id
                 JOIN revenue_concept c ON c.id = o.concept_id LEFT JOIN res_partner p ON p.id = o.partner_id
                WHERE o.id IN %s""", tuple(self.ids) or (0,)))
        return {row["debt_id"]: row for row in rows}

    def _read_offered(self, due, offer):
        """What a bill says of a debt instead of today."""
        amount, _conditions, steps = offer.lines[due["debt_id"]]
        return {"due": amount, "next_change": offer.valid_until, "partial_allowed": False, **self._explain(due, steps)}

    def _explain(self, due, steps):
        """Why a debt, of which `_read_dues` told, is what it is."""
        rows, summary = self.env["revenue.explanation"]._tell(
            steps, self.env["res.currency"].browse(due["currency_id"]),
            self.env["revenue.policy"].browse(due["policy_id"]))
        return {"reasons": rows, "summary": summary}

    def _get_desk_conditions(self, channel):
        channel.fetch(["electronic"])
        names = frozenset(("electronic",)) if channel.electronic else frozenset()
        return dict.fromkeys(self.ids, names)

    def _check_at_desk(self, amounts, channel, day):
        """Refuse what a desk must not take, before anything is booked.

        :param dict amounts: Decimal to be paid by obligation id
        :return: whether all are paid in full
        :rtype: bool
        :raise UserError: in words, naming the debt
        """
        if not self or len(amounts) != len(self):
            raise UserError(self.env._("Choose the debts to be paid, each once."))
        currency, is_full = channel.company_id.currency_id, True
        for debt, _accrual in self._read_dues(channel, day):
            amount = float(amounts[debt["debt_id"]])
            self._check_one_at_desk(debt, amount, currency)
            is_full = is_full and not currency.compare_amounts(amount, debt["due"])
        return is_full

    def _check_one_at_desk(self, debt, amount, currency):
        shown = {"debt": debt["name"], "due": currency.format(debt["due"])}
        if debt["currency_id"] != currency.id:
            raise UserError(self.env._("%(debt)s is owed in another currency.", **shown))
        if currency.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("%(debt)s: the amount must be greater than zero.", **shown))
        if currency.compare_amounts(amount, debt["due"]) > 0:
            raise UserError(self.env._("%(debt)s: only %(due)s is owed today.", **shown))
        if currency.compare_amounts(amount, debt["due"]) < 0 and not debt["partial_allowed"]:
            raise UserError(self.env._("%(debt)s must be paid in full: %(due)s.", **shown))
