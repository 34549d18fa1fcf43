"""Digests of legal facts: the same facts give the same text and the same SHA-256, in Python and in SQL.

The canonical text joins the parts by ``|``. None is empty; a number has no trailing zeros and no exponent; a date is
ISO 8601; in a text ``\\`` becomes ``\\\\`` and ``|`` becomes ``\\p``, so no two lists of parts give one text.
In PostgreSQL: ``trim_scale(amount)::text``, ``to_char(day, 'YYYY-MM-DD')`` and
``encode(sha256(convert_to(text, 'UTF8')), 'hex')``.
"""

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from .errors import RuleError

SEPARATOR = '|'


def canonical(*parts):
    """Return the canonical text of the parts (None, bool, int, Decimal, date, datetime, str).

    :raise RuleError: a part of another type, floats among them
    """
    return SEPARATOR.join(map(_text, parts))


def digest(*parts):
    """Return the hexadecimal SHA-256 of the canonical text of the parts."""
    return sha256(canonical(*parts).encode()).hexdigest()


def _text(part):
    writer = WRITERS.get(type(part))
    if writer is None:
        raise RuleError(f'no canonical text for {type(part).__name__}')
    return writer(part)


def _decimal(part):
    """Write a number without exponent, trailing zeros or a negative zero."""
    return format(part.normalize(), 'f') if part else '0'


def _escape(part):
    return part.replace('\\', '\\\\').replace(SEPARATOR, '\\p')


WRITERS = {
    type(None): lambda part: '',
    bool: lambda part: '1' if part else '0',
    int: str,
    Decimal: _decimal,
    date: date.isoformat,
    datetime: datetime.isoformat,
    str: _escape,
}
