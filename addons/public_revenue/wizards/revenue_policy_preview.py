from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .. import rules


class RevenuePolicyPreview(models.TransientModel):
    """What a policy does to an imaginary debt, before it touches a real one."""

    _name = 'revenue.policy.preview'
    _description = "Preview of a Policy"

    policy_id = fields.Many2one('revenue.policy', required=True, ondelete='cascade')
    amount = fields.Float("Original amount", required=True, default=1000.0, digits=(16, 2))
    clock = fields.Date("Terms run from", required=True, default=fields.Date.context_today)
    due = fields.Date("Due date", help="Only if the policy counts from it.")
    day = fields.Date("Paid on", required=True, default=fields.Date.context_today)
    calendar_id = fields.Many2one(
        'revenue.calendar', string="Legal calendar", compute='_compute_calendar_id', store=True, readonly=False,
    )
    conditions = fields.Char(help="Named conditions proven, separated by spaces.")
    channel = fields.Char(help="Class of the channel, as in: electronic.")
    result = fields.Float("To pay", compute='_compute_result', store=True, digits=(16, 2))
    valid_until = fields.Date(compute='_compute_result', store=True)
    phase = fields.Char(compute='_compute_result', store=True)
    message = fields.Char(compute='_compute_result', store=True)
    line_ids = fields.One2many(
        'revenue.policy.preview.line', 'preview_id', string="Why this amount",
        compute='_compute_result', store=True,
    )

    @api.depends('policy_id')
    def _compute_calendar_id(self):
        for preview in self:
            office = self.env.user.revenue_office_ids[:1]
            preview.calendar_id = preview.policy_id.calendar_id or office._get_calendar()

    @api.depends('policy_id', 'amount', 'clock', 'due', 'day', 'calendar_id', 'conditions', 'channel')
    def _compute_result(self):
        for preview in self:
            try:
                preview._show(preview._accrue())
            except rules.RuleError as error:
                preview._show(None, preview.policy_id._phrase(error))
            except UserError as error:
                preview._show(None, str(error))

    def _accrue(self):
        """Ask the rule for the amount.

        :rtype: rules.Accrual
        """
        facts = rules.Facts(
            clock=self.clock,
            charges=(rules.Charge(rules.to_decimal(self.amount), self.clock, self.due or None),),
            conditions=frozenset((self.conditions or '').split()),
            channel=self.channel or '',
        )
        calendar = self.calendar_id._get_days() if self.calendar_id else rules.Calendar()
        index = self.env['revenue.index']._get_all_series()
        return rules.accrue(self.policy_id._origin._to_rule(), facts, self.day, calendar, index)

    def _show(self, accrual, message=False):
        self.message = message
        self.result = float(accrual.amount) if accrual else 0.0
        self.valid_until = accrual and accrual.valid_until
        self.phase = accrual and accrual.phase
        self.line_ids = [Command.clear(), *(
            Command.create(self._to_line(step)) for step in (accrual.steps if accrual else ())
        )]

    def _to_line(self, step):
        """Return the values of the line for one step of the explanation."""
        return {
            'rule': self.policy_id._get_step_label(step.rule),
            'norm': step.norm,
            'article': step.article,
            'date_from': step.date_from,
            'date_to': step.date_to if step.date_to != step.date_to.max else False,
            'base': step.base,
            'rate': step.rate,
            'units': step.units,
            'amount': step.amount,
        }
