"""How what is written on a slip becomes what is compared: plain functions of the standard library."""
import re

SEPARATORS = re.compile(r"[\s.\-_/]+")
LOOKALIKES = str.maketrans("OIL", "011")
SERIAL_LIMIT = 2 ** 31 - 1


def normalise_number(text):
    """The slip number as it identifies: no separators, upper case, no leading zeros.

    A number of digits only forgives O for 0 and I or L for 1; a number with other letters (electronic fines) keeps
    its letters.

    :param text: what was typed or imported, any type
    :rtype: str
    """
    compact = SEPARATORS.sub("", str(text or "")).upper()
    digits = compact.translate(LOOKALIKES)
    if digits.isascii() and digits.isdigit():
        return digits.lstrip("0") or "0"
    return compact


def normalise_series(text):
    """The series printed before the number: upper case without separators, empty if there is none.

    :rtype: str
    """
    return SEPARATORS.sub("", str(text or "")).upper()


def normalise_plate(text):
    """A vehicle's plate without separators and in upper case; empty if there is none.

    :rtype: str
    """
    return normalise_series(text)


def get_serial(number):
    """The position of a normalised number in a checkbook's range, None when it can be in none.

    :param str number: result of `normalise_number`
    :rtype: int | None
    """
    if not number or not number.isdigit():
        return None
    serial = int(number)
    return serial if 0 < serial <= SERIAL_LIMIT else None


def clean(text):
    """Free text of a slip without outer blanks, None if nothing is left.

    :rtype: str | None
    """
    return str(text).strip() or None if text else None
