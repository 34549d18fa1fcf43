"""The file: text or gzip, comma separated, with a header; given back as rows of plain texts."""
import csv
import gzip
import hashlib
import io
import zlib

#: What every register must tell of a fine; a file may have further columns, they are not read.
COLUMNS = (
    "summons_number", "issue_date", "violation", "fine_amount", "penalty_amount", "interest_amount", "payment_amount",
    "amount_due", "county", "issuing_agency",
)
#: Longer texts are no value of a register; they would only fill the screens.
LONGEST = 200
GZIP = b"\x1f\x8b"


class BadRegister(ValueError):
    """The file as a whole cannot be read: nothing of it is imported."""


def hash_file(content):
    """Return the fingerprint by which a file is known again, compressed or not.

    :param bytes content: the file as it came
    :rtype: str
    :raise BadRegister: a compressed file that is damaged
    """
    try:
        plain = gzip.decompress(content) if content.startswith(GZIP) else content
    except (EOFError, OSError, zlib.error) as error:
        raise BadRegister(f"the file is damaged: {error}") from error
    return hashlib.sha256(plain).hexdigest()


def read_rows(content):
    """Yield (number of the row, texts by column), the first row after the header being 1.

    A row that is too short has empty texts at its end; what stands beyond the header is left out.

    :param bytes content: the file as it came, plain or compressed
    :raise BadRegister: not a text in UTF-8, damaged, without header, or without a needed column
    """
    reader = csv.reader(_open(content), strict=True)
    try:
        places = _find_columns(next(reader, None))
        number = 0
        for cells in reader:
            if any(cells):
                number += 1
                yield number, {name: _cut(cells[at]) if at < len(cells) else "" for name, at in places.items()}
    except (csv.Error, EOFError, OSError, UnicodeDecodeError, zlib.error) as error:
        raise BadRegister(f"the file is damaged or is no table of texts in UTF-8: {error}") from error


def _open(content):
    stream = io.BytesIO(content)
    if content.startswith(GZIP):
        stream = gzip.GzipFile(fileobj=stream)
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")


def _find_columns(header):
    """Return the place of each column; its name may be written with capitals and blanks."""
    if not header:
        raise BadRegister("the file is empty")
    names = [name.strip().lower().replace(" ", "_") for name in header]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise BadRegister(f"the file has no column {', '.join(missing)}")
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise BadRegister(f"the file has the column {', '.join(twice)} twice")
    return {name: names.index(name) for name in COLUMNS}


def _cut(text):
    """Return a text without outer blanks and without characters that no database takes."""
    return text.replace("\x00", "").strip()[:LONGEST]
