"""One row: texts in, facts of a fine or everything that is wrong with it out."""
import hashlib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

NUMBER = re.compile(r"[0-9A-Z]{1,30}")
SEPARATORS = re.compile(r"[\s.\-_/]+")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ][0-9:.]*Z?)?")
AMOUNT = re.compile(r"[+-]?\d{1,12}(\.\d{1,10})?")
ZERO = Decimal(0)
#: Column of the file -> fact. Only the fine itself must be there; the other amounts are zero when empty.
AMOUNTS = {
    "fine_amount": "fine", "penalty_amount": "penalty", "interest_amount": "interest", "payment_amount": "payment",
    "amount_due": "due",
}


class Problem(NamedTuple):
    """Why a row cannot be imported: a code, the column it stands in, what is written there."""

    code: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row says of one fine. Amounts in the currency of the register, on the day of the cut-over."""

    number: str
    day: date
    violation: str
    agency: str
    county: str
    fine: Decimal
    penalty: Decimal
    interest: Decimal
    payment: Decimal
    due: Decimal

    @property
    def computed(self):
        """Return what fine, penalty, interest and payment give; negative: paid too much."""
        return self.fine + self.penalty + self.interest - self.payment


def parse(row, cutover, decimals=2):
    """Turn a row into facts, or tell all its problems, the one that decides first.

    :param dict row: texts by column
    :param date cutover: day whose state the register shows; nothing in it can be later
    :param int decimals: of the register's currency
    :return: (facts, ()) or (None, problems)
    :rtype: tuple[Facts | None, tuple[Problem, ...]]
    """
    problems = []
    number = _read_number(row, problems)
    day = _read_day(row, cutover, problems)
    amounts = {fact: _read_amount(row, column, decimals, problems) for column, fact in AMOUNTS.items()}
    if None not in amounts.values():
        problems += _weigh(row, amounts)
    if problems:
        return None, tuple(problems)
    texts = {"violation": row["violation"], "agency": row["issuing_agency"], "county": row["county"]}
    return Facts(number=number, day=day, **texts, **amounts), ()


def digest(facts):
    """Return the fingerprint of facts: the same row in another file is known again.

    :rtype: str
    """
    amounts = [str(getattr(facts, name).normalize() + ZERO) for name in AMOUNTS.values()]
    parts = (facts.number, facts.day.isoformat(), facts.violation, facts.agency, facts.county, *amounts)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def normalise_number(text):
    """Return a printed number as it identifies: upper case, no separators."""
    return SEPARATORS.sub("", text).upper()


def _read_number(row, problems):
    number = normalise_number(row["summons_number"])
    if not NUMBER.fullmatch(number) or not number.strip("0"):
        problems.append(Problem("bad_number" if number else "no_number", "summons_number", row["summons_number"]))
    return number


def _read_day(row, cutover, problems):
    text = row["issue_date"]
    if not text:
        problems.append(Problem("no_date", "issue_date", ""))
        return None
    day = _to_day(text)
    if day is None:
        problems.append(Problem("bad_date", "issue_date", text))
    elif day > cutover:
        problems.append(Problem("late_date", "issue_date", text))
    return day


def _to_day(text):
    """Return a day written as 2024-02-27, with or without a time of the day; None for anything else."""
    match = DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def _read_amount(row, column, decimals, problems):
    """Return an amount; only the amount due may be negative (the register's way to say overpaid)."""
    text = row[column]
    if not text and column != "fine_amount":
        return ZERO
    value = Decimal(text) if AMOUNT.fullmatch(text) else None
    if value is None or round(value, decimals) != value or (value < 0 and column != "amount_due"):
        problems.append(Problem("bad_amount", column, text))
        return None
    return round(value, decimals)


def _weigh(row, amounts):
    """Return what is wrong with the amounts together."""
    if not amounts["fine"]:
        yield Problem("zero_amount", "fine_amount", row["fine_amount"])
    computed = amounts["fine"] + amounts["penalty"] + amounts["interest"] - amounts["payment"]
    # What is due may be lower (a reduction) but nothing in the row could make it higher.
    if amounts["due"] > max(computed, ZERO) or (amounts["due"] < 0 and amounts["due"] != computed):
        yield Problem("due_higher" if amounts["due"] > 0 else "due_negative", "amount_due", row["amount_due"])
