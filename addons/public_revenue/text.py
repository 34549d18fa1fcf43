"""Spellings made comparable. Pure functions, no Odoo."""
import re
import unicodedata

_NOT_WORD = re.compile(r'[^a-z0-9]+')
_NOT_KEY = re.compile(r'[^0-9A-Z]+')
_SHOWN = 4


def normalise_name(text):
    """Return a name as it is searched: lower case, no accents, single spaces, letters and digits only.

    Letters without a base letter (as in other scripts) fall away like punctuation.
    """
    plain = unicodedata.normalize('NFKD', text or '').encode('ascii', 'ignore').decode().lower()
    return _NOT_WORD.sub(' ', plain).strip()


def normalise_identity(text):
    """Return an identity number as it is stored: capitals and digits, no spaces, dots or hyphens."""
    return _NOT_KEY.sub('', unicodedata.normalize('NFKC', text or '').upper())


def mask(value):
    """Return a number with only its last characters readable; short ones show none."""
    shown = _SHOWN if len(value) > 2 * _SHOWN else 0
    return '\u2022' * (len(value) - shown) + value[len(value) - shown:]
