from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

# Roles that one person may not hold together, except in a small office.
EXCLUSIVE_ROLES = (
    ('inspector', 'cashier'),
    ('inspector', 'supervisor'),
    ('cashier', 'supervisor'),
    ('cashier', 'accountant'),
    ('auditor', 'clerk'),
    ('auditor', 'cashier'),
    ('auditor', 'enforcement'),
    ('auditor', 'accountant'),
    ('auditor', 'legal'),
)
BATCH = 500


class RevenueIncompatibleAct(models.Model):
    """What somebody with roles that exclude each other did in a small office, for the higher office to read."""

    _name = 'revenue.incompatible.act'
    _description = "Incompatible Act"
    _inherit = ['revenue.log.mixin']
    _order = 'id desc'
    _rec_name = 'action'
    _log_filled_later = ('listed_on',)

    user_id = fields.Many2one('res.users', required=True, index=True, ondelete='restrict')
    done_on = fields.Datetime("When", required=True, default=fields.Datetime.now)
    office_id = fields.Many2one('revenue.office', required=True, index=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, index=True, ondelete='restrict')
    action = fields.Char(required=True)
    roles = fields.Char("Roles held", required=True)
    res_model = fields.Char("Record type")
    res_id = fields.Many2oneReference("Record", model_field='res_model')
    res_name = fields.Char("Record name")
    listed_on = fields.Datetime("Listed to the higher office", copy=False)

    _unlisted_idx = models.Index('(office_id) WHERE listed_on IS NULL')

    @api.model
    def _guard(self, office, action, record):
        """Before an act: refuse roles that exclude each other, or log the act in a small office.

        :param office: `revenue.office` where the act belongs; empty counts as an ordinary one
        :param action: what is done, in words of the user
        :param record: the record it is done to
        :raise UserError: outside small offices
        """
        roles = self._get_clash(self.env.user)
        if not roles:
            return
        if not office.small_office:
            raise UserError(self.env._(
                "You hold roles that exclude each other (%(roles)s). Only a small office allows that.",
                roles=", ".join(roles.mapped('name')),
            ))
        self._append({
            'user_id': self.env.uid,
            'office_id': office.id,
            'company_id': office.company_id.id,
            'action': action,
            'roles': ", ".join(roles.mapped('name')),
            'res_model': record._name,
            'res_id': record.id,
            'res_name': record.display_name,
        })

    @api.model
    def _get_clash(self, user):
        """Return the roles of a user that exclude each other.

        :rtype: res.groups
        """
        prefix = 'public_revenue.public_revenue_group_'
        names = {
            name for pair in EXCLUSIVE_ROLES for name in pair
            if all(user._has_group(prefix + role) for role in pair)
        }
        return self.env['res.groups'].union(*(self.env.ref(prefix + name) for name in sorted(names)))

    # === DAILY LIST === #

    @api.model
    def _list_to_parents(self):
        """Cron: give the higher offices the acts not listed yet. Running twice lists nothing twice."""
        acts = self.search([('listed_on', '=', False)], limit=BATCH, order='id')
        for office, office_acts in acts.grouped(lambda act: act.office_id.parent_id).items():
            if office:
                office_acts._send_list(office)
        acts.write({'listed_on': fields.Datetime.now()})
        self.env['ir.cron']._commit_progress(len(acts), remaining=self.search_count([('listed_on', '=', False)]))

    def _send_list(self, office):
        """Post the list on the higher office and ask each of its supervisors to read it."""
        title = self.env._("Acts by one person in roles that exclude each other: %(count)s", count=len(self))
        office.message_post(body=Markup("<p>%s</p><ul>%s</ul>") % (title, Markup().join(
            Markup("<li>%s</li>") % act._describe() for act in self
        )))
        for supervisor in office._get_supervisors():
            office.activity_schedule('mail.mail_activity_data_todo', summary=title, user_id=supervisor.id)

    def _describe(self):
        return self.env._(
            "%(office)s, %(moment)s: %(user)s (%(roles)s), %(action)s, %(record)s",
            office=self.office_id.name, moment=fields.Datetime.to_string(self.done_on), user=self.user_id.name,
            roles=self.roles, action=self.action, record=self.res_name or "-",
        )
