"""Spreadsheets: rows of plain values in, a file out, and back. What a cell says is never read as a formula."""
import csv
import io
import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

#: A text that begins so is taken for a formula by one spreadsheet or another.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
MOST_ROWS = 5_000
WIDTH = 18
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class BadSheet(ValueError):
    """The file is no spreadsheet, or too large."""


class BadCell(ValueError):
    """What a cell says cannot be read."""


def protect(value):
    """A text that no spreadsheet takes for a formula: an apostrophe goes before one that begins like it."""
    if isinstance(value, str) and value.startswith((*FORMULA_STARTS, "'")):
        return "'" + value.replace("\0", "")
    return value


def unprotect(value):
    """The text that `protect` was given."""
    return value[1:] if isinstance(value, str) and value.startswith("'") else value


def write_book(sheets):
    """A spreadsheet file.

    :param dict sheets: by title, a list of rows; the first one is the heading
    :rtype: bytes
    """
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([protect(to_cell(value)) for value in row])
        for column, cell in enumerate(sheet[1], start=1):
            cell.font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(column)].width = WIDTH
        sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_book(content, most=MOST_ROWS):
    """The rows of every sheet of a file; formulas are read as the texts they are, never computed.

    :param bytes content: the file
    :param int most: rows that a sheet may have below its heading
    :return: by title, a list of rows of values without empty rows at the end
    :rtype: dict[str, list[list]]
    :raise BadSheet: when it cannot be read
    """
    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        return {sheet.title: _read_rows(sheet, most) for sheet in book.worksheets}
    except (BadZipFile, InvalidFileException, KeyError, OSError, TypeError) as error:
        raise BadSheet(str(error)) from error


def read_csv(content, delimiter=",", encoding="utf-8"):
    """The rows of a text file with separators.

    :param bytes content: the file; a byte order mark is left out
    :param str delimiter: one character
    :rtype: list[list[str]]
    :raise BadSheet: when it is not written in that encoding, or is no such file
    """
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
        return [[unprotect(value) for value in row]
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)]
    except (UnicodeDecodeError, LookupError, csv.Error, TypeError) as error:
        raise BadSheet(str(error)) from error


def _read_rows(sheet, most):
    rows = []
    for row in sheet.iter_rows(values_only=True):
        if len(rows) > most:
            raise BadSheet(f"more than {most} rows")
        rows.append([unprotect(value) for value in row])
    while rows and not any(value not in (None, "") for value in rows[-1]):
        rows.pop()
    return rows


def to_cell(value):
    """A value as a cell holds it: days and times as texts, amounts as numbers."""
    if isinstance(value, Decimal):
        return float(value)
    return None if value is False else value


def to_text(value):
    """One spelling for what a cell says, whatever program has saved the file.

    :rtype: str
    """
    if value is None or value is False:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, int | float | Decimal):
        return format(Decimal(str(value)).normalize(), "f")
    return str(value).strip()


def read_table(rows, columns, needed):
    """Rows as texts by column, whatever the order of the columns; empty rows are left out.

    :param rows: lists of values, the heading first
    :param dict columns: title in the heading by name of the column; case does not matter
    :param needed: names of columns without which it is another table
    :return: (number of the row in the file, texts)
    :rtype: list[tuple[int, dict[str, str]]]
    :raise BadCell: with the title of a needed column that is missing
    """
    heading = [to_text(value).casefold() for value in rows[0]] if rows else []
    places = {name: heading.index(title.casefold()) for name, title in columns.items() if title.casefold() in heading}
    for name in needed:
        if name not in places:
            raise BadCell(columns[name])
    read = [
        (number, {name: to_text(row[place]) if place < len(row) else "" for name, place in places.items()})
        for number, row in enumerate(rows[1:], start=2)]
    return [(number, texts) for number, texts in read if any(texts.values())]


def read_day(text):
    """A day written as 02/03/2026 or 2026-03-02; None if the cell is empty.

    :rtype: date | None
    :raise BadCell: when it is no day
    """
    if not text:
        return None
    found, iso = DAY.fullmatch(text), ISO_DAY.fullmatch(text)
    if not found and not iso:
        raise BadCell(text)
    parts = reversed(found.groups()) if found else iso.groups()
    try:
        return date(*map(int, parts))
    except ValueError as error:
        raise BadCell(text) from error


def read_amount(text):
    """An amount written as 1234.50, 1 234,50 or 1.234,50; 0 if the cell is empty.

    :rtype: Decimal
    :raise BadCell: when it is no amount
    """
    compact = text.replace(" ", "").replace("\u00a0", "")
    if "," in compact:
        compact = compact.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(compact or "0")
    except InvalidOperation:
        raise BadCell(text) from None
    if not amount.is_finite():
        raise BadCell(text)
    return amount
