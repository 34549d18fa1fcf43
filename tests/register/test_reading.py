"""A file becomes rows, or is refused as a whole in one sentence."""
import gzip

import pytest
from register import COLUMNS, BadRegister, hash_file, read_rows

HEADER = ','.join(COLUMNS)
ROW = '1400000001,2024-01-02,FIRE HYDRANT,115.0,10.0,0.0,125.0,0.0,NY,POLICE'


def rows(text, encoding='utf-8'):
    return list(read_rows(text.encode(encoding)))


def test_rows_are_numbered_after_the_header():
    [(number, row)] = rows(f'{HEADER}\n{ROW}\n')
    assert number == 1
    assert row['summons_number'] == '1400000001'
    assert row['issuing_agency'] == 'POLICE'


def test_compressed_file_gives_the_same_rows():
    text = f'{HEADER}\r\n{ROW}\r\n'
    assert list(read_rows(gzip.compress(text.encode()))) == rows(text)


def test_header_in_other_order_with_capitals_and_a_mark_of_the_encoding():
    names = ['extra', *reversed(COLUMNS)]
    header = ','.join(name.replace('_', ' ').title() for name in names)
    [(_number, row)] = rows(f'{header}\n{",".join(str(n) for n in range(len(names)))}\n', 'utf-8-sig')
    assert row['issuing_agency'] == '1'
    assert row['summons_number'] == '10'
    assert 'extra' not in row


def test_blank_lines_are_no_rows_and_short_ones_end_with_empty_texts():
    found = rows(f'{HEADER}\n\n,,,\n1400000001,2024-01-02\n')
    assert [number for number, _row in found] == [1]
    assert found[0][1]['amount_due'] == ''


def test_long_texts_are_cut_and_zero_bytes_dropped():
    [(_number, row)] = rows(f'{HEADER}\n{"9" * 500},2024-01-02,A\x00B\n')
    assert len(row['summons_number']) == 200
    assert row['violation'] == 'AB'


@pytest.mark.parametrize('content', [
    b'', b'\n', b'\x1f\x8b broken', b'a,b,c\n1,2,3\n', HEADER.encode() + b'\n\xff\xfe,2024-01-01\n',
    (HEADER + ',amount_due\n').encode(), gzip.compress((HEADER + '\n' + ROW).encode())[:-12],
])
def test_a_file_that_is_no_register_is_refused_in_words(content):
    with pytest.raises(BadRegister, match=r'the file'):
        list(read_rows(content))


def test_a_file_is_known_again_by_its_content():
    assert hash_file(b'a') == hash_file(gzip.compress(b'a')) != hash_file(b'b')
    with pytest.raises(BadRegister):
        hash_file(b'\x1f\x8b broken')
