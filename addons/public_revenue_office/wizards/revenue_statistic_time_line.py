from odoo import fields, models

from .revenue_statistic_time import STAGES


class RevenueStatisticTimeLine(models.TransientModel):
    """How many days one stage takes at an office or for an agency."""

    _name = "revenue.statistic.time.line"
    _description = "Row of Lead Times"
    _order = "office_id, agency_id, stage, id"

    time_id = fields.Many2one("revenue.statistic.time", required=True, ondelete="cascade", index=True)
    office_id = fields.Many2one("revenue.office", readonly=True)
    agency_id = fields.Many2one("revenue.statistic.agency", readonly=True)
    stage = fields.Selection([(str(number), name) for number, (_start, _end, name) in enumerate(STAGES)], readonly=True)
    count = fields.Integer("Debts", readonly=True)
    median = fields.Float("Median (Days)", readonly=True, digits=(16, 1))
    ninetieth = fields.Float("90 of 100 within (Days)", readonly=True, digits=(16, 1))
