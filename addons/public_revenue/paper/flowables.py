"""What reportlab does not draw as we want it: barcodes, QR codes, and thousands of rows of one line each."""

import re

from reportlab.graphics.barcode.code128 import Code128Auto
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from .text import BOLD, FONT, GREY, BadPaper, plain, printable


class Code(Flowable):
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


class Matrix(Flowable):
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


class Lines(Flowable):
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
        return [Lines(self.head, rows, *shared) for rows in (self.rows[:count], self.rows[count:]) if rows]

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
            text = self._cut(printable(plain(cell)), width - 6, font)
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
