import json

from odoo import api, fields, models

from ..guards import freeze
from .revenue_notice import PERSONAL


class RevenueNoticeAddressee(models.Model):
    """To whom a notice went, and its paper. A table of its own, so that retention can erase it and leave the notice."""

    _name = 'revenue.notice.addressee'
    _description = "Addressee of a Notice"
    _inherit = ['revenue.log.mixin']
    _order = 'id'
    _log_access = False

    notice_id = fields.Many2one('revenue.notice', required=True, readonly=True, ondelete='restrict', index=True)
    name = fields.Char(readonly=True)
    identity = fields.Char("Identity number", readonly=True, groups=PERSONAL)
    address = fields.Char(readonly=True, groups=PERSONAL)
    paper = fields.Json(readonly=True, groups=PERSONAL)

    _notice_unique = models.UniqueIndex("(notice_id)", "A notice has one addressee.")

    def init(self):
        freeze(
            self.env.cr, self._table, ('notice_id', 'name', 'identity', 'address', 'paper'), removable=True,
        )

    @api.model
    def _to_text(self, paper):
        """Return a paper as text, the same for every order of its keys."""
        return json.dumps(paper, sort_keys=True, ensure_ascii=False)
