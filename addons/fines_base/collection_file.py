"""The file in which an office tells an agency what became of its fines: CSV with a digest. Standard library only."""
import csv
import hashlib
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


def write_file(agency_code, moment, rows):
    """Return the file: a first line with agency and moment, the rows, a last line with their number and the digest.

    :param datetime moment: when it was made, UTC, whole seconds
    :param rows: (series, number, state, since) as texts
    :rtype: bytes
    """
    body = io.StringIO()
    writer = csv.writer(body, lineterminator="\n")
    writer.writerow(("fines-collection", agency_code, moment.isoformat(timespec="seconds")))
    writer.writerow(HEADER)
    writer.writerows(rows)
    content = body.getvalue().encode()
    return content + f"end,{len(rows)},{hashlib.sha256(content).hexdigest()}\n".encode()


def read_file(content):
    """Return what such a file says.

    :param bytes content: as written; line ends of Windows are forgiven
    :return: (agency code, moment, rows)
    :raise BadFile: anything else
    """
    content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    body, _newline, last = content.rstrip(b"\n").rpartition(b"\n")
    body += b"\n"
    try:
        lines = list(csv.reader(io.StringIO(body.decode())))
        kind, agency_code, text = lines[0]
        moment = datetime.fromisoformat(text)
        mark, count, digest = last.decode().split(",")
    except (ValueError, IndexError) as error:
        raise BadFile("format") from error
    if kind != "fines-collection" or mark != "end" or tuple(lines[1]) != HEADER:
        raise BadFile("format")
    if hashlib.sha256(body).hexdigest() != digest or count != str(len(lines) - 2):
        raise BadFile("digest")
    return agency_code, moment, [_check_row(number, row) for number, row in enumerate(lines[2:], start=3)]


def _check_row(number, row):
    if len(row) != len(HEADER) or row[2] not in STATES:
        raise BadFile("state", number)
    try:
        datetime.strptime(row[3] or "2000-01-01", "%Y-%m-%d")
    except ValueError as error:
        raise BadFile("date", number) from error
    return tuple(row)
