"""Builders and users for the tests of the suite: one builder per kind of record, one user per role."""
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

ROLES = (
    'inspector', 'agency_officer', 'clerk', 'cashier', 'supervisor', 'enforcement', 'accountant', 'legal',
    'auditor', 'national', 'admin',
)


class RevenueCommon(BaseCommon):
    """A province with two offices, a legal calendar, and users of all roles on demand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref('base.aq')
        cls.province = cls._make_territory('T1', kind='province')
        cls.municipality = cls._make_territory('T101', parent_id=cls.province.id)
        cls.calendar = cls.env['revenue.calendar'].create({'name': "Test calendar", 'code': 'TEST'})
        cls.office_above = cls._make_office('TO1', territory_id=cls.province.id, calendar_id=cls.calendar.id)
        cls.office = cls._make_office('TO101', parent_id=cls.office_above.id)
        cls.office_beside = cls._make_office('TO102', parent_id=cls.office_above.id)

    @classmethod
    def _make_territory(cls, code, **values):
        return cls.env['revenue.territory'].create({
            'name': f"Place {code}", 'code': code, 'country_id': cls.country.id, **values,
        })

    @classmethod
    def _make_office(cls, code, **values):
        return cls.env['revenue.office'].create({
            'name': f"Office {code}", 'code': code, 'tz': 'America/Havana',
            'territory_id': cls.municipality.id, **values,
        })

    @classmethod
    def _make_user(cls, *roles, offices=None, login=None):
        """Return a user with roles by name, working at the given offices (default: the municipal one)."""
        user = new_test_user(
            cls.env, login=login or '_'.join(('test', *roles)),
            groups=','.join(f'public_revenue.public_revenue_group_{role}' for role in roles) or 'base.group_user',
        )
        user.revenue_office_ids = cls.office if offices is None else offices
        return user

    @classmethod
    def _make_norm(cls, code='TEST-NORM', **values):
        return cls.env['revenue.norm'].create({'name': f"Norm {code}", 'code': code, **values})

    @classmethod
    def _make_family(cls, code='test.family'):
        return cls.env['revenue.policy.family'].create({'name': f"Family {code}", 'code': code})

    @classmethod
    def _make_policy(cls, code, family, norm, date_from, steps=(), **values):
        return cls.env['revenue.policy'].create({
            'name': f"Policy {code}", 'code': code, 'family_id': family.id, 'norm_id': norm.id,
            'date_from': date_from, 'step_ids': [Command.create(step) for step in steps], **values,
        })

    @classmethod
    def _make_person(cls, name, **values):
        return cls.env['res.partner'].create({'name': name, **values})

    def _rpc(self, user, model, method, *args, **kwargs):
        """Call a public method as a remote user does; ids come first in `args` where the method has records."""
        return call_kw(self.env[model].with_user(user), method, list(args), kwargs)
