from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.guards import freeze
from odoo.addons.public_revenue.moves import check_moves

ACCOUNTANT = "public_revenue.public_revenue_group_accountant"
ACT = "close_period"
MOVES = {"open": ("closed",), "closed": ()}


class RevenuePeriod(models.Model):
    """A month of a company's statistics: once closed by two persons its figures stay as they were reported.

        open -> closed

    What happened in it and is booked later belongs to the month of its booking: nothing is booked into a closed one.
    """

    _name = "revenue.period"
    _description = "Statistics Period"
    _inherit = ["revenue.approval.mixin", "mail.thread"]
    _order = "date_from desc, company_id"
    _rec_name = "date_from"

    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "Month", required=True, default=lambda self: rules.get_month(fields.Date.context_today(self))[0],
        help="Any day of the month.")
    date_to = fields.Date("Until", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], required=True, readonly=True, default="open", copy=False,
        tracking=True)
    reason = fields.Char("Remark", help="What whoever approves it should know.", tracking=True)
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False, ondelete="restrict")
    digest = fields.Char(readonly=True, copy=False, help="Fingerprint of the figures as reported.")
    figure_ids = fields.One2many("revenue.period.figure", "period_id", string="Figures as Reported", readonly=True)

    _month_unique = models.UniqueIndex("(company_id, date_from)", "This month of the company is there already.")
    _closed_whole = models.Constraint(
        "CHECK ((state = 'closed') = (closed_at IS NOT NULL AND digest IS NOT NULL))",
        "A closed period has the day it was closed on and its fingerprint.")

    def init(self):
        """A closed period stays, and nothing is booked into it: the database itself sees to both."""
        freeze(self.env.cr, self._table, ("company_id", "date_from", "date_to"), condition=SQL("OLD.state = 'closed'"),
               later=("state", "closed_at", "closed_by_id", "digest"))
        self.env.cr.execute(SQL(
            """CREATE OR REPLACE FUNCTION revenue_posting_guard_period() RETURNS trigger LANGUAGE plpgsql AS $guard$
               BEGIN
                   IF EXISTS (SELECT FROM revenue_period WHERE company_id = NEW.company_id AND state = 'closed'
                                 AND NEW.date BETWEEN date_from AND date_to) THEN
                       RAISE restrict_violation USING MESSAGE =
                           'revenue_period_closed: the statistics of ' || to_char(NEW.date, 'YYYY-MM') || ' are closed';
                   END IF;
                   RETURN NEW;
               END $guard$"""))
        self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS revenue_posting_guard_period ON revenue_posting"))
        self.env.cr.execute(SQL(
            """CREATE TRIGGER revenue_posting_guard_period BEFORE INSERT ON revenue_posting
               FOR EACH ROW EXECUTE FUNCTION revenue_posting_guard_period()"""))

    @api.depends("date_from", "company_id")
    def _compute_display_name(self):
        for period in self:
            month = format_date(self.env, period.date_from, date_format="MMMM yyyy") if period.date_from else ""
            period.display_name = f"{month} · {period.company_id.name or ''}"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to take whole months."""
        return super().create([self._prepare_month(vals) for vals in vals_list])

    def _prepare_month(self, vals):
        day = fields.Date.to_date(vals.get("date_from")) or fields.Date.context_today(self)
        first, last = rules.get_month(day)
        kept = {name: vals[name] for name in vals.keys() & {"company_id", "reason"}}
        return {**kept, "date_from": first, "date_to": last}

    def write(self, vals):
        """Override: only the remark is written by hand, as long as the period is open."""
        if vals.keys() - {"reason"} or any(period.state == "closed" for period in self):
            raise UserError(self.env._("A period is closed by two persons; nothing else of it changes."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A period is not deleted."))

    # === CLOSING === #

    def action_request(self):
        """Button: present the month to a second person."""
        self.check_access("write")
        self.ensure_one()
        self._request(ACT, self.reason or self.env._("Close the month"))

    def action_view_figures(self):
        """Smart button: the figures as reported."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_period_figure_action")
        return {**action, "domain": [("period_id", "=", self.id)], "context": {"search_default_group_measure": 1}}

    def _get_approval_actions(self):
        """Override of public_revenue: what is reported is looked at by two accountants."""
        return {**super()._get_approval_actions(), ACT: (self.env._("Close a month of statistics"), ACCOUNTANT)}

    def _request(self, action, reason):
        """Override of public_revenue: whoever sees the whole company, when everything is booked."""
        self.check_access("write")
        self._check_ready()
        return super()._request(action, reason)

    def _on_approved(self, approval):
        """Override of public_revenue: the month is closed with the figures it has at this moment."""
        result = super()._on_approved(approval)
        if approval.action == ACT:
            self._check_ready()
            self._close()
        return result

    def _check_ready(self):
        self.ensure_one()
        offices = self._get_offices()
        if offices - self.env["revenue.office"]._get_scope(self.env.user).with_env(self.env):
            raise AccessError(self.env._("A period is closed by who sees all offices of the company."))
        if any(office._today() <= self.date_to for office in offices):
            raise UserError(self.env._("%s is not yet over.", self.display_name))
        waiting = self.env["revenue.posting"].search(
            [("company_id", "=", self.company_id.id), ("date", "<=", self.date_to), ("state", "=", "open")], limit=3)
        if waiting:
            raise UserError(self.env._("Close these days first: %s", ", ".join(waiting.mapped("display_name"))))

    def _get_offices(self):
        return self.env["revenue.office"].with_context(active_test=False).search(
            [("company_id", "=", self.company_id.id)])

    def _close(self):
        """Keep the figures as they are now.

        :raise UserError: when the roll-forward does not end at the balances of the debts
        """
        while self.env["revenue.statistic"]._refresh():
            pass
        rows = self.env["revenue.statistic.balance"]._get_roll(self._get_offices(), self.date_from)
        if any(row["difference"] for row in rows):
            raise UserError(self.env._("The roll-forward of %s does not agree with the balances of the debts.",
                                       self.display_name))
        figures = self.env["revenue.period.figure"]
        figures._keep(self, rows)
        self._update_state("closed", {"closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid,
                                      "digest": figures._compute_digests(self)[self.id]})

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        super().write({**(vals or {}), "state": state})
        self.flush_recordset()

    @api.model
    def _find_broken(self):
        """Closed periods whose figures are no longer those that were reported."""
        periods = self.search([("state", "=", "closed")])
        digests = self.env["revenue.period.figure"]._compute_digests(periods)
        return periods.filtered(lambda period: digests.get(period.id) != period.digest)

    @api.model
    def _ensure_months(self, day):
        """Make the period of the month before a day for each company that has offices.

        :return: the periods made
        """
        first = rules.get_month(rules.shift(rules.get_month(day)[0], -1))[0]
        companies = self.env["revenue.office"].search([("company_id", "!=", False)]).company_id
        known = self.search([("date_from", "=", first)]).company_id
        return self.create([{"company_id": company.id, "date_from": first} for company in companies - known])
