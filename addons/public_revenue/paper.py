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
import re
import unicodedata
from collections import deque
from dataclasses import dataclass
from functools import cached_property, lru_cache
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.code128 import Code128Auto
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer, Table

FONT, BOLD = 'Helvetica', 'Helvetica-Bold'
GREY = colors.Color(0.35, 0.35, 0.35)
ALIGNS = {'l': TA_LEFT, 'c': TA_CENTER, 'r': TA_RIGHT}
LABEL_SHARE = 0.34
LONGEST = 14000   # points: what a page of PDF may measure
PAGE_LABEL = '{page} / {pages}'
_NO_BASE = str.maketrans('ĐđĦħŁł', 'DdHhLl')   # letters with a stroke: no letter and accent for Unicode
_CONTROL = re.compile(r'[\x00-\x08\x0b-\x1f\x7f]')


class BadPaper(ValueError):
    """What was given is no paper: an unknown size or block, a barcode that cannot be drawn."""


@dataclass(frozen=True)
class Sheet:
    """A size of paper: measures in points, the height None for an endless strip."""

    width: float
    height: float | None
    margin: float
    font: float
    signatures_in_row: int

    @property
    def inner(self):
        """Width between the margins."""
        return self.width - 2 * self.margin


SHEETS = {
    'A4': Sheet(210 * mm, 297 * mm, 18 * mm, 10, 2),
    'A5': Sheet(148 * mm, 210 * mm, 12 * mm, 9, 2),
    '80mm': Sheet(80 * mm, None, 4 * mm, 8, 1),
}


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
        _Layout(paper).draw(canvas)
    canvas.save()
    return buffer.getvalue()


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


def _text(value):
    """Return any value as a text of our own, None and False as nothing."""
    return '' if value is None or value is False else str(value)


@lru_cache(maxsize=256)
def _style(size, bold=False, align=TA_LEFT, color=None):
    return ParagraphStyle(
        'paper', fontName=BOLD if bold else FONT, fontSize=size, leading=size * 1.25, alignment=align,
        textColor=color or colors.black, splitLongWords=1)


def _paragraph(text, size, **options):
    lines = escape(printable(_text(text))).split('\n')
    return Paragraph('<br/>'.join(lines), _style(size, **options))


class _Code(Flowable):
    """A Code 128 barcode, as wide as it fits, its text below."""

    def __init__(self, value, width, size):
        super().__init__()
        if not re.fullmatch(r'[\x20-\x7e]+', value):
            raise BadPaper(f'A barcode holds plain letters and digits only: {value!r}')
        thin = Code128Auto(value, barWidth=1, quiet=0)
        bar = min(0.4 * mm, width / (thin.width + 20))   # ten bars of quiet on each side
        self.code = Code128Auto(value, barWidth=bar, barHeight=10 * mm, lquiet=10 * bar, rquiet=10 * bar)
        self.value, self.size = value, size

    def wrap(self, *_available):
        self.width, self.height = self.code.width, 10 * mm + self.size * 1.4
        return self.width, self.height

    def draw(self):
        self.code.drawOn(self.canv, 0, self.size * 1.4)
        self.canv.setFont(FONT, self.size)
        self.canv.drawCentredString(self.width / 2, self.size * 0.3, self.value)


class _Matrix(Flowable):
    """A QR code drawn as one path, row by row in runs of dark modules."""

    QUIET = 4

    def __init__(self, value, side):
        super().__init__()
        self.value, self.width, self.height = value, side, side

    def wrap(self, *_available):
        return self.width, self.height

    def draw(self):
        rows = _modules(self.value)
        unit = self.width / (len(rows) + 2 * self.QUIET)
        path = self.canv.beginPath()
        for number, row in enumerate(rows):
            bottom = self.height - (number + 1 + self.QUIET) * unit
            for start, length in _runs(row):
                path.rect((start + self.QUIET) * unit, bottom, length * unit, unit)
        self.canv.setFillColor(colors.black)
        self.canv.drawPath(path, stroke=0, fill=1)


