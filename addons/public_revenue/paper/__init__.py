"""Papers as PDF: notices, decisions, delivery notes, lists. Plain data in, bytes out; knows reportlab and no Odoo.

A paper is JSON-able, so that whoever issues one can store it and print it again identically::

    {'size': 'A4' | 'A5' | '80mm', 'title': str, 'number': str, 'issuer': [str, ...],
     'barcode': str (Code 128), 'qr': str,
     'blocks': [{'kind': 'fields', 'rows': [[label, value], ...]},
                {'kind': 'text', 'text': str},
                {'kind': 'table', 'head': [...], 'rows': [[...], ...], 'widths': [relative, ...], 'aligns': 'llr'},
                {'kind': 'lines', ...}: as a table, for thousands of rows: one line each, what is too long is cut,
                {'kind': 'signatures', 'labels': [...]}],
     'foot': str, 'page_label': '{page} / {pages}'}

Every key may be missing. Text is printed as it is written: nothing in it is markup. Each paper counts its own pages; a
paper of 80 mm is one strip as long as it needs to be. The font is Helvetica, which every reader of PDF has: it knows
the letters of western Europe; others are printed by their base letter, or as a question mark.
"""

import io

from reportlab.pdfgen.canvas import Canvas

from .layout import SHEETS, Layout, Sheet
from .text import BadPaper, printable

__all__ = ['SHEETS', 'BadPaper', 'Sheet', 'printable', 'render']


def render(papers):
    """Return papers as one PDF; the same papers give the same bytes.

    :param list[dict] papers: at least one paper
    :rtype: bytes
    :raise BadPaper: for what is no paper
    """
    if not papers:
        raise BadPaper('There is no paper to print.')
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(printable(papers[0].get('title') or papers[0].get('number') or ''))
    for paper in papers:
        Layout(paper).draw(canvas)
    canvas.save()
    return buffer.getvalue()
