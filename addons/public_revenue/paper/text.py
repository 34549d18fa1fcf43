"""Text on paper: what the font can print, as paragraphs."""

import re
import unicodedata
from functools import lru_cache
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

FONT, BOLD = 'Helvetica', 'Helvetica-Bold'
GREY = colors.Color(0.35, 0.35, 0.35)
_NO_BASE = str.maketrans('ĐđĦħŁł', 'DdHhLl')   # letters with a stroke: no letter and accent for Unicode
_CONTROL = re.compile(r'[\x00-\x08\x0b-\x1f\x7f]')


class BadPaper(ValueError):
    """What was given is no paper: an unknown size or block, a barcode that cannot be drawn."""


def printable(text):
    """Return text with what the font can print: other letters by their base letter, else a question mark.

    :rtype: str
    """
    text = _CONTROL.sub('', unicodedata.normalize('NFC', str(text)))
    try:
        text.encode('cp1252')
    except UnicodeEncodeError:
        return ''.join(map(_replace_letter, text))
    return text


def _replace_letter(letter):
    try:
        letter.encode('cp1252')
    except UnicodeEncodeError:
        return unicodedata.normalize('NFKD', letter.translate(_NO_BASE)).encode('ascii', 'ignore').decode() or '?'
    return letter


def plain(value):
    """Return any value as a text of our own, None and False as nothing."""
    return '' if value is None or value is False else str(value)


@lru_cache(maxsize=256)
def _style(size, bold=False, align=TA_LEFT, color=None):
    return ParagraphStyle(
        'paper', fontName=BOLD if bold else FONT, fontSize=size, leading=size * 1.25, alignment=align,
        textColor=color or colors.black, splitLongWords=1)


def paragraph(text, size, **options):
    """Return lines of text as one paragraph; options as of a style: bold, align, color."""
    lines = escape(printable(plain(text))).split('\n')
    return Paragraph('<br/>'.join(lines), _style(size, **options))
