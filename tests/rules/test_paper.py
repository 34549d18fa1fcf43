"""Papers: what is printed can be read again from the PDF, page by page."""
import io
import json

import paper
import pypdf
import pytest

ACCENTS = 'Ñandú, pingüino, ¿cuánto?, ¡José Ángel Íñiguez Óscar Úrsula!, 25 € «así»'


def notice(**changes):
    return {
        'size': 'A4', 'title': 'Notificación de multa', 'number': 'N-000123', 'issuer': ['Oficina', 'Calle 1'],
        'barcode': 'N-000123', 'qr': 'https://example.org/v/0123456789abcdef',
        'blocks': [
            {'kind': 'fields', 'rows': [['Nombre', 'Juan Pérez'], ['Importe', '$ 2 000,00']]},
            {'kind': 'text', 'text': 'Primer párrafo.\n\nSegundo párrafo.'},
            {'kind': 'table', 'head': ['Artículo', 'Importe'], 'rows': [['81.4', '500'], ['99', '1500']],
             'widths': [3, 1], 'aligns': 'lr'},
            {'kind': 'signatures', 'labels': ['Entrega', 'Recibe']},
        ],
        'foot': 'Puede apelar en 10 días.', **changes,
    }


def pages_of(papers):
    return pypdf.PdfReader(io.BytesIO(paper.render(papers))).pages


def text_of(papers):
    return '\n'.join(page.extract_text() for page in pages_of(papers))


def test_everything_on_a_paper_is_printed():
    text = text_of([notice()])
    for part in ('Oficina', 'Notificación de multa', 'N-000123', 'Juan Pérez', '$ 2 000,00', 'Segundo párrafo.',
                 'Artículo', '1500', 'Entrega', 'Recibe', 'Puede apelar en 10 días.', '1 / 1'):
        assert part in text, part


def test_accents_signs_and_quotes_of_spanish_are_printed():
    assert ACCENTS in text_of([{'blocks': [{'kind': 'text', 'text': ACCENTS}]}]).replace('\n', ' ')


def test_letters_the_font_lacks_become_their_base_letter():
    assert 'Šárka Ciric Lukasz ??' in text_of([{'title': 'Šárka Ćirić Łukasz 李明'}])


def test_markup_in_a_text_is_printed_and_not_obeyed():
    nasty = '<b>x</b> & <img src="file:///etc/passwd"/> <a href="http://a">y</a> <para> &lt;'
    papers = [notice(
        title=nasty, number=nasty, issuer=[nasty], foot=nasty, page_label=nasty,
        blocks=[{'kind': 'fields', 'rows': [[nasty, nasty]]}, {'kind': 'text', 'text': nasty},
                {'kind': 'table', 'head': [nasty], 'rows': [[nasty]]}, {'kind': 'signatures', 'labels': [nasty]}])]
    text = text_of(papers).replace('\n', ' ')
    assert text.count('<b>x</b> & <img') == 11
    assert '/Annots' not in pages_of(papers)[0]


def test_the_same_paper_gives_the_same_bytes_after_a_journey_through_json():
    papers = [notice(), notice(size='80mm'), notice(size='A5')]
    assert paper.render(papers) == paper.render(json.loads(json.dumps(papers)))
    assert paper.render([notice()]) != paper.render([notice(number='N-000124')])


@pytest.mark.parametrize(('size', 'width'), [('A4', 595), ('A5', 420), ('80mm', 227)])
def test_each_size_has_its_width(size, width):
    [page] = pages_of([notice(size=size)])
    assert round(float(page.mediabox.width)) == width


def test_long_tables_go_on_with_their_head_and_each_paper_counts_its_own_pages():
    rows = [[f'fila {number}', number] for number in range(200)]
    long = notice(blocks=[{'kind': 'table', 'head': ['Concepto', 'Número'], 'rows': rows}])
    texts = [page.extract_text() for page in pages_of([long, notice(), long])]
    count = (len(texts) - 1) // 2
    assert count > 2
    labels = [f'{number} / {count}' for number in range(1, count + 1)]
    for text, label in zip(texts, [*labels, '1 / 1', *labels], strict=True):
        assert label in text
    for text in texts[:count]:
        assert 'Concepto' in text
    joined = '\n'.join(texts[:count])
    assert all(f'fila {number}\n' in joined for number in range(200))
    assert 'Notificación de multa · N-000123' in texts[1]


def test_thousands_of_lines_go_on_with_their_head_and_what_is_too_long_is_cut():
    rows = [[f'fila {number}', 'x' * 500, number] for number in range(2000)]
    texts = [page.extract_text() for page in pages_of([notice(blocks=[
        {'kind': 'lines', 'head': ['Concepto', 'Texto', 'Número'], 'rows': rows, 'aligns': 'llr'}])])]
    assert all('Concepto' in text for text in texts)
    joined = '\n'.join(texts)
    assert all(f'fila {number}\n' in joined for number in range(2000))
    assert 'x' * 10 in joined and 'x' * 100 not in joined


def test_long_texts_and_rows_higher_than_a_page_lose_nothing():
    words = [f'palabra{number}' for number in range(3000)]
    for block in ({'kind': 'text', 'text': ' '.join(words)},
                  {'kind': 'table', 'rows': [['uno', ' '.join(words)]], 'widths': [1, 3]}):
        for size in ('A4', 'A5', '80mm'):
            found = text_of([notice(size=size, blocks=[block])]).split()
            assert [word for word in found if word.startswith('palabra')] == words, (block['kind'], size)


def test_a_strip_is_as_long_as_its_content():
    short, long = (pages_of([{'size': '80mm', 'blocks': [{'kind': 'text', 'text': 'línea\n' * lines}]}])[0]
                   for lines in (2, 60))
    assert float(short.mediabox.height) < 100 < 500 < float(long.mediabox.height)


def test_a_hundred_papers_are_one_document():
    assert len(pages_of([notice(number=f'N-{number}') for number in range(100)])) == 100


def test_what_is_no_paper_is_refused_in_words():
    for bad in ([], [notice(size='A3')], [notice(blocks=[{'kind': 'picture'}])], [notice(barcode='número ñ')]):
        with pytest.raises(paper.BadPaper):
            paper.render(bad)


def test_a_barcode_fits_its_sheet_and_says_what_it_holds():
    for size in paper.SHEETS:
        assert 'PNR-A-000123456789012' in text_of([{'size': size, 'barcode': 'PNR-A-000123456789012'}])
