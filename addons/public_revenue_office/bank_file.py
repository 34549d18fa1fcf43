"""Files of bank statements: cells in, rows of a statement out, with what is wrong in each. No database, no language."""
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.sheet import BadSheet, read_book, read_csv, to_text

#: What a file may tell, in the order in which files with errors show it.
COLUMNS = ("date", "amount", "debit", "credit", "reference", "label", "counterparty", "balance")
MOST_ROWS = 10_000


class BadLayout(ValueError):
    """The file has no column of that name or place: args are the column of ours and what the profile says."""


@dataclass(frozen=True)
class Layout:
    """How a bank writes its files: `columns` gives a heading or a place (1 is the first) for each of ours."""

    columns: dict
    delimiter: str = ","
    encoding: str = "utf-8"
    date_format: str = "%d/%m/%Y"
    decimal_sign: str = ","
    header_rows: int = 1
    footer_rows: int = 0
    sign: int = 1
    digits: int = 2


@dataclass
class Row:
    """One row: its number in the file, its texts, what was read, and (code, column) of what was not."""

    number: int
    texts: dict
    day: date | None = None
    amount: Decimal | None = None
    balance: Decimal | None = None
    problems: list = field(default_factory=list)


def read_rows(content, name, layout):
    """The rows of a statement.

    :param bytes content: the file
    :param str name: its name: .xlsx is a spreadsheet, anything else text with separators
    :rtype: list[Row]
    :raise BadSheet: when it cannot be read at all
    :raise BadLayout: when a column is not in it
    """
    cells = _read_cells(content, name, layout)
    if len(cells) > MOST_ROWS:
        raise BadSheet(f"more than {MOST_ROWS} rows")
    places = _find_columns(cells[layout.header_rows - 1] if layout.header_rows and cells else [], layout)
    last = len(cells) - layout.footer_rows
    body = list(enumerate(cells, start=1))[layout.header_rows:max(last, layout.header_rows)]
    return [_read_row(number, row, places, layout) for number, row in body if any(to_text(cell) for cell in row)]


def _read_cells(content, name, layout):
    if name.lower().endswith((".xlsx", ".xlsm")):
        cells = next(iter(read_book(content, MOST_ROWS).values()), [])
    else:
        cells = read_csv(content, layout.delimiter, layout.encoding)
    while cells and not any(to_text(cell) for cell in cells[-1]):
        cells.pop()
    return cells


def _find_columns(heading, layout):
    """Places of the columns in a row."""
    names, places = [_fold(to_text(cell)) for cell in heading], {}
    for column, text in layout.columns.items():
        wanted = _fold(text)
        if wanted in names:
            places[column] = names.index(wanted)
        elif wanted.isdecimal() and int(wanted):
            places[column] = int(wanted) - 1
        else:
            raise BadLayout(column, text)
    return places


def _fold(text):
    """A heading as it is compared: without accents, capitals and double spaces."""
    plain = unicodedata.normalize("NFKD", text or "")
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().split())


def _read_row(number, cells, places, layout):
    values = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
    row = Row(number, {column: to_text(value) for column, value in values.items()})
    row.day = _read_date(row, values.get("date"), layout)
    row.amount = _read_moved(row, values, layout)
    row.balance = _read_amount(row, values, "balance", layout) if row.texts.get("balance") else None
    return row


def _read_date(row, value, layout):
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = row.texts.get("date", "")
    if not text:
        row.problems.append(("missing", "date"))
        return None
    try:
        return datetime.strptime(text, layout.date_format).date()
    except ValueError:
        row.problems.append(("unreadable", "date"))
        return None


def _read_moved(row, values, layout):
    """What the row moved on the account, money in positive."""
    if "amount" in values:
        amount = _read_amount(row, values, "amount", layout)
    else:
        sides = [_read_amount(row, values, side, layout) if row.texts.get(side) else Decimal(0)
                 for side in ("credit", "debit")]
        amount = None if None in sides else rules.sum_sides(*sides)
    if amount is not None and not amount:
        row.problems.append(("zero", "amount"))
        return None
    return amount and amount * layout.sign


def _read_amount(row, values, column, layout):
    value = values[column]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        text, sign = format(Decimal(str(value)), "f"), "."
    else:
        text, sign = row.texts[column], layout.decimal_sign
    try:
        return rules.read_amount(text, sign, layout.digits)
    except rules.BadAmount:
        row.problems.append(("unreadable" if text else "missing", column))
        return None
