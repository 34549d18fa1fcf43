from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.public_revenue import rules


class FinesOffence(models.Model):
    """What a norm punishes, with the amount it sets. A new amount is a new dated row, never an edit."""

    _name = "fines.offence"
    _description = "Offence"
    _order = "norm_id, code, date_from"

    code = fields.Char(required=True, help="Two to four characters: what a clerk types.")
    name = fields.Text(required=True, help="In the language of the law.")
    norm_id = fields.Many2one("revenue.norm", required=True, ondelete="restrict", index=True)
    article_id = fields.Many2one(
        "revenue.norm.article", ondelete="restrict", index="btree_not_null", domain="[('norm_id', '=', norm_id)]")
    section = fields.Char()
    family_id = fields.Many2one(
        "revenue.policy.family", string="Policy Family", ondelete="restrict", index="btree_not_null",
        help="The regime of terms and surcharges that a fine for this offence follows.")
    holder = fields.Selection(
        [("any", "Anybody"), ("person", "Natural persons"), ("company", "Legal persons")],
        string="Punishes", required=True, default="any")
    form_ids = fields.Many2many(
        "fines.person.form", string="Forms", help="Forms of business that it is for. Empty: all.")
    gravity = fields.Selection(
        [("minor", "Less serious"), ("serious", "Serious"), ("very_serious", "Very serious")],
        help="As the norm classes it. Empty: it does not.")
    points = fields.Integer(aggregator=None, help="Points that a driver's file gets.")
    measure_ids = fields.Many2many(
        "fines.measure", string="Accessory Measures", help="What the authority may order beside the fine.")
    amount_kind = fields.Selection(
        [("fixed", "Fixed"), ("range", "Range"), ("index", "Index units")], required=True, default="fixed")
    currency_id = fields.Many2one(
        "res.currency", required=True, ondelete="restrict", default=lambda self: self.env.company.currency_id)
    amount = fields.Monetary(help="The amount, or the lowest of the range.")
    amount_max = fields.Monetary(string="Highest Amount")
    index_id = fields.Many2one("revenue.index", ondelete="restrict", index="btree_not_null")
    units = fields.Float(digits=(16, 4), help="Index units, or the fewest of the range.")
    units_max = fields.Float(string="Most Units", digits=(16, 4))
    date_from = fields.Date(help="First day on which the offence is punished so. Empty: since the norm is in force.")
    date_to = fields.Date(help="Last day. Empty: until further notice.")
    amount_text = fields.Char("Punished with", compute="_compute_amount_text")
    source = fields.Char(help="Where the amount was read.")
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(date_from, '-infinity'::date))",
        "There is already an offence with this code from this date.")
    _code_length = models.Constraint(
        "CHECK (char_length(code) BETWEEN 2 AND 4)", "The code of an offence has two to four characters.")
    _amounts_positive = models.Constraint(
        "CHECK (amount >= 0 AND amount_max >= 0 AND units >= 0 AND units_max >= 0)",
        "The amounts of an offence cannot be negative.")
    _amounts_order = models.Constraint(
        "CHECK ((amount_kind <> 'range' OR amount <= amount_max) AND (units_max = 0 OR units <= units_max))",
        "The highest amount of the range is below the lowest.")
    _points_positive = models.Constraint("CHECK (points >= 0)", "Points cannot be negative.")
    _period_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_from <= date_to)", "The period ends before it begins.")
    _index_needed = models.Constraint(
        "CHECK (amount_kind <> 'index' OR index_id IS NOT NULL)", "Choose the index whose units are counted.")

    @api.depends("code", "article_id", "section", "name")
    def _compute_display_name(self):
        for offence in self:
            offence.display_name = " · ".join(filter(None, [
                offence.code, offence._get_article(), (offence.name or "")[:80]]))

    @api.depends("amount_kind", "amount", "amount_max", "index_id", "units", "units_max")
    def _compute_amount_text(self):
        today = fields.Date.context_today(self)
        for offence in self:
            offence.amount_text = offence._get_amount_text(today)

    @api.constrains("code", "date_from", "date_to", "active")
    def _check_period(self):
        """One code means one thing on a day."""
        domain = Domain("code", "in", self.mapped("code"))
        rows = self.search(domain, order="code, date_from NULLS FIRST")
        for previous, offence in zip(rows, rows[1:], strict=False):
            if previous.code == offence.code and (not previous.date_to or previous.date_to >= offence.date_from):
                raise ValidationError(self.env._(
                    "The code %(code)s already means another offence in this period.", code=offence.code))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise_values(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise_values(vals))

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """A code typed in full finds its offence alone, so that Tab takes it."""
        base = Domain(domain or Domain.TRUE)
        if name and operator == "ilike":
            exact = self.search_fetch(base & Domain("code", "=", name.strip().upper()), ["display_name"], limit=limit)
            if exact:
                return [(offence.id, offence.display_name) for offence in exact]
        return super().name_search(name, domain, operator, limit)

    @api.model
    def _search_display_name(self, operator, value):
        fields_searched = ("code", "name", "article_id.code", "norm_id.code")
        conditions = [Domain(name, operator, value) for name in fields_searched]
        return (Domain.AND if operator in Domain.NEGATIVE_OPERATORS else Domain.OR)(conditions)

    @api.model
    def _normalise_values(self, vals):
        if vals.get("code"):
            return {**vals, "code": vals["code"].strip().upper()}
        return vals

    def _get_article(self):
        """Article and section as they are cited.

        :rtype: str
        """
        self.ensure_one()
        return " ".join(filter(None, [self.article_id.code, self.section]))

    def _get_amounts(self, day, series=None):
        """The lowest and highest amount that the offence allows on a day; equal when the law leaves no choice.

        :param date day: day of the infraction
        :param dict series: result of `revenue.index._get_all_series`, to ask once for many offences
        :return: (lowest, highest), or None while the amount is not configured
        :rtype: tuple[float, float] | None
        """
        self.ensure_one()
        if self.amount_kind == "index":
            return self._get_index_amounts(day, series)
        highest = self.amount_max if self.amount_kind == "range" else self.amount
        return (self.amount, highest) if highest else None

    def _get_amount_text(self, day):
        """The amounts in words: one, a range, or that they are not configured.

        :param date day: day of the infraction
        :rtype: str
        """
        amounts = self._get_amounts(day)
        if not amounts:
            return self.env._("Not configured")
        low, high = (self.currency_id.format(amount) for amount in amounts)
        if not amounts[0]:
            return self.env._("up to %(high)s", high=high)
        return low if low == high else self.env._("%(low)s to %(high)s", low=low, high=high)

    def _get_index_amounts(self, day, series):
        series = series if series is not None else self.env["revenue.index"]._get_all_series()
        rounding = rules.Rounding(rules.to_decimal(self.currency_id.rounding))
        try:
            return tuple(
                float(rules.convert(rules.to_decimal(units), series[self.index_id.code], day, rounding))
                for units in (self.units, self.units_max or self.units))
        except (KeyError, rules.RuleError):
            return None
