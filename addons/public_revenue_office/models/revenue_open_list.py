from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, split_every

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.models.res_partner import PERSONAL

#: Debts whose facts are loaded together.
CHUNK = 1000


class RevenueOpenList(models.Model):
    """The open debts of an office with the amounts of a day and the next, as a paper: for a day without power or
    network. Kept as it was prepared, for some days; each print is logged, as there are persons on it.
    """

    _name = "revenue.open.list"
    _description = "List of Open Debts"
    _inherit = ["revenue.paper.mixin"]
    _order = "id desc"

    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", string="Prepared by", required=True, readonly=True, ondelete="restrict")
    prepared_at = fields.Datetime(required=True, readonly=True)
    debt_count = fields.Integer("Debts", readonly=True)
    amount_today = fields.Monetary("Total on the Day", readonly=True)
    amount_tomorrow = fields.Monetary("Total on the Next Day", readonly=True)
    paper = fields.Json(readonly=True, groups=PERSONAL)

    @api.depends("office_id", "day")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.office_id.name} {format_date(self.env, record.day)}"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: a list is prepared from the debts."""
        raise UserError(self.env._("A list of open debts is prepared by its button."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: what was printed prints again as it was."""
        raise UserError(self.env._("A list of open debts does not change."))

    # === ACTION METHODS === #

    def action_prepare(self):
        """Button above the lists: the list of the own office as it is now."""
        self.check_access("create")
        office = self.env["revenue.payment.list"]._default_office()
        if not office:
            raise UserError(self.env._("Open an office and prepare its list there: you work for several."))
        return self._prepare(office).get_formview_action()

    def action_print(self):
        """Button: print lists as they were prepared."""
        self.check_access("read")
        return self.env.ref("public_revenue_office.revenue_open_list_action_report").report_action(self)

    # === BUSINESS METHODS === #

    @api.model
    def _prepare(self, office):
        """Prepare the list of an office for today and tomorrow.

        :return: the list
        """
        day = office._today()
        debts = self.env["revenue.obligation"].search([("office_id", "=", office.id), ("state", "=", "open")])
        rows = sorted(row for part in split_every(CHUNK, debts.ids) for row in self._read_rows(debts.browse(part), day))
        totals = [sum(row[place] for row in rows) for place in (4, 5)]
        record = super().create([{
            "office_id": office.id, "company_id": office.company_id.id, "day": day, "user_id": self.env.uid,
            "prepared_at": fields.Datetime.now(), "debt_count": len(rows), "amount_today": float(totals[0]),
            "amount_tomorrow": float(totals[1]), "paper": self._prepare_paper(office, day, rows, totals)}])
        return record

    def _read_rows(self, debts, day):
        """Rows of the list: number, debtor, concept, agency, amounts of the day and of the next.

        The rule says both amounts; it is asked again for those only that change in the night.
        """
        accruals = debts._get_accruals(day)
        changing = [debt_id for debt_id, accrual in accruals.items() if accrual.valid_until == day]
        tomorrow = {**accruals, **debts.browse(changing)._get_accruals(rules.shift(day, 1))}
        texts, facts = debts._describe(), self._read_facts(debts)
        return [
            (*facts[debt.id], debt.concept_id.name or "", texts[debt.id]["agency"] or "", accruals[debt.id].amount,
             tomorrow[debt.id].amount)
            for debt in debts]

    def _read_facts(self, debts):
        """Number (the printed one before any other) and debtor of each debt, in one statement."""
        rows = self.env.execute_query(SQL(
            """SELECT o.id, coalesce(k.value, o.origin_key), coalesce(p.name, '')
                 FROM revenue_obligation o LEFT JOIN res_partner p ON p.id = o.partner_id
                 LEFT JOIN LATERAL (SELECT value FROM revenue_key
                                     WHERE obligation_id = o.id AND type NOT IN ('identity', 'licence', 'plate')
                                  ORDER BY type <> 'slip', type <> 'reference', id LIMIT 1) k ON true
                WHERE o.id IN %s""", tuple(debts.ids)))
        return {debt_id: (number, name) for debt_id, number, name in rows}

    def _prepare_paper(self, office, day, rows, totals):
        spell = office.company_id.currency_id.format
        next_day = rules.shift(day, 1)
        return {
            "size": "A4", "title": self.env._("Open debts"), "number": f"{office.name}, {format_date(self.env, day)}",
            "issuer": list(filter(None, [office.name, office.address])),
            "page_label": self.env._("Page {page} of {pages}"),
            "foot": self.env._("Holds personal data: keep it locked and destroy it after use."),
            "blocks": [
                {"kind": "fields", "rows": [
                    [self.env._("Debts"), str(len(rows))],
                    [self.env._("Total on %s", format_date(self.env, day)), spell(float(totals[0]))],
                    [self.env._("Total on %s", format_date(self.env, next_day)), spell(float(totals[1]))]]},
                {"kind": "lines", "widths": [3, 5, 3, 4, 2, 2], "aligns": "llllrr", "head": [
                    self.env._("Number"), self.env._("Debtor"), self.env._("Concept"), self.env._("Agency"),
                    format_date(self.env, day), format_date(self.env, next_day)],
                 "rows": [[*row[:4], *(spell(float(amount)) for amount in row[4:])] for row in rows]},
            ],
        }

    def _get_papers(self):
        """Override of public_revenue: as prepared; who prints is noted, as persons are on it."""
        for record in self:
            self.env["revenue.person.lookup"]._log("export", record.display_name, self.env["res.partner"])
        return self.mapped("paper")

    @api.model
    def _cron_prepare(self):
        """Each evening: prepare the lists of offices that keep them, and forget those kept long enough."""
        offices = self.env["revenue.office"].search([("open_list_days", ">", 0)], order="id")
        days = {office: office._today() for office in offices}
        self._forget(days)
        due = self._find_due(days)
        for number, office in enumerate(due, 1):
            self.with_context(lang=office.company_id.partner_id.lang)._prepare(office)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - number):
                return

    def _forget(self, days):
        """Delete the lists that offices have kept long enough, by {office: its day}."""
        self.search(Domain.OR(
            Domain("office_id", "=", office.id) & Domain("day", "<=", rules.shift(day, -office.open_list_days))
            for office, day in days.items())).unlink()

    def _find_due(self, days):
        """Offices with open debts and without the list of their day, by {office: its day}."""
        offices = self.env["revenue.office"].union(*days)
        groups = self.env["revenue.obligation"]._read_group(
            [("office_id", "in", offices.ids), ("state", "=", "open")], ["office_id"])
        there = self.search([("office_id", "in", offices.ids), ("day", "in", list(days.values()))])
        prepared = {(record.office_id, record.day) for record in there}
        indebted = {office for [office] in groups}
        return offices.filtered(lambda office: office in indebted and (office, days[office]) not in prepared)
