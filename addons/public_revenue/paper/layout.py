"""A paper laid out on its sheet, and its pages drawn."""

from collections import deque
from dataclasses import dataclass
from functools import cached_property

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.units import mm
from reportlab.platypus import KeepInFrame, Spacer, Table

from .flowables import Code, Lines, Matrix
from .text import FONT, GREY, BadPaper, paragraph, plain, printable

ALIGNS = {'l': TA_LEFT, 'c': TA_CENTER, 'r': TA_RIGHT}
LABEL_SHARE = 0.34
LONGEST = 14000   # points: what a page of PDF may measure
PAGE_LABEL = '{page} / {pages}'


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


class Layout:
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
            paragraph(line, self.size + (1 if place == 0 else 0), bold=place == 0, align=align)
            for place, line in enumerate(self.paper.get('issuer') or ())]
        if not self.paper.get('qr'):
            return issuer
        side = (34 if self.strip else 28) * mm
        matrix = Matrix(self.paper['qr'], side)
        if self.strip:
            return [*issuer, matrix]
        return [self._table([[issuer or '', matrix]], [self.sheet.inner - side, side], [
            ('VALIGN', (0, 0), (-1, -1), 'TOP'), ('ALIGN', (1, 0), (1, 0), 'RIGHT')], padding=0)]

    def _title(self):
        parts = [
            (self.paper.get('title'), self.size + 4), (self.paper.get('number'), self.size + 1)]
        story = [paragraph(text, size, bold=True, align=TA_CENTER) for text, size in parts if text]
        if self.paper.get('barcode'):
            code = Code(plain(self.paper['barcode']), self.sheet.inner, self.size - 1)
            story += [Spacer(1, 0.5 * self.size), code]
        return [Spacer(1, self.size), *story] if story else []

    def _block_fields(self, block):
        rows = [
            [paragraph(label, self.size, color=GREY), paragraph(value, self.size)]
            for label, value in block.get('rows') or ()]
        label = LABEL_SHARE * self.sheet.inner
        return [self._table(rows, [label, self.sheet.inner - label], [
            ('VALIGN', (0, 0), (-1, -1), 'TOP')], padding=1.5)] if rows else []

    def _block_text(self, block):
        return [paragraph(line, self.size) if line.strip() else Spacer(1, self.size)
                for line in plain(block.get('text')).split('\n')]

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
        return [Lines(head, rows, [share * unit for share in widths], aligns, self.size - 2)] if rows else []

    def _row(self, row, aligns, **options):
        size = self.size - 1
        return [paragraph(cell, size, align=align, **options) for cell, align in zip(row, aligns, strict=True)]

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
        return self._table([[paragraph(label, self.size - 1, align=TA_CENTER)]], None, [
            ('LINEABOVE', (0, 0), (-1, 0), 0.5, colors.black)], padding=2)

    def _table(self, rows, widths, style, padding, **options):
        sides = ('LEFTPADDING', 'RIGHTPADDING', 'TOPPADDING', 'BOTTOMPADDING')
        return Table(rows, colWidths=widths, splitInRow=1, **options, style=[
            *((side, (0, 0), (-1, -1), padding) for side in sides), *style])

    # Pages

    @cached_property
    def foot(self):
        return paragraph(self.paper.get('foot'), self.size - 2, align=TA_CENTER, color=GREY)

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
            shift = (self.sheet.inner - part.width) / 2 if isinstance(part, Code | Matrix) else 0
            part.drawOn(canvas, self.sheet.margin + shift, top)

    def _draw_running_head(self, canvas, top):
        canvas.setFont(FONT, self.size - 1)
        text = ' · '.join(filter(None, (plain(self.paper.get(key)) for key in ('title', 'number'))))
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
