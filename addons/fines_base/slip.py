"""How what is written on a slip becomes what is compared: plain functions of the standard library."""
import hashlib
import re
from decimal import Decimal, InvalidOperation

SEPARATORS = re.compile(r"[\s.\-_/]+")
LOOKALIKES = str.maketrans("OIL", "011")
SERIAL_LIMIT = 2 ** 31 - 1
CODES = re.compile(r"[\s,;+]+")
PREFIXED = re.compile(r"([A-Za-z]{2,})[\s:]+(\S.*)")


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


def split_codes(text):
    """Codes of offences as they are keyed in one field: "12A 45=60" is the code 12A and the code 45 with its amount.

    An amount that cannot be read is None, like one that was not written.

    :return: (code in capitals, amount)
    :rtype: list[tuple[str, Decimal | None]]
    """
    pairs = []
    for word in filter(None, CODES.split(str(text or "").upper())):
        code, __, amount = word.partition("=")
        try:
            pairs.append((code, Decimal(amount) if amount else None))
        except InvalidOperation:
            pairs.append((code, None))
    return pairs


def find_missing_amount(total, amounts):
    """The amounts of the infractions of a slip, the single unknown one found from what the slip says in all.

    :param Decimal total: what the slip says in all
    :param amounts: Decimal or None, one for each infraction
    :return: the amounts; as they came when more than one is unknown or nothing is left for it
    :rtype: list[Decimal | None]
    """
    unknown = [place for place, amount in enumerate(amounts) if not amount]
    left = total - sum(filter(None, amounts))
    if len(unknown) != 1 or left <= 0:
        return list(amounts)
    return [amount or left for amount in amounts]


def split_document(text):
    """An identity number keyed with its document before it: "NIT 30001234" is the document NIT and the number.

    :return: (word in capitals, the number); the word is empty when there is none
    :rtype: tuple[str, str]
    """
    found = PREFIXED.fullmatch(str(text or "").strip())
    return (found[1].upper(), found[2]) if found else ("", str(text or ""))


def is_in_sample(seed, percent):
    """Whether something belongs to a sample of so many percent; always the same answer for the same seed.

    :param str seed: what names it
    :param int percent: 0 to 100
    :rtype: bool
    """
    return int(hashlib.sha256(seed.encode()).hexdigest()[:8], 16) % 100 < percent


def format_number(code, series, number, digits):
    """The number of a slip as people read it: agency, series, number with its leading zeros.

    :param int digits: how many digits the agency prints
    :rtype: str

    >>> format_number("PNR", "A", "1234", 6)
    'PNR A 001234'
    """
    return " ".join(filter(None, [code, series, number.zfill(digits) if number else ""]))
