"""The file of slips that an agency sends: its columns, what a row says, and the signature over its totals."""
import hashlib
import hmac
import re
from decimal import Decimal

from odoo.addons.public_revenue.sheet import BadCell, read_amount, read_day, read_table, to_text

#: Columns in the order of the printed form. Files are exchanged in Spanish, whatever language the user reads.
COLUMNS = {
    "series": "Serie", "number": "Número", "document": "Documento", "identity": "Número de identidad",
    "name": "Nombre y apellidos", "kind": "Infractor", "day": "Fecha", "time": "Hora", "place": "Lugar",
    "codes": "Infracciones", "amount": "Importe", "reason": "Motivo del importe", "plate": "Chapa",
    "licence": "Licencia de conducción", "inspector": "Inspector", "notified": "Notificada el",
}
NEEDED = ("number", "day")
SLIPS, CONTROL = "Boletas", "Control"
KINDS = {"": "person", "persona": "person", "entidad": "company", "desconocido": "unknown"}
EXAMPLE = {
    "series": "A", "number": "12401", "document": "CI", "identity": "85032112345", "name": "Juan Pérez Gómez",
    "kind": "persona", "day": "02/03/2026", "time": "09:30", "place": "Calle Real 178", "codes": "193",
    "amount": 200, "reason": "Primera vez", "plate": "P176008", "licence": "", "inspector": "4127", "notified": "",
}
TIME = re.compile(r"(\d{1,2}):(\d{2})(:\d{2})?")
SEPARATOR = "\x1f"


class BadValue(ValueError):
    """A cell cannot be read: `args` are the name of its column and what it says."""


def read_rows(rows):
    """Rows of the sheet of slips as texts by column.

    :param rows: lists of values, the heading first
    :return: (number of the row in the file, texts)
    :rtype: list[tuple[int, dict[str, str]]]
    :raise BadValue: when a needed column is missing
    """
    try:
        return read_table(rows, COLUMNS, NEEDED)
    except BadCell as error:
        raise BadValue(error.args[0], "") from None


def parse_day(name, text):
    """A day written as 02/03/2026 or 2026-03-02; None if the cell is empty.

    :rtype: datetime.date | None
    """
    try:
        return read_day(text)
    except BadCell:
        raise BadValue(COLUMNS[name], text) from None


def parse_time(name, text):
    """A time of day as hours, 0 if the cell is empty.

    :rtype: float
    """
    found = TIME.fullmatch(text) if text else None
    if text and not (found and int(found[1]) < 24 and int(found[2]) < 60):
        raise BadValue(COLUMNS[name], text)
    return int(found[1]) + int(found[2]) / 60 if found else 0.0


def parse_amount(name, text):
    """An amount written as 1234.50, 1 234,50 or 1.234,50; 0 if the cell is empty.

    :rtype: Decimal
    """
    try:
        amount = read_amount(text)
    except BadCell:
        raise BadValue(COLUMNS[name], text) from None
    if amount < 0:
        raise BadValue(COLUMNS[name], text)
    return amount


def parse_kind(name, text):
    """Kind of offender; a person unless the cell says otherwise.

    :rtype: str
    """
    try:
        return KINDS[text.casefold()]
    except KeyError:
        raise BadValue(COLUMNS[name], text) from None


def parse_row(texts):
    """What a row says, with everything that is wrong with it.

    :param dict texts: as `read_rows` gives them
    :return: values by column, and (title of the column, text) of the cells that cannot be read
    :rtype: tuple[dict, list[tuple[str, str]]]
    """
    parsers = {"day": parse_day, "notified": parse_day, "time": parse_time, "amount": parse_amount, "kind": parse_kind}
    values, wrong = {}, []
    for name in COLUMNS:
        text = texts.get(name, "")
        try:
            values[name] = parsers[name](name, text) if name in parsers else text
            if name in NEEDED and not values[name]:
                raise BadValue(COLUMNS[name], "")
        except BadValue as error:
            wrong.append(error.args)
    return values, wrong


def make_control(agency, rows):
    """Totals of a file: what is signed beside the rows.

    :param str agency: code
    :param rows: texts by column
    :return: (agency, number of slips, sum)
    :rtype: tuple[str, str, str]
    """
    total = sum((parse_amount("amount", texts.get("amount", "")) for texts in rows), Decimal(0))
    return agency, str(len(rows)), to_text(total)


def sign(key, control, rows):
    """Signature over totals and rows with the key that agency and office share.

    :param str key: the secret
    :rtype: str
    """
    lines = [SEPARATOR.join(control)]
    lines += [SEPARATOR.join(texts.get(name, "") for name in COLUMNS) for texts in rows]
    return hmac.new(key.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def is_signed_by(key, signature, control, rows):
    """Whether a file is as its agency signed it; without a key nothing is.

    :rtype: bool
    """
    return bool(key) and hmac.compare_digest(sign(key, control, rows), str(signature or ""))
