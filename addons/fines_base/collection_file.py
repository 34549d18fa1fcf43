"""The file in which an office tells an agency what became of its fines: CSV with a digest, signed with the key that
both share. Standard library only."""
import csv
import hashlib
import hmac
import io
from datetime import datetime

HEADER = ("series", "number", "state", "since")
STATES = frozenset(("in_term", "surcharged", "enforcement", "paid", "cancelled", "prescribed"))


class BadFile(ValueError):
    """A file that is not what an office wrote.

    :ivar code: "format", "digest" (changed on the way), "state" or "date"
    """

    def __init__(self, code, row=0):
        super().__init__(code)
        self.code = code
        self.row = row


def write_file(agency_code, moment, rows, key=""):
    """Return the file: a first line with agency and moment, the rows, a last line with their number, the digest that
    tells damage, and the signature that tells who wrote it.

    :param datetime moment: when it was made, UTC, whole seconds
    :param rows: (series, number, state, since) as texts
    :param str key: the secret that office and agency share; without one the file is not signed
    :rtype: bytes
    """
    body = io.StringIO()
    writer = csv.writer(body, lineterminator="\n")
    writer.writerow(("fines-collection", agency_code, moment.isoformat(timespec="seconds")))
    writer.writerow(HEADER)
    writer.writerows(rows)
    content = body.getvalue().encode()
    digest, signature = hashlib.sha256(content).hexdigest(), _sign(content, key)
    return content + f"end,{len(rows)},{digest},{signature}\n".encode()


def read_file(content):
    """Return what such a file says.

    :param bytes content: as written; line ends of Windows are forgiven
    :return: (agency code, moment, rows)
    :raise BadFile: anything else
    """
    body, last = _split(content)
    try:
        lines = list(csv.reader(io.StringIO(body.decode())))
        kind, agency_code, text = lines[0]
        moment = datetime.fromisoformat(text)
        mark, count, digest, *_signature = last.decode().split(",")
    except (ValueError, IndexError) as error:
        raise BadFile("format") from error
    if kind != "fines-collection" or mark != "end" or tuple(lines[1]) != HEADER:
        raise BadFile("format")
    if hashlib.sha256(body).hexdigest() != digest or count != str(len(lines) - 2):
        raise BadFile("digest")
    return agency_code, moment, [_check_row(number, row) for number, row in enumerate(lines[2:], start=3)]


def is_signed_by(key, content):
    """Whether a file is as somebody who knows the key wrote it.

    :rtype: bool
    """
    body, last = _split(content)
    return bool(key) and hmac.compare_digest(_sign(body, key), last.decode(errors="replace").rpartition(",")[2])


def _sign(content, key):
    return hmac.new(key.encode(), content, hashlib.sha256).hexdigest() if key else ""


def _split(content):
    """What is signed, and the last line; line ends of Windows are forgiven."""
    content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    body, newline, last = content.rstrip(b"\n").rpartition(b"\n")
    return body + newline, last


def _check_row(number, row):
    if len(row) != len(HEADER) or row[2] not in STATES:
        raise BadFile("state", number)
    try:
        datetime.strptime(row[3] or "2000-01-01", "%Y-%m-%d")
    except ValueError as error:
        raise BadFile("date", number) from error
    return tuple(row)
