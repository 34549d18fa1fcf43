from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..text import normalise_name

PERSONAL = 'public_revenue.public_revenue_group_personal_data'
# Fewer letters name half the country; they find nobody.
SHORTEST_NAME = 3
# What Odoo makes the name of a person of.
NAME_FIELDS = ('name', 'parent_id', 'type', 'is_company', 'company_name', 'commercial_company_name')
LONGEST_LIST = 80


class ResPartner(models.Model):
    _inherit = 'res.partner'

    revenue_identity_ids = fields.One2many('revenue.identity', 'partner_id', string="Identities")
    revenue_search_name = fields.Char(
        "Name as searched", compute='_compute_revenue_search_name', store=True, precompute=True,
    )
    revenue_birth_date = fields.Date("Birth date", groups=PERSONAL)
    revenue_same_person_ids = fields.Many2many(
        'res.partner', string="Same person", compute='_compute_revenue_same_person_ids',
    )

    _revenue_search_name_idx = models.Index('(revenue_search_name text_pattern_ops)')

    @api.depends('name')
    def _compute_revenue_search_name(self):
        for partner in self:
            partner.revenue_search_name = normalise_name(partner.name) or False

    def _compute_revenue_same_person_ids(self):
        for partner in self:
            partner.revenue_same_person_ids = partner._origin._get_same_persons() - partner._origin

    @api.depends('revenue_identity_ids.value', 'revenue_birth_date')
    @api.depends_context('revenue_person_facts')
    def _compute_display_name(self):
        """Override of base: where a person is chosen, number and birth date tell namesakes apart."""
        # A name is shown far more often than the rest of a person, whose row is long.
        self.filtered('id').fetch(NAME_FIELDS)
        super()._compute_display_name()
        if not self.env.context.get('revenue_person_facts') or not self.env.user.has_group(PERSONAL):
            return
        for partner in self:
            facts = [*partner.revenue_identity_ids[:1].mapped('value'), partner.revenue_birth_date]
            known = ", ".join(str(fact) for fact in facts if fact)
            if known:
                partner.display_name = f"{partner.display_name} ({known})"

    # === SEARCH OF PERSONS === #

    @api.model
    def name_search(self, name='', domain=None, operator='ilike', limit=100):
        """Override of base: with `revenue_person_search` a field searches identity and prefix of the name."""
        if not self.env.context.get('revenue_person_search') or operator in Domain.NEGATIVE_OPERATORS:
            return super().name_search(name, domain, operator, limit)
        persons = self._search_person(name, limit=limit, domain=domain)
        return [(person.id, person.display_name) for person in persons.with_context(revenue_person_facts=True)]

    @api.model
    def web_name_search(self, name, specification, domain=None, operator='ilike', limit=100):
        """Override of web: the choice offered shows the facts that tell namesakes apart; titles do not."""
        is_search = bool(self.env.context.get('revenue_person_search'))
        partners = self.with_context(revenue_person_facts=is_search)
        return super(ResPartner, partners).web_name_search(name, specification, domain, operator, limit)

    @api.model
    def _search_display_name(self, operator, value):
        """Override of base: the same search where a list is filtered by person."""
        if (
            not self.env.context.get('revenue_person_search')
            or not isinstance(value, str) or operator not in ('ilike', 'like', '=ilike', '=like')
        ):
            return super()._search_display_name(operator, value)
        return Domain('id', 'in', self._search_person(value, limit=LONGEST_LIST).ids)

    @api.model
    def _search_person(self, text, limit=8, domain=None):
        """Return the persons a text means: those with exactly this identity number, else by prefix of the name.

        The look-up is logged. Fast for millions of persons, which `name_search` is not.

        :param text: what was typed
        :param limit: most persons returned
        :param domain: further restriction
        :rtype: res.partner
        """
        kind, persons = 'identity', self.env['revenue.identity']._find(None, text).partner_id
        if not persons:
            kind, persons = 'name', self.browse(self._find_ids_by_prefix(normalise_name(text)))
        if persons:
            persons = self.search(Domain('id', 'in', persons.ids) & Domain(domain or Domain.TRUE), limit=limit)
        self.env['revenue.person.lookup']._log(kind, text, persons)
        return persons

    @api.model
    def _find_ids_by_prefix(self, prefix):
        if len(prefix) < SHORTEST_NAME:
            return []
        self.flush_model(['revenue_search_name', 'active'])
        # ordered by the operator of the index, so that the database stops after the first rows of it
        rows = self.env.execute_query(SQL(
            "SELECT id FROM res_partner WHERE revenue_search_name LIKE %s AND active"
            " ORDER BY revenue_search_name USING ~<~ LIMIT %s",
            f'{prefix}%', LONGEST_LIST,
        ))
        return [partner_id for partner_id, in rows]

    def export_data(self, fields_to_export):
        """Override of base: who takes a list of persons away is logged."""
        self.env['revenue.person.lookup']._log('export', ", ".join(fields_to_export), self)
        return super().export_data(fields_to_export)

    # === SAME PERSON === #

    def _get_same_persons(self):
        """Return these persons and all that links say are the same, however long the chain.

        :rtype: res.partner
        """
        if not self.ids:
            return self
        self.env['revenue.person.link'].flush_model(['partner_id', 'other_id', 'undone_on'])
        rows = self.env.execute_query(SQL(
            """
            WITH RECURSIVE person AS (
                SELECT unnest(%s) AS id
                UNION
                SELECT linked.id FROM person, LATERAL (
                    SELECT other_id FROM revenue_person_link WHERE partner_id = person.id AND undone_on IS NULL
                    UNION ALL
                    SELECT partner_id FROM revenue_person_link WHERE other_id = person.id AND undone_on IS NULL
                ) linked (id)
            )
            SELECT id FROM person ORDER BY id
            """,
            list(self.ids),
        ))
        return self.browse([partner_id for partner_id, in rows])

    def _has_public_debts(self):
        """Say whether any of these persons owes or ever owed money to the treasury.

        Hook: addons that keep debts override it. While True, Odoo's contact merge is refused.

        :rtype: bool
        """
        return False
