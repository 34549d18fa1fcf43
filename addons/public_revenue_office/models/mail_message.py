from odoo import api, fields, models
from odoo.tools import format_amount, format_date, html2plaintext

AUDITOR = "public_revenue.public_revenue_group_auditor"


class MailMessage(models.Model):
    """What a note says of a change, for who audits: chatter shows values before and after, a list of notes does not."""

    _inherit = "mail.message"

    revenue_kind = fields.Char("Kind", compute="_compute_revenue_change", compute_sudo=True, groups=AUDITOR)
    # Computed with all rights: values before and after are for administrators, and here they are told to the auditor.
    revenue_change = fields.Char(
        "What was changed", compute="_compute_revenue_change", compute_sudo=True, groups=AUDITOR)

    @api.depends("model", "body", "tracking_value_ids")
    def _compute_revenue_change(self):
        for message in self:
            values = message.tracking_value_ids._filter_free_field_access()
            told = [html2plaintext(message.body or "").strip(), *map(self._tell_value, values._tracking_value_format())]
            message.revenue_kind = self.env["ir.model"]._get(message.model).name
            message.revenue_change = " · ".join(filter(None, told))

    def _tell_value(self, value):
        """One value in words: its field, what it was and what it is now."""
        field = value["fieldInfo"]
        before, after = (self._tell_side(field, value[side]) for side in ("oldValue", "newValue"))
        return f"{field['changedField']}: {before} → {after}"

    def _tell_side(self, field, value):
        if field["fieldType"] == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value and field["fieldType"] not in ("integer", "float", "monetary"):
            return "–"
        if field["fieldType"] == "date":
            return format_date(self.env, value)
        if field["fieldType"] == "monetary":
            return format_amount(self.env, value, self.env["res.currency"].browse(field["currencyId"]))
        return str(value)
