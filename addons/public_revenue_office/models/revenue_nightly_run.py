from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

from .revenue_nightly_step import STEPS

MOVES = {"running": ("done", "failed"), "failed": ("running",), "done": ()}
#: Jobs whose work is a step of the night.
TAKEN_OVER = ("public_revenue_collection.ir_cron_public_revenue_collection_refresh",
              "public_revenue_collection.ir_cron_public_revenue_collection_post")
#: How much one step does between two commits.
BATCH = 10000


class RevenueNightlyRun(models.Model):
    """The work of a night for one company, step by step, each batch committed: what is killed goes on where it stood.

        running -> done | failed ; failed -> running
    """

    _name = "revenue.nightly.run"
    _description = "Nightly Work"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "day desc, id desc"
    _rec_name = "day"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(required=True, readonly=True, help="The day that begins: what it needs is prepared.")
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("failed", "Stopped")], required=True, readonly=True,
        default="running", index=True, tracking=True)
    ended_at = fields.Datetime("Ended at", readonly=True)
    step_ids = fields.One2many("revenue.nightly.step", "run_id", string="Steps", readonly=True)
    control_ids = fields.One2many("revenue.nightly.control", "run_id", string="Control Report", readonly=True)
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    has_difference = fields.Boolean("Books Differ", readonly=True)

    _one_a_day = models.UniqueIndex("(company_id, day)", "The work of this night is there already.")

    @api.depends("step_ids.state")
    def _compute_progress(self):
        for run in self:
            done = run.step_ids.filtered(lambda step: step.state == "done")
            run.progress = rules.get_share(len(done), len(run.step_ids)) or 0

    @api.depends("day", "company_id")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{format_date(run.env, run.day)} · {run.company_id.name or ''}"

    def write(self, vals):
        """Override: what a night did and found stays as it was."""
        if any(name in self._fields and not name.startswith(("message_", "activity_")) for name in vals):
            raise UserError(self.env._("What a night did is not written by hand."))
        return super().write(vals)

    def _note(self, vals):
        """Write what the work brought about; never called with what a person typed into a field."""
        return super().write(vals)

    def action_retry(self):
        """Button: go on where it stopped."""
        self.check_access("write")
        self._update_state("running")
        self.step_ids.filtered(lambda step: step.state == "failed")._update_state("waiting")
        self.env.ref("public_revenue_office.ir_cron_public_revenue_office_nightly")._trigger()

    # === RUNNING === #

    @api.model
    def _cron_run(self):
        """Hourly: begin the work of each company whose day has begun, and go on with what is not over."""
        self._begin()
        for run in self.search([("state", "=", "running")], order="day, id"):
            run = run.with_context(lang=run.company_id.partner_id.lang or self.env.lang)  # its notes are kept
            while run.state == "running":
                processed = run._go_on()
                waiting = run.step_ids.filtered(lambda step: step.state in ("waiting", "running"))
                if not self.env["ir.cron"]._commit_progress(processed, remaining=len(waiting)):
                    return

    @api.model
    def _begin(self):
        """Make the run of today for each company with offices, once.

        :return: the runs made
        """
        offices = self.env["revenue.office"].search([("company_id", "!=", False)])
        days = {company.id: min(office._today() for office in own)
                for company, own in offices.grouped("company_id").items()}
        known = self.search([("company_id", "in", list(days)), ("day", "in", list(days.values()))])
        begun = {(run.company_id.id, run.day) for run in known}
        steps = [(0, 0, {"code": code, "sequence": number}) for number, (code, _name) in enumerate(STEPS)]
        return self.create([
            {"company_id": company_id, "day": day, "step_ids": steps}
            for company_id, day in days.items() if (company_id, day) not in begun])

    @api.model
    def _take_over_jobs(self):
        """At every installation and update: refreshing and posting are steps of the night, not jobs beside it."""
        self._get_taken_over().filtered("active").active = False

    @api.model
    def _get_taken_over(self):
        """The jobs of public_revenue_collection whose work the night does."""
        jobs = self.env["ir.cron"].with_context(active_test=False)
        found = (self.env.ref(name, raise_if_not_found=False) for name in TAKEN_OVER)
        return jobs.union(*filter(None, found))

    def _go_on(self):
        """Do one batch of the first step that is not over.

        :return: how many things were done
        :rtype: int
        """
        step = self.step_ids.filtered(lambda step: step.state in ("waiting", "running"))[:1]
        if not step:
            self._update_state("done", {"ended_at": fields.Datetime.now()})
            return 0
        try:
            with self.env.cr.savepoint():
                processed, is_over = getattr(self, f"_do_{step.code}")(step)
        except (UserError, rules.RuleError) as error:
            step._update_state("failed", {"note": str(error)})
            self._update_state("failed")
            self._alarm(self.env._("The nightly work stopped: %s", error))
            return 0
        step._advance(processed, is_over)
        return processed

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        self._note({**(vals or {}), "state": state})

    def _alarm(self, text):
        """Tell a supervisor at the top of the company, else nobody but the log of the run."""
        self.message_post(body=text)
        top = self.env["revenue.office"].search([("company_id", "=", self.company_id.id)], order="parent_path", limit=1)
        user = top._get_supervisor() if top else self.env["res.users"]
        if user:
            self.activity_schedule("mail.mail_activity_data_todo", summary=text, user_id=user.id)

    # === STEPS: each returns how much was done and whether nothing is left === #

    def _do_refresh(self, step):
        """Bring the cached amounts of the debts to the day that begins."""
        count = self.env["revenue.obligation"]._refresh(self.day, BATCH, self.company_id)
        return count, count < BATCH

    def _do_announce(self, step):
        """Tell the origins of debts whose amount changes soon, each once; how far ahead is the company's to say."""
        ahead = self.company_id.revenue_notice_ahead
        if not ahead:
            step._note({"note": self.env._("Not configured: nobody is told before an amount changes.")})
            return 0, True
        ids = self._find_changing(step.position, *self._get_window(ahead))
        self._announce(self.env["revenue.obligation"].browse(ids))
        step._note({"position": ids[-1] if ids else step.position})
        return len(ids), len(ids) < BATCH

    def _get_window(self, ahead):
        """The last days of amounts that this night tells of: those that no night before did."""
        before = self.search(
            [("company_id", "=", self.company_id.id), ("day", "<", self.day)], order="day desc", limit=1)
        first = before.day if before else rules.shift(self.day, -1)
        return rules.shift(first, ahead), rules.shift(self.day, ahead)

    def _find_changing(self, position, after, until):
        return [row[0] for row in self.env.execute_query(SQL(
            """SELECT id FROM revenue_obligation
                WHERE state = 'open' AND company_id = %s AND valid_until > %s AND valid_until <= %s AND id > %s
             ORDER BY id LIMIT %s""", self.company_id.id, after, until, position, BATCH))]

    def _announce(self, obligations):
        """Tell origins that the amounts of debts change soon (event "changes_soon"). Serves as an extension point."""
        mixin = self.env.registry["revenue.origin.mixin"]
        for model, debts in obligations.grouped("origin_model").items():
            if model in self.env and isinstance(self.env[model], mixin):
                self.env[model]._revenue_on_change(debts, {debt.id: {"changes_soon"} for debt in debts})

    def _do_post(self, step):
        """Close and post the days that are over."""
        postings = self.env["revenue.posting"].search(
            [("company_id", "=", self.company_id.id), ("state", "!=", "posted"), ("date", "<", self.day)],
            order="date, id", limit=500)
        postings.action_post()
        return len(postings), len(postings) < 500

    def _do_control(self, step):
        """Keep the control report; a difference raises an alarm."""
        rows = self.env["revenue.control"]._control(self.company_id)
        wrong = [row for row in rows if row["difference"] or row["count"]]
        self._note({"control_ids": [(5, 0, 0), *((0, 0, row) for row in rows)], "has_difference": bool(wrong)})
        if wrong:
            self._alarm(self.env._("The books do not agree: %s", "; ".join(row["name"] for row in wrong)))
        return len(rows), True

    def _do_summary(self, step):
        """Bring the statistics up to date."""
        count = self.env["revenue.statistic"]._refresh(500)
        return count, count < 500

    def _do_stock(self, step):
        """Photograph the open debts by phase and age, and sum up the company."""
        count = self.env["revenue.statistic.stock"]._take(self.company_id, self.day)
        self.env["revenue.statistic.cohort"]._count(self.company_id)
        self.env["revenue.company.summary"]._sum_up_before(self.company_id, self.day)
        self.env["revenue.company.summary"]._sum_up(self.company_id, self.day)
        return count or 0, True

    def _do_period(self, step):
        """Prepare the month that is over for closing."""
        return len(self.env["revenue.period"]._ensure_months(self.day)), True
