"""References with check digits, and digests of legal facts."""
import hashlib
import random
from datetime import datetime
from decimal import Decimal as D

import pytest
import rules
from lawbook import day
from rules import BadAmount, RuleError

NUMBERS = [*range(100), *random.Random(2026).sample(range(10**10), 895), 0, 9, 10**9, 10**10 - 2, 10**10 - 1]
REFERENCES = [rules.make_reference(number) for number in NUMBERS]

SPELLINGS = [
    '003107514052', '0031 0751 4052', '0031-0751-4052', ' 003107514052 ', '003 107 514 052', '00-31-07-51-40-52',
    'OO3107514052', 'oo3107514052', '0031O7514O52', '0031o75l4o52', '003l075I4052', '003I075i4052', '003L07514052',
    '0031\u00a00751\u00a04052', '0031\u20130751\u20134052', '0031\u20110751\u20114052', '0031.0751.4052',
    '0031_0751_4052',
    '\t0031 0751 4052\n', '\uff10\uff10\uff13\uff11\uff10\uff17\uff15\uff11\uff14\uff10\uff15\uff12', '0031/0751/4052',
]


def test_references_have_twelve_digits_and_pass():
    assert len(REFERENCES) == 1000
    for number, reference in zip(NUMBERS, REFERENCES, strict=True):
        assert len(reference) == 12 and reference.isdecimal()
        assert int(reference[:10]) == number
        assert rules.check(reference)


def test_every_single_wrong_digit_is_caught_over_a_thousand_references():
    for reference in REFERENCES:
        for position, right in enumerate(reference):
            for wrong in '0123456789'.replace(right, ''):
                assert not rules.check(reference[:position] + wrong + reference[position + 1:])


def test_every_swap_of_neighbours_is_caught_over_a_thousand_references():
    for reference in REFERENCES:
        for i in range(11):
            swapped = reference[:i] + reference[i + 1] + reference[i] + reference[i + 2:]
            assert swapped == reference or not rules.check(swapped)


def test_twenty_spellings_are_one_reference():
    assert len(set(SPELLINGS)) >= 20
    assert {rules.normalise(text) for text in SPELLINGS} == {'003107514052'}


@pytest.mark.parametrize('text', [
    '', None, '12345678901', '1234567890123', '00310751405X', 'twelve signs', '0031075140\u0665\u0662'])
def test_what_is_no_reference_does_not_pass(text):
    assert not rules.check(text)


@pytest.mark.parametrize('number', [-1, 10**10])
def test_a_number_of_more_digits_is_refused(number):
    with pytest.raises(BadAmount):
        rules.make_reference(number)


def test_the_check_digits_follow_iso_7064():
    assert rules.make_reference(794, digits=4) == '079444'
    assert rules.check('0794 44', digits=4)


# === DIGESTS ===


def test_a_digest_is_the_hash_of_a_text_anybody_can_write():
    parts = ('charge', D('100.00'), day('2026-01-31'), None, 7, True, datetime(2026, 1, 31, 9, 30), 'a|b\\c')
    text = 'charge|100|2026-01-31||7|1|2026-01-31T09:30:00|a\\pb\\\\c'
    assert rules.canonical(*parts) == text
    assert rules.digest(*parts) == hashlib.sha256(text.encode()).hexdigest()


def test_the_same_number_gives_the_same_digest_however_it_is_written():
    assert rules.digest(D('100')) == rules.digest(D('100.00')) == rules.digest(D('1E+2')) == rules.digest(100)
    assert rules.digest(D('-0.00')) == rules.digest(D(0))


@pytest.mark.parametrize(('left', 'right'), [
    (('a', 'b'), ('a|b',)), (('a|', 'b'), ('a', '|b')), (('a\\', 'b'), ('a\\|b',)), (('a\\p',), ('a|',)),
    (('a', None), ('a',)), ((D('0.1'),), (D('0.01'),)),
])
def test_different_facts_give_different_texts(left, right):
    assert rules.canonical(*left) != rules.canonical(*right)


@pytest.mark.parametrize('part', [0.5, [1], b'x', {}])
def test_a_part_without_a_canonical_text_is_refused(part):
    with pytest.raises(RuleError):
        rules.digest(part)


def test_a_number_with_wrong_check_digits_is_mistyped_and_anything_else_is_not():
    number = rules.make_reference(1234567)
    assert not rules.is_mistyped(number)
    assert rules.is_mistyped(f'{number[:-1]}{(int(number[-1]) + 1) % 10}')
    assert not any(map(rules.is_mistyped, ('', 'B1-1', '85010112345', number[:-1], 'P 123 456')))
