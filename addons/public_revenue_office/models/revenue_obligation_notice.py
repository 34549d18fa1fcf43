from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules


class RevenueObligation(models.Model):
    """Debts whose debtors are told before the amount changes."""

    _name = "revenue.obligation"
    _inherit = ["revenue.obligation", "revenue.notified.mixin"]

    change_notice_ids = fields.One2many(
        "revenue.change.notice", "obligation_id", string="Notices before Changes", readonly=True)

    def action_open_notices(self):
        """Smart button: the notices issued about this debt."""
        return self._open_notices()

    # === NOTICES === #

    def _notice_prepare(self, kind):
        """Override of public_revenue: of a debt only what changes soon is told."""
        if kind != "change" or not self._get_untold():
            raise UserError(self.env._("No notice can be issued about this."))
        return {"office_id": self.office_id.id, "addressee": self._get_addressee()}

    def _notice_get_paper(self, kind):
        """Override of public_revenue: what is owed today, what afterwards, and from which day."""
        row, office = self._get_untold(), self.office_id
        return {
            "size": "A5", "title": self._get_change_title(),
            "issuer": [office.name, *(office.address or "").splitlines()],
            "blocks": [
                {"kind": "fields", "rows": self._get_change_rows()},
                {"kind": "text", "text": self._get_change_text(row)},
                {"kind": "fields", "rows": [[self.env._("To pay today"), self.currency_id.format(row.amount)],
                                            [self.env._("To pay from %s on", self._get_change_day(row)),
                                             self.currency_id.format(row.amount_next)]]},
                {"kind": "text", "text": self._get_change_hint()},
            ],
        }

    def _get_untold(self):
        """The changes that are to be told."""
        return self.change_notice_ids.filtered(lambda row: not row.notice_id)

    def _can_be_told(self):
        """Whether there is somebody to tell, by the way of the office, who did not ask for silence."""
        self.ensure_one()
        if self.partner_id.revenue_no_change_notice:
            return False
        if self.office_id.change_notice_way == "electronic":
            return bool(self.partner_id.email_normalized)
        return bool(self._get_addressee()["name"])

    def _get_addressee(self):
        """To whom a notice about the debt goes, as its origin knows (`revenue.origin.mixin._revenue_addressee`).

        :rtype: dict
        """
        name = self.origin_model
        known = name in self.env and hasattr(self.env[name], "_revenue_addressee")
        return self.env[name if known else "revenue.origin.mixin"]._revenue_addressee(self)

    # === TEXTS, in the language of the debtor === #

    def _get_change_lang(self):
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _get_change_title(self):
        return self.env._("Your debt changes soon")

    def _get_change_day(self, row):
        """The day from which the other amount is due, in words."""
        return format_date(self.env, rules.shift(row.valid_until, 1), date_format="long")

    def _get_change_rows(self):
        told = self._describe(self.env.lang)[self.id]
        return [row for row in ([self.env._("Debt"), told["title"]], [self.env._("Imposed by"), told["agency"]],
                                *map(list, told["details"])) if row[1]]

    def _get_change_text(self, row):
        return self.env._(
            "Today %(amount)s is to be paid. From %(day)s on it will be %(next)s.", day=self._get_change_day(row),
            amount=self.currency_id.format(row.amount), next=self.currency_id.format(row.amount_next))

    def _get_change_hint(self):
        return self.env._("If you have paid meanwhile, or somebody did it for you, ignore this notice.")

    def _get_change_html(self, row):
        """The notice as the text of an e-mail."""
        rows = Markup("").join(Markup("<li>%s: %s</li>") % tuple(one) for one in self._get_change_rows())
        return Markup("<p>%s</p><ul>%s</ul><p>%s</p><p>%s</p>") % (
            self._get_change_text(row), rows, self._get_change_hint(), self.office_id.name)
