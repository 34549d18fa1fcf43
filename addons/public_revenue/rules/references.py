"""Public reference numbers: digits with two check digits, ISO 7064 MOD 97-10.

The scheme catches every single wrong digit and every swap of two digits.
"""

import re
import unicodedata

from .errors import BadAmount

CHECK_DIGITS = 2
REFERENCE = re.compile(r'[0-9]{3,}')
LOOKALIKES = str.maketrans({'O': '0', 'I': '1', 'L': '1'})
SEPARATORS = re.compile(r'[\W_]+')


def make_reference(number, digits=10):
    """Return ``number`` as a reference of ``digits`` digits plus two check digits (12 by default).

    :raise BadAmount: the number is negative or has more digits
    """
    if not 0 <= number < 10**digits:
        raise BadAmount(f'{number} does not fit {digits} digits')
    check_digits = 98 - number * 100 % 97
    return f'{number:0{digits}d}{check_digits:0{CHECK_DIGITS}d}'


def normalise(text):
    """Return a reference as typed without what people add or confuse.

    Spaces, hyphens, dots and their typographic relatives are dropped, case is ignored, the letter O is read as
    zero and I or L as one.
    """
    plain = SEPARATORS.sub('', unicodedata.normalize('NFKC', text or ''))
    return plain.upper().translate(LOOKALIKES)


def is_mistyped(text, digits=10):
    """Tell whether a text has the shape of a reference whose check digits do not fit: a typing error."""
    plain = normalise(text)
    return len(plain) == digits + CHECK_DIGITS and REFERENCE.fullmatch(plain) is not None and not check(plain, digits)


def check(text, digits=10):
    """Tell whether a typed reference is well formed: right length, digits only, right check digits."""
    plain = normalise(text)
    return len(plain) == digits + CHECK_DIGITS and REFERENCE.fullmatch(plain) is not None and int(plain) % 97 == 1
