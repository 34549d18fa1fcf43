from odoo import api, fields, models

from odoo.addons.public_revenue import rules

NEAR_TERM = "public_revenue_office.mail_activity_type_credit_term"
#: Days before the last one from which a term is near.
DAYS = 30


class RevenueCredit(models.Model):
    """Credits whose term to be claimed is about to end: somebody of the office is told, before it is too late."""

    _inherit = "revenue.credit"

    @api.model
    def _cron_warn_of_terms(self):
        """Nightly: one open reminder for each office that holds such money; run twice, nothing is added."""
        today = fields.Date.context_today(self)
        near = self.search([
            ("balance", ">", 0), ("reason", "!=", "for_others"), ("refund_until", ">=", today),
            ("refund_until", "<=", rules.shift(today, DAYS))])
        for office, credits in near.grouped("office_id").items():
            user = office._get_supervisor()
            if user:
                self._remind(user, office, credits)
        self.env["ir.cron"]._commit_progress(len(near), remaining=0)

    def _remind(self, user, office, credits):
        kind = self.env.ref(NEAR_TERM)
        summary = self.env._("Money held at %s: the term to claim it ends within 30 days", office.name)
        activities = self.env["mail.activity"]
        if activities.search_count([
                ("activity_type_id", "=", kind.id), ("user_id", "=", user.id), ("summary", "=", summary)], limit=1):
            return
        activities.create([{
            "activity_type_id": kind.id, "user_id": user.id, "summary": summary,
            "date_deadline": min(credits.mapped("refund_until")),
            "note": self.env._("%s credits. Collection / Credits near their Term lists them.", len(credits))}])
