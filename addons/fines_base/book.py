"""Checkbooks as plain functions of the standard library: ranges, what is printed on slips, what became of them."""
import base64
import hashlib
import hmac
import re

TOKEN_BYTES = 20   # 160 bits: 32 letters without padding, as QR codes like them
#: agency-series-number-token; the series may be empty, the agency's code may hold hyphens.
_QR = re.compile(r"(.+)-([^-]*)-([0-9]+)-([A-Z2-7]{32})")
#: agency-series-first-last: the bars on the cover of a book.
_COVER = re.compile(r"(.+)-([^-]*)-([0-9]+)-([0-9]+)")


def split_range(first, last, size):
    """Ranges of the books into which a printed range is bound; the last one may be thinner.

    :rtype: list[tuple[int, int]]
    """
    return [(start, min(start + size - 1, last)) for start in range(first, last + 1, size)]


def make_token(secret, agency, series, number):
    """The token of one slip: nobody makes it who does not know the secret of its print order.

    :param str secret: hexadecimal
    :param str agency: code of the agency
    :param int number: serial number of the slip
    :return: 160 bits as 32 capital letters and digits
    :rtype: str
    """
    text = "\x1f".join([agency, series or "", str(number)])
    digest = hmac.new(bytes.fromhex(secret), text.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:TOKEN_BYTES]).decode()


def is_token(secret, agency, series, number, token):
    """Whether a token is the one of the slip, in constant time.

    :rtype: bool
    """
    return hmac.compare_digest(make_token(secret, agency, series, number), token)


def make_qr(agency, series, number, token):
    """Text of the QR code of a slip.

    :param str number: as printed
    :rtype: str
    """
    return "-".join([agency, series or "", number, token])


def read_qr(text):
    """Parts of the QR code of a slip, also where a web address stands before them.

    :return: agency, series, number and token; None if the text is no such code
    :rtype: tuple[str, str, str, str] | None
    """
    match = _QR.fullmatch((text or "").strip().rpartition("/")[2])
    return match.groups() if match else None


def make_cover(agency, series, first, last):
    """Text of the bars on the cover of a book.

    :rtype: str
    """
    return "-".join([agency, series or "", str(first), str(last)])


def read_cover(text):
    """Parts of the bars on a cover.

    :return: agency, series, first and last number; None if the text is no such code
    :rtype: tuple[str, str, int, int] | None
    """
    match = _COVER.fullmatch((text or "").strip())
    return (match[1], match[2], int(match[3]), int(match[4])) if match else None


def get_age(since, day):
    """Whole days that something has been in somebody's hands.

    :param date since: first day, None for unknown
    :param date day: day on which it is asked
    :rtype: int
    """
    return max((day - since).days, 0) if since else 0
