from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class RevenuePersonLink(models.Model):
    """Two contacts are one person. Nothing is merged, so the link can be undone."""

    _name = 'revenue.person.link'
    _description = "Same-Person Link"
    _inherit = ['mail.thread']
    _order = 'id desc'
    _rec_name = 'reason'

    partner_id = fields.Many2one('res.partner', string="Person", required=True, index=True, ondelete='restrict')
    other_id = fields.Many2one('res.partner', string="Is the same as", required=True, index=True, ondelete='restrict')
    reason = fields.Char(required=True, help="What shows that they are one person.")
    linked_by = fields.Many2one('res.users', required=True, readonly=True, default=lambda self: self.env.uid)
    linked_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    undone_by = fields.Many2one('res.users', readonly=True)
    undone_on = fields.Datetime(readonly=True)
    undo_reason = fields.Char()
    status = fields.Selection(
        [('linked', "Linked"), ('undone', "Undone")], compute='_compute_status', search='_search_status',
    )

    _pair_uniq = models.UniqueIndex(
        '(LEAST(partner_id, other_id), GREATEST(partner_id, other_id)) WHERE undone_on IS NULL',
        "These two contacts are already linked.",
    )

    @api.depends('undone_on')
    def _compute_status(self):
        for link in self:
            link.status = 'undone' if link.undone_on else 'linked'

    def _search_status(self, operator, value):
        if operator != 'in':
            return NotImplemented
        domains = {'linked': [('undone_on', '=', False)], 'undone': [('undone_on', '!=', False)]}
        return fields.Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains('partner_id', 'other_id')
    def _check_two_persons(self):
        if any(link.partner_id == link.other_id for link in self):
            raise ValidationError(self.env._("Choose two different contacts."))

    def write(self, vals):
        changed = vals.keys() - {'undo_reason'}
        if any(link.undone_on for link in self) or (changed and not changed <= {'undone_by', 'undone_on'}):
            raise UserError(self.env._("A link is not edited. Undo it and make the right one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A link is not deleted: undo it, its history stays."))

    def action_undo(self):
        """Undo the link; the reason has been typed on it."""
        self.check_access('write')
        for link in self:
            link._undo(link.undo_reason)

    def _undo(self, reason):
        """Take the link back from now on.

        :param reason: what showed that they are two persons
        """
        if not (reason or '').strip():
            raise UserError(self.env._("Say why they are not the same person."))
        self.write({'undo_reason': reason, 'undone_by': self.env.uid, 'undone_on': fields.Datetime.now()})
        # the index over open links must see it before the same pair is linked again
        self.flush_recordset()
