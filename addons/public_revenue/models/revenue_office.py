import pytz

from odoo import api, fields, models, tools
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import _tz_get

NATIONAL = 'public_revenue.public_revenue_group_national'


class RevenueOffice(models.Model):
    """A collection office: desks and staff at a place, in one company, with its own day."""

    _name = 'revenue.office'
    _description = "Collection Office"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'code'
    _parent_store = True
    _rec_names_search = ['name', 'code']
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, tracking=True)
    parent_id = fields.Many2one(
        'revenue.office', string="Higher office", index=True, ondelete='restrict', tracking=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many('revenue.office', 'parent_id', string="Offices below")
    territory_id = fields.Many2one(
        'revenue.territory', required=True, index=True, ondelete='restrict', tracking=True,
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict', tracking=True,
        default=lambda self: self.env.company,
    )
    tz = fields.Selection(
        _tz_get, string="Time zone", required=True, tracking=True,
        default=lambda self: self.env.user.tz or 'UTC',
        help="The office's legal days begin and end in this time zone.",
    )
    calendar_id = fields.Many2one(
        'revenue.calendar', string="Legal calendar", index='btree_not_null', ondelete='restrict',
        tracking=True, help="Empty: the calendar of the higher office.",
    )
    small_office = fields.Boolean(
        tracking=True,
        help="One person may hold roles that exclude each other; every such act is logged and"
             " listed to the higher office each day.",
    )
    user_ids = fields.Many2many(
        'res.users', 'revenue_office_user_rel', 'office_id', 'user_id', string="Staff",
    )
    phone = fields.Char()
    address = fields.Text()
    active = fields.Boolean(default=True, tracking=True)

    _code_uniq = models.Constraint('UNIQUE (code)', "There is already an office with this code.")
    _small_office_has_parent = models.Constraint(
        'CHECK (small_office IS NOT TRUE OR parent_id IS NOT NULL)',
        "A small office needs a higher office that receives its daily list.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        offices = super().create(vals_list)
        self._clear_scope()
        return offices

    def write(self, vals):
        result = super().write(vals)
        self._clear_scope()
        return result

    def unlink(self):
        result = super().unlink()
        self._clear_scope()
        return result

    # === SCOPE === #

    def _clear_scope(self):
        """Forget who sees which offices: the tree or an assignment changed."""
        self.env.registry.clear_cache()
        self.env['res.users'].invalidate_model(['revenue_office_ids', 'revenue_scope_ids'])

    @api.model
    def _get_scope(self, user):
        """Return the offices a user works for: the assigned ones and all below, closed ones too.

        A national user works for all.

        :param user: one `res.users` record
        :rtype: revenue.office
        """
        return self.browse(self._get_scope_ids(user.id))

    @tools.ormcache('user_id')
    def _get_scope_ids(self, user_id):
        # sudo: the rights of a user may not depend on what that user may read
        offices_sudo = self.sudo().with_context(active_test=False)
        user_sudo = offices_sudo.env['res.users'].browse(user_id)
        if user_sudo._has_group(NATIONAL):
            return offices_sudo.search(Domain.TRUE).ids
        assigned = offices_sudo.search([('user_ids', 'in', user_id)])
        if not assigned:
            return []
        return offices_sudo.search(Domain.OR(
            Domain('parent_path', '=like', f'{office.parent_path}%') for office in assigned
        )).ids

    def _is_above(self, office):
        """Say whether this office is the given one or stands over it.

        :rtype: bool
        """
        self.ensure_one()
        return office.parent_path.startswith(self.parent_path)

    def _get_supervisors(self):
        """Return the supervisors who work at this very office.

        :rtype: res.users
        """
        self.ensure_one()
        return self.user_ids.filtered(
            lambda user: user._has_group('public_revenue.public_revenue_group_supervisor'),
        )

    # === DAYS === #

    def _today(self):
        """Return the day it is at the office.

        :rtype: date
        """
        self.ensure_one()
        return self._local_day(fields.Datetime.now())

    def _local_day(self, moment):
        """Return the office's legal day of a moment.

        :param moment: naive datetime in UTC, as stored
        :rtype: date
        """
        self.ensure_one()
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self.tz)).date()

    def _get_calendar(self):
        """Return the legal calendar: the office's own or the nearest above, else none.

        :rtype: revenue.calendar
        """
        office = self
        while office and not office.calendar_id:
            office = office.parent_id
        return office.calendar_id
