import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.public_revenue import rules

_logger = logging.getLogger(__name__)

#: The figures of an office, at most four (UX-59), with the indicator last.
FIGURES = ("imposed", "collected", "owed", "efficacy")
TEMPLATE = "public_revenue_office.revenue_weekly_digest_body"


class RevenueWeeklyDigest(models.Model):
    """That somebody was sent the figures of a week: once for each person and week, however often the job runs.

    Who gets it: the people of the roles that a company names, with offices of it, who did not switch it off. What is
    in it is read as that person, from the summary of the ledger.
    """

    _name = "revenue.weekly.digest"
    _description = "Weekly Digest"
    _order = "week desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", string="Sent to", required=True, readonly=True, ondelete="restrict", index=True)
    week = fields.Date("Week from", required=True, readonly=True, help="Its Monday.")

    _once_a_week = models.UniqueIndex("(user_id, week)", "This person already has the digest of this week.")

    # === SENDING === #

    @api.model
    def _cron_send(self):
        """Daily: send the week that is over to who has not got it yet, one transaction each."""
        first, last = rules.get_week(rules.shift(fields.Date.context_today(self), -7))
        waiting = self._find_recipients(first)
        for place, user in enumerate(waiting, start=1):
            self._try(user, first, last)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - place):
                return

    @api.model
    def _try(self, user, first, last):
        """One whose figures cannot be read stops nobody else; tried again the next day."""
        try:
            with self.env.cr.savepoint():
                self._send(user, first, last)
        except UserError:
            self.env.invalidate_all(flush=False)
            _logger.warning("The weekly digest of user %s was not sent", user.id, exc_info=True)

    @api.model
    def _find_recipients(self, week):
        """Who is to get the digest of a week and has not."""
        users = self.env["res.users"]
        # loop: each company names groups of its own
        for company in self.env["res.company"].search([("revenue_digest_group_ids", "!=", False)]):
            users |= users.search([
                ("all_group_ids", "in", company.revenue_digest_group_ids.ids), ("company_ids", "in", company.ids),
                ("revenue_digest_off", "=", False), ("email", "!=", False), ("share", "=", False),
            ]).filtered(lambda user, company=company: company in user.revenue_scope_ids.company_id)
        return users - self.search([("week", "=", week)]).user_id

    def _send(self, user, first, last):
        """Send one person the figures of a week."""
        self.create({"user_id": user.id, "week": first})
        reader = self.with_user(user).with_context(lang=user.lang, allowed_company_ids=user.company_ids.ids)
        body = reader._render(first, last)
        subject = reader.env._("Collection from %(first)s to %(last)s", first=format_date(reader.env, first),
                               last=format_date(reader.env, last))
        self.env["mail.mail"].create({
            "email_to": user.email_formatted, "subject": subject, "body_html": body, "auto_delete": True,
            "email_from": user.company_id.email_formatted or self.env.user.email_formatted})

    # === READING, as who gets it === #

    def _render(self, first, last):
        """The mail in the language of its reader."""
        offices = self.env["revenue.statistic.reader"]._get_offices()
        indicator = self._get_indicator()
        return self.env["ir.qweb"]._render(TEMPLATE, {
            "first": format_date(self.env, first), "last": format_date(self.env, last),
            "indicator": indicator, "rows": self._read_rows(offices, first, last, indicator),
            "alerts": self._read_alerts(offices), "url": self.get_base_url(),
        }, lang=self.env.lang)

    def _get_indicator(self):
        """The first indicator made of figures of a time: none of them is called official."""
        figures = self.env["revenue.statistic.reader"]._get_figures({})
        return self.env["revenue.indicator"].search([("code", "!=", False)]).filtered(
            lambda one: one.numerator in figures and one.denominator in figures)[:1]

    def _read_rows(self, offices, first, last, indicator):
        """The figures of each office, or of each that stands next below the reader's only one, with all below it."""
        reader = self.env["revenue.statistic.reader"]
        sums, owed = reader._sum(offices, first, last, "office"), reader._sum_balances(offices, last)
        rows = []
        for name, part in self._split(offices):
            figures = reader._get_figures(reader._add([sums.get(office.id, {}) for office in part]))
            currency = part.company_id[:1].currency_id
            efficacy = indicator._get_values(figures).get(indicator.id)
            rows.append({
                "name": name, "imposed": currency.format(figures["imposed"]),
                "collected": currency.format(figures["collected"]),
                "owed": currency.format(sum(owed.get(office.id, 0) for office in part)),
                "efficacy": self._format_value(efficacy, indicator)})
        return rows

    def _split(self, offices):
        """Offices as they stand in the mail: (name, offices that are added up)."""
        tops = self.env["revenue.statistic.run"]._get_tops(offices)
        if len(tops) != 1:
            return [(top.name, offices.filtered(top._is_above)) for top in tops]
        below = offices.filtered(lambda office: office.parent_id == tops).sorted("code")
        if not below:
            return [(tops.name, offices)]
        return [(self.env._("%s, with all below", tops.name), offices),
                *((office.name, offices.filtered(office._is_above)) for office in below)]

    def _format_value(self, value, indicator):
        if value is None:
            return "–"
        text = self.env["ir.qweb.field.float"].value_to_html(value, {"precision": 1})
        return f"{text} %" if indicator.percent else str(text)

    def _read_alerts(self, offices):
        """What waits for somebody: desks left open, what has no match at the bank and how much of it is old."""
        alerts = []
        desks = self.env["revenue.desk.session"]
        if desks.has_access("read"):
            count = desks.search_count([
                ("state", "!=", "closed"), ("office_id", "in", offices.ids),
                ("date", "<", fields.Date.context_today(self))])
            alerts.append((self.env._("Desks left open"), count))
        bank = self.env["revenue.bank.exception"]
        if bank.has_access("read"):
            names = dict(bank._fields["age_band"]._description_selection(self.env))
            counts = dict(bank._read_group([], ["age_band"], ["__count"]))
            alerts.append((self.env._("Without a match at the bank"), sum(counts.values())))
            alerts += [(self.env._("of these: %s", names[band]), counts[band])
                       for band in ("08", "31") if band in counts]
        return [(label, count) for label, count in alerts if count]
