"""Persons for large databases: one partner with one verified identity each, by COPY in the shape the ORM gives them.

Everything about person number N follows from N, so that any process can name one without asking.
"""
from datetime import date, timedelta

from _bulk import Mould

GIVEN = (
    'Ana', 'José', 'María', 'Juan', 'Yanet', 'Carlos', 'Yusnavy', 'Luis', 'Daylín', 'Miguel', 'Caridad', 'Pedro',
    'Odalys', 'Raúl', 'Mercedes', 'Jorge', 'Niurka', 'Alberto', 'Yaíma', 'Ernesto', 'Lourdes', 'Rafael', 'Marisol',
    'Osvaldo', 'Teresa', 'Yoel', 'Beatriz', 'Lázaro', 'Ivón', 'Reinaldo', 'Gladys')
SURNAMES = (
    'Pérez', 'García', 'Rodríguez', 'González', 'Hernández', 'Fernández', 'López', 'Martínez', 'Díaz', 'Álvarez',
    'Sánchez', 'Gómez', 'Suárez', 'Morales', 'Cruz', 'Ramírez', 'Valdés', 'Castillo', 'Núñez', 'Herrera', 'Torres',
    'Acosta', 'Ortega', 'Peña', 'Reyes', 'Figueredo', 'Labrada', 'Céspedes', 'Zayas', 'Batista', 'Leyva', 'Rojas',
    'Quesada', 'Milanés', 'Ibáñez', 'Ochoa', 'Yero')
FIRST_BIRTHDAY, BIRTHDAYS = date(1946, 1, 1), 22_000
PARTNER_COLUMNS = ('id', 'name', 'complete_name', 'revenue_search_name', 'revenue_birth_date', 'commercial_partner_id')
IDENTITY_COLUMNS = ('partner_id', 'value')
AT_ONCE = 20_000


def get_name(number):
    """Name of a person: about 1.5 million combinations, so some share theirs, as in life."""
    number, given = divmod(number, len(GIVEN))
    number, first = divmod(number, len(SURNAMES))
    number, second = divmod(number, len(SURNAMES))
    middle = f"{GIVEN[number % len(GIVEN)]} " if number else ''
    return f"{GIVEN[given]} {middle}{SURNAMES[first]} {SURNAMES[second]}"


def get_birthday(number):
    return FIRST_BIRTHDAY + timedelta(days=number * 7919 % BIRTHDAYS)


def get_identity(number):
    """Cuban identity number, 11 digits: birth date, a digit of the century, a serial number; unique for each person."""
    birthday = get_birthday(number)
    century = 0 if birthday.year < 2000 else 6
    return f"{birthday:%y%m%d}{century * 10_000 + number // BIRTHDAYS:05d}"


class Persons:
    """Makes persons as the kernel makes the first of them."""

    def __init__(self, env):
        from odoo.addons.public_revenue.text import normalise_name
        self.normalise = normalise_name
        self.type = self._get_type(env)
        first = env['revenue.identity']._find_or_create([self._prepare(0)])[0]
        identity = env['revenue.identity']._find(self.type.code, get_identity(0))[:1]
        env.flush_all()
        self.partner = Mould(env.cr, 'res_partner', first.id, PARTNER_COLUMNS)
        self.identity = Mould(env.cr, 'revenue_identity', identity.id, IDENTITY_COLUMNS)

    def _get_type(self, env):
        types = env['revenue.identity.type']
        return types.search([('code', 'in', ('CU-CI', 'bench'))], limit=1) or types.create({
            'code': 'bench', 'name': "Identity card", 'pattern': '[0-9]{11}', 'example': '85032112345',
            'country_id': env.ref('base.cu').id})

    def _prepare(self, number):
        return {
            'name': get_name(number), 'type_code': self.type.code, 'value': get_identity(number),
            'verified': 'document', 'birth_date': get_birthday(number), 'country': 'CU'}

    def write(self, cr, numbers, first_id):
        """COPY persons with their identities; number N gets the id first_id + N."""
        for start in range(0, len(numbers), AT_ONCE):
            part = numbers[start:start + AT_ONCE]
            self.partner.copy(cr, [self._format(number, first_id + number) for number in part])
            self.identity.copy(cr, [f'{first_id + number}\t{get_identity(number)}' for number in part])
            cr.commit()

    def _format(self, number, partner_id):
        name = get_name(number)
        return f'{partner_id}\t{name}\t{name}\t{self.normalise(name)}\t{get_birthday(number)}\t{partner_id}'
