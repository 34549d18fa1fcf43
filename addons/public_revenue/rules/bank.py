"""Statements of banks: amounts and balances as they are written, what is new in a file, and what may belong together.

What is expected at the bank (a deposit slip, a list, a refund) is proposed for a line of a statement with its reasons;
whoever keeps the books decides. Nothing here knows where lines or expected items come from.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .errors import BadAmount

ZERO = Decimal(0)
RANKS = ('safe', 'likely', 'possible', 'differs')
#: A bank line is shown with so many possibilities at most: who has more to choose from looks for it by hand.
MOST_CHOICES = 5
#: Shorter references (a day, a branch) stand in too many texts to say anything.
SHORTEST_REFERENCE = 3
NEITHER = re.compile(r'[^A-Z0-9]+')


@dataclass(frozen=True, slots=True)
class BankLine:
    """A line of a statement: money in is positive. `texts` is all that the bank wrote beside it."""

    key: int
    day: date
    amount: Decimal
    texts: tuple[str, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """What one of our papers says the bank will show; place 0 is any bank account."""

    key: int
    day: date
    amount: Decimal
    references: tuple[str, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line and what may belong to it, why, and how sure that is.

    Ranks: `safe` same reference and amount and no other line or paper like them; `likely` the amount within the days
    and nothing else fits either; `possible` one of several; `differs` the reference is the same, the amount is not.
    """

    line: int
    expected: tuple[int, ...]
    rank: str
    reasons: tuple[str, ...]
    days: int
    difference: Decimal = ZERO


# === WHAT A FILE SAYS === #

def read_amount(text, decimal_sign, digits=2):
    """Return the amount that a text says: thousands by the other sign or by spaces, a minus before or behind.

    :param str decimal_sign: '.' or ','
    :param digits: decimals of the currency
    :rtype: Decimal
    :raise BadAmount: when it says none, or more decimals than the currency has
    """
    plain = re.sub(r'[\s\u00a0\u202f]', '', text).replace('\u2212', '-')
    sign = -1 if plain.startswith(('-', '(')) or plain.endswith('-') else 1
    plain = plain.strip('+-()')
    thousands = re.escape(',' if decimal_sign == '.' else '.')
    pattern = rf'(\d+|\d{{1,3}}(?:{thousands}\d{{3}})+)(?:{re.escape(decimal_sign)}(\d*))?'
    found = re.fullmatch(pattern, plain)
    if not found or len((found[2] or '').rstrip('0')) > digits:
        raise BadAmount(text)
    return sign * Decimal(f'{re.sub(thousands, "", found[1])}.{found[2] or "0"}')


def sum_sides(money_in, money_out):
    """Return what a row with two columns moves: banks write what left as a plain or as a negative amount."""
    return abs(money_in) - abs(money_out)


def check_balances(rows):
    """Compare the balances that a statement writes beside its lines with their amounts, oldest or newest first.

    :param rows: (amount, balance) pairs in the order of the file, balance None where none is written
    :return: opening and closing balance (None without any), and the places of rows whose balance does not follow
    :rtype: tuple[Decimal | None, Decimal | None, list[int]]
    """
    if all(balance is None for _amount, balance in rows):
        return None, None, []
    readings = [_follow(list(enumerate(rows))), _follow(list(enumerate(rows))[::-1])]
    return min(readings, key=lambda reading: len(reading[2]))


def _follow(rows):
    balance, opening, wrong = None, None, []
    before = ZERO
    for place, (amount, written) in rows:
        before += amount
        if balance is not None:
            balance += amount
        if written is None:
            continue
        if balance is None:
            opening = written - before
        elif written != balance:
            wrong.append(place)
        balance = written
    return opening, balance, sorted(wrong)


def get_words(*texts):
    """Return all that could be a reference in what a bank wrote: words, and up to three beside each other.

    :rtype: frozenset[str]
    """
    words = set()
    for text in texts:
        parts = _split(text)
        for size in (1, 2, 3):
            for place in range(len(parts) - size + 1):
                words |= _spell(parts[place:place + size])
    return frozenset(words)


def normalise_reference(text):
    """Return a reference as it is compared: capitals and digits, parts apart, no zeros before a number."""
    return '/'.join(part.lstrip('0') or part for part in _split(text))


def _split(text):
    return [part for part in NEITHER.split((text or '').upper()) if part]


def _spell(parts):
    """Both spellings of a reference: D2026/00001 as D2026/1, and as D202600001 for banks that print no signs."""
    return {'/'.join(part.lstrip('0') or part for part in parts), ''.join(parts)}


def make_line_key(day, amount, reference, label):
    """Return what makes a line of a statement the same line in another file: never its place in the file."""
    return day, amount, normalise_reference(reference) or normalise_reference(label)


def find_new(keys, known):
    """Return the places of lines that are not known yet; of two alike, one known line leaves one.

    :param keys: `make_line_key` of each line, in the order of the file
    :param known: the keys of the lines that are there, once for each line
    :rtype: list[int]
    """
    left, places = Counter(known), []
    for place, key in enumerate(keys):
        if left[key]:
            left[key] -= 1
        else:
            places.append(place)
    return places


