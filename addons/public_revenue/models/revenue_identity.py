from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..text import mask, normalise_identity, normalise_name

PERSONAL = 'public_revenue.public_revenue_group_personal_data'
SUPERVISOR = 'public_revenue.public_revenue_group_supervisor'
# What a caller of _find_or_create says of the number; the rest describes the person.
_NUMBER_KEYS = ('type_code', 'value', 'verified', 'country', 'birth_date')


class RevenueIdentity(models.Model):
    """A number that names a person. Only a verified one joins debts or goes to enforcement.

    Two persons may carry the same number until one of them is verified: papers are misread.
    """

    _name = 'revenue.identity'
    _description = "Identity"
    _order = 'id'
    _rec_name = 'masked_value'

    partner_id = fields.Many2one('res.partner', string="Person", required=True, index=True, ondelete='cascade')
    type_id = fields.Many2one('revenue.identity.type', required=True, index=True, ondelete='restrict')
    value = fields.Char("Number", required=True, groups=PERSONAL)
    masked_value = fields.Char("Number (masked)", compute='_compute_masked_value', compute_sudo=True)
    verified = fields.Selection(
        [('no', "Not verified"), ('document', "Document seen"), ('registry', "Official register")],
        required=True, default='no',
    )
    verified_on = fields.Datetime(readonly=True, copy=False)
    verified_by = fields.Many2one('res.users', readonly=True, copy=False, index='btree_not_null')

    _value_idx = models.Index('(value)')
    _verified_uniq = models.UniqueIndex(
        "(type_id, value) WHERE verified != 'no'",
        "Another person already carries this number, verified. Compare name and birth date: either it is"
        " the same person, or this number stays not verified.",
    )
    _value_not_empty = models.Constraint("CHECK (value != '')", "Type the identity number.")

    @api.depends('value')
    def _compute_masked_value(self):
        for identity in self:
            identity.masked_value = mask(identity.value or '')

    @api.constrains('type_id', 'value')
    def _check_value(self):
        for identity in self:
            kind = identity.type_id
            if not kind._is_valid(identity.value):
                raise ValidationError(self.env._(
                    "%(value)s cannot be a number of type %(type)s. Example: %(example)s",
                    value=identity.value, type=kind.name, example=kind.example or "-",
                ))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._complete(vals) for vals in vals_list])

    def write(self, vals):
        if vals.keys() & {'type_id', 'value', 'partner_id', 'verified'}:
            self._refuse_change_of_verified(vals)
        return super().write(self._complete(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_verified(self):
        if any(identity.verified != 'no' for identity in self):
            raise UserError(self.env._(
                "A verified number is not deleted. A supervisor can take the verification back."))

    @api.model
    def _complete(self, vals):
        """Normalise the number; say who verified it and when."""
        vals = dict(vals)
        if 'value' in vals:
            vals['value'] = normalise_identity(vals['value'])
        if 'verified' in vals:
            is_verified = vals['verified'] != 'no'
            vals['verified_on'] = is_verified and fields.Datetime.now()
            vals['verified_by'] = is_verified and self.env.uid
        return vals

    def _refuse_change_of_verified(self, vals):
        """Only a supervisor takes a verification back; a verified number itself never changes."""
        verified = self.filtered(lambda identity: identity.verified != 'no')
        if not verified:
            return
        if vals.keys() & {'type_id', 'value', 'partner_id'}:
            raise UserError(self.env._("A verified number cannot be changed. Add the right one beside it."))
        if vals['verified'] == 'no' and not (self.env.su or self.env.user.has_group(SUPERVISOR)):
            raise UserError(self.env._("Only a supervisor can take a verification back."))

    def export_data(self, fields_to_export):
        """Override of base: who takes a list of numbers away is logged."""
        self.env['revenue.person.lookup']._log('export', ", ".join(fields_to_export), self.partner_id)
        return super().export_data(fields_to_export)

    def _revenue_logs_export(self):
        """Override of public_revenue: the log names the persons."""
        return True

    # === ACTIONS === #

    def action_verify(self):
        """The clerk has the document in hand and it names this person."""
        self.check_access('write')
        self.write({'verified': 'document'})

    # === BUSINESS METHODS === #

    @api.model
    def _find(self, type_code, value):
        """Return the identities with a number, the verified one first.

        :param type_code: code of the type, or None for any type
        :param value: the number as typed
        :rtype: revenue.identity
        """
        number = normalise_identity(value)
        if not number:
            return self.browse()
        domain = Domain('value', '=', number)
        if type_code:
            domain &= Domain('type_id.code', '=', type_code)
        found = self.search_fetch(domain, ['partner_id', 'verified'])
        return found.sorted(lambda identity: identity.verified == 'no')

    @api.model
    def _find_or_create(self, vals_list):
        """Return the persons meant, in order; those not known yet are created, all in one go.

        A person is known by a verified number, or by exactly one unverified match of the same
        number and the same name. Others are new persons, even with a number already seen.

        :param vals_list: dicts with `name`; `type_code` and `value` if there is a number;
            `verified` (default 'no'), `country` (code), `birth_date`; and any field of res.partner
        :return: partners aligned with `vals_list`
        :rtype: list of one-record res.partner
        """
        # sudo: whoever may register a debt may name its person, without rights on all contacts
        identities_sudo = self.sudo().with_context(tracking_disable=True, mail_create_nosubscribe=True)
        wanted = identities_sudo._read_requests(vals_list)
        found = identities_sudo._match_requests(wanted)
        missing = [key for key in wanted if key not in found]
        found.update(zip(missing, identities_sudo._create_persons([wanted[key] for key in missing]), strict=True))
        by_position = {position: key for key, request in wanted.items() for position in request['positions']}
        partner_ids = [found[by_position[position]].id for position in range(len(vals_list))]
        return list(self.env['res.partner'].browse(partner_ids))

    def _read_requests(self, vals_list):
        """Return the distinct persons asked for: key -> vals, type, value and positions in the list."""
        codes = {vals['type_code'] for vals in vals_list if vals.get('value')}
        types = {kind.code: kind for kind in self.env['revenue.identity.type'].search([('code', 'in', list(codes))])}
        if unknown := codes - types.keys():
            raise ValidationError(self.env._(
                "There is no identity type with the code %(code)s.", code=", ".join(sorted(unknown))))
        wanted = {}
        for position, vals in enumerate(vals_list):
            number = normalise_identity(vals.get('value'))
            kind = types[vals['type_code']] if number else types.get(None)
            # a verified number is one person however the name is spelt
            name = '' if vals.get('verified', 'no') != 'no' else normalise_name(vals['name'])
            key = (kind.id, number, name) if number else (position,)
            request = wanted.setdefault(key, {'vals': vals, 'type': kind, 'value': number, 'positions': []})
            request['positions'].append(position)
        return wanted

    def _match_requests(self, wanted):
        """Return the persons already known, by key of the request."""
        numbers = list({request['value'] for request in wanted.values() if request['value']})
        known = self.search([('value', 'in', numbers)]).grouped(lambda row: (row.type_id.id, row.value))
        found = {}
        for key, request in wanted.items():
            matches = known.get(key[:2], self.browse())
            name = normalise_name(request['vals']['name'])
            sure = matches.filtered(lambda row: row.verified != 'no') or matches.filtered(
                lambda row, name=name: row.partner_id.revenue_search_name == name,
            )
            if len(sure.partner_id) == 1:
                found[key] = sure.partner_id
                sure._upgrade(request['vals'].get('verified'))
        return found

    def _upgrade(self, verified):
        """Mark a number that so far was not verified, if the caller has verified it."""
        if (verified or 'no') != 'no':
            self.filtered(lambda row: row.verified == 'no')[:1].verified = verified

    def _create_persons(self, requests):
        countries = self._get_countries(requests)
        partners = self.env['res.partner'].create([{
            'country_id': countries.get(request['vals'].get('country')),
            'revenue_birth_date': request['vals'].get('birth_date'),
            **{name: value for name, value in request['vals'].items() if name not in _NUMBER_KEYS},
        } for request in requests])
        self.create([{
            'partner_id': partner.id,
            'type_id': request['type'].id,
            'value': request['value'],
            'verified': request['vals'].get('verified') or 'no',
        } for partner, request in zip(partners, requests, strict=True) if request['value']])
        return partners

    def _get_countries(self, requests):
        codes = {request['vals'].get('country') for request in requests} - {None, False}
        return {country.code: country.id for country in self.env['res.country'].search([('code', 'in', list(codes))])}
