from odoo import models
from odoo.exceptions import UserError


class RevenueObligation(models.Model):
    _inherit = "revenue.obligation"

    def _read_at_desk(self, channel, day):
        """What a cashier is shown of debts: the minimum needed to take money, also of other offices' debts.

        :param channel: the channel that would take the money; its class may earn a discount
        :param date day: today at the collecting office
        :return: one dict for each debt, in order
        :rtype: list[dict]
        """
        accruals = self._get_accruals(day, self._get_desk_conditions(channel))
        # sudo: an exact key opens any payable debt (design, section 6); the look-up is logged by the caller.
        debts_sudo = self.sudo()
        texts = debts_sudo._describe()
        return [
            debt_sudo._read_one_at_desk(accruals[debt_sudo.id], texts[debt_sudo.id]["title"])
            for debt_sudo in debts_sudo
        ]

    def _read_one_at_desk(self, accrual, title):
        steps = [step.as_dict() for step in accrual.steps]
        explanations = self.env["revenue.explanation"]
        return {
            "debt_id": self.id,
            "name": title,
            "debtor": self.partner_id.name or "",
            "office": self.office_id.name,
            "currency_id": self.currency_id.id,
            "due": float(accrual.amount),
            "next_change": accrual.valid_until,
            "partial_allowed": self.concept_id.partial_allowed,
            "explanation": str(explanations._render(steps, self.currency_id, self.policy_id)),
            "summary": explanations._summarise(steps, self.currency_id, self.policy_id),
        }

    def _get_desk_conditions(self, channel):
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
        for debt in self._read_at_desk(channel, day):
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
