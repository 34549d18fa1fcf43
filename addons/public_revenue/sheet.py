"""Spreadsheets: rows of plain values in, a file out, and back. What a cell says is never read as a formula."""
import csv
import io
from datetime import date, datetime, time
from decimal import Decimal
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

#: A text that begins so is taken for a formula by one spreadsheet or another.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
MOST_ROWS = 5_000
WIDTH = 18


class BadSheet(ValueError):
    """The file is no spreadsheet, or too large."""


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


def read_book(content):
    """The rows of every sheet of a file; formulas are read as the texts they are, never computed.

    :param bytes content: the file
    :return: by title, a list of rows of values without empty rows at the end
    :rtype: dict[str, list[list]]
    :raise BadSheet: when it cannot be read
    """
    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        return {sheet.title: _read_rows(sheet) for sheet in book.worksheets}
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


def _read_rows(sheet):
    rows = []
    for row in sheet.iter_rows(values_only=True):
        if len(rows) > MOST_ROWS:
            raise BadSheet(f"more than {MOST_ROWS} rows")
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
