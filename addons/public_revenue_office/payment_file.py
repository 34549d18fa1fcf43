"""A list of payments that a collector, a post office or an employer hands in: columns, rows, what each names."""
from odoo.addons.public_revenue.sheet import (
    BadCell,
    BadSheet,
    read_amount,
    read_book,
    read_csv,
    read_day,
    read_table,
)

#: Columns in the order of the template. Files are exchanged in Spanish, whatever language the user reads.
COLUMNS = {
    "key": "Número", "identity": "Número de identidad", "day": "Pagado el", "amount": "Importe", "payer": "Pagador",
}
#: Beside them in a file of rows with errors: where the row stands in the first file, and what is wrong with it.
ROW, ERROR = "Fila", "Error"
NEEDED = ("key", "day", "amount")
SHEET = "Pagos"
EXAMPLE = {
    "key": "A 12401", "identity": "85032112345", "day": "02/03/2026", "amount": 200, "payer": "Juan Pérez Gómez",
}
MOST_ROWS = 50_000
DELIMITERS = ";,\t"


def read_file(content):
    """Rows of a spreadsheet or of a text with separators, as texts by column.

    :param bytes content: the file
    :return: (number of the row in the first file, texts)
    :rtype: list[tuple[int, dict[str, str]]]
    :raise BadSheet: when it is no such file
    :raise BadCell: with the title of a needed column that is missing
    """
    rows = _read_spreadsheet(content) if content.startswith(b"PK") else _read_text(content)
    return [(int(texts["row"]) if texts.get("row", "").isdigit() else number, texts)
            for number, texts in read_table(rows, {**COLUMNS, "row": ROW}, NEEDED)]


def _read_spreadsheet(content):
    sheets = read_book(content, MOST_ROWS)
    return sheets.get(SHEET) or next(iter(sheets.values()), [])


def _read_text(content):
    """Rows of a text: UTF-8 or, as older programs write, Windows; the separator is the commonest of its heading."""
    heading = content.partition(b"\n")[0].decode("utf-8", "replace")
    delimiter = max(DELIMITERS, key=heading.count)
    try:
        return read_csv(content, delimiter)
    except BadSheet:
        return read_csv(content, delimiter, "cp1252")


def parse_row(texts):
    """What a row says, with everything that cannot be read.

    :param dict texts: as `read_file` gives them
    :return: day and amount (None where unreadable), and (title of the column, text) of the cells at fault
    :rtype: tuple[dict, list[tuple[str, str]]]
    """
    values, wrong = {}, []
    for name, parse in (("day", read_day), ("amount", read_amount)):
        text = texts.get(name, "")
        try:
            values[name] = parse(text)
        except BadCell:
            values[name] = None
            wrong.append((COLUMNS[name], text))
    return values, wrong


def choose(second, candidates):
    """The debt that a row pays, among those that carry its number.

    Nothing is guessed: with several left the row waits for somebody who looks at it.

    :param str second: normalised identity number, or another second key; empty if the row gives none
    :param candidates: (id, whether something is open, set of its other keys, whether its person is known)
    :return: id of the debt or None, and what is wrong: "identity", "several" or None
    :rtype: tuple[int | None, str | None]

    >>> choose("", [(1, True, {"85"}, True), (2, False, {"90"}, True)])
    (1, None)
    >>> choose("90", [(1, True, {"85"}, True)])
    (None, 'identity')
    """
    left = list(candidates)
    if second and left:
        left = [one for one in left if second in one[2]] or [one for one in left if not one[3]]
        if not left:
            return None, "identity"
    left = [one for one in left if one[1]] or left
    if len(left) > 1:
        return None, "several"
    return (left[0][0] if left else None), None