def _modules(value):
    """Return a QR code as rows of booleans."""
    widget = QrCodeWidget(value, barLevel='M')
    widget.qr.make()
    return [[bool(module) for module in row] for row in widget.qr.modules]


def _runs(row):
    """Yield (start, length) of the dark stretches of a row."""
    start = None
    for place, dark in enumerate([*row, False]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


class _Lines(Flowable):
    """Rows of one line each, drawn without laying out their cells: thousands of them in a second."""

    def __init__(self, head, rows, widths, aligns, size):
        super().__init__()
        self.head, self.rows, self.widths, self.aligns, self.size = head, rows, widths, aligns, size
        self.width, self.line = sum(widths), 1.5 * size

    def wrap(self, *_available):
        self.height = self.line * (len(self.rows) + bool(self.head))
        return self.width, self.height

    def split(self, _width, height):
        """What fits on the page, and the rest with the head again; nothing when not even one row fits."""
        count = int((height + 0.01) // self.line) - bool(self.head)
        if count < 1:
            return []
        shared = (self.widths, self.aligns, self.size)
        return [_Lines(self.head, rows, *shared) for rows in (self.rows[:count], self.rows[count:]) if rows]

    def draw(self):
        bottom = self.height
        for number, row in enumerate([self.head, *self.rows] if self.head else self.rows):
            bottom -= self.line
            font = BOLD if self.head and not number else FONT
            self.canv.setFont(font, self.size)
            self._draw_row(row, bottom + 0.4 * self.size, font)
            self.canv.setLineWidth(0.8 if font == BOLD else 0.25)
            self.canv.setStrokeColor(colors.black if font == BOLD else GREY)
            self.canv.line(0, bottom, self.width, bottom)

    def _draw_row(self, row, base, font):
        left = 0
        for cell, width, align in zip(row, self.widths, self.aligns, strict=True):
            text = self._cut(printable(_text(cell)), width - 6, font)
            if align == TA_RIGHT:
                self.canv.drawRightString(left + width - 3, base, text)
            else:
                self.canv.drawString(left + 3, base, text)
            left += width

    def _cut(self, text, width, font):
        """The beginning of a text that fits."""
        needed = stringWidth(text, font, self.size)
        while text and needed > width:
            text = text[:min(len(text) - 1, int(len(text) * width / needed))]
            needed = stringWidth(text, font, self.size)
        return text


class _Layout:
    """One paper laid out on its sheet."""

    def __init__(self, paper):
        self.paper = paper
        try:
            self.sheet = SHEETS[paper.get('size') or 'A4']
        except KeyError as error:
            raise BadPaper(f'There is no paper of size {error}.') from error
        self.strip = self.sheet.height is None
        self.size = self.sheet.font

    # What stands on it, from top to bottom

    @cached_property
    def story(self):
        story = [*self._head(), *self._title()]
        for block in self.paper.get('blocks') or ():
            make = getattr(self, f"_block_{block.get('kind')}", None)
            if make is None:
                raise BadPaper(f"There is no block of kind {block.get('kind')!r}.")
            story += [Spacer(1, 0.8 * self.size), *make(block)]
        return story

    def _head(self):
        """The issuer, and the QR code at its right; below it on a strip."""
        align = TA_CENTER if self.strip else TA_LEFT
        issuer = [
            _paragraph(line, self.size + (1 if place == 0 else 0), bold=place == 0, align=align)
            for place, line in enumerate(self.paper.get('issuer') or ())]
        if not self.paper.get('qr'):
            return issuer
        side = (34 if self.strip else 28) * mm
        matrix = _Matrix(self.paper['qr'], side)
        if self.strip:
            return [*issuer, matrix]
        return [self._table([[issuer or '', matrix]], [self.sheet.inner - side, side], [
            ('VALIGN', (0, 0), (-1, -1), 'TOP'), ('ALIGN', (1, 0), (1, 0), 'RIGHT')], padding=0)]

    def _title(self):
        parts = [
            (self.paper.get('title'), self.size + 4), (self.paper.get('number'), self.size + 1)]
        story = [_paragraph(text, size, bold=True, align=TA_CENTER) for text, size in parts if text]
        if self.paper.get('barcode'):
            code = _Code(_text(self.paper['barcode']), self.sheet.inner, self.size - 1)
            story += [Spacer(1, 0.5 * self.size), code]
        return [Spacer(1, self.size), *story] if story else []

    def _block_fields(self, block):
        rows = [
            [_paragraph(label, self.size, color=GREY), _paragraph(value, self.size)]
            for label, value in block.get('rows') or ()]
        label = LABEL_SHARE * self.sheet.inner
        return [self._table(rows, [label, self.sheet.inner - label], [
            ('VALIGN', (0, 0), (-1, -1), 'TOP')], padding=1.5)] if rows else []

    def _block_text(self, block):
        return [_paragraph(line, self.size) if line.strip() else Spacer(1, self.size)
                for line in _text(block.get('text')).split('\n')]

    def _block_table(self, block):
        head, rows = block.get('head') or (), block.get('rows') or ()
        columns = max(map(len, [head, *rows]))
        if not columns:
            return []
        aligns = [ALIGNS.get(letter, TA_LEFT) for letter in (block.get('aligns') or '').ljust(columns, 'l')]
        cells = [self._row(row, aligns) for row in rows]
        if head:
            cells.insert(0, self._row(head, aligns, bold=True))
        style = [
            ('VALIGN', (0, 0), (-1, -1), 'TOP'), ('LINEBELOW', (0, 0), (-1, -1), 0.25, GREY),
            *([('LINEBELOW', (0, 0), (-1, 0), 0.8, colors.black)] if head else ())]
        widths = [share or 1 for share in block.get('widths') or [1] * columns]
        style += [(side, (0, 0), (-1, -1), 4) for side in ('LEFTPADDING', 'RIGHTPADDING')]
        return [self._table(cells, [share * self.sheet.inner / sum(widths) for share in widths], style, padding=2,
                            repeatRows=1 if head else 0)]

    def _block_lines(self, block):
        head, rows = block.get('head') or (), block.get('rows') or ()
        columns = max(map(len, [head, *rows]))
        widths = [share or 1 for share in block.get('widths') or [1] * columns]
        aligns = [ALIGNS.get(letter, TA_LEFT) for letter in (block.get('aligns') or '').ljust(columns, 'l')]
        unit = self.sheet.inner / sum(widths)
        return [_Lines(head, rows, [share * unit for share in widths], aligns, self.size - 2)] if rows else []

    def _row(self, row, aligns, **options):
        size = self.size - 1
        return [_paragraph(cell, size, align=align, **options) for cell, align in zip(row, aligns, strict=True)]

    def _block_signatures(self, block):
        labels = list(block.get('labels') or ())
        count = self.sheet.signatures_in_row
        labels += [None] * (-len(labels) % count)
        width, gap = self.sheet.inner / count, 4 * self.size
        rows = [
            [[Spacer(1, gap), self._signature(label)] if label else '' for label in labels[place:place + count]]
            for place in range(0, len(labels), count)]
        return [self._table(rows, [width] * count, [('VALIGN', (0, 0), (-1, -1), 'TOP')], padding=4)] if rows else []

    def _signature(self, label):
        return self._table([[_paragraph(label, self.size - 1, align=TA_CENTER)]], None, [
            ('LINEABOVE', (0, 0), (-1, 0), 0.5, colors.black)], padding=2)

    def _table(self, rows, widths, style, padding, **options):
        sides = ('LEFTPADDING', 'RIGHTPADDING', 'TOPPADDING', 'BOTTOMPADDING')
        return Table(rows, colWidths=widths, splitInRow=1, **options, style=[
            *((side, (0, 0), (-1, -1), padding) for side in sides), *style])

    # Pages

    @cached_property
    def foot(self):
        return _paragraph(self.paper.get('foot'), self.size - 2, align=TA_CENTER, color=GREY)

    @cached_property
    def foot_height(self):
        below = 0 if self.strip else 1.6 * self.size   # the line with the number of the page
        return below + (self.foot.wrap(self.sheet.inner, LONGEST)[1] + self.size if self.paper.get('foot') else 0)

    def _room(self, page):
        """Height for the story on a page, the first is 0; later ones repeat title and number."""
        if self.strip:
            return LONGEST - 2 * self.sheet.margin - self.foot_height
        return self.sheet.height - 2 * self.sheet.margin - self.foot_height - (2 * self.size if page else 0)

    def paginate(self):
        """Return pages, each a list of (part, its height)."""
        pages, queue, left = [[]], deque(self.story), self._room(0)
        while queue:
            part = queue.popleft()
            if not self._put(pages[-1], part, left):
                first, rest = self._split(part, left)
                queue.extendleft(reversed(rest))
                if first is None and pages[-1]:
                    pages.append([])
                    left = self._room(len(pages) - 1)
                    continue
                self._put(pages[-1], self._shrink(queue.popleft(), left) if first is None else first, LONGEST)
            left = self._room(len(pages) - 1) - sum(height for _part, height in pages[-1])
        return pages

    def _put(self, page, part, left):
        """Put a part on a page if there is room for it."""
        height = part.wrap(self.sheet.inner, left)[1]
        fits = height <= left + 0.01
        if fits:
            page.append((part, height))
        return fits

    def _split(self, part, left):
        """Return what fits of a part, None if nothing does, and what is left of it."""
        pieces = part.split(self.sheet.inner, left) if left > 0 else []
        if len(pieces) > 1 and pieces[0].wrap(self.sheet.inner, left)[1] <= left + 0.01:
            return pieces[0], pieces[1:]
        return None, [part]

    def _shrink(self, part, left):
        return KeepInFrame(self.sheet.inner, left, [part], mode='shrink')

    def draw(self, canvas):
        """Draw all pages of the paper."""
        pages = self.paginate()
        for number, page in enumerate(pages):
            height = self.sheet.height or sum(high for _part, high in page) + 2 * self.sheet.margin + self.foot_height
            canvas.setPageSize((self.sheet.width, height))
            top = height - self.sheet.margin
            if number and not self.strip:
                self._draw_running_head(canvas, top)
                top -= 2 * self.size
            self._draw_story(canvas, page, top)
            self._draw_foot(canvas, number + 1, len(pages))
            canvas.showPage()

    def _draw_story(self, canvas, page, top):
        for part, height in page:
            top -= height
            shift = (self.sheet.inner - part.width) / 2 if isinstance(part, _Code | _Matrix) else 0
            part.drawOn(canvas, self.sheet.margin + shift, top)

    def _draw_running_head(self, canvas, top):
        canvas.setFont(FONT, self.size - 1)
        text = ' · '.join(filter(None, (_text(self.paper.get(key)) for key in ('title', 'number'))))
        canvas.drawString(self.sheet.margin, top - self.size, printable(text))

    def _draw_foot(self, canvas, number, count):
        bottom = self.sheet.margin
        if not self.strip:
            canvas.setFont(FONT, self.size - 2)
            label = (self.paper.get('page_label') or PAGE_LABEL).replace('{page}', str(number))
            canvas.drawRightString(
                self.sheet.width - self.sheet.margin, bottom, printable(label.replace('{pages}', str(count))))
            bottom += 1.6 * self.size
        if self.paper.get('foot'):
            self.foot.drawOn(canvas, self.sheet.margin, bottom)
