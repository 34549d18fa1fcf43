import importlib
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_MODULE = re.compile(r'[a-z]+(\.[a-z0-9_]+)?')


class RevenueIdentityType(models.Model):
    """A kind of identity number and how it is checked; countries bring theirs as data."""

    _name = 'revenue.identity.type'
    _description = "Identity Type"
    _order = 'sequence, code'
    _rec_names_search = ['name', 'code']

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short and lasting, as in ID-CARD.")
    sequence = fields.Integer(default=10)
    country_id = fields.Many2one('res.country', index='btree_not_null', ondelete='restrict')
    pattern = fields.Char(help="Regular expression the whole normalised number must match. Empty: anything.")
    example = fields.Char(help="Shown when a number does not fit.")
    check = fields.Selection(
        [('none', "Pattern only"), ('stdnum', "python-stdnum")], required=True, default='none',
    )
    stdnum_module = fields.Char(help="Module of python-stdnum, as in cl.rut.")
    has_check_digit = fields.Boolean(
        help="Without a check digit a wrong number can look right: the person is compared by name and birth date.",
    )
    holder = fields.Selection(
        [('any', "Anybody"), ('person', "Natural persons"), ('company', "Legal persons")],
        string="Issued to", required=True, default='any',
    )
    needs_country = fields.Boolean(
        "Issued by Any Country", help="As a passport: the country that issued it belongs to the number.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint('UNIQUE (code)', "There is already an identity type with this code.")
    _stdnum_needs_module = models.Constraint(
        "CHECK (\"check\" != 'stdnum' OR stdnum_module IS NOT NULL)",
        "Name the module of python-stdnum that checks this type.",
    )

    @api.constrains('pattern')
    def _check_pattern(self):
        for kind in self.filtered('pattern'):
            try:
                re.compile(kind.pattern)
            except re.error as error:
                raise ValidationError(self.env._(
                    "The pattern of %(type)s cannot be read: %(error)s", type=kind.name, error=error,
                )) from error

    @api.constrains('stdnum_module', 'check')
    def _check_stdnum_module(self):
        for kind in self.filtered(lambda kind: kind.check == 'stdnum'):
            kind._get_stdnum()

    @api.model
    def _get_all(self):
        """Return all kinds in use, in their order: a handful, the limit only guards against a mistake."""
        return self.search([], limit=100)

    def _get_stdnum(self):
        """Return the module of python-stdnum that checks this type."""
        name = self.stdnum_module or ''
        try:
            # only modules inside the library, whatever the text says
            return importlib.import_module(f'stdnum.{name if _MODULE.fullmatch(name) else "-"}')
        except ImportError as error:
            raise ValidationError(self.env._("python-stdnum has no module %(module)s.", module=name)) from error

    def _is_valid(self, value):
        """Say whether a normalised number can exist.

        :rtype: bool
        """
        self.ensure_one()
        if self.pattern and not re.fullmatch(self.pattern, value):
            return False
        return self.check == 'none' or self._get_stdnum().is_valid(value)

    def _get_birth_date(self, value):
        """Return the birth date that a normalised number itself tells, None if it tells none.

        :rtype: date
        """
        self.ensure_one()
        reader = getattr(self._get_stdnum(), 'get_birth_date', None) if self.check == 'stdnum' else None
        return reader(value) if reader and value and self._is_valid(value) else None