# === WHAT BELONGS TOGETHER === #

def propose(lines, expected, days_before=1, days_after=5):
    """Return what may belong together, best first for each line.

    :param days_before: so many days before the paper's day the bank may show it
    :param days_after: and so many days after it
    :rtype: list[Proposal]
    """
    by_amount, by_reference = _index(expected)
    found = {}
    for line in lines:
        near = _find_near(by_amount, line, days_before, days_after)
        named = _find_named(by_reference, line)
        found[line.key] = (line, near, named)
    rivals = Counter(one.key for _line, near, _named in found.values() for one in near)
    namesakes = Counter(one.key for line, _near, named in found.values() for one in named if one.amount == line.amount)
    proposals = []
    for line, near, named in found.values():
        proposals += _rank(line, near, named, rivals, namesakes)
    return proposals


def _index(expected):
    by_amount, by_reference = defaultdict(list), defaultdict(list)
    for one in sorted(expected, key=lambda one: (one.day, one.key)):
        by_amount[one.amount].append(one)
        spellings = {spelling for reference in one.references for spelling in _spell(_split(reference))}
        for spelling in spellings:
            if len(spelling) >= SHORTEST_REFERENCE:
                by_reference[spelling].append(one)
    return by_amount, by_reference


def _find_near(by_amount, line, days_before, days_after):
    same = by_amount.get(line.amount, [])
    first = bisect_left(same, line.day - timedelta(days=days_after), key=lambda one: one.day)
    last = bisect_right(same, line.day + timedelta(days=days_before), key=lambda one: one.day)
    return [one for one in same[first:last] if _fits(one, line)]


def _find_named(by_reference, line):
    words = sorted(get_words(*line.texts))
    named = {one.key: one for word in words for one in by_reference.get(word, []) if _fits(one, line)}
    return list(named.values())


def _fits(one, line):
    return not one.place or one.place == line.place


def _rank(line, near, named, rivals, namesakes):
    exact = [one for one in named if one.amount == line.amount]
    if exact:
        single = len(exact) == 1 and namesakes[exact[0].key] == 1
        sure = single and exact[0] in near
        last = 'several' if not single else 'only' if sure else 'far'
        return [_make(line, (one,), 'safe' if sure else 'possible', ('reference', 'amount', last))
                for one in exact[:MOST_CHOICES]]
    if named and sum(one.amount for one in named) == line.amount:
        return [_make(line, tuple(named), 'likely', ('reference', 'sum'))]
    choices = sorted(near, key=lambda one: (abs((line.day - one.day).days), one.key))[:MOST_CHOICES]
    sure = len(near) == 1 and rivals[near[0].key] == 1 and not named
    proposals = [
        _make(line, (one,), 'likely' if sure else 'possible',
              ('amount', 'day' if one.day == line.day else 'near', 'only' if sure else 'several')) for one in choices]
    return proposals + [_make(line, (one,), 'differs', ('reference', 'differs'))
                        for one in named[:MOST_CHOICES] if one.amount * line.amount > 0]


def _make(line, expected, rank, reasons):
    total = sum(one.amount for one in expected)
    return Proposal(line.key, tuple(one.key for one in expected), rank, reasons,
                    (line.day - expected[0].day).days, line.amount - total)


def allot(amounts, parts, difference_home=None):
    """Return what each line books, so that together they book every part and the difference in its own home.

    :param amounts: amounts of the lines
    :param parts: (home, amount) pairs of what was expected
    :param difference_home: where a difference is booked; without it there may be none
    :return: for each line, (home, amount) pairs whose sum is the line's amount
    :rtype: list[list[tuple]]
    :raise BadAmount: for a difference without a home, and for many lines with many parts
    """
    difference = sum(amounts) - sum(amount for _home, amount in parts)
    if difference and difference_home is None:
        raise BadAmount(f'{difference} has no home')
    homes = defaultdict(lambda: ZERO)
    for home, amount in parts:
        homes[home] += amount
    if len(amounts) > 1 and len(homes) > 1:
        raise BadAmount('many lines and many parts')
    pairs = [(home, amount) for home, amount in homes.items() if amount]
    if len(amounts) > 1:
        [(home, _total)] = homes.items()
        booked = [[(home, amount)] for amount in amounts[:-1]]
        pairs = [(home, amounts[-1] - difference)]
    else:
        booked = []
    last = [(home, amount) for home, amount in pairs if amount]
    return [*booked, last + ([(difference_home, difference)] if difference else [])]


def get_age_bounds(day):
    """Return the first day of each band of age, youngest band first: up to 1, 7 and 30 days; None is open.

    :rtype: list[tuple[str, date | None, date]]
    """
    return [
        ('00', day - timedelta(days=1), None), ('02', day - timedelta(days=7), day - timedelta(days=2)),
        ('08', day - timedelta(days=30), day - timedelta(days=8)), ('31', None, day - timedelta(days=31)),
    ]


def get_older_than(day, days):
    """Return the last day that is more than so many days ago."""
    return day - timedelta(days=days + 1)
