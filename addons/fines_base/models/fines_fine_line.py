import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from ..guards import LINE_COLUMNS, guard_part

#: What follows from the offence and from the fine.
FOLLOWING = {"norm_id", "points", "preventive"}


class FinesFineLine(models.Model):
    """One infraction of a fine: the offence, its article as cited on the slip, the amount imposed for it."""

    _name = "fines.fine.line"
    _description = "Infraction of a Fine"
    _order = "fine_id, id"
    _rec_name = "offence_id"
    _log_access = False

    fine_id = fields.Many2one("fines.fine", required=True, readonly=True, ondelete="cascade", index=True)
    offence_id = fields.Many2one("fines.offence", required=True, ondelete="restrict")
    norm_id = fields.Many2one(
        "revenue.norm", ondelete="restrict", compute="_compute_article", store=True, precompute=True)
    article = fields.Char(compute="_compute_article", store=True, precompute=True, readonly=False)
    currency_id = fields.Many2one(related="fine_id.currency_id")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, precompute=True, readonly=False, required=True)
    points = fields.Integer(compute="_compute_article", store=True, precompute=True, aggregator=None)
    preventive = fields.Boolean(related="fine_id.preventive", store=True, precompute=True)
    hint = fields.Char("Law", compute="_compute_hint", help="What the law allows for this offence.")

    _amount_positive = models.Constraint(
        "CHECK (amount > 0 OR preventive IS TRUE)", "The amount of an infraction is greater than zero.")

    def init(self):
        guard_part(self.env.cr, self._table, LINE_COLUMNS)

    @api.depends("offence_id")
    def _compute_article(self):
        for line in self:
            line.norm_id = line.offence_id.norm_id
            line.article = line.offence_id._get_article() if line.offence_id else False
            line.points = line.offence_id.points

    @api.depends("offence_id", "preventive")
    def _compute_amount(self):
        """Propose the amount when the law leaves no choice; in a range the inspector's amount is typed."""
        for line in self:
            chosen = line.offence_id if not line.preventive else line.offence_id.browse()
            amounts = chosen and chosen._get_amounts(line._get_day())
            line.amount = amounts[0] if amounts and amounts[0] == amounts[1] else 0

    @api.depends("offence_id", "fine_id.infraction_date")
    def _compute_hint(self):
        for line in self:
            line.hint = line.offence_id and line.offence_id._get_amount_text(line._get_day())

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        self._check_by_hand(vals_list)
        self.env["fines.fine"].browse({vals["fine_id"] for vals in vals_list})._check_draft()
        return super().create(vals_list)

    def write(self, vals):
        self.fine_id._check_draft()
        self._check_by_hand([vals])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.fine_id._check_draft()

    @api.model
    def _check_by_hand(self, vals_list):
        """Refuse what the law says of the offence, whoever writes it otherwise, and amounts that are typing errors."""
        if any(FOLLOWING & vals.keys() for vals in vals_list):
            raise UserError(self.env._("Norm and points of an infraction follow from its offence."))
        self._check_decimals(vals_list)

    @api.model
    def _check_decimals(self, vals_list):
        """Refuse what a money column would round without a word: 10.005 is a typing error, not 10.01."""
        currency = self.env.company.currency_id
        for amount in filter(None, (vals.get("amount") for vals in vals_list)):
            if not math.isfinite(amount) or float_compare(amount, currency.round(amount), precision_digits=6):
                raise ValidationError(self.env._(
                    "The amount %(amount)s has more decimals than %(currency)s has.",
                    amount=amount, currency=currency.name))

    def _get_day(self):
        """The day by which amounts are looked up: that of the infraction, today while it is empty."""
        return self.fine_id.infraction_date or fields.Date.context_today(self)

    def _needs_reason(self):
        """Whether the authority has to say why it chose this amount: outside of the law's, or in a range by its norm.

        :rtype: bool
        """
        self.ensure_one()
        amounts = self.offence_id._get_amounts(self._get_day())
        if not amounts:
            return False
        low, high = amounts
        if not low <= self.amount <= high:
            return True
        return low != high and self.norm_id.fines_reason_required
