import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.public_revenue import rules

#: What can be drawn: the model and the day by which a period is cut.
POPULATIONS = {
    "receipt": ("revenue.receipt", "date"), "obligation": ("revenue.obligation", "date"),
    "credit": ("revenue.credit", "value_date"), "refund": ("revenue.refund", "paid_on"),
    "session": ("revenue.desk.session", "date"),
}
CHOSEN = {"population", "date_from", "date_to", "office_id", "company_id", "size", "seed"}
DRAWN = {"drawn_on", "drawn_by_id", "population_count", "line_ids"}


class RevenueAuditSample(models.Model):
    """A random sample drawn by an auditor: who draws it again with the same seed gets the same records.

    It is the auditor's own working paper: nothing in the books changes.
    """

    _name = "revenue.audit.sample"
    _inherit = "revenue.paper.mixin"
    _description = "Audit Sample"
    _order = "id desc"
    _rec_name = "seed"
    _check_company_auto = True

    population = fields.Selection(
        [("receipt", "Receipts"), ("obligation", "Debts"), ("credit", "Credits"), ("refund", "Refund orders paid"),
         ("session", "Desk sessions")], required=True, default="receipt")
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self).replace(month=1, day=1))
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict",
                                 default=lambda self: self.env.company)
    office_id = fields.Many2one("revenue.office", ondelete="restrict", check_company=True, index="btree_not_null",
                                help="With the offices below it. Empty: all offices of the company.")
    size = fields.Integer(required=True, default=25)
    seed = fields.Char(
        required=True, default=lambda self: secrets.token_hex(8), help="Who types the same seed draws the same sample.")
    drawn_on = fields.Datetime(readonly=True, copy=False)
    drawn_by_id = fields.Many2one("res.users", string="Drawn by", readonly=True, copy=False, ondelete="restrict")
    population_count = fields.Integer("Drawn From", readonly=True, copy=False)
    line_ids = fields.One2many("revenue.audit.sample.line", "sample_id", string="Records Drawn", copy=False)
    wrong_count = fields.Integer("Findings", compute="_compute_wrong_count")
    note = fields.Text("Conclusion")

    _size_positive = models.Constraint("CHECK (size BETWEEN 1 AND 1000)", "A sample has between 1 and 1000 records.")
    _period = models.Constraint("CHECK (date_from <= date_to)", "The period ends before it begins.")

    @api.depends("line_ids.result")
    def _compute_wrong_count(self):
        for sample in self:
            sample.wrong_count = len(sample.line_ids.filtered(lambda line: line.result == "differs"))

    @api.depends("population", "date_from", "date_to")
    def _compute_display_name(self):
        labels = dict(self._fields["population"]._description_selection(self.env))
        for sample in self:
            period = f"{sample.date_from or ''} – {sample.date_to or ''}"
            sample.display_name = f"{labels.get(sample.population, '')} {period}"

    @api.model_create_multi
    def create(self, vals_list):
        """Override: what drawing finds is not given by hand."""
        self.check_access("create")
        return super().create([
            {name: value for name, value in vals.items() if name not in DRAWN} for vals in vals_list])

    def write(self, vals):
        """Override: what was drawn stays, and how."""
        if DRAWN & set(vals) - {"line_ids"} or CHOSEN & set(vals) and any(sample.drawn_on for sample in self):
            raise UserError(self.env._("A sample that was drawn is not changed. Draw another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_drawn(self):
        if any(sample.drawn_on for sample in self):
            raise UserError(self.env._("A sample that was drawn is not deleted."))

    # === ACTION METHODS === #

    def action_draw(self):
        """Button: draw the sample, once."""
        self.check_access("write")
        self.ensure_one()
        if self.drawn_on:
            raise UserError(self.env._("This sample has been drawn already."))
        population = self._get_population()
        drawn = population.browse(rules.draw(population.ids, self.size, self.seed))
        super().write({"drawn_on": fields.Datetime.now(), "drawn_by_id": self.env.uid,
                       "population_count": len(population)})
        self.env["revenue.audit.sample.line"]._add(self, drawn)

    def action_print(self):
        """Button: all papers of the sample in one document."""
        self.check_access("read")
        self.ensure_one()
        self.env["revenue.person.lookup"]._log_export(self._get_records(), ["PDF"])
        return self.env.ref("public_revenue_office.revenue_audit_sample_action_report").report_action(self)

    # === BUSINESS METHODS === #

    def _get_population(self):
        """All records that may be drawn, as the auditor may read them."""
        model, day = POPULATIONS[self.population]
        domain = Domain(day, ">=", self.date_from) & Domain(day, "<=", self.date_to) & Domain(
            "company_id", "=", self.company_id.id)
        if self.office_id:
            domain &= Domain("office_id", "child_of", self.office_id.id)
        return self.env[model].search(domain, order="id")

    def _get_records(self):
        """The records drawn, in the order drawn."""
        return self.env[POPULATIONS[self.population][0]].browse(self.line_ids.mapped("res_id")).exists()

    def _get_papers(self):
        """Override of public_revenue: a cover with the list, then each record with its papers."""
        papers = []
        for sample in self:
            papers += [sample._prepare_cover(), *self.env["revenue.audit.paper"]._make(sample._get_records())]
        return papers

    def _prepare_cover(self):
        names = ("population", "company_id", "office_id", "date_from", "date_to", "population_count", "size", "seed",
                 "drawn_by_id", "drawn_on")
        paper = self.env["revenue.audit.paper"]
        results = dict(self.line_ids._fields["result"]._description_selection(self.env))
        return {
            "size": "A4", "title": self.env._("Audit sample"), "number": self.display_name,
            "issuer": [self.company_id.name], "blocks": [
                {"kind": "fields", "rows": paper._get_facts(self, names)},
                {"kind": "table", "head": ["", self.env._("Record"), self.env._("Result"), self.env._("Note")],
                 "rows": [[str(line.position), line.res_name, results.get(line.result, ""), line.note or ""]
                          for line in self.line_ids], "widths": [1, 6, 4, 9], "aligns": "rlll"},
                {"kind": "text", "text": self.note or ""},
            ]}
